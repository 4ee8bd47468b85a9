import Testing

@testable import BankFiles

/// One document in both syntaxes, and the same with some of its text changed.
enum InvoiceDocuments {
    static func ubl(_ changes: [(String, String)] = [], root: String = "Invoice") -> String {
        let text = changed(ublText, changes)
        guard root != "Invoice" else { return text }
        return text.replacing("Invoice-2", with: "\(root)-2").replacing("<Invoice ", with: "<\(root) ")
            .replacing("</Invoice>", with: "</\(root)>").replacing("InvoiceTypeCode", with: "\(root)TypeCode")
    }

    static func cii(_ changes: [(String, String)] = []) -> String { changed(ciiText, changes) }

    static func text(_ syntax: ElectronicInvoice.Syntax) -> String {
        switch syntax {
        case .ubl: ubl()
        case .cii: cii()
        }
    }

    private static func changed(_ text: String, _ changes: [(String, String)]) -> String {
        changes.reduce(text) { text, change in
            #expect(text.contains(change.0), "\(change.0) is not in the document")
            return text.replacing(change.0, with: change.1)
        }
    }

    private static let ublText = """
        <?xml version="1.0" encoding="UTF-8"?>
        <Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
          xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
          xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
        <cbc:ID> INV-1 </cbc:ID>
        <cbc:IssueDate>2026-03-02</cbc:IssueDate>
        <cbc:DueDate>2026-04-01</cbc:DueDate>
        <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
        <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
        <cbc:BuyerReference>04011000-12345-34</cbc:BuyerReference>
        <cac:OrderReference><cbc:ID>PO-7</cbc:ID><cbc:SalesOrderID>SO-8</cbc:SalesOrderID></cac:OrderReference>
        <cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>INV-0</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>
        <cac:AccountingSupplierParty><cac:Party><cac:PartyIdentification><cbc:ID>S</cbc:ID></cac:PartyIdentification>
          <cac:PartyLegalEntity><cbc:RegistrationName>Nord &amp; Süd KG</cbc:RegistrationName></cac:PartyLegalEntity>
        </cac:Party></cac:AccountingSupplierParty>
        <cac:AccountingCustomerParty><cac:Party>
          <cbc:EndpointID schemeID="EM">rechnung@hansa.example</cbc:EndpointID>
          <cac:PartyIdentification><cbc:ID schemeID="0088">4012345000009</cbc:ID></cac:PartyIdentification>
          <cac:PartyName><cbc:Name>Hansa</cbc:Name></cac:PartyName>
          <cac:PartyTaxScheme><cbc:CompanyID>201/113/40209</cbc:CompanyID><cac:TaxScheme><cbc:ID>FC</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
          <cac:PartyTaxScheme><cbc:CompanyID>DE 123456789</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
          <cac:PartyLegalEntity><cbc:RegistrationName>Hansa Medizintechnik AG</cbc:RegistrationName><cbc:CompanyID schemeID="0204">HRB 1</cbc:CompanyID></cac:PartyLegalEntity>
        </cac:Party></cac:AccountingCustomerParty>
        <cac:PaymentMeans><cbc:PaymentMeansCode>59</cbc:PaymentMeansCode><cbc:PaymentID>RF18539007547034</cbc:PaymentID>
          <cac:PayeeFinancialAccount><cbc:ID>DE89370400440532013000</cbc:ID></cac:PayeeFinancialAccount>
          <cac:PaymentMandate><cbc:ID>M-1</cbc:ID><cac:PayerFinancialAccount><cbc:ID>DE02120300000000202051</cbc:ID></cac:PayerFinancialAccount></cac:PaymentMandate>
        </cac:PaymentMeans>
        <cac:PaymentTerms><cbc:Note>#SKONTO#TAGE=14#PROZENT=2.00#
        </cbc:Note></cac:PaymentTerms>
        <cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount currencyID="EUR">100.00</cbc:TaxExclusiveAmount>
          <cbc:TaxInclusiveAmount currencyID="EUR">119.02</cbc:TaxInclusiveAmount>
          <cbc:PrepaidAmount currencyID="EUR">19.00</cbc:PrepaidAmount>
          <cbc:PayableRoundingAmount currencyID="EUR">-0.02</cbc:PayableRoundingAmount>
          <cbc:PayableAmount currencyID="EUR">100.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
        <cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount></cac:InvoiceLine>
        </Invoice>
        """

    private static let ciiText = """
        <rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
          xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
          xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
        <rsm:ExchangedDocument><ram:ID> INV-1 </ram:ID>
        <ram:TypeCode>380</ram:TypeCode>
        <ram:IssueDateTime><udt:DateTimeString format="102">20260302</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
        <rsm:SupplyChainTradeTransaction>
        <ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument></ram:IncludedSupplyChainTradeLineItem>
        <ram:ApplicableHeaderTradeAgreement><ram:BuyerReference>04011000-12345-34</ram:BuyerReference>
          <ram:SellerTradeParty><ram:ID>S</ram:ID><ram:Name>Nord &amp; Süd KG</ram:Name></ram:SellerTradeParty>
          <ram:BuyerTradeParty><ram:GlobalID schemeID="0088">4012345000009</ram:GlobalID>
            <ram:Name>Hansa Medizintechnik AG</ram:Name>
            <ram:SpecifiedLegalOrganization><ram:ID schemeID="0204">HRB 1</ram:ID></ram:SpecifiedLegalOrganization>
            <ram:URIUniversalCommunication><ram:URIID schemeID="EM">rechnung@hansa.example</ram:URIID></ram:URIUniversalCommunication>
            <ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">201/113/40209</ram:ID></ram:SpecifiedTaxRegistration>
            <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE 123456789</ram:ID></ram:SpecifiedTaxRegistration></ram:BuyerTradeParty>
          <ram:SellerOrderReferencedDocument><ram:IssuerAssignedID>SO-8</ram:IssuerAssignedID></ram:SellerOrderReferencedDocument>
          <ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>PO-7</ram:IssuerAssignedID></ram:BuyerOrderReferencedDocument>
        </ram:ApplicableHeaderTradeAgreement>
        <ram:ApplicableHeaderTradeSettlement><ram:PaymentReference>RF18539007547034</ram:PaymentReference>
        <ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
        <ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>59</ram:TypeCode>
          <ram:PayerPartyDebtorFinancialAccount><ram:IBANID>DE02120300000000202051</ram:IBANID></ram:PayerPartyDebtorFinancialAccount>
          <ram:PayeePartyCreditorFinancialAccount><ram:IBANID>DE89370400440532013000</ram:IBANID></ram:PayeePartyCreditorFinancialAccount>
        </ram:SpecifiedTradeSettlementPaymentMeans>
        <ram:SpecifiedTradePaymentTerms><ram:Description>#SKONTO#TAGE=14#PROZENT=2.00#
        </ram:Description><ram:DueDateDateTime><udt:DateTimeString format="102">20260401</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
        <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
          <ram:TaxTotalAmount currencyID="EUR">19.02</ram:TaxTotalAmount>
          <ram:RoundingAmount>-0.02</ram:RoundingAmount>
          <ram:GrandTotalAmount>119.02</ram:GrandTotalAmount>
          <ram:TotalPrepaidAmount>19.00</ram:TotalPrepaidAmount>
          <ram:DuePayableAmount>100.00</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
        <ram:InvoiceReferencedDocument><ram:IssuerAssignedID>INV-0</ram:IssuerAssignedID></ram:InvoiceReferencedDocument>
        </ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction>
        </rsm:CrossIndustryInvoice>
        """
}

/// Reads a document in pieces of a size.
func readInvoice(_ bytes: [UInt8], pieces: Int = 65_536) -> ElectronicInvoiceReading {
    var reader = ElectronicInvoiceReader()
    var start = 0
    while start < bytes.count {
        let end = min(start + pieces, bytes.count)
        reader.feed(Array(bytes[start..<end]))
        start = end
    }
    return reader.finish()
}

func readInvoice(_ text: String) -> ElectronicInvoiceReading { readInvoice(Array(text.utf8)) }
