import HubDomain
import HubSuggestion
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
        if paid.contains(where: { written.are(digits.forms(of: $0)) }) { return [] }
        return resembled(by: written, of: customer, besides: paid)
    }

    /// - Returns: at most five, without `paid`.
    func resembled(by written: WrittenNumbers, of customer: Int, besides paid: [Int]) -> [Int] {
        guard !written.all.isEmpty else { return [] }
        let meant = itemsOfCustomer[customer].lazy.filter { item in
            !paid.contains(item) && self.digits.areMeant(of: item, by: written)
        }
        return Array(meant.prefix(Self.suggestionsMax))
    }
}

/// The numbers that a line may mean: its rows of digits, and up to three neighbours put together.
struct WrittenNumbers {
    static let lengthMin = 4
    static let lengthMax = 20
    static let runsMax = 64

    /// Each once.
    private(set) var all: [[UInt8]] = []

    init(_ line: StatementLine) {
        add(line.remittance)
        for number in line.documentNumbers { add(number) }
        if let id = line.endToEndID, !isPlaceholder(id) { add(id) }
        keepEachOnce()
    }

    init(_ text: String) {
        add(text)
        keepEachOnce()
    }

    /// Those of a line that are no part of `known` documents' digits.
    init(_ line: StatementLine, without known: [[ArraySlice<UInt8>]]) {
        self.init(line)
        let known = known.flatMap(\.self)
        all = all.filter { number in !known.contains { isPart(number[...], of: $0) } }
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
                if number.count >= Self.lengthMin { all.append(number) }
            }
        }
    }

    private mutating func keepEachOnce() { if all.count > 1 { all = Array(Set(all)) } }

    /// Whether one of them is the number's own digits.
    func are(_ forms: [ArraySlice<UInt8>]) -> Bool {
        forms.contains { digits in all.contains { $0.elementsEqual(digits) } }
    }

    /// Whether one of them is the end of the number's digits, or one slip away from them.
    func mean(_ forms: [ArraySlice<UInt8>]) -> Bool { forms.contains { mean($0.span) } }

    fileprivate func mean(_ digits: Span<UInt8>) -> Bool {
        for number in all where isEnd(number.span, of: digits) || isOneSlip(number.span, digits) { return true }
        return false
    }
}

/// The digits of all document numbers, taken out once: a receipt may be compared with all that its payer owes.
struct DocumentDigits: Sendable {
    private var bytes: [UInt8] = []
    /// Where each item's digits end, and where the last of them that stand together begin.
    private var places: [(last: Int, end: Int)] = []

    init(_ items: [OpenItem]) {
        places.reserveCapacity(items.count)
        for item in items.indices {
            var last = bytes.count
            var isInside = false
            for byte in items[item].invoice.number.text.utf8 {
                let isDigit = (0x30...0x39).contains(byte)
                if isDigit, !isInside { last = bytes.count }
                if isDigit { bytes.append(byte) }
                isInside = isDigit
            }
            places.append((last, bytes.count))
        }
    }

    /// The last digits of an item's number, and all of its digits, where there are enough.
    func forms(of item: Int) -> [ArraySlice<UInt8>] {
        let (last, whole) = places(of: item)
        return (last == whole ? [whole] : [last, whole]).filter { $0.count >= WrittenNumbers.lengthMin }
            .map { bytes[$0] }
    }

    /// Whether a text may mean the item, as `WrittenNumbers.mean` says of its forms: without a list of them for each of the
    /// many items that are asked about.
    func areMeant(of item: Int, by written: WrittenNumbers) -> Bool {
        let (last, whole) = places(of: item)
        let all = bytes.span
        return last.count >= WrittenNumbers.lengthMin && written.mean(all.extracting(last))
            || last != whole && whole.count >= WrittenNumbers.lengthMin && written.mean(all.extracting(whole))
    }

    private func places(of item: Int) -> (last: Range<Int>, whole: Range<Int>) {
        let (begin, place) = (item > 0 ? places[item - 1].end : 0, places[item])
        return (place.last..<place.end, begin..<place.end)
    }
}

private func isEnd(_ number: Span<UInt8>, of digits: Span<UInt8>) -> Bool {
    guard number.count <= digits.count else { return false }
    let begin = digits.count - number.count
    for place in 0..<number.count where number[place] != digits[begin + place] { return false }
    return true
}

private func isPart(_ number: ArraySlice<UInt8>, of digits: ArraySlice<UInt8>) -> Bool {
    guard number.count <= digits.count else { return false }
    return (digits.startIndex...(digits.endIndex - number.count)).contains {
        digits[$0..<($0 + number.count)].elementsEqual(number)
    }
}
