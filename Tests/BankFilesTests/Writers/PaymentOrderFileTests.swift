import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("order files") struct PaymentOrderFileTests {
    static let transfer = """
        {"message_id": "M1", "created_at": "2026-11-26T09:30:00", "initiating_party": {"name": "Acme"},
         "groups": [{"id": "P1", "execution_date": "2026-11-27", "debtor": {"name": "Acme"},
          "account": {"iban": "DE75512108001245126199"},
          "transactions": [{"end_to_end_id": "E1", "amount": 1.10, "currency": "EUR",
            "creditor": {"name": "A", "address": {"town": "K\\u00f6ln", "country": "DE", "lines": ["Weg 1"]}},
            "account": {"iban": "DE89 3704 0044 0532 0130 00"}}]}]}
        """

    static func file(_ text: String, _ kind: PaymentFileKind = .creditTransfer(.v09)) -> PaymentOrderFile {
        PaymentOrderFile(Array(text.utf8), for: kind, options: PaymentWriteOptions())
    }

    @Test("an order is read, and a number keeps its digits")
    func reads() throws {
        let file = Self.file(Self.transfer)
        #expect(file.problems.isEmpty && file.check().faults.isEmpty, "\(file.problems)")
        let text = String(decoding: try written { try file.write($0) }, as: UTF8.self)
        #expect(text.contains("<InstdAmt Ccy=\"EUR\">1.10</InstdAmt>") && text.contains("<TwnNm>Koeln</TwnNm>"))
        #expect(file.summary.count == 1 && file.summary.sumTexts == ["debit 1.10 EUR"])
        let place = file.position(of: "groups[0].transactions[0].creditor.address.lines[0]")
        #expect(place.line == 5 && place.column == 91, "\(place)")
        let missing = file.position(of: "groups[0].transactions[0].creditor.organisation_id")
        #expect(missing.line == 5 && missing.column == 17, "the innermost part that is there: \(missing)")
    }

    @Test(
        "what is no order is told with its place",
        arguments: [
            ("message_id", "message", 1, "message"),
            ("\"2026-11-27\"", "\"2026-11-31\"", 2, "groups[0].execution_date"),
            ("1.10", "\"1,10\"", 4, "groups[0].transactions[0].amount"),
            ("1.10", "1.105", 4, "groups[0].transactions[0].amount"), ("1.10", "1e2", 4, ""),
            ("1.10", "99999999999999999999", 4, "groups[0].transactions[0].amount"),
            ("\"EUR\"", "\"EUX\"", 4, "groups[0].transactions[0].currency"),
            ("\"EUR\"", "null", 4, "groups[0].transactions[0].currency"),
            ("DE75", "DE76", 3, "groups[0].account.iban"),
            ("[\"Weg 1\"]", "\"Weg 1\"", 5, "groups[0].transactions[0].creditor.address.lines"),
            ("{\"name\": \"Acme\"},\n", "\"Acme\",\n", 1, "initiating_party"), ("\\u00f6", "\\ud800", 5, ""),
            ("\"created_at\"", "\"message_id\"", 1, ""), ("]}]}", "]}]", 6, ""), ("]}]}", "]}]} x", 6, ""),
        ]
    )
    func problems(wrong: (from: String, to: String, line: Int, path: String)) {
        var text = Self.transfer
        guard let place = text.firstRange(of: wrong.from) else {
            Issue.record("\(wrong.from) is not in the sample")
            return
        }
        text.replaceSubrange(place, with: wrong.to)
        let file = Self.file(text)
        let found = file.problems.contains { $0.position.line == wrong.line && $0.path == wrong.path }
        #expect(found, "\(wrong): \(file.problems)")
        #expect(throws: Never.self) { try file.write { _ in Issue.record("something was written") } }
    }

    @Test("a NACHA file from a table, batches told apart by their fields")
    func table() throws {
        let text = """
            order.destination;order.destination_name;order.origin;order.origin_name;order.created_on;\
            order.originating_institution;group.company_name;group.company_id;group.entry_class;group.description;\
            group.effective_date;direction;amount;name;routing;account;prenote
            091000019;Bank;091000019;Acme;2026-11-25;09100001;Acme;1234567890;PPD;DUES;2026-11-27;debit;10.00;Ann;091000019;1;
            ;;;;;;;;;;;debit;5.00;Bob;021000021;2;
            ;;;;;;Acme;1234567890;CCD;DUES;2026-11-27;credit;0.00;"Co; Ltd";021000021;3;true
            """
        let file = Self.file(text, .ach)
        #expect(file.problems.isEmpty && file.check().faults.isEmpty, "\(file.problems) \(file.check().faults)")
        #expect(file.summary.groups.map(\.count) == [2, 1])
        let reading = FileReading(try written { try file.write($0) }, with: NachaReader())
        #expect(reading.entries.map(\.amount.minorUnits) == [1_000, 500, 0] && reading.warnings.isEmpty)
        #expect(file.position(of: "batches[1].entries[0].name").line == 4)
    }

    @Test("tables that are none", arguments: ["", "a,a\n", "a,\n", "a,b\n1\n", "a\n\"x", "a,b\n\"x\"y,1\n"])
    func brokenTables(text: String) {
        let problems = Self.file(text).problems
        #expect(!problems.isEmpty && problems.allSatisfy { $0.position.line != nil })
    }

    @Test("damaged files never stop the reader", arguments: UInt64(0)..<300)
    func mutations(seed: UInt64) {
        let bytes = mutated(Array(Self.transfer.utf8), seed: seed)
        let file = PaymentOrderFile(bytes, for: .creditTransfer(.v09), options: PaymentWriteOptions())
        _ = file.check()
        for kind in [PaymentFileKind.directDebit(.v08), .ach] {
            #expect(!PaymentOrderFile(bytes, for: kind, options: PaymentWriteOptions()).problems.isEmpty)
        }
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        #expect(!PaymentOrderFile(deep, for: .ach, options: PaymentWriteOptions()).problems.isEmpty)
    }

    @Test(
        "JSON that is no order is refused with its place and reason",
        arguments: [
            (#"{"a": 1, "a": 2}"#, "the key a is there twice", 10), (#"{"a": 1e2}"#, "a number with an exponent", 7),
            (#"{"a": "\u0007"}"#, "an escape for no character", 7),
            (#"{"a": 1,}"#, "a character that JSON does not have", 9),
            (String(repeating: "[", count: 33), "nested deeper than 32", 33),
            (String(repeating: "[", count: 32) + "1", "nested deeper than 32", 33),
            (#"{"a": 1} b"#, "a character that JSON does not have", 10), (#"{"a": 1"#, "the text ends before", 8),
        ]
    )
    func refusals(text: String, reason: String, column: Int) {
        let file = PaymentOrderFile(Array(text.utf8), for: .ach, options: PaymentWriteOptions())
        let problem = file.problems.first
        #expect(file.problems.count == 1 && problem?.problem.hasPrefix(reason) == true, "\(file.problems)")
        #expect(problem?.position.line == 1 && problem?.position.column == column, "\(file.problems)")
    }
}
