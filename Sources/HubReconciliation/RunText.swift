import PaymentVocabulary

/// A text cut into runs of letters and digits, with what stands between them.
///
/// Document numbers are looked for as whole runs or rows of whole runs, never inside one.
struct RunText: Sendable {
    /// How much a gap divides.
    ///
    /// A number that touches another across a dash, a point or a narrow slash is part of
    /// something longer: a date, an amount, another number.
    enum Gap: UInt8, Sendable {
        case free
        /// Free too: nothing but blanks, as between the groups of one reference.
        case blank
        /// Free too: the end of a line, at which a bank may have cut what is too long for it.
        case line
        /// Free too: a dash between blanks, as between the ends of a range.
        case through
        /// Free too, and a sign of money stands in it.
        case money
        /// One `/` or `:` without blanks: between the members of a list, or inside a date.
        case slash
        /// One `,` without blanks: between the members of a list, or before decimals.
        case comma
        case point
        case dash

        /// What stands on both sides hangs together.
        var joins: Bool {
            switch self {
            case .slash, .comma, .point, .dash: true
            case .free, .blank, .line, .through, .money: false
            }
        }
    }

    struct Run: Sendable {
        let start: Int
        var end: Int
        var hasLetter = false
        var hasDigit = false
        let gapBefore: Gap

        var length: Int { end - start }
    }

    /// All runs in capitals without what is between them.
    private(set) var bytes: [UInt8] = []
    private(set) var runs: [Run] = []

    init(_ text: String) {
        reserveCapacity(text.utf8.count)
        if text.isASCII {
            read(ASCIIScalars(text))
        } else {
            read(text.unicodeScalars.lazy.map(\.plain))
        }
    }

    /// Without digits of other scripts read as ours: books keep what is made of a text this way.
    init(asWritten text: String) {
        reserveCapacity(text.utf8.count)
        read(text.unicodeScalars)
    }

    /// So much that few texts need more.
    private mutating func reserveCapacity(_ count: Int) {
        bytes.reserveCapacity(count)
        runs.reserveCapacity(min(16, count / 4 + 1))
    }

    /// The scalars of a text of ASCII's characters, as fast as its bytes.
    private struct ASCIIScalars: Sequence, IteratorProtocol {
        private var bytes: String.UTF8View.Iterator

        init(_ text: String) { bytes = text.utf8.makeIterator() }

        mutating func next() -> Unicode.Scalar? { bytes.next().map { Unicode.Scalar($0) } }
    }

    /// Combining marks; source: Unicode, block Combining Diacritical Marks.
    private static let marks: ClosedRange<UInt32> = 0x300...0x36F

    private mutating func read(_ text: some Sequence<Unicode.Scalar>) {
        var gap = Gap.free
        /// The run that is not ended yet, if `isInRun`.
        var run = Run(start: 0, end: 0, gapBefore: .free)
        var isInRun = false
        var gapLength = 0
        /// Whether the last letter or digit was written as in China, Japan and Korea, where no blank divides words.
        var wasWide = false
        for scalar in text {
            let isDigit = (0x30...0x39).contains(scalar.value)
            // Behind its letter, as some systems write it.
            if isInRun, Self.marks.contains(scalar.value) { continue }
            guard isDigit || scalar.isLetter else {
                if isInRun { add(run, before: scalar) }
                gap = Self.gap(after: gapLength == 0 ? nil : gap, scalar)
                gapLength += 1
                isInRun = false
                continue
            }
            let isWide = scalar.value >= 0x2E80
            if isInRun, isWide != wasWide {
                add(run)
                isInRun = false
            }
            wasWide = isWide
            if !isInRun {
                run = Run(start: bytes.count, end: bytes.count, gapBefore: runs.isEmpty && gap != .money ? .free : gap)
                isInRun = true
                gap = .free
                gapLength = 0
            }
            scalar.appendCapital(to: &bytes)
            run.end = bytes.count
            if isDigit { run.hasDigit = true } else { run.hasLetter = true }
        }
        if isInRun { add(run) }
    }

    /// Adds a run, cut before a word that was written right behind the digits of a number: `4587KdNr4711`.
    private mutating func add(_ run: Run, before next: Unicode.Scalar? = nil) {
        runs.append(run)
        guard run.hasLetter, run.hasDigit else { return }
        var place = run.start
        while place < run.end {
            let isBoundary = place > run.start && isDigit(place - 1) && !isDigit(place)
            guard isBoundary else {
                place += 1
                continue
            }
            let end = bytes[place..<run.end].firstIndex { (0x30...0x39).contains($0) } ?? run.end
            if Self.divides(bytes[place..<end], isFollowed: end < run.end || next == "-") {
                var (number, rest) = (run, Run(start: place, end: run.end, gapBefore: .free))
                number.end = place
                number.hasLetter = bytes[run.start..<place].contains { !(0x30...0x39).contains($0) }
                rest.hasLetter = true
                rest.hasDigit = end < run.end
                runs[runs.count - 1] = number
                runs.append(rest)
                return
            }
            place = end
        }
    }

    private func isDigit(_ place: Int) -> Bool { (0x30...0x39).contains(bytes[place]) }

    private static func divides(_ letters: ArraySlice<UInt8>, isFollowed: Bool) -> Bool {
        let word = String(decoding: letters, as: UTF8.self)
        return wordsBehind.contains(word) || isFollowed && numbersBehind.contains(word)
    }

    /// Words that payers and banks write right behind a number.
    private static let wordsBehind: Set<String> = [
        "KDNR", "KDN", "KUNDE", "KUNDENNR", "KUNDENNUMMER", "CUSTNO", "VOM", "DATUM", "RECHNUNG", "RECHNUNGSNR", "RGNR",
        "RENR", "ABZGL", "ABZUEGLICH", "ABZÜGLICH", "SKONTO", "BETRAG", "DANKE", "UND", "DATED", "INVOICE",
    ]
    /// The same, where digits follow them.
    private static let numbersBehind: Set<String> = ["RE", "RG", "INV", "KD"]

    var words: [String] { runs.indices.map { string($0, $0) } }

    /// The bytes of the runs `first...last`.
    func bytes(_ first: Int, _ last: Int) -> ArraySlice<UInt8> { bytes[runs[first].start..<runs[last].end] }

    func string(_ first: Int, _ last: Int) -> String { String(decoding: bytes(first, last), as: UTF8.self) }

    /// Nothing on either side makes the runs `first...last` part of something longer.
    func isWhole(_ first: Int, _ last: Int) -> Bool { isDivided(before: first) && isDivided(after: last) }

    /// A bare number beside a currency is an amount.
    func isBesideCurrency(_ first: Int, _ last: Int) -> Bool {
        if runs[first].gapBefore == .money || (last + 1 < runs.count && runs[last + 1].gapBefore == .money) {
            return true
        }
        return isCurrency(first - 1) || isCurrency(last + 1)
    }

    /// Whether the currency stands before the number.
    func isBehindCurrency(_ first: Int) -> Bool { runs[first].gapBefore == .money || isCurrency(first - 1) }

    private func isCurrency(_ index: Int) -> Bool {
        guard runs.indices.contains(index), runs[index].length == 3, !runs[index].hasDigit else { return false }
        return knownCurrencies.contains(string(index, index))
    }

    private func isDivided(before index: Int) -> Bool {
        guard index > 0 else { return true }
        let neighbour = runs[index - 1]
        switch runs[index].gapBefore {
        case .free, .blank, .line, .through, .money: return true
        case .slash, .comma: return !neighbour.hasDigit || neighbour.length >= 4
        case .point, .dash: return !neighbour.hasDigit
        }
    }

    func isDivided(after index: Int) -> Bool {
        guard index + 1 < runs.count else { return true }
        let neighbour = runs[index + 1]
        switch neighbour.gapBefore {
        case .free, .blank, .line, .through, .money: return true
        case .slash, .comma: return !neighbour.hasDigit || neighbour.length >= 4
        case .point: return !neighbour.hasDigit
        case .dash: return false
        }
    }

    private static func gap(after earlier: Gap?, _ scalar: Unicode.Scalar) -> Gap {
        switch scalar {
        case "€", "$", "£", "¥": return .money
        case "/", ":": return earlier == nil ? .slash : earlier == .money ? .money : .free
        case ",": return earlier == nil ? .comma : earlier == .money ? .money : .free
        case ".", "'", "’": return earlier == nil ? .point : earlier == .money ? .money : .free
        case "-", "_", "–", "‐", "‑":
            switch earlier {
            case nil: return .dash
            case .money: return .money
            case .blank: return .through
            case .free, .line, .through, .slash, .comma, .point, .dash: return .free
            }
        case " ", "\u{A0}":
            switch earlier {
            case nil, .blank: return .blank
            case .money: return .money
            case .through: return .through
            case .line: return .line
            case .free, .slash, .comma, .point, .dash: return .free
            }
        case "\n", "\r":
            switch earlier {
            case nil, .blank, .line: return .line
            case .money: return .money
            case .free, .through, .slash, .comma, .point, .dash: return .free
            }
        default: return earlier == .money ? .money : .free
        }
    }
}

extension String {
    /// Whether it has no other characters than ASCII's.
    ///
    /// All bytes at once: a loop that may end at each of them looks at one at a time.
    var isASCII: Bool {
        let bits = utf8.withContiguousStorageIfAvailable { bytes in bytes.reduce(0) { $0 | $1 } }
        return bits.map { $0 < 0x80 } ?? utf8.allSatisfy { $0 < 0x80 }
    }
}

private let knownCurrencies: Set<String> = Set(Currency.all.map(\.code))

extension Unicode.Scalar {
    /// Digits of other scripts as ours; what is written as wide as an ideograph in its usual width.
    fileprivate var plain: Unicode.Scalar {
        switch value {
        case 0xFF01...0xFF5E: Unicode.Scalar(value - 0xFEE0) ?? self
        case 0x3000: " "
        case 0x0660...0x0669: Unicode.Scalar(value - 0x0660 + 0x30) ?? self
        case 0x06F0...0x06F9: Unicode.Scalar(value - 0x06F0 + 0x30) ?? self
        case 0x0966...0x096F: Unicode.Scalar(value - 0x0966 + 0x30) ?? self
        default: self
        }
    }

    fileprivate var isLetter: Bool {
        isASCII ? (0x41...0x5A).contains(value & ~0x20) : properties.isAlphabetic
    }

    fileprivate func appendCapital(to bytes: inout [UInt8]) {
        if isASCII {
            let byte = UInt8(truncatingIfNeeded: value)
            bytes.append((0x61...0x7A).contains(byte) ? byte & ~0x20 : byte)
        } else {
            bytes.append(contentsOf: properties.uppercaseMapping.utf8)
        }
    }
}
