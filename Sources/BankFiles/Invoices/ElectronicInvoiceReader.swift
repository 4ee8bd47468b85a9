/// A streaming reader of one electronic invoice in XML: UBL 2.1 Invoice or CreditNote, or a UN/CEFACT Cross Industry
/// Invoice (Factur-X and ZUGFeRD 2 from MINIMUM to EXTENDED, XRechnung).
///
/// It reads what a receivable needs and passes over the rest, lines and attachments included; it does not validate.
/// Memory is bounded by the longest text.
public struct ElectronicInvoiceReader: Sendable {
    /// Attachments may stand inside the document as Base64, and networks carry up to a hundred megabytes.
    static let documentBytesMax = 128 << 20

    private var scanner: XMLScanner
    private var builder = InvoiceBuilder()
    private var bytes = 0
    private var failure: BankFileFinding?

    public init() {
        var limits = XMLLimits()
        limits.textBytesMax = Self.documentBytesMax
        scanner = XMLScanner(limits: limits)
    }

    /// Reads the next piece of the document, of any size.
    public mutating func feed(_ piece: [UInt8]) {
        guard failure == nil else { return }
        bytes += piece.count
        guard bytes <= Self.documentBytesMax else {
            let message = "a document of more than \(Self.documentBytesMax >> 20) MiB"
            failure = BankFileFinding(.limit, message, at: BankFilePosition(byte: Self.documentBytesMax))
            return
        }
        advance { scanner, builder throws(BankFileFinding) in try scanner.feed(piece, into: &builder) }
    }

    /// Says that the document ends here.
    ///
    /// - Returns: the invoice, or at least one error; findings in the order of the document.
    public mutating func finish() -> ElectronicInvoiceReading {
        advance { scanner, builder throws(BankFileFinding) in try scanner.finish(into: &builder) }
        var reading = ElectronicInvoiceReading()
        guard failure == nil, let schema = builder.schema else {
            reading.errors = failure.map { [$0] } ?? []
            return reading
        }
        var assembly = InvoiceAssembly(schema, builder)
        reading.invoice = assembly.invoice()
        reading.errors = Self.inOrder(assembly.errors)
        reading.warnings = Self.inOrder(assembly.warnings + builder.blemishes)
        return reading
    }

    /// By their places; those of one place by their texts.
    private static func inOrder(_ findings: [BankFileFinding]) -> [BankFileFinding] {
        findings.sorted { ($0.position.byte ?? 0, $0.message) < ($1.position.byte ?? 0, $1.message) }
    }

    private mutating func advance(
        _ work: (inout XMLScanner, inout InvoiceBuilder) throws(BankFileFinding) -> Void
    ) {
        guard failure == nil else { return }
        do throws(BankFileFinding) {
            try work(&scanner, &builder)
        } catch {
            failure = error
        }
    }
}
