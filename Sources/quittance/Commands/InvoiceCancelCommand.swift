internal import ArgumentParser
internal import HubDomain
internal import HubEngine
internal import HubStore
internal import PaymentVocabulary

/// `quittance invoice cancel NUMBER`: takes a document back.
struct InvoiceCancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Cancel a document by a credit entry of its own number.",
        discussion: """
            The document keeps its number; the credit entry is dated today and posted in the first open period. \
            Refused with 1 when money was applied to it, with the way out.

            Example: quittance invoice cancel INV-1001 --reason "wrong customer" --config hub.yaml
            """
    )

    @Argument(help: "The number of the document.")
    var number: String

    @Option(help: "Why; kept with the document and in the audit.")
    var reason: String

    @Option(help: "The number of the cancelling document; NUMBER-CANCELLED without it.")
    var document: String?

    @OptionGroup var books: MerchantOptions

    @Flag(help: "Show what would come of it and change nothing.")
    var dryRun = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let cancellation = InvoiceCancellation(
            InvoiceNumber(number),
            document: document.map { InvoiceNumber($0) },
            reason: reason
        )
        try await books.carryOut(cancellation, isDryRun: dryRun, json: json)
    }
}

/// `quittance invoice correct NUMBER`: cancels a document and issues it anew.
struct InvoiceCorrectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "correct",
        abstract: "Cancel a document and issue it anew under another number.",
        discussion: """
            Both happen together or not at all. What is not given stays as it was; the date of issue is today, and the \
            due date follows from the terms. Refused like invoice cancel.

            Example: quittance invoice correct INV-1001 --number INV-1001-2 --amount 90.00 --reason "wrong price" \
            --config hub.yaml
            """
    )

    @Argument(help: "The number of the document.")
    var original: String

    @Option(help: "The number of the corrected document.")
    var number: String

    @Option(help: "Why; kept with the document and in the audit.")
    var reason: String

    @Option(help: "The number of the cancelling document; ORIGINAL-CANCELLED without it.")
    var document: String?

    @Option(help: "The right amount, in the document's currency.")
    var amount: String?

    @Option(help: "The date of issue, YYYY-MM-DD.")
    var issued: String?

    @Option(help: "The due date, YYYY-MM-DD.")
    var due: String?

    @Option(help: "The terms, such as \"2/10 net 30\".")
    var terms: String?

    @Option(help: "The structured reference printed on it.")
    var reference: String?

    @Option(help: "Net and tax by rate, such as \"19:100.00+19.00\"; as before without it and --amount.")
    var taxes: String?

    @OptionGroup var books: MerchantOptions

    @Flag(help: "Show what would come of it and change nothing.")
    var dryRun = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        var replacement = InvoiceReplacement(number: InvoiceNumber(number))
        replacement.issued = try issued.map { try OptionText.date($0, of: "--issued") }
        replacement.due = try due.map { try OptionText.date($0, of: "--due") }
        replacement.terms = terms
        replacement.reference = reference
        replacement.taxes = taxes
        try await books.carryOut(
            InvoiceCancellation(
                InvoiceNumber(original),
                document: document.map { InvoiceNumber($0) },
                reason: reason,
                replacement: replacement
            ),
            amount: amount,
            isDryRun: dryRun,
            json: json
        )
    }
}

extension MerchantOptions {
    /// - Parameter amount: of the replacement, read in the currency of what is cancelled.
    fileprivate func carryOut(
        _ cancellation: InvoiceCancellation,
        amount: String? = nil,
        isDryRun: Bool,
        json: Bool
    ) async throws {
        guard !OptionText.isBlank(cancellation.reason) else { throw Stop.usage("--reason: say why") }
        let stored = try await inBooks { composition, merchant in
            do {
                let priced = try await cancellation.priced(amount, composition.hub, merchant)
                let request = ChangeRequest(by: .ofShell(merchant.id), isRehearsal: isDryRun)
                return try await composition.hub.cancel(priced, request)
            } catch let problem as HubProblem {
                throw OptionText.told(problem)
            }
        }
        guard !json else { return print(String(decoding: stored.body, as: UTF8.self)) }
        let view = try HubJSON.decode(CorrectionView.self, from: stored.body)
        if isDryRun { print("nothing is changed; it would be so:") }
        print(InvoiceText.text(view))
    }
}

extension InvoiceCancellation {
    fileprivate func priced(_ amount: String?, _ hub: Hub, _ merchant: Merchant) async throws -> InvoiceCancellation {
        guard let amount, var corrected = replacement else { return self }
        guard let view = try await hub.invoice(number, of: merchant.id), let currency = Currency(view.currency) else {
            throw HubProblem(.notFound, "no invoice \(number)")
        }
        guard let money = try? Money(parsing: amount, currency: currency) else {
            throw Stop.usage("--amount \(amount): no amount of \(currency) such as 90.00")
        }
        corrected.amount = money
        return InvoiceCancellation(number, document: document, reason: reason, replacement: corrected)
    }
}
