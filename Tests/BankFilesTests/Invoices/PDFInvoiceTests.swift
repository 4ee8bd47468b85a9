import CZlib
import Testing

@testable import BankFiles

@Suite("invoices inside of PDF")
struct PDFInvoiceTests {
    private static let invoice = Array(InvoiceDocuments.cii().utf8)

    private static func packed(_ bytes: [UInt8]) -> [UInt8] {
        var room = [UInt8](repeating: 0, count: czlib_deflate_bound(bytes.count))
        let length = czlib_deflate(CZLIB_ZLIB, 6, bytes, bytes.count, &room, room.count)
        return Array(room[..<length])
    }

    private static func object(_ number: Int, _ text: String) -> [UInt8] {
        Array("\(number) 0 obj\n\(text)\nendobj\n".utf8)
    }

    private static func stream(_ number: Int, _ entries: String, _ content: [UInt8]) -> [UInt8] {
        Array("\(number) 0 obj\n<< \(entries) >>\nstream\r\n".utf8) + content + Array("\nendstream\nendobj\n".utf8)
    }

    private static func specification(_ name: String = "(factur-x.xml)", _ file: Int = 3) -> String {
        "<< /Type /Filespec /AFRelationship /Alternative /F \(name) /EF << /F \(file) 0 R >> >>"
    }

    private static func pdf(_ objects: [[UInt8]], trailer: String = "<< /Size 9 /Root 1 0 R >>") -> [UInt8] {
        Array("%PDF-1.7\n%\u{E2}\u{E3}\n".utf8) + Array(objects.joined())
            + Array("xref\n0 1\ntrailer\n\(trailer)\nstartxref\n0\n%%EOF\n".utf8)
    }

    private static let deflated = packed(invoice)
    private static let plainPDF = pdf([
        object(1, "<< /Type /Catalog /AF [ 2 0 R ] % the invoice\n >>"), object(2, specification()),
        stream(3, "/Type /EmbeddedFile /Filter /FlateDecode /Length \(deflated.count)", deflated),
    ])

    static let readable: [(what: String, bytes: [UInt8])] = [
        ("one of each", plainPDF),
        (
            "not packed, length elsewhere",
            pdf([
                object(2, specification()), stream(3, "/Length 4 0 R", invoice), object(4, "\(invoice.count)"),
            ])
        ),
        ("no length at all", pdf([object(2, specification()), stream(3, "/Filter [/Fl]", deflated)])),
        (
            "name in UTF-16, rubbish before the mark",
            Array("\r\n".utf8)
                + pdf([
                    object(2, specification("<FEFF006600610063007400750072002D0078002E0078006D006C>")),
                    stream(3, "/Filter /FlateDecode /Length \(deflated.count)", deflated),
                ])
        ),
        (
            "names with escapes and capitals",
            pdf([
                object(2, "[ << /#46 (ZUGFeRD\\055invoice.xml) /EF << /UF 3 0 R >> >> ]"),
                stream(3, "/Filter /FlateDecode /Length \(deflated.count)", deflated),
            ])
        ),
        (
            "specification in an object stream",
            {
                let header = "2 0 7 \(specification().utf8.count + 1) "
                let content = packed(Array("\(header)\(specification()) 42".utf8))
                return pdf([
                    stream(
                        5,
                        "/Type /ObjStm /N 2 /First \(header.utf8.count) /Filter /FlateDecode /Length \(content.count)",
                        content
                    ),
                    stream(3, "/Filter /FlateDecode /Length \(deflated.count)", deflated),
                ])
            }()
        ),
        (
            "an update replaces the file",
            pdf([
                object(2, specification()), stream(3, "/Length 1", [0x78]),
                stream(3, "/Filter /FlateDecode /Length \(deflated.count)", deflated),
            ])
        ),
    ]

    @Test("the file is found however it is written", arguments: readable)
    func found(what: String, bytes: [UInt8]) {
        #expect(ElectronicInvoiceFile.recognises(bytes))
        let reading = ElectronicInvoiceFile.reading(bytes)
        #expect(reading.invoice?.number == "INV-1" && reading.errors.isEmpty, "\(what): \(reading.errors)")
        #expect(reading.member?.lowercased().hasSuffix(".xml") == true)
    }

    static let refused: [(bytes: [UInt8], code: BankFileFinding.Code, message: String)] = [
        (
            pdf([object(1, "<< /Type /Catalog >>")]), .archive,
            "the PDF has no file factur-x.xml, zugferd-invoice.xml or xrechnung.xml inside; give the invoice's XML itself"
        ),
        (
            pdf([object(2, specification("(order-x.xml)")), stream(3, "/Length 1", [0x3C])]), .archive,
            "the PDF has no file factur-x.xml, zugferd-invoice.xml or xrechnung.xml inside; give the invoice's XML itself"
        ),
        (
            pdf([object(2, specification()), stream(3, "", deflated)], trailer: "<< /Encrypt 8 0 R >>"), .archive,
            "the PDF is encrypted; give the invoice's XML itself"
        ),
        (
            pdf([object(2, specification()), stream(4, "/Type /XRef /Encrypt 8 0 R /Length 1", [0x20])]), .archive,
            "the PDF is encrypted; give the invoice's XML itself"
        ),
        (
            pdf([
                object(2, specification()), stream(3, "/Length 1", [0x3C]),
                object(4, specification("(xrechnung.xml)", 5)),
                stream(5, "/Length 1", [0x3C]),
            ]), .archive, "the PDF has several invoices in XML inside; give the invoice's XML itself"
        ),
        (
            pdf([object(2, specification()), stream(3, "/Filter [/ASCIIHexDecode /FlateDecode] /Length 1", [0x3C])]),
            .archive,
            "the file inside the PDF is encoded with ASCIIHexDecode, FlateDecode, which is not read; give the invoice's XML "
                + "itself"
        ),
        (
            pdf([
                object(2, specification()),
                stream(3, "/Filter /FlateDecode /DecodeParms << /Predictor 12 >> /Length 1", [0x3C]),
            ]), .archive,
            "the file inside the PDF is encoded with FlateDecode, which is not read; give the invoice's XML itself"
        ),
        (
            pdf([object(2, specification()), stream(3, "/Filter /FlateDecode", deflated.dropLast(9) + [1, 2])]),
            .archive,
            "the file inside the PDF is damaged or cut; give the invoice's XML itself"
        ),
        (
            pdf([object(2, specification()), stream(3, "/Filter /FlateDecode", deflated.dropLast() + [1])]), .archive,
            "the file inside the PDF is damaged or cut; give the invoice's XML itself"
        ),
        (
            pdf([object(2, specification()), object(3, "42")]), .archive,
            "the file inside the PDF is no stream; give the invoice's XML itself"
        ),
        (
            pdf([
                object(2, specification()),
                stream(3, "/Filter /FlateDecode", packed([UInt8](repeating: 32, count: 65 << 20))),
            ]),
            .limit, "the file inside the PDF expands to more than 64 MiB; give the invoice's XML itself"
        ),
        (
            pdf([object(2, specification()), stream(3, "/Filter /FlateDecode", packed(Array("<a/>".utf8)))]),
            .notRecognised,
            "no invoice that is read: the document is <a> of no namespace; UBL 2.1 Invoice and CreditNote and the UN/CEFACT "
                + "CrossIndustryInvoice are read"
        ),
    ]

    @Test("what cannot be read is refused with a way out", arguments: refused)
    func refusal(bytes: [UInt8], code: BankFileFinding.Code, message: String) {
        let reading = ElectronicInvoiceFile.reading(bytes)
        #expect(reading.invoice == nil && reading.errors.map(\.code) == [code])
        #expect(reading.errors.map(\.message) == [message])
    }

    @Test("cut before the file inside ends there is no invoice")
    func cuts() {
        let bytes = Self.plainPDF
        let end =
            bytes.count
            - Array("\nendstream\nendobj\nxref\n0 1\ntrailer\n<< /Size 9 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n".utf8)
            .count
        for count in stride(from: 0, to: end, by: 3) {
            let reading = ElectronicInvoiceFile.reading(Array(bytes[..<count]))
            #expect(reading.invoice == nil && !reading.errors.isEmpty, "cut at \(count)")
        }
    }

    @Test("damaged bytes never crash", arguments: UInt64(0)..<300)
    func damage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bytes = Self.readable[Int(seed) % Self.readable.count].bytes
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes[place] =
                [UInt8.random(in: 0...255, using: &random), 0x28, 0x3C, 0x5B, 0x2F].randomElement(using: &random) ?? 0
        }
        let reading = ElectronicInvoiceFile.reading(bytes)
        #expect((reading.invoice == nil) == !reading.errors.isEmpty)
    }

    @Test("deep and endless values end")
    func hostileValues() {
        for text in [
            String(repeating: "1 0 obj [", count: 20_000), String(repeating: "1 0 obj (", count: 20_000),
            String(repeating: "[", count: 100_000), "1 0 obj " + String(repeating: "<</A", count: 50_000),
            "1 0 obj << /Type /ObjStm /N 9223372036854775807 /First 9223372036854775807 >> stream\nx\nendstream",
            "99999999999999999999 0 obj 1 endobj trailer", "1 0 obj -9223372036854775808 0 R", "1 0 obj <4",
        ] {
            let reading = ElectronicInvoiceFile.reading(Array("%PDF-1.4\n\(text)".utf8))
            #expect(reading.errors.map(\.code) == [.archive], "\(text.prefix(20))")
        }
        let endless = "1 0 obj << /Type /ObjStm /N 9223372036854775807 /First 1 /Length 1 >> stream\nx\nendstream"
        #expect(ElectronicInvoiceFile.reading(Array("%PDF-1.4\n\(endless)".utf8)).errors.map(\.code) == [.limit])
    }
}
