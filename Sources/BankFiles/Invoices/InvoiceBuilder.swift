/// Collects the texts of the terms that are read while the scanner goes through a document.
///
/// Namespaces below the document element are not looked at: the paths tell the elements apart.
struct InvoiceBuilder: XMLSink, Sendable {
    /// A document may have this many elements that are read; real ones have some dozens.
    static let valuesMax = 10_000
    static let valueBytesMax = 65_536
    static let blemishesMax = 100

    private(set) var schema: InvoiceSchema?
    private(set) var rootPosition = BankFilePosition(line: 1, column: 1, byte: 0)
    private(set) var values: [InvoiceTerm: [InvoiceValue]] = [:]
    /// What XML forbids in a text and was read all the same; the first ones tell enough.
    private(set) var blemishes: [BankFileFinding] = []

    /// The paths of the open elements below the document element.
    private var paths: [String] = []
    /// The open elements' running numbers.
    private var numbers: [Int] = []
    private var elements = 0
    private var kept = 0
    private var leaf: (term: InvoiceTerm, attribute: String?, position: BankFilePosition)?
    private var text: [UInt8] = []
    private var isPassedOver = false

    var wantsText: Bool { leaf != nil }
    var skipsContent: Bool { isPassedOver }

    mutating func start(
        _: XMLName,
        attributes: [XMLAttribute],
        at offset: Int,
        window: Span<UInt8>,
        context: inout XMLContext
    ) throws(BankFileFinding) {
        let name = context.innermostName
        guard let schema else { return try begin(name, attributes, at: offset, window: window, context: &context) }
        let local = Self.local(name)
        let path = paths.last.map { $0.isEmpty ? local : $0 + "/" + local } ?? local
        elements += 1
        paths.append(path)
        numbers.append(elements)
        guard leaf == nil else {
            let position = context.position(at: offset, window: window)
            throw BankFileFinding(.notWellFormed, "an element inside of one that holds text", at: position)
        }
        if let term = schema.terms[path] {
            guard kept < Self.valuesMax else {
                let position = context.position(at: offset, window: window)
                throw BankFileFinding(.limit, "more than \(Self.valuesMax) elements that are read", at: position)
            }
            kept += 1
            leaf = (term, Self.attribute(attributes, window), context.position(at: offset, window: window))
            text.removeAll(keepingCapacity: true)
        } else {
            isPassedOver = !schema.containers.contains(path)
        }
    }

    mutating func text(_ bytes: Span<UInt8>) {
        // One byte more tells that there are more.
        guard text.count <= Self.valueBytesMax else { return }
        text.append(bytes)
    }

    mutating func found(_ blemish: BankFileFinding) {
        if blemishes.count < Self.blemishesMax { blemishes.append(blemish) }
    }

    mutating func end(at offset: Int, window: Span<UInt8>, context: inout XMLContext) throws(BankFileFinding) {
        isPassedOver = false
        guard !paths.isEmpty else { return }
        if let leaf {
            guard text.count <= Self.valueBytesMax else {
                let message = "\(leaf.term.title) is longer than \(Self.valueBytesMax) bytes"
                throw BankFileFinding(.limit, message, at: leaf.position)
            }
            let value = InvoiceValue(
                text: String(decoding: text, as: UTF8.self),
                attribute: leaf.attribute,
                around: numbers.dropLast(),
                position: leaf.position
            )
            values[leaf.term, default: []].append(value)
        }
        leaf = nil
        paths.removeLast()
        numbers.removeLast()
    }

    /// - Throws: `notRecognised` for a document that is none of those that are read.
    private mutating func begin(
        _ name: String,
        _ attributes: [XMLAttribute],
        at offset: Int,
        window: Span<UInt8>,
        context: inout XMLContext
    ) throws(BankFileFinding) {
        rootPosition = context.position(at: offset, window: window)
        let prefix = name.contains(":") ? name.prefix { $0 != ":" } : ""
        let declaration = prefix.isEmpty ? "xmlns" : "xmlns:" + prefix
        let namespace = attributes.first { fileText(window.extracting($0.nameRange)) == declaration }
            .map { fileText(window.extracting($0.valueRange)) }
        let local = Self.local(name)
        schema = InvoiceSchema.named(local, namespace: namespace)
        guard schema == nil else { return }
        if local == "CrossIndustryDocument" {
            let message = "ZUGFeRD 1.0 is not read; ask for ZUGFeRD 2 or Factur-X"
            throw BankFileFinding(.notRecognised, message, at: rootPosition)
        }
        let found = "<\(local.prefix(40))> of " + (namespace.map { "the namespace \($0.prefix(80))" } ?? "no namespace")
        let message = "no invoice that is read: the document is \(found); UBL 2.1 Invoice and CreditNote and the "
        throw BankFileFinding(.notRecognised, message + "UN/CEFACT CrossIndustryInvoice are read", at: rootPosition)
    }

    private static func local(_ name: String) -> String {
        guard let colon = name.lastIndex(of: ":") else { return name }
        return String(name[name.index(after: colon)...])
    }

    /// No element that is read has two of these.
    private static let attributeNames = ["schemeID", "currencyID", "format", "unitCode"].map { XMLName($0) }

    private static func attribute(_ attributes: [XMLAttribute], _ window: Span<UInt8>) -> String? {
        attributes.first { attributeNames.contains($0.name) }.map { fileText(window.extracting($0.valueRange)) }
    }
}
