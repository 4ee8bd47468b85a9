/// A streaming reader of the national files of incoming giro payments and account movements: Norwegian OCR giro and
/// AvtaleGiro, Swedish BgMax, Swiss ESR (v11), Spanish Cuaderno 43 and Belgian CODA.
///
/// All have records of a fixed length, one on a line, and totals at their end that are compared and never repaired.
/// The first record tells which one it is.
public struct GiroReader: BankFileReading {
    private var engine: FixedFileEngine

    public init(options: BankFileOptions = BankFileOptions()) {
        engine = FixedFileEngine(options: options) { GiroKind(firstLine: $0)?.file }
    }

    public var format: BankFileFormat? { .giro }
    /// The name of the national format, with its version where the file has one.
    public var version: String? { engine.version }

    static func recognises(_ start: [UInt8]) -> Bool {
        GiroKind(firstLine: FixedFileEngine.firstLine(of: start)) != nil
    }

    public mutating func feed(_ bytes: [UInt8]) -> [BankFileEvent] { engine.feed(bytes) }

    public mutating func finish() -> [BankFileEvent] { engine.finish() }
}
