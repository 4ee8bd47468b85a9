import PaymentVocabulary

/// A payment file that can be written.
package enum PaymentFileKind: Hashable, Sendable {
    case creditTransfer(CreditTransferVersion)
    case directDebit(DirectDebitVersion)
    case ach

    /// The names by which the command line knows them.
    package static let names =
        CreditTransferVersion.allCases.map(\.rawValue) + DirectDebitVersion.allCases.map(\.rawValue) + ["nacha"]

    package init?(name: String) {
        if let version = CreditTransferVersion(rawValue: name) {
            self = .creditTransfer(version)
        } else if let version = DirectDebitVersion(rawValue: name) {
            self = .directDebit(version)
        } else if name == "nacha" {
            self = .ach
        } else {
            return nil
        }
    }
}

/// An order of payments as a person or a program wrote it down, JSON or CSV, and the writer for it.
package struct PaymentOrderFile: Sendable {
    private enum Writer: Sendable {
        case creditTransfer(CreditTransferWriter)
        case directDebit(DirectDebitWriter)
        case ach(AchWriter)
    }

    /// What is wrong with the file before it is an order; nothing is written then.
    package let problems: [OrderFileProblem]
    /// What will be written, in words and numbers.
    package let summary: PaymentOrderSummary
    private let tree: OrderTree?
    private let writer: Writer?

    /// - Parameter bytes: JSON when it begins with `{` (after blanks), else CSV.
    package init(_ bytes: [UInt8], for kind: PaymentFileKind, options: PaymentWriteOptions) {
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        let first = content.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
        var fields = OrderFields()
        do throws(OrderFileProblem) {
            let tree =
                first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
                ? try OrderJSON.parse(bytes) : try Self.table(kind).parse(bytes)
            var (writer, summary): (Writer?, PaymentOrderSummary) = (nil, PaymentOrderSummary())
            switch kind {
            case .creditTransfer(let version):
                if let order = fields.creditTransfers(tree, scheme: Self.scheme(options.profile)) {
                    writer = .creditTransfer(CreditTransferWriter(order, version: version, options: options))
                    summary = PaymentOrderSummary(order)
                }
            case .directDebit(let version):
                if let order = fields.directDebits(tree) {
                    writer = .directDebit(DirectDebitWriter(order, version: version, options: options))
                    summary = PaymentOrderSummary(order)
                }
            case .ach:
                if let file = fields.achFile(tree) {
                    writer = .ach(AchWriter(file, cutsLongTexts: options.cutsLongTexts))
                    summary = PaymentOrderSummary(file)
                }
            }
            self.tree = tree
            self.writer = fields.problems.isEmpty ? writer : nil
            self.summary = summary
            problems = fields.problems
        } catch {
            (tree, writer, summary, problems) = (nil, nil, PaymentOrderSummary(), [error])
        }
    }

    /// Every fault of the order, and the texts that change; empty where the file itself has problems.
    package func check() -> PaymentOrderCheck {
        switch writer {
        case nil: PaymentOrderCheck()
        case .creditTransfer(let writer): writer.check()
        case .directDebit(let writer): writer.check()
        case .ach(let writer): writer.check()
        }
    }

    /// - Throws: as the writers do; nothing is written where the file has problems.
    package func write(_ emit: ([UInt8]) throws -> Void) throws {
        switch writer {
        case nil: return
        case .creditTransfer(let writer): try writer.write(emit)
        case .directDebit(let writer): try writer.write(emit)
        case .ach(let writer): try writer.write(emit)
        }
    }

    /// Where a fault's field is in the file, or the innermost part around it.
    package func position(of path: String) -> BankFilePosition {
        tree?.position(of: path) ?? BankFilePosition(line: 1, column: 1, byte: 0)
    }

    private static func table(_ kind: PaymentFileKind) -> OrderCSV {
        switch kind {
        case .creditTransfer, .directDebit: OrderCSV(groups: "groups", payments: "transactions")
        case .ach: OrderCSV(groups: "batches", payments: "entries")
        }
    }

    /// What a group is executed under when it does not say so.
    private static func scheme(_ profile: PaymentProfile) -> PaymentScheme {
        switch profile {
        case .sepa, .sepaDK: .sepa
        case .swiss: .swiss
        case .generic: .crossBorder
        }
    }
}

/// Counts and sums of an order.
package struct PaymentOrderSummary: Hashable, Sendable {
    package struct Group: Hashable, Sendable {
        package let name: String
        package let date: String
        package let count: Int
        /// Sums by direction and currency, such as `debit 2900.00 EUR`.
        package let sums: [String]
    }

    package private(set) var groups: [Group] = []
    package private(set) var count = 0
    package private(set) var sums = CurrencySums()

    init() {}

    init(_ order: CreditTransferOrder) {
        for group in order.groups {
            add(group.id, group.executionDate.description, group.transactions.map { ($0.amount, .debit) })
        }
    }

    init(_ order: DirectDebitOrder) {
        for group in order.groups {
            add(group.id, group.collectionDate.description, group.transactions.map { ($0.amount, .credit) })
        }
    }

    /// NACHA files count credits and debits from the receiver's side; offset entries are counted too.
    init(_ file: AchFile) {
        for batch in file.batches {
            let entries = batch.written.map { ($0.amount, $0.direction == .credit ? CreditDebit.credit : .debit) }
            add("\(batch.companyName) \(batch.entryClass.rawValue)", batch.effectiveDate.description, entries)
        }
    }

    package var sumTexts: [String] { Self.texts(sums) }

    private mutating func add(_ name: String, _ date: String, _ payments: [(Money, CreditDebit)]) {
        var own = CurrencySums()
        for (amount, side) in payments { own.add(amount, side) }
        groups.append(Group(name: name, date: date, count: payments.count, sums: Self.texts(own)))
        count += payments.count
        sums.add(own)
    }

    private static func texts(_ sums: CurrencySums) -> [String] {
        sums.all.flatMap { sums in
            [("credit", sums.credit), ("debit", sums.debit)].filter { $0.1 != 0 }.map { name, units in
                "\(name) \(decimal(units, sums.currency)) \(sums.currency)"
            }
        }
    }
}
