internal import ArgumentParser
internal import Foundation
internal import HubDomain
internal import HubEngine
internal import HubReconciliation
internal import HubStore
internal import PaymentVocabulary

/// `quittance invoice import`: documents into the hub's books, newly issued or open at a cut-over.
struct InvoiceImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Bring invoices and credit notes into the hub's books.",
        discussion: """
            Takes the files that reconcile takes with --invoices. Without --cut-over they are issued: known numbers add \
            nothing, and their customers have to be there; --add-customers adds those that are not, by their names in the \
            files. --dry-run says what would be added.

            With --cut-over the books begin: every open item, with what is open of it, every deposit and every limit \
            comes in together and is posted against the opening balances on that day. Nothing is stored unless, for each \
            currency, open invoices less credit notes less deposits are the --proof-total of the books before; the \
            difference is named, and the exit code is 1. Customers that are not there are added. The same again adds \
            nothing.

            --deposits is CSV with number,customer,customer_name,currency,amount,received; --limits is CSV with \
            customer,name,currency,credit_limit,payer_account. A deposit becomes the receipt deposit/NUMBER: quittance match \
            list --unapplied shows it, match supersede says what it pays, match return that a debit has paid it back.

            Examples:
            quittance invoice import may.csv --add-customers --config hub.yaml
            quittance invoice import open.csv --cut-over 2026-01-01 --proof-total EUR=12345.67 --limits limits.csv \
            --config hub.yaml
            """
    )

    @Argument(help: "Invoices and credit notes: CSV, JSON, UBL or CII in XML, Factur-X in PDF.")
    var files: [String]

    @Option(help: "The day on which the books begin, YYYY-MM-DD.")
    var cutOver: String?

    @Option(help: "With --cut-over: what all of it adds up to, CURRENCY=AMOUNT; once for each currency.")
    var proofTotal: [String] = []

    @Option(help: "With --cut-over: customers' money that pays nothing yet, CSV.")
    var deposits: String?

    @Option(help: "With --cut-over: credit limits, CSV.")
    var limits: String?

    @Flag(help: "Add customers that are not there; --cut-over always does.")
    var addCustomers = false

    @OptionGroup var books: MerchantOptions

    @Flag(help: "Show what would be added or stored, and change nothing.")
    var dryRun = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard cutOver != nil || proofTotal.isEmpty && deposits == nil && limits == nil else {
            throw ValidationError("--proof-total, --deposits and --limits go with --cut-over DATE")
        }
        guard cutOver == nil || !proofTotal.isEmpty else {
            throw ValidationError("--cut-over needs a --proof-total CURRENCY=AMOUNT for each currency")
        }
    }

    func run() async throws {
        let date = try cutOver.map { try OptionText.date($0, of: "--cut-over") }
        let proof = try proofTotal.map { try OptionText.money($0, of: "--proof-total") }
        guard Set(proof.map(\.currency)).count == proof.count else {
            throw Stop.usage("--proof-total: one for each currency")
        }
        var errors: [String] = []
        let (invoices, places) = try readInvoices(&errors)
        guard let date else { return try await issue(invoices, places, errors) }
        let money = try deposits.map { DepositFile.reading(try InputFile.bytes(of: $0), file: $0) }
        let credit = try limits.map { CustomerFile.reading(try InputFile.bytes(of: $0), file: $0) }
        errors += (money?.errors ?? []).map(\.description) + (credit?.errors ?? []).map(\.description)
        // A row that is left out would break the proof, or hide behind it.
        guard errors.isEmpty else {
            throw Stop.tell(
                "\(errors.joined(separator: "\nquittance: "))\nquittance: nothing was stored",
                Stop.rejected
            )
        }
        try await begin(
            CutOver(
                date: date,
                invoices: invoices,
                deposits: money?.deposits ?? [],
                limits: credit?.entries ?? [],
                proof: proof
            )
        )
    }

    private func begin(_ cutOver: CutOver) async throws {
        let report = try await books.inBooks { composition, merchant in
            do {
                return try await composition.hub.cutOver(cutOver, isDryRun: dryRun, by: .ofShell(merchant.id))
            } catch let problem as HubProblem {
                throw OptionText.told(problem)
            }
        }
        print(try json ? String(decoding: HubJSON.encode(report), as: UTF8.self) : Self.text(report, isDryRun: dryRun))
        guard report.refused.isEmpty else { throw Stop.rejected }
        guard report.agrees else { throw Stop.no }
    }

    private func issue(
        _ invoices: [Invoice],
        _ places: [InvoiceNumber: String],
        _ errors: [String]
    ) async throws {
        let report = try await books.inBooks { composition, merchant in
            try await composition.hub.issue(
                invoices,
                addsCustomers: addCustomers,
                isDryRun: dryRun,
                comparesNumbers: true,
                by: .ofShell(merchant.id)
            )
        }
        for (number, other) in report.alike.sorted(by: { $0.key < $1.key }) {
            Stop.warn("\(places[number] ?? "?"): number: \(number.isAlikeWords(other)) in the books")
        }
        let refused = errors + report.refused
        refused.forEach(Stop.warn)
        print(
            try json
                ? String(decoding: HubJSON.encode(report), as: UTF8.self)
                : "\(dryRun ? "would be stored: " : "")\(report.added) added, \(report.known) known, \(refused.count) refused"
        )
        guard refused.isEmpty else { throw Stop.rejected }
    }

    /// - Returns: the documents, and where each is.
    private func readInvoices(
        _ errors: inout [String]
    ) throws -> (invoices: [Invoice], places: [InvoiceNumber: String]) {
        var invoices: [Invoice] = []
        var known: [InvoiceNumber: (place: String, invoice: Invoice)] = [:]
        let all = try files.map { file in
            InvoiceIntake.reading(try InputFile.bytes(of: file), file: file, dueDate: OpenItem.dueDate)
        }
        // What the files say of one customer in two ways; that a number stands twice is told below.
        InvoiceReview(all).warnings.map(\.description).forEach(Stop.warn)
        for (file, read) in zip(files, all) {
            read.warnings.map(\.description).forEach(Stop.warn)
            read.objectionsToTerms.forEach(Stop.warn)
            errors += read.errors.map(\.description)
            for row in read.rows {
                let place = "\(file):\(row.line)"
                guard let other = known.updateValue((place, row.invoice), forKey: row.invoice.number) else {
                    invoices.append(row.invoice)
                    continue
                }
                // The same in every field counts once, which is told above.
                if other.invoice != row.invoice {
                    errors.append("\(place): number: \(row.invoice.number) is already at \(other.place)")
                }
            }
        }
        return (invoices, known.mapValues(\.place))
    }

    private static func text(_ report: CutOverReport, isDryRun: Bool) -> String {
        var lines = ["cut-over on \(report.date)"]
        for total in report.totals {
            let sum = "invoices \(total.invoices) - credit notes \(total.creditNotes) - deposits \(total.deposits)"
            lines.append("  \(total.currency): \(sum) = \(total.total)")
            switch (total.proof, total.difference) {
            case (let proof?, let difference?): lines.append("       proof \(proof), difference \(difference)")
            default: lines.append("       no proof: give --proof-total \(total.currency)=AMOUNT")
            }
        }
        lines += report.refused.map { "  refused: \($0)" }
        let counts = "\(report.added) added, \(report.known) known, \(report.limits) limits set"
        switch (report.isStored, isDryRun) {
        case (true, false): lines.append(counts)
        case (true, true): lines.append("would be stored: \(counts)")
        case (false, _): lines.append("nothing is stored")
        }
        return lines.joined(separator: "\n")
    }
}
