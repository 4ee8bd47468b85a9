internal import BankFiles
internal import HubDomain
internal import HubEngine
internal import HubReconciliation
internal import PaymentCrypto
internal import PaymentVocabulary
internal import RulesFile

/// The files of a run, as the caller named them.
struct ReconcileInputs {
    var statements: [String]
    let invoices: [String]
    let payments: [String]
    /// Reports of payment providers.
    let settlements: [String]
    /// What providers may charge.
    let contract: String?
    /// What amounts booked in one are made of.
    let remittances: [String]
    let rates: [String]
    /// How statements and reports are read.
    let options: BankFileOptions
    /// What may be posted; the built-in rules when `nil`.
    let rules: RulesFile?
    /// A statement that does not add up is left out.
    let isStrict: Bool

    /// - Parameter asOf: the last booking date, else the last due date, when `nil`.
    func read(asOf: CalendarDate?, _ complaints: inout Complaints) throws -> ReconcileFiles {
        try reading(try readStatements(&complaints), asOf: asOf, &complaints)
    }

    /// With statements that are read already.
    func reading(
        _ statements: [StatementFile],
        asOf: CalendarDate?,
        _ complaints: inout Complaints
    ) throws -> ReconcileFiles {
        let lines = statements.flatMap(\.lines)
        let (items, unread) = try readInvoices(&complaints)
        let payments = try readPayments(&complaints)
        return ReconcileFiles(
            lines: lines,
            formats: Dictionary(statements.map { ($0.name, $0.format) }) { first, _ in first },
            items: items,
            unread: unread,
            payments: payments,
            groups: try readGroups(try readReports(&complaints), try readAdvices(&complaints), &complaints),
            rates: try readRates(&complaints),
            policy: rules?.policy ?? MatchingPolicy(),
            asOf: asOf ?? lines.map(\.bookingDate).max() ?? items.map(\.invoice.due).max() ?? CalendarDate(dayNumber: 0)
        )
    }

    func readStatements(_ complaints: inout Complaints) throws -> [StatementFile] {
        var seen = SeenBytes()
        // In the order of their names, so that of equal files the same one counts in whatever order they are given.
        let read = try InputFile.readEach(statements.sorted(), &complaints) { name in
            var reader = StatementFileReader(name: name, options: options)
            var hash = RunningSHA256()
            try InputFile(name).readChunks { bytes, _ in
                hash.update(bytes)
                reader.feed(bytes)
            }
            return (name: name, digest: hash.digest(), files: reader.finish())
        }
        return read.flatMap { name, digest, files -> [StatementFile] in
            guard seen.isNew(digest, name, &complaints) else { return [] }
            return Self.usable(files, isStrict: isStrict, &complaints)
        }
    }

    /// All but those that cannot be used; tells what is wrong with them.
    static func usable(
        _ files: [StatementFile],
        isStrict: Bool,
        _ complaints: inout Complaints
    ) -> [StatementFile] {
        files.filter { file in
            let unbalanced = isStrict ? file.warnings.filter { $0.code == .balance } : []
            complaints.warn(file.warnings.filter { !unbalanced.contains($0) }.map { "\(file.name): \($0)" })
            complaints.tell(file.errors.map { "\(file.name): \($0)" })
            complaints.tell(unbalanced.map { "\(file.name): \($0); --strict leaves the file out" })
            return unbalanced.isEmpty
        }
    }

    func readInvoices(_ complaints: inout Complaints) throws -> (items: [OpenItem], unread: UnreadInvoices) {
        let (distinct, areAllRead) = try distinct(invoices, &complaints)
        let files = distinct.map { name, bytes in
            InvoiceIntake.reading(bytes, file: name, dueDate: OpenItem.dueDate)
        }
        for file in files {
            complaints.warn(file.warnings.map(\.description))
            complaints.tell(file.errors.map(\.description), isUseless: file.rows.isEmpty)
            complaints.warn(file.objectionsToTerms)
        }
        let review = InvoiceReview(files)
        complaints.tell(review.errors.map(\.description))
        complaints.warn(review.warnings.map(\.description))
        var discounts = OfferedDiscounts()
        var unread = review.unread
        if !areAllRead { unread.add(of: nil) }
        return (review.invoices.map { discounts.item(of: $0) }, unread)
    }

    private func readPayments(_ complaints: inout Complaints) throws -> [ExpectedPayment] {
        try distinct(payments, &complaints).files.flatMap { name, bytes in
            let export = PaymentExport(bytes, file: name)
            complaints.tell(export.errors, isUseless: export.payments.isEmpty)
            return export.payments
        }
    }
}

extension ReconcileInputs {
    /// The bytes of each file, those of equal ones once, and whether none is missing.
    private func distinct(
        _ names: [String],
        _ complaints: inout Complaints
    ) throws -> (files: [(name: String, bytes: [UInt8])], areAllRead: Bool) {
        var seen = SeenBytes()
        let read = try InputFile.readEach(names.sorted(), &complaints)
        let files = read.filter { name, bytes in seen.isNew(SHA256.hash(bytes), name, &complaints) }
        return (files, read.count == names.count)
    }

    /// The providers' reports.
    func readReports(_ complaints: inout Complaints) throws -> [ReadReport] {
        try distinct(settlements, &complaints).files.map { ReadReport($0.bytes, name: $0.name, options: options) }
    }

    /// What amounts booked in one are made of.
    func readAdvices(_ complaints: inout Complaints) throws -> [ReadAdvice] {
        try distinct(remittances, &complaints).files.map { ReadAdvice($0.bytes, name: $0.name) }
    }

    func readGroups(
        _ reports: [ReadReport],
        _ advices: [ReadAdvice],
        _ complaints: inout Complaints
    ) throws -> GroupSources {
        var groups = GroupSources()
        do {
            groups.contract = try contract.map(FeeContractFile.read)
        } catch let error as ConfigurationError {
            throw Stop.usage(error.description)
        }
        let files = reports.flatMap(\.files)
        for file in files { complaints.tell(of: file, isUseless: file.lines.isEmpty) }
        let lines = files.flatMap(\.lines)
        if let unknown = groups.contract?.providers(without: lines), !unknown.isEmpty {
            let known = Set(lines.map(\.provider)).sorted().joined(separator: ", ")
            complaints.warn(unknown.map { "\(contract ?? ""): no report is of \($0); those given are of \(known)" })
        }
        groups.settlements = SettlementLedger(lines)
        groups.hasReports = !settlements.isEmpty
        for file in advices.flatMap(\.files) {
            complaints.tell(of: file, isUseless: file.batches.isEmpty)
            groups.batches += file.batches
        }
        return groups
    }

    private func readRates(_ complaints: inout Complaints) throws -> ReferenceRates {
        let files = try RatesCommand.read(rates)
        let known = ReferenceRates(files.flatMap(\.quotes))
        for file in files {
            complaints.tell(file.errors.map { "\(file.name): \($0)" }, isUseless: file.quotes.isEmpty)
        }
        complaints.tell(known.conflicts.map(\.words))
        return known
    }
}

/// All that a run on files takes.
struct ReconcileFiles {
    let lines: [StatementLine]
    /// Of the statements, by their names.
    let formats: [String: String]
    let items: [OpenItem]
    /// Whose invoices are not all among the items.
    let unread: UnreadInvoices
    let payments: [ExpectedPayment]
    let groups: GroupSources
    let rates: ReferenceRates
    let policy: MatchingPolicy
    let asOf: CalendarDate

    var reconciled: ReconciliationResult {
        let progress = ShownProgress()
        defer { progress.hide() }
        return reconcile(
            lines: lines,
            items: items,
            payments: payments,
            policy: policy,
            rates: rates,
            asOf: asOf,
            groups: groups,
            unread: unread,
            formats: formats,
            listener: progress.listener
        )
    }

    /// - Throws: `LineNotFound` when the line is none of `lines`.
    func explanation(of line: StatementLine) throws -> LineExplanation {
        try explain(
            line,
            lines: lines,
            items: items,
            payments: payments,
            policy: policy,
            rates: rates,
            asOf: asOf,
            groups: groups,
            unread: unread,
            formats: formats
        )
    }
}

extension ReconciliationResult {
    /// Something is left that a person has to look at.
    var needsPerson: Bool {
        !exceptions.isEmpty || summary.waitingParts > 0 || settlements.needsPerson
            || debits.contains { $0.waiting != nil }
    }
}

extension InvoiceFile {
    /// Why terms of its rows offer no discount, with their places.
    var objectionsToTerms: [String] {
        rows.compactMap { row in
            OpenItem.objection(toTerms: row.invoice.terms).map { "\(file):\(row.line): terms: \($0)" }
        }
    }
}
