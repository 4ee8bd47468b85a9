internal import ArgumentParser
internal import BankFiles
internal import CMalloc
internal import Foundation
internal import HubDomain
internal import HubEngine
internal import HubReconciliation
internal import HubStore
internal import PaymentVocabulary
internal import RulesFile

/// `quittance reconcile`: bank statements against invoices, on files alone or in the hub's own books.
struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Match bank statements with open invoices.",
        discussion: """
            Works on files alone: nothing is stored and no server is needed. With --store the statements are imported \
            into the hub's books and what is certain is posted there; with --settlement also payouts, which settle the \
            invoices of their payments over the provider's clearing account, and with --remittance what advices and \
            batches say, each once. Without --statement it matches again what \
            waits in the books, such as after rates import.

            The invoices' CSV header is number,kind,customer,customer_name,payer_account,currency,amount,open,issued,\
            due,terms,reference; JSON is an array of objects with the same keys. An electronic invoice (UBL 2.1, \
            UN/CEFACT CII as in Factur-X, ZUGFeRD and XRechnung, or a PDF with such a one inside) is one file each: its \
            customer is the first that it has of BT-46, BT-48, BT-47, BT-49 and the buyer's name. What is assumed is \
            told on standard error. Ends with 0 when everything matched, \
            with 1 when exceptions remain, and with 3 when a file has places that could not be read; the rest is \
            reconciled all the same.

            --settlement takes reports of payment providers: a receipt that is a payout is matched line by line, and \
            the report tells of each payout what our payments, the provider and the bank say. --remittance takes EDI 820 \
            advices, also those in the addenda of NACHA credits, lockbox files and our own pain.008 and NACHA \
            collections that the bank books in one amount, or by their traces. With \
            --contract, fees that differ from what was agreed are listed; ends with 1 when any do, or money is missing.

            --csv writes a row for each allocation, exception, debit and open item, for spreadsheets; --html one page \
            with pictures, for people; --explain tells of one line why it was posted or not, and what would have \
            posted it. docs/cli-json.md has the columns and the keys.

            --watch reads each file that arrives in a folder once. A file counts as complete when its size and time \
            stood still for a second, or as soon as a marker NAME.done lies beside it; names that begin with a dot or \
            end in .tmp, .part, .partial, .filepart or .crdownload wait. Its report goes to OUT/NAME/, the file to \
            done/, or to rejected/ with NAME.error.txt. It ends on SIGINT or SIGTERM.

            Examples:
            quittance reconcile --statement may.xml --invoices open.csv
            quittance reconcile --statement may.xml --invoices open.csv --html may.html
            quittance reconcile --statement may.xml --invoices open.csv --explain 12
            quittance reconcile --statement may.xml --invoices sent/*.pdf
            quittance reconcile --statement may.xml --invoices open.csv --settlement stripe.csv adyen.csv
            quittance reconcile --statement may.xml --invoices open.csv --rates eurofxref-hist.zip
            quittance reconcile --statement may.xml --invoices open.csv --remittance 820.txt debits.xml
            quittance reconcile --statement may.xml --invoices open.csv --rules rules.yaml
            quittance reconcile --watch inbox --invoices open.csv --out reports
            quittance reconcile --watch inbox --invoices open.csv --settlement stripe.csv --out reports
            quittance reconcile --store --config hub.yaml --explain 2026030500003
            """
    )

    @Option(
        parsing: .upToNextOption,
        help: "Bank statements of any format that says what is booked, also packed; - is standard input."
    )
    var statement: [String] = []

    @OptionGroup var profile: CSVProfileOption

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

    @Option(
        help:
            "The date to judge by, YYYY-MM-DD; without it the last booking date (with --store: of what waits, or today)."
    )
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

    @Option(help: ArgumentHelp("What may be posted, as YAML; quittance rules show prints one.", valueName: "file"))
    var rules: String?

    @Flag(help: "Use the hub's own books: import the statements and post what is certain.")
    var store = false

    @Flag(help: "With --store: show what would be posted and change nothing.")
    var dryRun = false

    /// What becomes of lines that the books may have in another form.
    enum SecondForms: String, ExpressibleByArgument {
        case take, leave
    }

    @Option(
        help: ArgumentHelp(
            "With --store: take or leave lines that the books may have from another form of the statement.",
            valueName: "take|leave"
        )
    )
    var secondForm: SecondForms = .leave

    @Flag(help: "Leave out a file whose statement does not balance, and end with 3.")
    var strict = false

    @Option(
        help: ArgumentHelp(
            "Read each statement that arrives in this folder, then move it to done/ or rejected/ in it; needs --out.",
            valueName: "folder"
        )
    )
    var watch: String?

    @Flag(help: "With --watch: take what is there and end, for cron.")
    var once = false

    @Option(help: ArgumentHelp("End like a power cut before this step of --watch, for tests.", visibility: .hidden))
    var killBefore: Int?

    @OptionGroup var hub: HubOptions

    @Option(help: "With --store: the merchant, unless there is only one.")
    var merchant: String?

    func validate() throws {
        guard watch == nil || statement.isEmpty && explain == nil && !dryRun && csv == nil && html == nil else {
            throw ValidationError("--watch takes its statements from the folder; use it with --out, --store, --json")
        }
        guard watch == nil || out != nil else { throw ValidationError("--watch: say with --out where reports go") }
        guard watch != nil || !once else { throw ValidationError("--once belongs to --watch") }
        guard !statement.isEmpty || watch != nil || store else {
            throw ValidationError("give at least one --statement FILE")
        }
        guard store || !invoices.isEmpty else { throw ValidationError("give --invoices FILE, or --store") }
        guard !store || invoices.isEmpty else {
            throw ValidationError("--store takes the invoices from the books; leave --invoices out")
        }
        guard store || !dryRun else {
            throw ValidationError("--dry-run belongs to --store; a run on files alone changes no books")
        }
        guard store || secondForm == .leave else {
            throw ValidationError("--second-form belongs to --store; a run on files tells second forms in its report")
        }
        let read =
            statement + invoices + payments + settlement + remittance + rates
            + [contract, rules, profile.csvProfile].compactMap(\.self)
        guard read.count(where: { $0 == "-" }) <= 1 else { throw ValidationError("- can be read only once") }
        guard contract == nil || !settlement.isEmpty else {
            throw ValidationError("--contract compares the fees of --settlement; give that too")
        }
        guard !store || payments.isEmpty else {
            throw ValidationError("--payments works on files; leave --store out")
        }
        guard !store || rates.isEmpty else {
            throw ValidationError("--store takes the rates from the books; use quittance rates import")
        }
        guard explain == nil || out == nil && csv == nil && html == nil else {
            throw ValidationError(
                "--explain prints one line's story; leave --out, --csv and --html out"
            )
        }
        guard explain == nil || !store || statement.isEmpty else {
            throw ValidationError("--explain with --store tells of lines in the books; leave --statement out")
        }
        try output.validate()
    }

    /// A run over so much waits for memory more than for anything else; a short one would only begin twice.
    private static let hugePagesMin = 16 << 20

    private func preferHugePages() {
        let sizes = (statement + invoices + settlement).map { path in
            let values = try? URL(fileURLWithPath: path).resourceValues(forKeys: [.fileSizeKey])
            return values?.fileSize ?? 0
        }
        guard sizes.reduce(0, +) >= Self.hugePagesMin else { return }
        cmalloc_begin_with_huge_pages(CommandLine.unsafeArgv)
    }

    func run() async throws {
        let date = try asOf.map { try OptionText.date($0, of: "--as-of") }
        try refuseOverwriting()
        preferHugePages()
        let inputs = inputs(try rules.map(RulesFile.ofOption), try profile.readingOptions())
        var complaints = Complaints()
        if let watch { return try await run(watching: watch, date, inputs) }
        if let explain, store {
            let (reports, advices) = (try inputs.readReports(&complaints), try inputs.readAdvices(&complaints))
            let groups = try inputs.readGroups(reports, advices, &complaints)
            try await tellStored(explain, date, groups, inputs)
            if complaints.hasErrors { throw Stop.rejected }
            return
        }
        if let explain {
            try tell(explain, try inputs.read(asOf: date, &complaints))
            if complaints.hasErrors { throw Stop.rejected }
            return
        }
        var result =
            store
            ? try await runInStore(date, inputs, &complaints) : try inputs.read(asOf: date, &complaints).reconciled
        complaints.warn(result.overlaps)
        result.input = complaints.findings
        try output.write(result)
        if complaints.hasErrors { throw Stop.rejected }
        if result.needsPerson { throw Stop.no }
    }

    private func refuseOverwriting() throws {
        let files = statement + invoices + payments + settlement + remittance + rates
        try output.refuseOverwriting(
            files + [contract, rules, profile.csvProfile].compactMap(\.self) + (store ? try hub.files : [])
        )
        guard let watch, let out else { return }
        let own = DropFolder.folders(of: watch)
        guard !own.contains(where: { DropFolder.isSame($0, out) }) else {
            throw Stop.usage("--out: \(out) is a folder of --watch; reports go to another one")
        }
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

    private func inBooks<Output>(
        _ inputs: ReconcileInputs,
        _ work: (ReconcileBooks) async throws -> Output
    ) async throws -> Output {
        try await hub.inBooks(of: merchant, rules: inputs.rules) {
            let takes = secondForm == .take
            return try await work(
                ReconcileBooks(
                    composition: $0,
                    merchant: $1.id,
                    takesSecondForms: takes,
                    options: inputs.options
                )
            )
        }
    }

    private func tellStored(
        _ place: String,
        _ date: CalendarDate?,
        _ groups: GroupSources,
        _ inputs: ReconcileInputs
    ) async throws {
        do {
            let found = try await inBooks(inputs) { try await $0.explain(place, asOf: date, groups: groups) }
            print(json ? try found.json + "\n" : found.text(.ofTerminal), terminator: "")
        } catch let error as LineNotFound {
            throw Stop.usage("--explain: \(error)")
        }
    }

    private func run(watching folder: String, _ date: CalendarDate?, _ inputs: ReconcileInputs) async throws {
        if store {
            try await inBooks(inputs) {
                try await run(watching: folder, date, inputs, in: $0)
            }
        } else {
            try await run(watching: folder, date, inputs, in: nil)
        }
    }

    private func run(
        watching folder: String,
        _ date: CalendarDate?,
        _ inputs: ReconcileInputs,
        in books: ReconcileBooks?
    ) async throws {
        var watch = StatementWatch(
            folder: try DropFolder(folder, killBefore: killBefore),
            inputs: inputs,
            books: books,
            asOf: date,
            out: out ?? ".",
            isJSON: json,
            clock: SystemClock()
        )
        guard once else { return try await watch.runUntilSignal() }
        let code = try await watch.runOnce()
        guard code == 0 else { throw ExitCode(code) }
    }

    private func runInStore(
        _ date: CalendarDate?,
        _ inputs: ReconcileInputs,
        _ complaints: inout Complaints
    ) async throws -> ReconciliationResult {
        var told = complaints
        defer { complaints = told }
        return try await inBooks(inputs) { books in
            let reports = try inputs.readReports(&told)
            let advices = try inputs.readAdvices(&told)
            let groups = try inputs.readGroups(reports, advices, &told)
            if dryRun {
                return try await books.preview(statement, isStrict: strict, asOf: date, groups: groups, &told)
            }
            for report in reports { try await books.keep(report) }
            for advice in advices { try await books.keep(advice) }
            try await books.importInTurn(statement, isStrict: strict, &told)
            return try await books.reconcile(asOf: date, groups: groups)
        }
    }

    private func inputs(_ rules: RulesFile?, _ options: BankFileOptions) -> ReconcileInputs {
        ReconcileInputs(
            statements: statement,
            invoices: invoices,
            payments: payments,
            settlements: settlement,
            contract: contract,
            remittances: remittance,
            rates: rates,
            options: options,
            rules: rules,
            isStrict: strict
        )
    }
}
