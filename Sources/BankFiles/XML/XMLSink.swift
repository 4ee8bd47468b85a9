/// Receives the elements of one document in order, while the scanner reads it.
///
/// A window is a view of the bytes at hand; ranges and offsets index into it and mean nothing after the call.
protocol XMLSink {
    /// Whether the text that follows is wanted; unwanted text is checked and not decoded.
    var wantsText: Bool { get }

    /// Whether nothing inside the element that has just started is wanted: it is checked, and the next call is its end.
    var skipsContent: Bool { get }

    mutating func start(
        _ name: XMLName,
        attributes: [XMLAttribute],
        at offset: Int,
        window: Span<UInt8>,
        context: inout XMLContext
    ) throws(BankFileFinding)

    /// A piece of the current element's own text as UTF-8; one text may come in several pieces.
    mutating func text(_ bytes: Span<UInt8>)

    /// Something in the text that comes next may not be there by the rules of XML; it is read all the same.
    mutating func found(_ blemish: BankFileFinding)

    /// Takes an element that is no more than a short name, perhaps one attribute, and plain text: the same as `start`,
    /// `text` and `end`, in one call and with nothing on the context's path.
    ///
    /// - Parameter text: where the element's text is in the window.
    /// - Returns: `false` when nothing was taken; the three calls follow then.
    mutating func takesLeaf(
        _ name: XMLName,
        attribute: XMLAttribute?,
        text: Range<Int>,
        window: Span<UInt8>
    ) -> Bool

    /// The innermost open element ends; it is still on the context's path.
    mutating func end(at offset: Int, window: Span<UInt8>, context: inout XMLContext) throws(BankFileFinding)
}

extension XMLSink {
    var skipsContent: Bool { false }

    mutating func takesLeaf(_: XMLName, attribute: XMLAttribute?, text: Range<Int>, window: Span<UInt8>) -> Bool {
        false
    }
}

/// What a document may not exceed; the defaults are far above what any bank sends.
struct XMLLimits: Sendable {
    var depthMax = 64
    var nameBytesMax = 256
    var attributesMax = 64
    /// One tag with all its attributes.
    var tagBytesMax = 65_536
    /// The text between two tags, a comment or a processing instruction.
    var textBytesMax = 1_048_576
}
