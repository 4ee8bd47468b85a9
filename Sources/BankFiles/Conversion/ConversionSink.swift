/// Where a conversion goes.
///
/// Some forms say at the head what others say behind their entries; such entries are held back until the head is
/// written. A sink that is to stay small keeps them in a temporary file.
package protocol ConversionSink {
    mutating func write(_ text: String) throws

    /// Keeps text that comes behind what is written next.
    mutating func hold(_ text: String) throws

    /// Writes what was held, and holds nothing any more.
    mutating func release() throws
}

/// A form into which bank files are converted.
package enum ConversionTarget: String, CaseIterable, Sendable {
    /// One row a payment.
    case csv
    /// One JSON object a line: everything that was read, with positions.
    case jsonl
    /// ISO 20022 camt.053.001.08.
    case camt053

    /// The usual end of a file's name.
    package var nameExtension: String {
        switch self {
        case .csv: "csv"
        case .jsonl: "jsonl"
        case .camt053: "xml"
        }
    }
}

/// Writes what readers say in one form.
protocol ConversionWriting {
    /// A file, or a member of an archive, begins.
    mutating func begin(_ file: ConvertedFile) throws

    /// - Parameter file: what is known of the file by now.
    /// - Returns: why an entry was left out that the form cannot hold.
    mutating func take(
        _ event: BankFileEvent,
        of file: ConvertedFile,
        to sink: inout some ConversionSink
    ) throws -> BankFileFinding?

    /// All files were read.
    mutating func finish(to sink: inout some ConversionSink) throws

    /// How many texts were longer than the form allows, and how many of them are nowhere else in it.
    var cuts: (all: Int, lost: Int) { get }
}

extension ConversionWriting {
    mutating func begin(_ file: ConvertedFile) throws {}
    var cuts: (all: Int, lost: Int) { (0, 0) }
}

/// The file whose events are written.
struct ConvertedFile {
    let name: String
    var format: BankFileFormat?
    var version: String?
}

/// A file that has no such form.
package struct ConversionRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}
