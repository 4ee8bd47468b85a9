package import BankFiles
import PaymentVocabulary

/// What is true of every reading, whatever the bytes are: the tests and the fuzzer hold every reader to it.
package enum ReadingRules {
    /// Everything that a reader says of some bytes that are fed in pieces.
    ///
    /// - Parameter size: gives the size of the next piece, at least 1.
    package static func events(
        of bytes: [UInt8],
        format: BankFileFormat?,
        keepsDetails: Bool,
        size: () -> Int
    ) -> [BankFileEvent] {
        var options = BankFileOptions()
        options.keepsDetails = keepsDetails
        var reader = BankFileReader(format: format, options: options)
        var events: [BankFileEvent] = []
        var start = 0
        while start < bytes.count {
            let end = min(start + size(), bytes.count)
            events += reader.feed(Array(bytes[start..<end]))
            start = end
        }
        events += reader.finish()
        return events + reader.feed([0x41]) + reader.finish()
    }

    /// The first rule that a reading of the bytes breaks.
    ///
    /// - Parameter size: gives the sizes of pieces for the readings that are compared with the one of the whole.
    package static func broken(by bytes: [UInt8], format: BankFileFormat?, size: () -> Int) -> String? {
        let whole = events(of: bytes, format: format, keepsDetails: true) { max(1, bytes.count) }
        if let fault = shape(of: whole, in: bytes) { return fault }
        let pieces = events(of: bytes, format: format, keepsDetails: true, size: size)
        if let fault = difference(whole, pieces) { return "in pieces: " + fault }
        let quick = counted(events(of: bytes, format: format, keepsDetails: false, size: size))
        if let fault = difference(counted(whole), quick) { return "without details: " + fault }
        return nil
    }

    /// What is left of a reading when nothing of an entry is kept.
    package static func counted(_ events: [BankFileEvent]) -> [BankFileEvent] {
        events.compactMap { event in
            switch event {
            case .entry: return nil
            case .group(var group):
                group.fields = []
                return .group(group)
            case .groupEnd(var summary):
                summary.group.fields = []
                return .groupEnd(summary)
            case .unreadable, .warning, .error, .failed, .end: return event
            }
        }
    }

    /// Where two readings part.
    private static func difference(_ one: [BankFileEvent], _ other: [BankFileEvent]) -> String? {
        guard one != other else { return nil }
        for (first, second) in zip(one, other) where first != second { return "\(first)\n  is not \(second)" }
        let longer = one.count > other.count ? one : other
        return "only one says \(longer[min(one.count, other.count)])"
    }

    /// The rule that one reading breaks by itself.
    private static func shape(of events: [BankFileEvent], in bytes: [UInt8]) -> String? {
        var state = ShapeState(bytes)
        for event in events {
            if let fault = state.take(event) { return fault + "\n  at \(event)" }
        }
        return state.isOver ? nil : "the reading has no end"
    }
}

/// Follows the events of one reading.
private struct ShapeState {
    private let bytes: [UInt8]
    /// Where each line begins.
    private var lines = [0]
    private(set) var isOver = false
    private var group: BankFileGroup?
    private var kind = ""
    private var groups = 0
    private var entries = 0
    private var inGroup = 0
    private var unreadable = 0
    private var sums = CurrencySums()
    /// What CODA sums: the details of a movement repeat its amount.
    private var sumsWithoutInformation = CurrencySums()
    private var isWhole = true

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        for (place, byte) in bytes.enumerated() {
            let isEnd = byte == 0x0A || (byte == 0x0D && (place + 1 == bytes.count || bytes[place + 1] != 0x0A))
            if isEnd { lines.append(place + 1) }
        }
    }

    mutating func take(_ event: BankFileEvent) -> String? {
        if isOver { return "something is said after the end" }
        switch event {
        case .group(let next): return begin(next)
        case .entry(let entry):
            return count(entry.index, entry.groupIndex) ?? check(entry)
        case .unreadable(let entry):
            unreadable += 1
            if entry.findings.isEmpty { return "an entry is unreadable without a reason" }
            return count(entry.index, entry.groupIndex) ?? entry.findings.lazy.compactMap(place).first
        case .groupEnd(let summary): return end(summary)
        case .warning(let finding), .error(let finding): return place(finding)
        case .failed(let finding):
            isOver = true
            return finding.position.byte == nil ? "a failure without a place" : place(finding)
        case .end(let isComplete):
            isOver = true
            if group != nil { return "a group has no end" }
            return isComplete == true && !isWhole ? "the file is complete, and a group of it is not" : nil
        }
    }

    /// Image cash letters: returned items are entries of the reading, and are neither counted nor summed with the
    /// checks that are deposited.
    private var countsApart: Bool { kind == "bundle" || kind == "cash letter" }

    private mutating func begin(_ next: BankFileGroup) -> String? {
        if group != nil { return "a group begins inside another" }
        if next.index != groups { return "groups are not counted from 0" }
        groups += 1
        (inGroup, unreadable) = (0, 0)
        (sums, sumsWithoutInformation) = (CurrencySums(), CurrencySums())
        group = next
        kind = next.kind
        return nil
    }

    private mutating func count(_ index: Int, _ groupIndex: Int) -> String? {
        defer {
            entries += 1
            inGroup += 1
        }
        if group?.index != groupIndex { return "an entry is not in the group that is open" }
        // An unreadable returned check is an error and no entry, and has its number all the same.
        return index == entries || countsApart ? nil : "entries are not counted from 0"
    }

    private mutating func check(_ entry: BankFileEntry) -> String? {
        if entry.amount.minorUnits < 0 { return "an amount is negative" }
        // Where nothing moves, as in a status report, there is no currency that a sum could be in.
        guard entry.amount.minorUnits > 0 else { return nil }
        sums.add(entry.amount, entry.side)
        if entry.status != .information { sumsWithoutInformation.add(entry.amount, entry.side) }
        return nil
    }

    private mutating func end(_ summary: BankFileGroupSummary) -> String? {
        if group?.index != summary.group.index { return "another group ends than the one that is open" }
        group = nil
        isWhole = isWhole && summary.isComplete
        if summary.entries != inGroup, !countsApart {
            return "\(inGroup) entries were reported, not \(summary.entries)"
        }
        if summary.unsummed > max(inGroup, summary.entries) {
            return "more entries are left out of the sums than there are"
        }
        let moved = summary.sums.all.filter { $0.credit != 0 || $0.debit != 0 }
        if unreadable == 0, summary.unsummed == 0, !countsApart, moved != sums.all, moved != sumsWithoutInformation.all
        {
            return "the entries make other sums: \(sums)"
        }
        for sum in summary.sums.all {
            if sum.credit < 0 || sum.debit < 0 { return "a sum is negative" }
            guard let booked = summary.bookedSums.all.first(where: { $0.currency == sum.currency }) else { continue }
            if booked.credit > sum.credit || booked.debit > sum.debit { return "more is booked than there is" }
        }
        return nil
    }

    private var isUTF16: Bool { bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) }

    /// A place is inside the file, and its line and column are those of its byte.
    private func place(_ finding: BankFileFinding) -> String? {
        let place = finding.position
        guard let byte = place.byte else { return nil }
        // Half a character of UTF-16 at the end counts as one.
        guard (0...bytes.count + (isUTF16 ? bytes.count % 2 : 0)).contains(byte)
        else { return "a place outside the file" }
        guard let line = place.line, let column = place.column else { return nil }
        // Records of an image cash letter are lines of their own: images hold line ends, and EBCDIC has others.
        if place.path?.hasPrefix("record ") == true { return nil }
        guard line >= 1, line <= lines.count, column >= 1 else { return "a line that the file does not have" }
        // A byte order mark is no part of its line.
        let start = lines[line - 1]
        let mark = line == 1 ? (bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : isUTF16 ? 2 : 0) : 0
        let places = [start + column - 1, start + mark + column - 1]
        return places.contains(byte) ? nil : "line and column are byte \(places[0])"
    }
}
