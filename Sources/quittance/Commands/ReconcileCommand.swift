internal import ArgumentParser
internal import BankFiles
internal import Foundation
internal import HubDomain
internal import HubEngine
internal import HubReconciliation
internal import HubStore
internal import HubStoreSQLite
internal import PaymentVocabulary

/// `quittance reconcile`: bank statements against invoices, on files alone or in the hub's own books.
struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Match bank statements with open invoices.",
        discussion: """
            Works on files alone: nothing is stored and no server is needed. With --store the statements are imported \
            into the hub's books and what is certain is posted there.

            The invoices' CSV header is number,kind,customer,customer_name,payer_account,currency,amount,open,issued,\
            due,terms,reference; JSON is an array of objects with the same keys. An electronic invoice (UBL 2.1, \
            UN/CEFACT CII as in Factur-X, ZUGFeRD and XRechnung, or a PDF with such a one inside) is one file each: its \
            customer is the first that it has of BT-46, BT-48, BT-47, BT-49 and the buyer's name. What is assumed is \
            told on standard error. Ends with 0 when everything matched, \
            with 1 when exceptions remain, and with 3 when a file has places that could not be read; the rest is \
            reconciled all the same.

            --settlement takes reports of payment providers: a receipt that is a payout is matched line by line, and \
            the report tells of each payout what our payments, the provider and the bank say. --remittance takes EDI 820 \
            advices, lockbox files and our own pain.008 and NACHA collections that the bank books in one amount. With \
            --contract, fees that differ from what was agreed are listed; ends with 1 when any do, or money is missing.

            --csv writes a row for each allocation, exception, debit and open item, for spreadsheets; --html one page \
            with pictures, for people; --explain tells of one line why it was posted or not, and what would have \
            posted it. docs/cli-json.md has the columns and the keys.

            Examples:
            quittance reconcile --statement may.xml --invoices open.csv
            quittance reconcile --statement may.xml --invoices open.csv --html may.html
            quittance reconcile --statement may.xml --invoices open.csv --explain 12
            quittance reconcile --statement may.xml --invoices sent/*.pdf
            quittance reconcile --statement may.xml --invoices open.csv --settlement stripe.csv adyen.csv
            quittance reconcile --statement may.xml --invoices open.csv --rates eurofxref-hist.zip
            quittance reconcile --statement may.xml --invoices open.csv --remittance 820.txt debits.xml
            """
    )

    @Option(
        parsing: .upToNextOption,
        help: "Bank statements of any format that says what is booked, also packed; - is standard input."
    )
    var statement: [String] = []

    @Option(parsing: .upToNextOption, help: "Invoices and credit notes: CSV, JSON, UBL or CII in XML, Factur-X in PDF.")
    var invoices: [String] = []

    @Option(parsing: .upToNextOption, help: "The hub's own payments, as GET /v1/payments gives them.")
    var payments: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: "Reports of payment providers: settlements, payouts, balances; their payouts are matched line by line."
    )
    var settlement: [String] = []

    @Option(help: ArgumentHelp("With --settlement: what providers may charge, as YAML.", valueName: "file"))
    var contract: String?

    @Option(
        parsing: .upToNextOption,
        help: "What amounts booked in one are made of: EDI 820, lockbox, and our own pain.008 and NACHA files."
    )
    var remittance: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: "Exchange rates: the ECB's files. With --store the imported rates are used."
    )
    var rates: [String] = []

    @Option(help: "The date to judge by, YYYY-MM-DD; the last booking date without it.")
    var asOf: String?

    @Option(help: "Also write report.json, report.txt, report.csv and report.html into this folder.")
    var out: String?

    @Option(help: ArgumentHelp("Also write the report as CSV; - prints that alone.", valueName: "file"))
    var csv: String?

    @Option(help: ArgumentHelp("Also write the report as one HTML page; - prints that alone.", valueName: "file"))
    var html: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Explain one line only: FILE:INDEX, INDEX if one file has it, or the bank's reference.",
            valueName: "line"
        )
    )
    var explain: String?

    @Flag(help: "Use the hub's own books: import the statements and post what is certain.")
    var store = false

    @Flag(help: "With --store: show what would be posted and change nothing.")
    var dryRun = false

    @OptionGroup var hub: HubOptions

    @Option(help: "With --store: the merchant, unless there is only one.")
    var merchant: String?

    func validate() throws {
        guard !statement.isEmpty else { throw ValidationError("give at least one --statement FILE") }
        guard store || !invoices.isEmpty else { throw ValidationError("give --invoices FILE, or --store") }
        guard !store || invoices.isEmpty else {
            throw ValidationError("--store takes the invoices from the books; leave --invoices out")
        }
        guard contract == nil || !settlement.isEmpty else {
            throw ValidationError("--contract compares the fees of --settlement; give that too")
        }
        guard !store || settlement.isEmpty && remittance.isEmpty else {
            throw ValidationError("--settlement and --remittance work on files; leave --store out")
        }
        guard !store || rates.isEmpty else {
            throw ValidationError("--store takes the rates from the books; use quittance rates import")
        }
        guard explain == nil || !store && out == nil && csv == nil && html == nil else {
            throw ValidationError(
                "--explain prints one line's story from files; leave --store, --out, --csv and --html out"
            )
        }
        try output.validate()
    }

    func run() async throws {
        let date = try asOf.map { text in
            guard let date = CalendarDate(text) else {
                throw Stop.usage("--as-of \(text): no such date; write it as 2026-03-31")
            }
            return date
        }
        try output.refuseOverwriting(statement + invoices + payments + settlement + remittance + rates)
        var complaints = Complaints()
        if let explain {
            try tell(explain, try readFiles(date, &complaints))
            if complaints.hasErrors { throw Stop.rejected }
            return
        }
        let result = store ? try await inStore(date, &complaints) : try readFiles(date, &complaints).reconciled
        try output.write(result)
        if complaints.hasErrors { throw Stop.rejected }
        if !result.exceptions.isEmpty || result.settlements.needsPerson { throw Stop.no }
    }

    private var output: ReconcileOutput {
        ReconcileOutput(
            isJSON: json,
            csv: csv,
            html: html,
            folder: out,
            sources: ReportSources(statements: statement, invoices: invoices, payments: payments)
        )
    }

    private func tell(_ place: String, _ files: ReconcileFiles) throws {
        do {
            let found = try files.explanation(of: findLine(place, in: files.lines))
            print(json ? found.json(asOf: files.asOf) + "\n" : found.text(.ofTerminal), terminator: "")
        } catch let error as LineNotFound {
            throw Stop.usage("--explain: \(error)")
        }
    }

    private func readFiles(_ date: CalendarDate?, _ complaints: inout Complaints) throws -> ReconcileFiles {
        let lines = try readStatements(&complaints).flatMap(\.lines)
        var items: [OpenItem] = []
        for file in invoices {
            let read = InvoiceIntake.reading(try bytes(of: file), file: file, dueDate: OpenItem.dueDate)
            complaints.warn(read.warnings.map(\.description))
            complaints.tell(read.errors.map(\.description))
            items += read.invoices.map { OpenItem(offering: $0) }
        }
        let numbers = Dictionary(grouping: items, by: \.invoice.number)
        for (number, same) in numbers.sorted(by: { $0.key < $1.key }) where same.count > 1 {
            complaints.tell(["invoice \(number) is in more than one file; none of them is matched"])
        }
        return ReconcileFiles(
            lines: lines,
            items: items.filter { numbers[$0.invoice.number]?.count == 1 },
            payments: try payments.flatMap { try PaymentExport.read(try bytes(of: $0), file: $0) },
            groups: try readGroups(&complaints),
            rates: try readRates(&complaints),
            asOf: date ?? lines.map(\.bookingDate).max() ?? items.map(\.invoice.due).max() ?? CalendarDate(dayNumber: 0)
        )
    }

    private func inStore(_ date: CalendarDate?, _ complaints: inout Complaints) async throws -> ReconciliationResult {
        let composition = try await hub.open()
        let merchants = try await composition.store.read { try Merchant.list($0) }
        guard let chosen = merchants.first(where: { $0.id.text == merchant ?? $0.id.text }),
            merchant != nil || merchants.count == 1
        else {
            throw Stop.usage("--merchant: one of \(merchants.map(\.id.text).joined(separator: ", "))")
        }
        let principal = Principal(merchant: chosen.id, name: "command line")
        let result: ReconciliationResult
        if dryRun {
            let lines = try readStatements(&complaints).flatMap(\.lines)
            result = try await composition.hub.previewReconciliation(with: lines, asOf: date, of: chosen.id)
        } else {
            for file in statement {
                let report = try await composition.hub.importStatement(try bytes(of: file), name: file, by: principal)
                complaints.warn(report.warnings.map { "\(file): \($0)" })
                complaints.tell(report.errors.map { "\(file): \($0)" })
            }
            result = try await composition.hub.reconcile(asOf: date, by: principal)
        }
        await composition.store.close()
        return result
    }

    private func readStatements(_ complaints: inout Complaints) throws -> [StatementFile] {
        try statement.flatMap { name in
            var reader = StatementFileReader(name: name)
            do {
                try InputFile(name).readChunks { bytes, _ in reader.feed(bytes) }
            } catch let error as InputFile.Unreadable {
                throw Stop.cannotRun(error.description)
            }
            let files = reader.finish()
            for file in files {
                complaints.warn(file.warnings.map { "\(file.name): \($0)" })
                complaints.tell(file.errors.map { "\(file.name): \($0)" })
            }
            return files
        }
    }

    private func readGroups(_ complaints: inout Complaints) throws -> GroupSources {
        var groups = GroupSources()
        do {
            groups.contract = try contract.map { try FeeContractFile.read(try bytes(of: $0), file: $0) }
        } catch let error as ConfigurationError {
            throw Stop.tell(error.description, Stop.rejected)
        }
        let files = try settlement.flatMap { SettlementFile.files(in: try bytes(of: $0), name: $0) }
        for file in files {
            complaints.warn(file.warnings.map { "\(file.name): \($0)" })
            complaints.tell(file.errors.map { "\(file.name): \($0)" })
        }
        groups.settlements = SettlementLedger(files.flatMap(\.lines))
        for file in try remittance.flatMap({ BatchFile.files(in: try bytes(of: $0), name: $0) }) {
            complaints.warn(file.warnings.map { "\(file.name): \($0)" })
            complaints.tell(file.errors.map { "\(file.name): \($0)" })
            groups.batches += file.batches
        }
        return groups
    }

    private func readRates(_ complaints: inout Complaints) throws -> ReferenceRates {
        let files = try RatesCommand.read(rates)
        let known = ReferenceRates(files.flatMap(\.quotes))
        for file in files { complaints.tell(file.errors.map { "\(file.name): \($0)" }) }
        complaints.tell(known.conflicts.map(\.words))
        return known
    }

    private func bytes(of file: String) throws -> [UInt8] {
        do {
            return try InputFile(file).readAll()
        } catch let error as InputFile.Unreadable {
            throw Stop.cannotRun(error.description)
        }
    }
}

/// All that a run on files takes.
private struct ReconcileFiles {
    let lines: [StatementLine]
    let items: [OpenItem]
    let payments: [ExpectedPayment]
    let groups: GroupSources
    let rates: ReferenceRates
    let asOf: CalendarDate

    var reconciled: ReconciliationResult {
        reconcile(
            lines: lines,
            items: items,
            payments: payments,
            policy: MatchingPolicy(),
            rates: rates,
            asOf: asOf,
            groups: groups
        )
    }

    /// - Throws: `LineNotFound` when the line is none of `lines`.
    func explanation(of line: StatementLine) throws -> LineExplanation {
        let policy = MatchingPolicy()
        return try explain(
            line,
            lines: lines,
            items: items,
            payments: payments,
            policy: policy,
            rates: rates,
            asOf: asOf,
            groups: groups
        )
    }
}

/// What was wrong with the input; told at once, remembered for the exit code.
private struct Complaints {
    private(set) var hasErrors = false

    mutating func tell(_ lines: [String]) {
        hasErrors = hasErrors || !lines.isEmpty
        warn(lines)
    }

    func warn(_ lines: [String]) {
        for line in lines { FileHandle.standardError.write(Data("quittance: \(line)\n".utf8)) }
    }
}

/// The payments of `GET /v1/payments`, one page or a plain array.
enum PaymentExport {
    private struct Page: Decodable {
        let data: [PaymentView]
    }

    /// What other systems may add to a payment: the day from which its money is waited for, and how it travels.
    private struct Dates: Decodable {
        let id: String
        let capturedOn: CalendarDate?
        let rail: String?

        private enum CodingKeys: String, CodingKey {
            case id, rail
            case capturedOn = "captured_on"
        }
    }

    /// Of payments that bring no money, or not yet.
    private static let overStatuses: Set<String> = [
        "created", "requires_action", "declined", "authorised", "refunded", "voided",
    ]

    private struct DatesPage: Decodable {
        let data: [Dates]
    }

    private static func dates(in bytes: [UInt8]) -> [Dates] {
        if let page = try? HubJSON.decode(DatesPage.self, from: bytes) { return page.data }
        return (try? HubJSON.decode([Dates].self, from: bytes)) ?? []
    }

    static func read(_ bytes: [UInt8], file: String) throws -> [ExpectedPayment] {
        let views: [PaymentView]
        do {
            views =
                try (try? HubJSON.decode(Page.self, from: bytes))?.data
                ?? HubJSON.decode([PaymentView].self, from: bytes)
        } catch {
            throw Stop.tell("\(file): no export of payments: \(error)", Stop.rejected)
        }
        let dates = Dictionary(Self.dates(in: bytes).map { ($0.id, $0) }) { first, _ in first }
        return try views.map { view in
            guard let currency = Currency(view.currency),
                let amount = try? Money(parsing: view.amount, currency: currency)
            else { throw Stop.tell("\(file): payment \(view.id): no amount", Stop.rejected) }
            var payment = ExpectedPayment(
                payment: PaymentID(view.id),
                endToEndID: view.id,
                customer: CustomerID(view.customer),
                amount: amount,
                shares: view.allocations.compactMap { share in
                    (try? Money(parsing: share.amount, currency: currency)).map {
                        ExpectedPayment.Share(invoice: InvoiceNumber(share.invoice), amount: $0)
                    }
                }
            )
            payment.providerIDs = view.operations.compactMap(\.providerObject).flatMap { object in
                // Stripe's captures are named after the payment intent: pi_1/capture.
                Set([object, String(object.prefix { $0 != "/" })]).sorted()
            }
            payment.sentOn = dates[view.id]?.capturedOn
            payment.rail = dates[view.id]?.rail
            payment.isUnderWay = !Self.overStatuses.contains(view.status)
            return payment
        }
    }
}
