import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

/// One file of the corpus, the facts that others counted in it, and what our readers say of it.
struct CorpusFile {
    let folder: String
    let name: String
    let bytes: [UInt8]
    let facts: [String: Any]
    let inspection: StatementInspection
    let reading: FileReading
    /// What was compared, by the names of the facts, and where we differ.
    private(set) var compared: [String] = []
    private(set) var differences: [String] = []

    init(_ url: URL) throws {
        folder = url.deletingLastPathComponent().lastPathComponent
        name = url.lastPathComponent
        bytes = try SharedFiles.bytes(url)
        facts = try BankFilesTests.facts(url)
        inspection = inspect(bytes, file: name)
        reading = FileReading(bytes, with: BankFileReader(), pieces: 4_096)
    }

    /// Whether the facts or our reader say that a part of the file is bad.
    var isRefused: Bool { inspection.error != nil }

    mutating func compare<Value: Equatable>(_ fact: String, _ ours: Value, _ theirs: Value) {
        compared.append(fact)
        if ours != theirs { differences.append("\(fact): we read \(ours), the facts say \(theirs)") }
    }

    /// Compares only what the facts have.
    mutating func compareIfStated<Value: Equatable>(_ fact: String, _ ours: Value?, _ theirs: Value?) {
        guard let theirs else { return }
        guard let ours else {
            compared.append(fact)
            return differences.append("\(fact): we read nothing, the facts say \(theirs)")
        }
        compare(fact, ours, theirs)
    }

    /// Whether a warning with this code was given, of which the message begins so.
    func warns(_ code: BankFileFinding.Code, _ start: String = "") -> Bool {
        inspection.warnings.contains { $0.code == code && $0.message.hasPrefix(start) }
    }

    // MARK: What our readers say, in numbers that compare with the facts

    /// Credits of all currencies together, as the facts add them.
    var credits: Decimal { total(inspection.sums) { $0.credit } }
    var debits: Decimal { total(inspection.sums) { $0.debit } }

    func total(_ sums: CurrencySums, _ side: (CurrencySums.Sums) -> Int128) -> Decimal {
        sums.all.reduce(Decimal(0)) { $0 + (Decimal(string: decimal(side($1), $1.currency)) ?? 0) }
    }

    /// Credits or debits without their point: cents as a bare number.
    func minor(_ side: (CurrencySums.Sums) -> Int128) -> Int {
        Int(inspection.sums.all.reduce(Int128(0)) { $0 + side($1) })
    }

    var returns: [String: Int] {
        Dictionary(inspection.returns.map { ($0.code, $0.count) }, uniquingKeysWith: +)
    }

    /// All values of a field of the entries.
    func values(_ field: String) -> [String] {
        reading.entries.flatMap { $0.fields.filter { $0.name == field }.map(\.value) }
    }

    func groupValues(_ field: String) -> [String] {
        reading.summaries.flatMap { $0.group.fields.filter { $0.name == field }.map(\.value) }
    }

    func balances(_ type: String) -> [Decimal] {
        reading.summaries.flatMap(\.group.balances).filter { $0.type == type }
            .compactMap { Decimal(string: $0.amount.decimal) }
    }

    // MARK: The facts

    func number(_ key: String) -> Decimal? { Self.number(facts[key]) }

    static func number(_ value: Any?) -> Decimal? {
        if let text = value as? String {
            return Decimal(string: text.trimmingCharacters(in: .whitespacesAndNewlines).replacing(",", with: "."))
        }
        return (value as? NSNumber)?.decimalValue
    }

    func table(_ key: String) -> [String: Any] { facts[key] as? [String: Any] ?? [:] }
    func rows(_ key: String) -> [[String: Any]] { facts[key] as? [[String: Any]] ?? [] }
    func texts(_ key: String) -> [String] { facts[key] as? [String] ?? [] }
}
