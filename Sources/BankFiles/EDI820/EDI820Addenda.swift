import PaymentVocabulary

/// Reads the X12 820 that the addenda of a NACHA entry carry in slices of eighty characters, cut anywhere; in entries of
/// class CCD it may be one remittance line alone.
///
/// Source: Nacha Operating Rules, appendix three (CCD and CTX, addenda type 05).
struct EDI820Addenda: Sendable {
    /// More documents than 9,999 addenda can name in sensible segments.
    static let documentsMax = 100_000

    private var segmenter = X12Segmenter()
    /// Whether the text is X12; `nil` before the first slice.
    private var isX12: Bool?
    private var sum = EDI820Sum()
    private var payment: Money?
    private var isInLine = false
    private(set) var remittances: [BankFileRemittance] = []
    private(set) var trace: String?

    /// Reads the next slice.
    ///
    /// - Parameter keeps: whether documents are kept, or only summed.
    mutating func add(_ slice: Span<UInt8>, keeps: Bool) {
        if isX12 == nil { isX12 = Self.isX12(slice) }
        guard isX12 == true else { return }
        // Taken out, so that a segment can be read while the rest of the state changes.
        var reader = X12Segmenter()
        swap(&reader, &segmenter)
        defer { swap(&reader, &segmenter) }
        do throws(BankFileFinding) {
            try reader.feed(slice) { segment throws(BankFileFinding) in take(segment, keeps: keeps) }
        } catch {
            isX12 = false
        }
    }

    /// Ends the reading.
    ///
    /// - Returns: how the payment or its lines differ from the entry, in words; `nil` when nothing does.
    mutating func difference(from entry: Money, keeps: Bool) -> String? {
        guard isX12 == true else { return nil }
        do throws(BankFileFinding) {
            var reader = segmenter
            try reader.finish { segment throws(BankFileFinding) in take(segment, keeps: keeps) }
        } catch {
            return nil
        }
        if let payment, payment != entry {
            return "the payment in the addenda (BPR02) is \(payment.decimal), and the entry \(entry.decimal)"
        }
        guard !sum.makes(Int128(entry.minorUnits)) else { return nil }
        return "the remittance lines in the addenda make \(decimal(sum.total, .usd)), and the entry \(entry.decimal)"
    }

    private static func isX12(_ slice: Span<UInt8>) -> Bool {
        let text = trimmed(0..<slice.count, of: slice)
        var end = text.lowerBound
        while end < text.upperBound, Ascii.isLetter(slice[end]) || Ascii.isDigit(slice[end]) { end += 1 }
        guard end < text.upperBound, slice[end] != 0x20 else { return false }
        let tag = fileText(slice.extracting(text.lowerBound..<end))
        return ["ISA", "GS", "ST", "BPR", "TRN", "RMR", "REF", "N1", "ENT"].contains(tag)
    }

    private mutating func take(_ segment: X12Segment, keeps: Bool) {
        switch segment.tag {
        case "BPR": payment = try? EDI820Line.money(segment.element(2), .usd)
        case "TRN": trace = trace ?? segment.value(2)
        case "ENT": isInLine = false
        case "RMR":
            isInLine = true
            guard let line = try? EDI820Line(segment, .usd) else { return }
            if let paid = line.paid { sum.add(paid: Int128(paid.minorUnits)) }
            if keeps, remittances.count < Self.documentsMax { remittances.append(line.remittance) }
        case "ADX":
            guard let money = try? EDI820Line.money(segment.element(1), .usd) else { return }
            sum.add(adjustment: Int128(money.minorUnits), isInLine: isInLine)
            guard keeps, isInLine, !remittances.isEmpty else { return }
            remittances[remittances.count - 1].adjustments.append(BankFileAdjustment(segment, money))
        default: break
        }
    }
}
