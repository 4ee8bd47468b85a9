import BankFiles
package import HubDomain
import HubReconciliation
package import PaymentVocabulary

/// Reads a file of invoices of any kind, told from its content: a table (CSV, JSON), or one electronic invoice (UBL 2.1,
/// UN/CEFACT CII as in Factur-X, ZUGFeRD and XRechnung, or a PDF with such a one inside).
package enum InvoiceIntake {
    package static func reading(_ bytes: [UInt8], file: String, dueDate: InvoiceFile.DueDate) -> InvoiceFile {
        guard ElectronicInvoiceFile.recognises(bytes) else {
            return InvoiceFile.reading(bytes, file: file, dueDate: dueDate)
        }
        let reading = ElectronicInvoiceFile.reading(bytes)
        let name = Decompression.name(file, member: reading.member)
        func told(_ finding: BankFileFinding) -> TableError {
            TableError(
                file: name,
                line: finding.position.line ?? 1,
                column: finding.position.column ?? 1,
                field: finding.position.path,
                problem: finding.message
            )
        }
        var errors = reading.errors
        var warnings = reading.warnings
        var invoice: Invoice?
        if let document = reading.invoice {
            do throws(BankFileFinding) {
                invoice = try Self.invoice(document, dueDate, &warnings)
            } catch {
                errors.append(error)
            }
        }
        return InvoiceFile(
            file: name,
            invoice: invoice,
            line: reading.invoice?.position.line ?? 1,
            errors: errors.map(told),
            warnings: warnings.map(told)
        )
    }

    /// - Throws: `missing` when nothing tells the customer.
    private static func invoice(
        _ document: ElectronicInvoice,
        _ dueDate: InvoiceFile.DueDate,
        _ warnings: inout [BankFileFinding]
    ) throws(BankFileFinding) -> Invoice {
        guard let customer = customer(document.buyer) else {
            let message = "the buyer has neither an identifier (BT-46 to BT-49) nor a name (BT-44)"
            throw BankFileFinding(.missing, message, at: document.position)
        }
        if document.isCorrection, let corrected = document.precedingInvoices.first {
            let message = "it corrects \(corrected.prefix(40)); where that one is listed, too, both are claims"
            warnings.append(BankFileFinding(.duplicate, message, at: document.position))
        }
        let amount = amount(document)
        let terms = InvoiceTermsReading(document, of: amount, dueDate, &warnings)
        return Invoice(
            number: InvoiceNumber(document.number),
            kind: document.kind == .invoice ? .invoice : .creditNote,
            customer: CustomerID(customer),
            customerName: document.buyer.name ?? "",
            payerAccount: document.payerAccount,
            amount: amount,
            open: document.payable,
            issued: document.issued,
            due: terms.due,
            terms: terms.text,
            reference: document.paymentReference,
            taxes: taxes(document, &warnings)
        )
    }

    /// The taxes of the whole document, rounding left out; none, with a warning, where they do not fit to it.
    private static func taxes(_ document: ElectronicInvoice, _ warnings: inout [BankFileFinding]) -> [TaxSubtotal] {
        var taxes: [TaxSubtotal] = []
        var position = document.payablePosition
        do throws(TaxListError) {
            for tax in document.taxes {
                position = tax.position
                guard let rate = Percentage(tax.percent) else {
                    throw TaxListError("the tax rate (BT-119) \(tax.percent.prefix(8)) is no percentage from 0 on")
                }
                let category = tax.category ?? ""
                taxes.append(try TaxSubtotal(category: category, rate: rate, net: tax.net, tax: tax.tax))
            }
            position = document.payablePosition
            return try taxes.checked(against: document.total ?? document.payable)
        } catch {
            let message = error.problem + "; the taxes are not taken"
            warnings.append(BankFileFinding(.controlTotal, message, at: position))
            return []
        }
    }

    /// The first that the document has: the buyer's identifier (BT-46), VAT identifier (BT-48), registration (BT-47),
    /// electronic address (BT-49), and the name (BT-44) in one spelling for all in which it is written.
    ///
    /// BT-46 comes first because sellers give it: it is the customer's number in their books.
    private static func customer(_ buyer: ElectronicInvoice.Buyer) -> String? {
        let vat = buyer.vatIdentifier?.filter { !$0.isWhitespace }.uppercased()
        let name = foldedPartyName(buyer.name ?? "")
        return buyer.identifiers.first?.value ?? vat ?? buyer.legalRegistration?.value ?? buyer.endpoint?.value
            ?? (name.isEmpty ? nil : name)
    }

    /// What was invoiced, rounding included; at least what is still to be paid of it.
    private static func amount(_ document: ElectronicInvoice) -> Money {
        guard let total = document.total,
            let rounded = try? total.adding(document.rounding ?? .zero(total.currency)),
            rounded.minorUnits > document.payable.minorUnits
        else { return document.payable }
        return rounded
    }
}
