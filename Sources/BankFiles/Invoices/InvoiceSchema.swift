/// Where a syntax writes its terms.
///
/// Paths are of local names below the document element. Sources: EN 16931-3-2 (UBL 2.1), EN 16931-3-3 (CII D16B); the
/// discount terms are those of Factur-X EXTENDED.
struct InvoiceSchema: Sendable {
    let syntax: ElectronicInvoice.Syntax
    /// What the document element says without any code.
    let rootKind: ElectronicInvoice.Kind?
    let terms: [String: InvoiceTerm]
    /// The paths of the elements around those of `terms`; everything else is passed over.
    let containers: Set<String>

    /// - Returns: `nil` for any other document.
    static func named(_ name: String, namespace: String?) -> InvoiceSchema? {
        switch (name, namespace) {
        case ("Invoice", "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"): ublInvoice
        case ("CreditNote", "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"): ublCreditNote
        case ("CrossIndustryInvoice", "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"): cii
        default: nil
        }
    }

    private static let ublInvoice = InvoiceSchema(.ubl, .invoice, ublTerms)
    private static let ublCreditNote = InvoiceSchema(.ubl, .creditNote, ublTerms)
    private static let cii = InvoiceSchema(.cii, nil, ciiTerms)

    private init(
        _ syntax: ElectronicInvoice.Syntax,
        _ rootKind: ElectronicInvoice.Kind?,
        _ terms: [String: InvoiceTerm]
    ) {
        self.syntax = syntax
        self.rootKind = rootKind
        self.terms = terms
        var containers: Set<String> = []
        for path in terms.keys {
            let names = path.split(separator: "/")
            for count in 1..<max(1, names.count) { containers.insert(names[..<count].joined(separator: "/")) }
        }
        self.containers = containers
    }

    private static let ublTerms: [String: InvoiceTerm] = {
        let party = "AccountingCustomerParty/Party"
        let means = "PaymentMeans"
        return [
            "ID": .number,
            "IssueDate": .issued,
            "InvoiceTypeCode": .typeCode,
            "CreditNoteTypeCode": .typeCode,
            "DocumentCurrencyCode": .currency,
            "DueDate": .due,
            // A credit note has its due date here.
            means + "/PaymentDueDate": .due,
            "PaymentTerms/PaymentDueDate": .due,
            "BuyerReference": .buyerReference,
            "OrderReference/ID": .purchaseOrder,
            "OrderReference/SalesOrderID": .salesOrder,
            "BillingReference/InvoiceDocumentReference/ID": .preceding,
            "AccountingSupplierParty/Party/PartyLegalEntity/RegistrationName": .sellerName,
            party + "/PartyLegalEntity/RegistrationName": .buyerName,
            party + "/PartyName/Name": .buyerTradingName,
            party + "/PartyIdentification/ID": .buyerIdentifier,
            party + "/PartyLegalEntity/CompanyID": .buyerLegal,
            party + "/PartyTaxScheme/CompanyID": .buyerTax,
            party + "/PartyTaxScheme/TaxScheme/ID": .buyerTaxScheme,
            party + "/EndpointID": .buyerEndpoint,
            "PaymentTerms/Note": .terms,
            "PaymentTerms/SettlementDiscountPercent": .discountPercent,
            "PaymentTerms/SettlementDiscountAmount": .discountAmount,
            "PaymentTerms/SettlementPeriod/StartDate": .discountFrom,
            "PaymentTerms/SettlementPeriod/EndDate": .discountUntil,
            "PaymentTerms/SettlementPeriod/DurationMeasure": .discountDays,
            means + "/PaymentID": .paymentReference,
            means + "/PayeeFinancialAccount/ID": .payeeAccount,
            means + "/PaymentMandate/PayerFinancialAccount/ID": .payerAccount,
            "TaxTotal/TaxSubtotal/TaxableAmount": .taxNet,
            "TaxTotal/TaxSubtotal/TaxAmount": .taxAmount,
            "TaxTotal/TaxSubtotal/TaxCategory/ID": .taxCategory,
            "TaxTotal/TaxSubtotal/TaxCategory/Percent": .taxRate,
            "LegalMonetaryTotal/TaxInclusiveAmount": .total,
            "LegalMonetaryTotal/PrepaidAmount": .prepaid,
            "LegalMonetaryTotal/PayableRoundingAmount": .rounding,
            "LegalMonetaryTotal/PayableAmount": .payable,
        ]
    }()

    private static let ciiTerms: [String: InvoiceTerm] = {
        let agreement = "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement"
        let buyer = agreement + "/BuyerTradeParty"
        let settlement = "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement"
        let means = settlement + "/SpecifiedTradeSettlementPaymentMeans"
        let terms = settlement + "/SpecifiedTradePaymentTerms"
        let discount = terms + "/ApplicableTradePaymentDiscountTerms"
        let tax = settlement + "/ApplicableTradeTax"
        let sums = settlement + "/SpecifiedTradeSettlementHeaderMonetarySummation"
        return [
            "ExchangedDocument/ID": .number,
            "ExchangedDocument/TypeCode": .typeCode,
            "ExchangedDocument/IssueDateTime/DateTimeString": .issued,
            agreement + "/BuyerReference": .buyerReference,
            agreement + "/SellerTradeParty/Name": .sellerName,
            agreement + "/SellerOrderReferencedDocument/IssuerAssignedID": .salesOrder,
            agreement + "/BuyerOrderReferencedDocument/IssuerAssignedID": .purchaseOrder,
            buyer + "/ID": .buyerIdentifier,
            buyer + "/GlobalID": .buyerIdentifier,
            buyer + "/Name": .buyerName,
            buyer + "/SpecifiedLegalOrganization/ID": .buyerLegal,
            buyer + "/URIUniversalCommunication/URIID": .buyerEndpoint,
            buyer + "/SpecifiedTaxRegistration/ID": .buyerTax,
            settlement + "/PaymentReference": .paymentReference,
            settlement + "/InvoiceCurrencyCode": .currency,
            means + "/PayerPartyDebtorFinancialAccount/IBANID": .payerAccount,
            means + "/PayeePartyCreditorFinancialAccount/IBANID": .payeeAccount,
            means + "/PayeePartyCreditorFinancialAccount/ProprietaryID": .payeeAccount,
            terms + "/Description": .terms,
            terms + "/DueDateDateTime/DateTimeString": .due,
            discount + "/BasisDateTime/DateTimeString": .discountFrom,
            discount + "/BasisPeriodMeasure": .discountDays,
            discount + "/BasisAmount": .discountBase,
            discount + "/CalculationPercent": .discountPercent,
            discount + "/ActualDiscountAmount": .discountAmount,
            tax + "/BasisAmount": .taxNet,
            tax + "/CalculatedAmount": .taxAmount,
            tax + "/CategoryCode": .taxCategory,
            tax + "/RateApplicablePercent": .taxRate,
            sums + "/GrandTotalAmount": .total,
            sums + "/TotalPrepaidAmount": .prepaid,
            sums + "/RoundingAmount": .rounding,
            sums + "/DuePayableAmount": .payable,
            settlement + "/InvoiceReferencedDocument/IssuerAssignedID": .preceding,
        ]
    }()
}
