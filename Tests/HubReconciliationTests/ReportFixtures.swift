import HubDomain
import HubReconciliation
import PaymentVocabulary

/// One run with something of everything, in two currencies, with texts of many scripts.
func everything() -> ReconciliationResult { run(everyLine, everyItem) }

let everyLine: [StatementLine] = [
    line("980.00", "INV-2001", name: "Acme GmbH", on: "2026-03-10"),
    line("5.00", "hello \"you\"\u{1B}[2J", index: 1, name: "Stranger\n& Co"),
    line("9.00", index: 2, name: "=cmd|' /C calc'!A0", direction: .debit, returnReason: "AC04"),
    line("1.00", "announced, only", index: 3, status: .pending),
    line("130.00", "INV-2002", index: 4, name: "Bolt AG"),
    line("12", "請求書 番号なし ありがとうございます", index: 5, name: "株式会社山田商店", currency: .jpy),
    line("250.00", "thanks", index: 6, name: "Bolt AG", account: "@SUM(1)"),
    line("5.00", "hello \"you\"\u{1B}[2J", index: 0, file: "t.xml", name: "Stranger\n& Co", bankReference: "REF-1"),
]

let everyItem: [OpenItem] = [
    item("INV-2001", "1000.00", discount: (off: "20.00", until: "2026-03-11")),
    item("INV-2002", "120.00", customer: "C2", name: "Bolt AG"),
    item("INV-2003", "250.00", customer: "C2", name: "Bolt AG", due: "2026-04-30"),
    item("INV-2004", "250.00", customer: "C2", name: "Bolt AG"),
    item("INV-2005", "70", customer: "C3", name: "+Plus <b>Inc</b>", currency: .jpy, due: "2025-12-01"),
    item("CN-9001", "30.00", customer: "C2", name: "Bolt AG", kind: .creditNote),
]

/// Texts that break programs which take them for something else than text.
let hostileTexts = [
    "<script>alert(1)</script>", "\"quoted\" & 'single' <b>", "=HYPERLINK(\"http://example.com\")", "+1", "-2+3", "@x",
    "\tTab", "\rCR", "  =1", "'kept", "\u{202E}left-to-right\u{2066}", "שלום עולם", "مرحبا", "e\u{301}\u{323}",
    "\u{301}on nothing", "a\0b", "\u{1B}[31mred", "line\r\nbreak", "]]>--><!--", "👨‍👩‍👧 family", "&amp;&lt;",
    "\u{FFFD}\u{E000}\u{85}", "</title></style>", "", " ", String(repeating: "long remittance ", count: 625),
]

/// Every hostile text in every field that somebody else writes.
func hostile() -> (lines: [StatementLine], items: [OpenItem]) {
    var lines: [StatementLine] = []
    var items: [OpenItem] = []
    for (index, text) in hostileTexts.enumerated() {
        lines.append(
            line(
                "\(index + 1).00",
                "INV-\(3_000 + index) \(text)",
                index: index,
                file: "<\(index % 2)>.xml",
                name: text,
                account: text,
                direction: index % 7 == 6 ? .debit : .credit,
                bankReference: text,
                returnReason: index % 7 == 6 ? text : nil
            )
        )
        lines.append(line("7.77", text, index: 100 + index, file: text, name: text, bankReference: "Q\(index)"))
        items.append(item("INV-\(3_000 + index)", "\(index + 1).00", customer: text + "\(index)", name: text))
        items.append(item("N\(index)\(text)", "33.00", customer: text + "\(index)", name: text))
    }
    return (lines, items)
}
