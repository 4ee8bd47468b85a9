/// A place in a bank file; what a reader does not know is `nil`.
public struct BankFilePosition: Hashable, Codable, Sendable {
    /// From 1; a line ends with LF, CR or CRLF.
    public var line: Int?
    /// From 1, in bytes from the start of the line.
    public var column: Int?
    /// From 0, in bytes of the file as it was read.
    public var byte: Int?
    /// The element or tag, such as `/Document/BkToCstmrStmt/Stmt[1]/Ntry[3]/Amt`, where repeated ones count from 1.
    public var path: String?

    public init(line: Int? = nil, column: Int? = nil, byte: Int? = nil, path: String? = nil) {
        self.line = line
        self.column = column
        self.byte = byte
        self.path = path
    }
}

extension BankFilePosition: CustomStringConvertible {
    /// `line 3, column 14, byte 120, /Document/…`, with the parts that are known.
    public var description: String {
        var parts: [String] = []
        if let line { parts.append("line \(line)") }
        if let column { parts.append("column \(column)") }
        if let byte { parts.append("byte \(byte)") }
        if let path, !path.isEmpty { parts.append(path) }
        return parts.isEmpty ? "unknown place" : parts.joined(separator: ", ")
    }
}

/// Something in a file that a person should know, with its place: a warning, or the reason why a part was not read.
public struct BankFileFinding: Error, Hashable, Sendable {
    /// What kind of finding it is; the raw value is what `--json` prints.
    public enum Code: String, Hashable, Codable, Sendable {
        /// The bytes are none of the formats that are known.
        case notRecognised = "not-recognised"
        /// The file ends before what it began has ended.
        case truncated
        /// A rule of XML 1.0 is broken.
        case notWellFormed = "not-well-formed"
        /// A byte sequence is no text in the file's encoding, or a character that XML forbids.
        case badCharacter = "bad-character"
        /// The declared encoding is not supported.
        case encoding
        /// A document type declaration, which is never read.
        case doctype
        /// Deeper, longer or more than a reader accepts.
        case limit
        /// Something is not there that the document has to say.
        case missing
        /// A code that is not in its list.
        case code
        /// An amount is missing, or is no exact amount of its currency.
        case amount
        /// A credit/debit mark is missing or unknown.
        case direction
        /// A date does not exist or is not written as the format says.
        case date
        /// An entry without a status, or with one that is not known; a server that says it could not answer.
        case status
        /// Opening balance and booked entries do not make the closing balance.
        case balance
        /// A control sum or count differs from what was read.
        case controlTotal = "control-total"
        /// The details of an entry do not add up to it.
        case detailSum = "detail-sum"
        /// The message names another type or version than its content has.
        case version
        /// An identifier that should be unique occurs again.
        case duplicate
        /// Pages of the message are in other files.
        case pages
        /// A packed file is damaged, encrypted or packed in a way that is not read.
        case archive
        /// More findings than are kept.
        case more
    }

    public let code: Code
    public let position: BankFilePosition
    /// Names the field and what is wrong with it, and quotes at most a few characters of the file.
    public let message: String

    public init(_ code: Code, _ message: String, at position: BankFilePosition) {
        self.code = code
        self.message = message
        self.position = position
    }
}

extension BankFileFinding: CustomStringConvertible {
    public var description: String { "\(position): \(message)" }
}
