package import HubDomain
package import PaymentVocabulary

/// What makes two statement lines the same movement, in whichever statement, file or format they are shown.
///
/// Banks repeat every single reference they give, so the identity is the whole of account, dates, signed amount and
/// bank reference, and the count of equal ones before it in the same file: twins stay two, and a statement that is
/// imported again adds nothing.
package struct StatementLineIdentity: Hashable, Codable, Sendable {
    package let account: String
    package let bookingDate: CalendarDate
    package let valueDate: CalendarDate
    /// Negative for debits.
    package private(set) var signedAmount: Money
    /// Letters and digits only, in capitals; empty for placeholders such as `NONREF`.
    package private(set) var bankReference: String
    /// From 0, over equal lines of one file in the order of their index.
    package private(set) var occurrence: Int

    /// The identities of `lines`, in the order of `lines`.
    ///
    /// Announced lines are counted apart from booked ones, because a file may show a movement as both.
    package static func identities(of lines: [StatementLine]) -> [StatementLineIdentity] {
        let order = lines.indices.sorted {
            (lines[$0].file, lines[$0].index, $0) < (lines[$1].file, lines[$1].index, $1)
        }
        // Most lines of a file are of the account of the line before.
        var (written, folded) = ("", "")
        var identities = lines.map { line in
            if line.account != written { (written, folded) = (line.account, foldedReference(line.account)) }
            return StatementLineIdentity(line, account: folded)
        }
        var begin = 0
        while begin < order.count {
            let file = lines[order[begin]].file
            let end = order[begin...].firstIndex { lines[$0].file != file } ?? order.count
            count(&identities, order[begin..<end], lines)
            begin = end
        }
        return identities
    }

    /// Counts the equal ones of one file.
    private static func count(
        _ identities: inout [StatementLineIdentity],
        _ places: ArraySlice<Int>,
        _ lines: [StatementLine]
    ) {
        var table = PlaceTable(count: places.count)
        /// By the place of the first of several: the last count so far.
        var counts: [Int: Int] = [:]
        for place in places {
            let first = table.first(like: place, hash: identities[place].hashValue) { known in
                lines[known].status == lines[place].status && identities[known] == identities[place]
            }
            guard first != place else { continue }
            counts[first, default: 0] += 1
            identities[place].occurrence = counts[first, default: 0]
        }
    }

    /// The identity of the first of equal lines.
    private init(_ line: StatementLine, account: String) {
        self.account = account
        bookingDate = line.bookingDate
        valueDate = line.valueDate
        signedAmount = line.signedAmount
        let reference = foldedReference(line.bankReference)
        bankReference = isFoldedPlaceholder(reference) ? "" : reference
        occurrence = 0
    }

    /// An account as identities have it.
    package static func folded(account: String) -> String { foldedReference(account) }

    /// The same movement, the one of this count.
    package func counted(_ occurrence: Int) -> StatementLineIdentity {
        var identity = self
        identity.occurrence = occurrence
        return identity
    }

    /// The identity of the entry of which a line is one detail.
    ///
    /// - Returns: `nil` for what is none, and where the bank gives the entry no reference.
    package init?(entryOf line: StatementLine) {
        guard let batch = line.batch else { return nil }
        let reference = foldedReference(batch.reference)
        guard !isFoldedPlaceholder(reference) else { return nil }
        self.init(line, account: foldedReference(line.account))
        (signedAmount, bankReference) = (batch.amount, reference)
    }

    /// By what differs between most movements.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(bookingDate)
        hasher.combine(signedAmount.minorUnits)
        hasher.combine(bankReference)
        hasher.combine(occurrence)
    }
}

/// Letters and digits in capitals, nothing else.
func foldedReference(_ text: String) -> String {
    // As most accounts and references are written.
    if text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }) { return text }
    guard text.isASCII else {
        return String(decoding: RunText(asWritten: text).bytes, as: UTF8.self)
    }
    return String(unsafeUninitializedCapacity: text.utf8.count) { buffer in
        var count = 0
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A: buffer[count] = byte
            case 0x61...0x7A: buffer[count] = byte & ~0x20
            default: continue
            }
            count += 1
        }
        return count
    }
}

/// What banks write where a reference is mandatory and nobody gave one.
func isPlaceholder(_ reference: String) -> Bool { isFoldedPlaceholder(foldedReference(reference)) }

private func isFoldedPlaceholder(_ reference: String) -> Bool {
    switch reference.utf8.first {
    case nil: true
    case UInt8(ascii: "N"), UInt8(ascii: "U"): placeholders.contains(reference)
    case UInt8(ascii: "0"): reference.utf8.allSatisfy { $0 == UInt8(ascii: "0") }
    default: false
    }
}

private let placeholders: Set<String> = [
    "NOTPROVIDED", "NOTAVAILABLE", "NONREF", "NOREF", "NONE", "NA", "UNKNOWN",
]
