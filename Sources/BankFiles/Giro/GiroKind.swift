/// The national formats, told from the first record alone and strictly, because most are no more than digits.
enum GiroKind: Hashable, Sendable, CaseIterable {
    case netsgiro
    case bgMax
    case norma43
    case esr
    case coda

    init?(firstLine line: [UInt8]) {
        guard let kind = Self.allCases.first(where: { $0.begins(FirstLine(line)) }) else { return nil }
        self = kind
    }

    var file: any FixedRecordFile {
        switch self {
        case .netsgiro: NetsgiroFile()
        case .bgMax: BgMaxFile()
        case .norma43: Norma43File()
        case .esr: ESRFile()
        case .coda: CodaFile()
        }
    }

    private func begins(_ line: FirstLine) -> Bool {
        switch self {
        case .netsgiro:
            line.starts(with: "NY") && line.digits(2..<8) && (8...82).contains(line.bytes.count)
                && [10, 20, 30].contains(line.number(6..<8) ?? 0)
        case .bgMax: line.starts(with: "01BGMAX")
        case .norma43:
            line.starts(with: "11") && (50...84).contains(line.bytes.count) && line.digits(2..<10)
                && line.digits(20..<33) && line.isDate(20, monthAt: 22, dayAt: 24)
                && line.isDate(26, monthAt: 28, dayAt: 30)
        case .esr: isESR(line)
        case .coda:
            line.starts(with: "00000") && line.bytes.count >= 16 && line.isDate(5, monthAt: 7, dayAt: 5)
                && line.number(14..<16) == 5
        }
    }

    /// A payment or total record of type 3, which may be all of a file that has no payments.
    private func isESR(_ line: FirstLine) -> Bool {
        guard (87...132).contains(line.bytes.count), line.digits(0..<39) else { return false }
        if line.starts(with: "999") || line.starts(with: "995") {
            return line.digits(39..<69) && line.isDate(63, monthAt: 65, dayAt: 67)
        }
        return [2, 5, 8].contains(line.number(2..<3) ?? 0) && line.digits(59..<86)
            && line.isDate(71, monthAt: 73, dayAt: 75)
    }
}

private struct FirstLine {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func starts(with text: String) -> Bool { bytes.starts(with: text.utf8) }

    func digits(_ range: Range<Int>) -> Bool {
        range.upperBound <= bytes.count && bytes[range].allSatisfy { $0 &- 0x30 < 10 }
    }

    func number(_ range: Range<Int>) -> Int? {
        digits(range) ? bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } : nil
    }

    /// Whether six digits can be a date; zeros are none yet mean one that is not known.
    func isDate(_ column: Int, monthAt month: Int, dayAt day: Int) -> Bool {
        guard digits(column..<column + 6), let month = number(month..<month + 2), let day = number(day..<day + 2) else {
            return false
        }
        return (1...12).contains(month) && (1...31).contains(day)
    }
}
