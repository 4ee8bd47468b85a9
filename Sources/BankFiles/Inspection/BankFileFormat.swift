/// The formats that can be read; the raw values are what `--json` prints.
public enum BankFileFormat: String, Hashable, Codable, Sendable, CaseIterable {
    case camt052
    case camt053
    case camt054

    init(_ kind: CamtKind) {
        switch kind {
        case .report: self = .camt052
        case .statement: self = .camt053
        case .notification: self = .camt054
        }
    }

    /// The name that people know the format by.
    public var title: String {
        switch self {
        case .camt052: "ISO 20022 camt.052"
        case .camt053: "ISO 20022 camt.053"
        case .camt054: "ISO 20022 camt.054"
        }
    }

    /// How a file's first bytes tell which family of formats it is of.
    enum Family: Hashable, Sendable {
        case xml
        case unknown
    }

    /// Bytes that are enough to tell.
    static let detectionBytes = 64

    /// Looks at the first bytes; XML is told apart further by its elements.
    static func family(_ start: some Collection<UInt8>) -> Family {
        var rest = start[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        // Other encodings of XML begin so too; its reader says why it does not take them.
        if rest.starts(with: [0xFE, 0xFF]) || rest.starts(with: [0xFF, 0xFE]) { return .xml }
        if rest.starts(with: [0x00, 0x3C]) || rest.starts(with: [0x3C]) { return .xml }
        rest = rest.drop(while: Ascii.isSpace)
        return rest.first == Ascii.less ? .xml : .unknown
    }
}
