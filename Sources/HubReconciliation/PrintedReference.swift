import PaymentVocabulary

/// A row of runs in the print form of a structured reference, which is one number whether or not its check holds.
///
/// No shorter number is looked for inside: a mistyped reference is no list of invoice numbers.
struct PrintedReference {
    enum Form {
        /// `RF18 5390 0754 7034`: groups of four (ISO 11649, annex A).
        case creditor
        /// `21 00000 00003 13947 14300 09017`, or 27 digits in one (Swiss Implementation Guidelines QR-bill, annex B).
        case swiss
        /// `123/4567/89012` between plus signs or stars (Febelfin, OGM/VCS).
        case belgian
        /// `12 34567`: groups of five from the right (Finance Finland).
        case finnish
    }

    let form: Form
    let last: Int

    /// The row that begins at the run `first`.
    ///
    /// Any two numbers of five digits have the Finnish form, so it counts only where our own references have it.
    init?(from first: Int, in text: RunText, index: ReferenceIndex) {
        let run = text.runs[first]
        if run.hasLetter {
            guard text.bytes[run.start] == Self.prefix[0],
                let last = Self.checkedCreditorRow(from: first, in: text) ?? Self.creditorRow(from: first, in: text)
            else { return nil }
            (form, self.last) = (.creditor, last)
        } else if run.length == 27 {
            (form, last) = (.swiss, first)
        } else if run.length == 2, Self.hasGroups([2, 5, 5, 5, 5, 5], from: first, in: text, gaps: .blank) {
            (form, last) = (.swiss, first + 5)
        } else if run.length == 3, Self.hasGroups([3, 4, 5], from: first, in: text, gaps: .slash) {
            (form, last) = (.belgian, first + 2)
        } else if let last = Self.finnishRow(from: first, in: text, lengths: index.finnishLengths) {
            (form, self.last) = (.finnish, last)
        } else {
            return nil
        }
    }

    private static func hasGroups(_ lengths: [Int], from first: Int, in text: RunText, gaps: RunText.Gap) -> Bool {
        guard first + lengths.count <= text.runs.count else { return false }
        return zip(text.runs[first...], lengths).enumerated().allSatisfy { place, pair in
            let (run, length) = pair
            return !run.hasLetter && run.length == length && (place == 0 || run.gapBefore == gaps)
        }
    }

    /// The longest row, however it is grouped, whose check digits hold.
    private static func checkedCreditorRow(from first: Int, in text: RunText) -> Int? {
        guard text.bytes[text.runs[first].start...].starts(with: prefix) else { return nil }
        return (first..<min(first + ReferenceIndex.runsMax, text.runs.count)).last {
            text.runs[$0].end - text.runs[first].start <= lengthMax && creditorReference(text.bytes(first, $0)) != nil
        }
    }

    /// Groups of four behind `RF` and two digits, and at the end fewer.
    private static func creditorRow(from first: Int, in text: RunText) -> Int? {
        let bytes = text.bytes(first, first)
        guard bytes.starts(with: prefix), bytes.count >= 4, ReferenceIndex.isNumeric(bytes.dropFirst(2).prefix(2))
        else { return nil }
        var last = first
        while text.runs[last].length == 4, last + 1 < text.runs.count {
            let following = text.runs[last + 1]
            guard following.gapBefore == .blank, following.length <= 4, following.hasDigit,
                following.end - text.runs[first].start <= lengthMax
            else { break }
            last += 1
        }
        return last
    }

    private static let prefix: [UInt8] = [UInt8(ascii: "R"), UInt8(ascii: "F")]
    /// `RF`, two check digits and 21 characters.
    private static let lengthMax = 25

    private static func finnishRow(from first: Int, in text: RunText, lengths: Set<Int>) -> Int? {
        guard !lengths.isEmpty, text.runs[first].length <= 5 else { return nil }
        let start = text.runs[first].start
        var last = first
        var found: Int?
        while last + 1 < text.runs.count, text.runs[last + 1].gapBefore == .blank, text.runs[last + 1].length == 5,
            !text.runs[last + 1].hasLetter
        {
            last += 1
            if lengths.contains(text.runs[last].end - start) { found = last }
        }
        return found
    }
}

extension ReferenceScheme {
    /// The reference without its check digits and the zeros in front, where the check holds.
    ///
    /// Issuers who need no more than a number put it there and fill up with zeros.
    func body(of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard holds(for: bytes) else { return nil }
        return bytes.dropLast(checkLength).drop { $0 == 0x30 }
    }
}
