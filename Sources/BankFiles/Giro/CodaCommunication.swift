/// The communication of a movement, which runs on over the records 2.1, 2.2 and 2.3.
///
/// Source: Febelfin, Coded statement of account, annex III (structured format communications).
struct CodaCommunication: Sendable {
    /// The three digits that say how the text is structured; `nil` for free text.
    var type: String?
    /// With its blanks, because the fields of a structured communication have fixed places.
    var text = ""

    /// Fills in what the text says so far.
    func describe(_ entry: inout BankFileEntry) {
        guard !entry.details.isEmpty else { return }
        switch type {
        case nil: entry.details[0].unstructured = Self.words(text)
        case "101", "102":
            let digits = field(0, 12)
            guard GiroCheckDigit.holdsBelgian97(digits) else {
                entry.details[0].unstructured = Self.words(text)
                return
            }
            entry.details[0].structured = [BankFileRemittance(creditorReference: digits, type: "OGM")]
            entry.details[0].unstructured = Self.words(String(text.unicodeScalars.dropFirst(12).map(Character.init)))
        case "103": entry.details[0].endToEndId = field(0, 12)
        case "127": describeDirectDebit(&entry)
        default: entry.details[0].unstructured = Self.words(text)
        }
    }

    /// European direct debit: creditor, mandate, communication, and why it came back.
    private func describeDirectDebit(_ entry: inout BankFileEntry) {
        let creditor = field(9, 35)
        let mandate = field(44, 35)
        if !mandate.isEmpty { entry.details[0].mandateId = mandate }
        if !creditor.isEmpty { entry.details[0].creditor.id = creditor }
        entry.details[0].unstructured = Self.words(field(79, 62))
        let kind = field(141, 1)
        if !kind.isEmpty, kind != "0" {
            entry.details[0].isReturn = true
            let reason = field(142, 4)
            if !reason.isEmpty { entry.details[0].returnReason = reason }
        }
    }

    private func field(_ start: Int, _ length: Int) -> String {
        let scalars = text.unicodeScalars.dropFirst(start).prefix(length)
        return Self.words(String(String.UnicodeScalarView(scalars))).first ?? ""
    }

    /// The text without the blanks around it; none when nothing is left.
    private static func words(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        let trimmed = trimmedText(0..<bytes.count, of: bytes.span)
        return trimmed.isEmpty ? [] : [trimmed]
    }
}
