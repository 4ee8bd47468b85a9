import HubDomain
import PaymentVocabulary
import TestSupport
import Testing

private let header = "number,kind,customer,customer_name,payer_account,currency,amount,open,issued,due,terms,reference"
private let good = "INV-1,invoice,C1,Acme,DE02,EUR,100.00,80.00,2026-03-01,2026-03-31,net 30,RF18539007547034"

/// Understands `net N` only: enough to show that the caller's rule is asked.
private func netDays(_ terms: String, _ issued: CalendarDate) -> Result<CalendarDate, DueDateRefusal> {
    guard terms.hasPrefix("net "), let days = Int(terms.dropFirst(4)) else {
        return .failure(DueDateRefusal(reason: "vague terms"))
    }
    return .success(issued.adding(days: days))
}

private func read(_ text: String) -> InvoiceFile { read(Array(text.utf8)) }

private func read(_ bytes: [UInt8]) -> InvoiceFile { InvoiceFile.reading(bytes, file: "i.csv", dueDate: netDays) }

/// One row between two good ones and the error it has to give.
struct BrokenRow: CustomTestStringConvertible, Sendable {
    let name: String
    let row: String
    let error: String

    init(_ name: String, _ row: String, _ error: String) {
        self.name = name
        self.row = row
        self.error = error
    }

    var testDescription: String { name }
}

private let brokenRows: [BrokenRow] = [
    BrokenRow(
        "no number",
        ",invoice,C1,Acme,,EUR,1.00,1.00,2026-03-01,2026-03-31,,",
        "i.csv:3:1: number: is empty"
    ),
    BrokenRow(
        "a kind that does not exist",
        "INV-2,bill,C1,Acme,,EUR,1.00,1.00,2026-03-01,2026-03-31,,",
        "i.csv:3:7: kind: \"bill\" is neither invoice nor credit_note"
    ),
    BrokenRow(
        "no customer",
        "INV-2,invoice, ,Acme,,EUR,1.00,1.00,2026-03-01,2026-03-31,,",
        "i.csv:3:15: customer: is empty"
    ),
    BrokenRow(
        "an unknown currency, behind letters of several bytes",
        "INV-2,invoice,C1,Müller,,EUX,1.00,1.00,2026-03-01,2026-03-31,,",
        "i.csv:3:26: currency: \"EUX\" is no ISO 4217 currency code in capital letters"
    ),
    BrokenRow(
        "too many decimals",
        "INV-2,invoice,C1,Acme,,EUR,1.000,1.00,2026-03-01,2026-03-31,,",
        "i.csv:3:28: amount: \"1.000\": more than 2 decimals for EUR"
    ),
    BrokenRow(
        "decimals of a currency without",
        "INV-2,invoice,C1,Acme,,JPY,100.5,1,2026-03-01,2026-03-31,,",
        "i.csv:3:28: amount: \"100.5\": more than 0 decimals for JPY"
    ),
    BrokenRow(
        "a negative amount",
        "INV-2,invoice,C1,Acme,,EUR,-1.00,1.00,2026-03-01,2026-03-31,,",
        "i.csv:3:28: amount: \"-1.00\" is negative"
    ),
    BrokenRow(
        "a negative open amount",
        "INV-2,invoice,C1,Acme,,EUR,1.00,-1.00,2026-03-01,2026-03-31,,",
        "i.csv:3:33: open: \"-1.00\" is negative"
    ),
    BrokenRow(
        "more open than invoiced",
        "INV-2,invoice,C1,Acme,,EUR,1.00,1.01,2026-03-01,2026-03-31,,",
        "i.csv:3:33: open: 1.01 is more than the amount 1.00"
    ),
    BrokenRow(
        "no open amount",
        "INV-2,invoice,C1,Acme,,EUR,1.00,,2026-03-01,2026-03-31,,",
        "i.csv:3:33: open: is empty"
    ),
    BrokenRow(
        "thousands separated",
        "INV-2,invoice,C1,Acme,,EUR,\"1,000.00\",1.00,2026-03-01,2026-03-31,,",
        "i.csv:3:28: amount: \"1,000.00\": not a decimal number for EUR; write it with a point before the decimals and "
            + "nothing between thousands: 1000.00"
    ),
    BrokenRow(
        "an amount beyond 64 bits",
        "INV-2,invoice,C1,Acme,,EUR,92233720368547758.08,1.00,2026-03-01,2026-03-31,,",
        "i.csv:3:28: amount: \"92233720368547758.08\": the amount does not fit into 64 bits of minor units for EUR"
    ),
    BrokenRow(
        "a date that does not exist",
        "INV-2,invoice,C1,Acme,,EUR,1.00,1.00,2026-02-29,2026-03-31,,",
        "i.csv:3:38: issued: \"2026-02-29\" is no existing date YYYY-MM-DD"
    ),
    BrokenRow(
        "a due date in another form",
        "INV-2,invoice,C1,Acme,,EUR,1.00,1.00,2026-03-01,31.03.2026,,",
        "i.csv:3:49: due: \"31.03.2026\" is no existing date YYYY-MM-DD"
    ),
    BrokenRow(
        "neither due date nor terms",
        "INV-2,invoice,C1,Acme,,EUR,1.00,1.00,2026-03-01,,,",
        "i.csv:3:49: due: is empty, and there are no terms"
    ),
    BrokenRow(
        "terms that the rule refuses",
        "INV-2,invoice,C1,Acme,,EUR,1.00,1.00,2026-03-01,,soon,",
        "i.csv:3:50: terms: no due date follows from them: vague terms"
    ),
    BrokenRow(
        "a number that was there before",
        "INV-1,invoice,C1,Acme,,EUR,1.00,1.00,2026-03-01,2026-03-31,,",
        "i.csv:3:1: number: \"INV-1\" is already on line 2, with something else; neither is taken"
    ),
    BrokenRow(
        "the same row again, which counts once",
        good,
        "i.csv:3:1: number: \"INV-1\" is already on line 2, with the same in every field; it counts once"
    ),
    BrokenRow("too few fields", "INV-2,invoice", "i.csv:3:1: 2 fields where the header has 12"),
    BrokenRow("a quote inside a field", "IN\"V-2,invoice", "i.csv:3:3: a quote inside a field that is not quoted"),
    BrokenRow(
        "text behind a closing quote",
        "\"INV\"-2,invoice",
        "i.csv:3:6: text after the closing quote of a field"
    ),
    BrokenRow("an open quote costs its own line only", "INV-2,\"invoice", "i.csv:3:7: a quote that is never closed"),
    BrokenRow("a control character", "INV-2,\u{1B}[2J,C1", "i.csv:3:7: a control character"),
]

@Suite("a file of invoices")
struct InvoiceFileTests {
    @Test("every field of a good row")
    func readsAll() throws {
        let file = read("\(header)\n\(good)\n")
        let invoice = try #require(file.invoices.first)
        #expect(file.errors.isEmpty && !file.isIncomplete && file.rows.map(\.line) == [2])
        #expect(invoice.number == InvoiceNumber("INV-1") && invoice.kind == .invoice)
        #expect(invoice.customer == CustomerID("C1") && invoice.customerName == "Acme")
        #expect(invoice.payerAccount == "DE02" && invoice.reference == "RF18539007547034")
        #expect(invoice.amount == Money(minorUnits: 10_000, currency: .eur))
        #expect(invoice.open == Money(minorUnits: 8_000, currency: .eur))
        #expect(invoice.issued.description == "2026-03-01" && invoice.due.description == "2026-03-31")
        #expect(invoice.terms == "net 30")
    }

    @Test("a credit note without due date and terms can be used from its first day")
    func creditNotesAreDueAtOnce() throws {
        let file = read("\(header)\nCN-1,credit_note,C1,Acme,,EUR,1.00,1.00,2026-03-01,,,\n")
        #expect(file.errors.isEmpty)
        #expect(try #require(file.invoices.first).due.description == "2026-03-01")
    }

    @Test("a broken row is named with its place, and the others go on", arguments: brokenRows)
    func namesBrokenRows(_ example: BrokenRow) {
        let last = "INV-9,credit_note,C1,Acme,,EUR,5.00,5.00,2026-03-01,2026-03-31,,"
        let file = read("\(header)\n\(good)\n\(example.row)\n\(last)\n")
        #expect(file.errors.map(\.description) == [example.error])
        #expect(file.invoices.map(\.number.text) == ["INV-1", "INV-9"])
        #expect(!file.isIncomplete)
    }

    @Test("columns in any order, unknown ones kept, names in any case")
    func ordersColumns() throws {
        let file = read(
            "Project,REFERENCE,terms,due,issued,open,amount,currency,payer_account,customer_name,customer,kind,number\n"
                + "bridge,,net 14,,2026-03-01,1.00,1.00,EUR,,Acme,C1,credit_note,CN-1\n"
        )
        let row = try #require(file.rows.first)
        #expect(row.kept == [KeptField(name: "project", value: "bridge")])
        #expect(row.invoice.kind == .creditNote && row.invoice.due.description == "2026-03-15")
        #expect(row.invoice.payerAccount == nil && row.invoice.reference == nil)
    }

    @Test("byte order mark, CRLF, quotes, line breaks inside quotes, empty lines, no line end at the end")
    func readsDialects() throws {
        let quoted = "INV-1,invoice,C1,\"Acme \"\"East\"\",\r\nInc\",,EUR,1.00,1.00,2026-03-01,2026-03-31,,"
        let second = "INV-2,invoice,C1,Acme,,EUR,1.00,1.00,2026-03-01,2026-02-30,,"
        let file = read([0xEF, 0xBB, 0xBF] + Array("\(header)\r\n\r\n\(quoted)\r\n\(second)".utf8))
        #expect(file.invoices.map(\.customerName) == ["Acme \"East\",\r\nInc"])
        #expect(file.rows.map(\.line) == [3])
        #expect(file.errors.map { [$0.line, $0.column] } == [[5, 49]])
    }

    @Test(
        "a wrong header is refused with what is expected",
        arguments: [
            ("", "i.csv:1:1: the file is empty; expected \(header)"),
            ("number,kind\nINV-1,invoice\n", "customer, customer_name, payer_account"),
            (header.split(separator: ",").joined(separator: ";") + "\n", "separated by semicolons"),
            (header + ",open\n" + good + ",1\n", "i.csv:1:98: open: the header names open twice"),
        ]
    )
    func refusesHeaders(text: String, problem: String) {
        let file = read(text)
        #expect(file.isIncomplete && file.invoices.isEmpty && file.errors.count == 1)
        #expect(file.errors.first?.description.contains(problem) == true, "\(file.errors)")
    }

    @Test("bytes that are not UTF-8 cost their row only")
    func refusesBytes() {
        let bad = Array("INV-2,invoice,".utf8) + [0xFF, 0xFE] + Array(",Acme\n".utf8)
        let file = read(Array("\(header)\n".utf8) + bad + Array("\(good)\n".utf8))
        #expect(file.errors.map(\.description) == ["i.csv:2:15: bytes that are not UTF-8"])
        #expect(file.invoices.count == 1)
    }

    @Test("pieces of any size read like the whole", arguments: 1...40)
    func readsPieces(size: Int) {
        let text =
            "\(header)\r\n\(good)\r\nINV-2,\"inv\r\n\(good)\r\nINV-3,invoice,\"C\"\"3\",\"Aé\rb\",,EUR,1.00,1.00,"
            + "2026-03-01,2026-03-31,,\rINV-4,invoice,C4,\"open"
        let bytes = Array(text.utf8)
        var reader = InvoiceFileReader(file: "i.csv")
        var rest = bytes[...]
        while !rest.isEmpty {
            reader.feed(rest.prefix(size), dueDate: netDays)
            rest = rest.dropFirst(size)
        }
        #expect(reader.finish(dueDate: netDays) == read(bytes))
    }

    @Test("a row without end is refused, and memory stays bounded", arguments: ["\"", "", "a,"])
    func refusesEndlessRows(unit: String) {
        let endless =
            unit == "a," ? String(repeating: unit, count: 2_000) : unit + String(repeating: "x", count: 1 << 21)
        let file = read("\(header)\n\(endless)\n\(good)\n")
        #expect(file.errors.count == 1 && file.errors.first?.line == 2, "\(file.errors)")
        #expect(file.invoices.map(\.number.text) == ["INV-1"])
    }

    @Test("damaged bytes end in rows and errors, never in a crash", arguments: UInt64(0)..<300)
    func survivesDamage(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        func random(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }
        let json = "[{\"number\":\"A\\u00e9\",\"kind\":[1,{\"x\":null}],\"open\":true},{\"number\":\"B\"}]"
        var bytes = Array((seed.isMultiple(of: 2) ? json : "\(header)\n\(good)\n\"a\"\"b\",é\r\n\(good)\n").utf8)
        for _ in 0..<(1 + random(8)) {
            let place = random(bytes.count)
            switch random(3) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random(256))
            case 1: bytes.remove(at: place)
            default: bytes.insert(Array("\"\\,\n\r[]{}:".utf8)[random(10)], at: place)
            }
        }
        let whole = read(bytes)
        #expect(whole.errors.allSatisfy { $0.line >= 1 && $0.column >= 1 && !$0.problem.isEmpty })
    }

    @Test("JSON with the same keys")
    func readsJSON() throws {
        let text = """
            [
              {"number": "INV-1", "kind": "invoice", "customer": "C1", "customer_name": "M\\u00fcller \\ud83c\\udf33",
               "currency": "EUR", "amount": "10.00", "open": "10.00", "issued": "2026-03-01", "due": null,
               "terms": "net 30", "lines": [{"text": "a, ]b"}], "vat": 1.90},
              {"number": "INV-2", "kind": "invoice", "customer": "C1", "currency": "EUR", "amount": 10.00,
               "open": "10.00", "issued": "2026-03-01", "due": "2026-03-31"},
              {"number": "INV-3", "kind": "invoice", "customer": "C1", "currency": "EUR", "amount": "1.001",
               "open": "1.00", "issued": "2026-03-01", "due": "2026-03-31"}
            ]
            """
        let file = read(text)
        let row = try #require(file.rows.first)
        #expect(row.invoice.customerName == "Müller 🌳" && row.invoice.due.description == "2026-03-31")
        #expect(
            row.kept.map(\.name) == ["lines", "vat"] && row.kept.map(\.value) == ["[{\"text\": \"a, ]b\"}]", "1.90"]
        )
        #expect(
            file.errors.map(\.description) == [
                "i.csv:5:89: amount: has to be a string", "i.csv:7:89: amount: \"1.001\": more than 2 decimals for EUR",
            ]
        )
        #expect(!file.isIncomplete)
    }

    @Test(
        "broken JSON keeps the rows before and names the place",
        arguments: [
            ("", ":4:1: the file ends where"), (" x", ":4:2: expected a comma"), (",]", ":4:2: expected an object"),
            (",{\"number\":tru}]", ":4:12: not a JSON value"), (",{\"a\":\"\\q\"}]", ":4:9: an unknown escape"),
            (",{\"a\":\"\\ud800x\"}]", "second half of a surrogate"), ("] 1", ":4:3: text after the end"),
            (",{\"a\":" + String(repeating: "[", count: 100_000), "nested deeper than 64"),
        ]
    )
    func refusesBrokenJSON(end: String, problem: String) {
        let first =
            "[{\"number\":\"INV-1\",\"kind\":\"invoice\",\"customer\":\"C1\",\n\"currency\":\"EUR\",\"amount\":\"1\",\n"
            + "\"open\":\"1\",\"issued\":\"2026-03-01\",\"due\":\"2026-03-31\"}\n"
        let file = read(first + end)
        #expect(file.invoices.count == 1 && file.isIncomplete && file.errors.count == 1)
        #expect(file.errors.first?.description.contains(problem) == true, "\(file.errors)")
    }

    @Test("customers, read by the same machinery")
    func readsCustomers() {
        let text = """
            customer,name,currency,credit_limit,payer_account,tier
            C1,Acme,EUR,5000.00,DE02,gold
            C2,Bolt,EUR,,,
            C1,Again,EUR,,,
            C4,Dent,EUR,-1.00,,
            C5,,EUR,1.00,,
            """
        let file = CustomerFile.reading(Array(text.utf8), file: "c.csv")
        #expect(file.entries.map(\.customer.text) == ["C1", "C2"])
        #expect(file.entries.map(\.creditLimit?.minorUnits) == [500_000, nil])
        #expect(file.rows.first?.kept == [KeptField(name: "tier", value: "gold")])
        #expect(
            file.errors.map(\.description) == [
                "c.csv:4:1: customer: \"C1\" is already on line 2", "c.csv:5:13: credit_limit: \"-1.00\" is negative",
                "c.csv:6:4: name: is empty",
            ]
        )
    }
}
