import Foundation
import HubDomain
import HubReconciliation
import HubSuggestion
import PaymentVocabulary
import Testing

@Suite("the HTML report")
struct HTMLReportTests {
    private static let sources = ReportSources(statements: ["s.xml"], invoices: ["i.csv"])

    private struct Malformed: Error {
        let tag: String
    }

    /// The elements in order; throws unless every tag is closed where it has to be.
    private func elements(_ html: String) throws -> [(name: String, tag: String)] {
        let voids: Set<String> = ["meta", "br", "!DOCTYPE"]
        var open: [String] = []
        var found: [(name: String, tag: String)] = []
        // By bytes, as browsers do: to Swift's characters, a tag's end and a combining mark after it are one.
        for part in html.utf8.split(separator: UInt8(ascii: "<"), omittingEmptySubsequences: false).dropFirst() {
            guard let end = part.firstIndex(of: UInt8(ascii: ">")) else { throw Malformed(tag: String(part) ?? "") }
            let tag = String(decoding: part[..<end], as: UTF8.self)
            let name = String(tag.prefix { $0 != " " })
            if name.hasPrefix("/") {
                guard open.popLast() == String(name.dropFirst()) else { throw Malformed(tag: tag) }
                continue
            }
            found.append((name, tag))
            if !voids.contains(name) { open.append(name) }
        }
        guard open.isEmpty else { throw Malformed(tag: open.joined(separator: " ")) }
        return found
    }

    private func values(of attribute: String, _ html: String) -> [String] {
        html.components(separatedBy: " \(attribute)=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
    }

    @Test("hostile texts stay texts: no element, no attribute and no address of theirs")
    func escapes() throws {
        let (lines, items) = hostile()
        let sources = ReportSources(statements: hostileTexts, invoices: hostileTexts, payments: hostileTexts)
        let html = run(lines, items).html(sources)
        let known: Set<String> = [
            "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "a", "header", "h1", "h2", "p", "dl", "dt",
            "dd", "bdi", "nav", "ul", "li", "main", "section", "figure", "div", "svg", "desc", "text", "rect", "table",
            "caption", "thead", "tbody", "tr", "th", "td", "span", "br",
        ]
        for (name, tag) in try elements(html) {
            #expect(known.contains(name), "\(tag)")
            #expect(!tag.contains("src=") && !tag.contains(" on") && !tag.contains("javascript"), "\(tag)")
        }
        #expect(values(of: "href", html).allSatisfy { $0.hasPrefix("#") })
        let forbidden = html.unicodeScalars.filter {
            ($0.value < 0x20 && $0 != "\n" && $0 != "\t") || (0x202A...0x202E).contains($0.value)
                || (0x2066...0x2069).contains($0.value) || (0x7F...0x9F).contains($0.value)
        }
        #expect(forbidden.isEmpty)
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(!html.contains(String(repeating: "long remittance ", count: 100)), "long texts are cut")
    }

    @Test("headings, captions, scopes and names are there for those who do not see the page")
    func isAccessible() throws {
        let html = everything().html(Self.sources)
        let found = try elements(html)
        func count(_ name: String) -> Int { found.count { $0.name == name } }
        #expect(count("h1") == 1 && count("main") == 1 && count("svg") == 4)
        #expect(count("table") == count("caption") && count("table") == count("thead"))
        #expect(found.filter { $0.name == "th" }.allSatisfy { $0.tag.contains("scope=") })
        #expect(count("desc") == 4 && found.filter { $0.name == "svg" }.allSatisfy { $0.tag.contains(#"role="img""#) })
        let ids = values(of: "id", html)
        #expect(Set(ids).count == ids.count)
        let references = values(of: "aria-labelledby", html).flatMap { $0.split(separator: " ").map(String.init) }
        #expect(Set(references).isSubset(of: ids))
        #expect(Set(values(of: "href", html).map { String($0.dropFirst()) }).isSubset(of: ids))
    }

    @Test("a table stops after 1,000 rows and says how many are left out")
    func capsRows() throws {
        let lines = (0..<1_234).map { line("1.00", "unknown \($0)", index: $0) }
        let html = run(lines, [item("INV-2001", "10.00")]).html(Self.sources)
        #expect(
            try elements(html).count { $0.tag == #"th scope="row" class="text""# } == 1_000 + 1 + 2 + 1
                + LinkageLevel.allCases.count
        )
        #expect(html.contains("The first 1000 of 1234 are here; 234 are left out, --csv has all."))
    }

    @Test("less than all is never drawn as all, and something never as nothing")
    func drawsHonestly() {
        let lines =
            (0..<999).map { line("1.00", "INV-\(2_000 + $0)", index: $0, name: "Acme GmbH") }
            + [line("0.01", "hello", index: 999)]
        let items = (0..<999).map { item("INV-\(2_000 + $0)", "1.00") }
        let html = run(lines, items).html(Self.sources)
        #expect(html.contains("99.90% · 999 of 1000"))
        #expect(html.matches(of: /class="good" x="118" y="[0-9]+" width="165"/).count == 4)
        let few = run([line("1.00", "INV-2000", name: "Acme GmbH"), line("9999.00", "x", index: 1)], items)
        #expect(few.html(Self.sources).contains(/class="good" x="118" y="[0-9]+" width="1"/))
    }

    @Test("nothing at all is a page too")
    func isEmpty() throws {
        let html = run([], []).html(ReportSources(statements: [], invoices: []))
        #expect(try elements(html).count { $0.name == "svg" } == 0)
        #expect(html.contains("No exceptions.") && html.contains("Nothing stays open."))
    }

    @Test("ages fall into their buckets on the exact day")
    func agesByDay() {
        let dues = [
            "2026-05-01", "2026-04-30", "2026-04-29", "2026-03-31", "2026-03-30", "2026-03-01", "2026-02-28",
            "2026-01-30", "2026-01-29",
        ]
        let items = dues.enumerated().map { item("INV-\(2_000 + $0)", "\(1 << $0).00", due: $1) }
        let html = run([], items).html(Self.sources)
        #expect(
            html.contains(
                "not due 3.00 EUR; 1–30 days 12.00 EUR; 31–60 days 48.00 EUR; 61–90 days 192.00 EUR; "
                    + "over 90 days 256.00 EUR"
            )
        )
    }

    @Test("the order in which files are named changes nothing")
    func ignoresOrderOfFiles() {
        let one = ReportSources(statements: ["a", "b"], invoices: ["c", "d"], payments: ["e", "f"])
        let two = ReportSources(statements: ["b", "a"], invoices: ["d", "c"], payments: ["f", "e"])
        #expect(everything().html(one) == everything().html(two))
    }
}
