/// Counts and sums as lines around a Chinese report state them: `共66笔记录`, `收入：1笔 28.50元`, `#支出合计：0笔，共0.00元`.
struct ReportTally: Hashable, Sendable {
    /// What is counted, such as `收入`; `共` for all rows.
    let label: String
    let count: Int
    /// In units of the eighth decimal, `nil` where the line has a count only.
    let sum: Int128?

    /// - Returns: `nil` when the line states no count.
    init?(_ line: String) {
        guard let unit = line.firstIndex(of: "笔") else { return nil }
        let digits = String(line[..<unit].reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
        guard !digits.isEmpty, digits.count <= 9, let count = Int(digits) else { return nil }
        let head = line[..<unit].dropLast(digits.count)
        let label = String(head.filter { !"#:：,， \t".contains($0) })
        let name = label.hasSuffix("合计") ? String(label.dropLast(2)) : label
        guard !name.isEmpty, name.count <= 8 else { return nil }
        self.label = name
        self.count = count
        sum = Self.amount(line[line.index(after: unit)...])
    }

    /// The first number that has `元` behind it.
    private static func amount(_ text: Substring) -> Int128? {
        guard let unit = text.firstIndex(of: "元") else { return nil }
        let digits = text[..<unit].reversed().prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
        return try? ReportNumber(String(digits.reversed()), mark: .point).scaled
    }
}

/// Compares what the lines around a report state with its rows.
struct ReportTallies: Sendable {
    private struct Bucket: Sendable {
        var count = 0
        var sum: Int128 = 0
    }

    /// What can be stated, and what the rows come to.
    private var buckets: [String: Bucket] = Dictionary(
        uniqueKeysWithValues: [
            "共", "收入", "支出", "不计收支", "中性交易", "交易", "退款", "已收入", "待收入", "已支出", "待支出",
        ].map { ($0, Bucket()) }
    )
    private var stated: [(tally: ReportTally, place: BankFilePosition)] = []

    /// Whether a count of all rows or of both sides was stated.
    var isStated: Bool {
        let labels = Set(stated.map(\.tally.label))
        return labels.contains("共") || labels.isSuperset(of: ["收入", "支出"]) || labels.isSuperset(of: ["交易", "退款"])
    }

    /// - Returns: whether the line states a tally.
    mutating func take(_ line: String, at place: BankFilePosition) -> Bool {
        guard let tally = ReportTally(line), buckets[tally.label] != nil else { return false }
        if stated.count < 32 { stated.append((tally, place)) }
        return true
    }

    mutating func add(_ label: String, _ amount: Int128) {
        guard buckets[label] != nil else { return }
        buckets[label]?.count += 1
        buckets[label]?.sum += amount
    }

    /// Whether as many rows are there as the report states.
    var isWhole: Bool {
        if let all = stated.last(where: { $0.tally.label == "共" }) { return buckets["共"]?.count == all.tally.count }
        return stated.allSatisfy { buckets[$0.tally.label]?.count == $0.tally.count }
    }

    /// What is stated and differs from the rows.
    var differences: [(message: String, place: BankFilePosition)] {
        stated.compactMap { tally, place in
            guard let bucket = buckets[tally.label] else { return nil }
            if tally.count != bucket.count {
                return ("\(tally.label): the report states \(tally.count) rows and has \(bucket.count)", place)
            }
            // Some write what went out with a minus.
            guard let sum = tally.sum, sum.magnitude != bucket.sum.magnitude else { return nil }
            return ("\(tally.label): the report states a sum that its rows do not make", place)
        }
    }
}
