import HubDomain
import PaymentVocabulary

extension Matcher {
    /// Documents of the customer that the line may mean although their numbers are written otherwise.
    ///
    /// That is without what stands before their last digits, cut in front, in groups, or with one digit wrong, lost or
    /// added, or two that changed places. Source: F. J. Damerau, A technique for computer detection and correction of
    /// spelling errors (1964), for the last four.
    ///
    /// - Returns: at most five, without `paid`; none when the line has a number of `paid` itself.
    func resembled(by line: StatementLine, of customer: Int, besides paid: [Int]) -> [Int] {
        let written = WrittenNumbers(line)
        guard !written.all.isEmpty else { return [] }
        if paid.contains(where: { written.are(self.items[$0].invoice.number.text) }) { return [] }
        let meant = itemsOfCustomer[customer].lazy.filter { item in
            !paid.contains(item) && written.mean(self.items[item].invoice.number.text)
        }
        return Array(meant.prefix(Self.suggestionsMax))
    }
}

/// The numbers that a line may mean: its rows of digits, and up to three neighbours put together.
struct WrittenNumbers {
    static let lengthMin = 4
    static let lengthMax = 20
    static let runsMax = 64

    private(set) var all: Set<[UInt8]> = []

    init(_ line: StatementLine) {
        add(line.remittance)
        for number in line.documentNumbers { add(number) }
        if let id = line.endToEndID, !isPlaceholder(id) { add(id) }
    }

    private mutating func add(_ text: String) {
        var runs: [[UInt8]] = []
        var digits: [UInt8] = []
        for byte in text.utf8 {
            if (0x30...0x39).contains(byte) {
                digits.append(byte)
            } else if !digits.isEmpty {
                runs.append(digits)
                digits = []
            }
        }
        if !digits.isEmpty { runs.append(digits) }
        for first in runs.indices.prefix(Self.runsMax) {
            var number: [UInt8] = []
            for run in runs[first...].prefix(3) {
                number += run
                guard number.count <= Self.lengthMax else { break }
                if number.count >= Self.lengthMin { all.insert(number) }
            }
        }
    }

    /// The last digits of a document number, and all of its digits.
    private static func digits(of number: String) -> [[UInt8]] {
        let bytes = Array(number.utf8)
        let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) }
        let last = bytes.reversed().drop { !isDigit($0) }.prefix(while: isDigit).reversed()
        let whole = bytes.filter(isDigit)
        return (last.count == whole.count ? [whole] : [Array(last), whole]).filter { $0.count >= lengthMin }
    }

    /// Whether one of them is the number's own digits.
    func are(_ number: String) -> Bool { Self.digits(of: number).contains(where: all.contains) }

    /// Whether one of them is the end of the number's digits, or one slip away from them.
    func mean(_ number: String) -> Bool {
        Self.digits(of: number).contains { digits in
            all.contains { $0.count <= digits.count && digits.suffix($0.count).elementsEqual($0) }
                || all.contains { isOneSlip($0, digits) }
        }
    }
}

/// Whether two numbers of at least five digits differ by one digit, one more or less, or two neighbours changed.
private func isOneSlip(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    let (short, long) = one.count <= other.count ? (one, other) : (other, one)
    guard short.count >= 5, long.count - short.count <= 1 else { return false }
    let start = zip(short, long).prefix { $0 == $1 }.count
    let rest = (short.dropFirst(start), long.dropFirst(start))
    if short.count < long.count { return rest.0.elementsEqual(rest.1.dropFirst()) }
    if rest.0.dropFirst().elementsEqual(rest.1.dropFirst()) { return true }
    let (left, right) = (Array(rest.0.prefix(2)), Array(rest.1.prefix(2)))
    return left.count == 2 && left[0] == right[1] && left[1] == right[0]
        && rest.0.dropFirst(2).elementsEqual(rest.1.dropFirst(2))
}
