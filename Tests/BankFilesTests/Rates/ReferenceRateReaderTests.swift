import BankFiles
import Testing

/// The layouts are those of the ECB's downloads; the numbers are what it published on these days.
@Suite("files of reference rates") struct ReferenceRateReaderTests {
    static let daily = """
        <?xml version="1.0" encoding="UTF-8"?>
        <gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
        \t<gesmes:subject>Reference rates</gesmes:subject>
        \t<gesmes:Sender>
        \t\t<gesmes:name>European Central Bank</gesmes:name>
        \t</gesmes:Sender>
        \t<Cube>
        \t\t<Cube time='2024-11-25'>
        \t\t\t<Cube currency='USD' rate='1.0495'/>
        \t\t\t<Cube currency='JPY' rate='161.64'/>
        \t\t\t<Cube currency='SEK' rate='11.5030'/></Cube>
        \t</Cube>
        </gesmes:Envelope>
        """

    private static let history = """
        <gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" \
        xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube><Cube time="2024-11-25"><Cube currency="USD" \
        rate="1.0495"/></Cube><Cube time="2021-06-03"><Cube currency="USD" rate="1.2187"/><Cube currency="HRK" \
        rate="7.5013"/></Cube></Cube></gesmes:Envelope>
        """

    private static func read(_ text: String, piece: Int) -> [String] {
        var reader = ReferenceRateReader()
        let bytes = Array(text.utf8)
        var events: [ReferenceRateEvent] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            events += reader.feed(Array(bytes[start..<min(start + piece, bytes.count)]))
        }
        return (events + reader.finish()).map { event in
            switch event {
            case .rate(let rate): "\(rate.date) \(rate.currency) \(rate.perEuro)"
            case .error(let finding):
                "error line \(finding.position.line ?? 0) \(finding.position.path ?? "") \(finding.message)"
            case .failed(let finding): "failed \(finding.code.rawValue)"
            }
        }
    }

    private static let table: [(name: String, text: String, expected: [String])] = [
        ("eurofxref-daily.xml", daily, ["2024-11-25 USD 1.0495", "2024-11-25 JPY 161.64", "2024-11-25 SEK 11.503"]),
        ("eurofxref-hist.xml", history, ["2024-11-25 USD 1.0495", "2021-06-03 USD 1.2187", "2021-06-03 HRK 7.5013"]),
        (
            "eurofxref.csv",
            "Date, USD, JPY, BGN, \n03 June 2021, 1.2187, 133.81, 1.9558, \n",
            ["2021-06-03 USD 1.2187", "2021-06-03 JPY 133.81", "2021-06-03 BGN 1.9558"]
        ),
        (
            "eurofxref-hist.csv",
            "Date,USD,CYP,HRK,\r\n2024-11-25,1.0495,N/A,N/A,\r\n2007-12-31,1.4721,0.585274,7.3308,\r\n",
            ["2024-11-25 USD 1.0495", "2007-12-31 USD 1.4721", "2007-12-31 CYP 0.585274", "2007-12-31 HRK 7.3308"]
        ),
    ]

    @Test("each layout gives its rates, however the file is cut", arguments: table, [1, 7, 4_096])
    func layouts(row: (name: String, text: String, expected: [String]), piece: Int) {
        #expect(Self.read(row.text, piece: piece) == row.expected, "\(row.name)")
    }

    private static let faultyFiles: [(text: String, expected: [String])] = [
        (
            "Date,USD,XX1,JPY,USD,EUR,\n2026-03-31,1.08,5,,9,1,\n31.03.2026,1.09,,,,,\n"
                + "2026-03-30,1.0.7,,161,,,\n2026-03-27,1,,2,,,9\n",
            [
                "error line 1 XX1 column \"XX1\" is no ISO 4217 currency; it is left out",
                "error line 1 USD column \"USD\" is there twice, or is the euro itself; it is left out",
                "error line 1 EUR column \"EUR\" is there twice, or is the euro itself; it is left out",
                "2026-03-31 USD 1.08",
                "error line 3 Date Date \"31.03.2026\" is no date such as 2026-03-31 or 31 March 2026; the row is left out",
                "error line 4 USD rate \"1.0.7\" of USD on 2026-03-30 is no positive decimal such as 1.0815",
                "2026-03-30 JPY 161", "2026-03-27 USD 1", "2026-03-27 JPY 2",
                "error line 5  a value behind the last column",
            ]
        ),
        (
            "<E><Cube><Cube time='2026-02-30'><Cube currency='USD' rate='1'/></Cube>\n<Cube time='2026-03-31'>"
                + "<Cube currency='EUR' rate='1'/><Cube currency='USD' rate='0'/><Cube currency='GBP' rate='0.85'/></Cube>"
                + "<Cube currency='CHF' rate='1'/></Cube></E>",
            [
                "error line 1 /E/Cube/Cube time \"2026-02-30\" is no date YYYY-MM-DD; the rates of this day are left out",
                "error line 2 /E/Cube/Cube/Cube currency \"EUR\" is no ISO 4217 code of a currency other than EUR",
                "error line 2 /E/Cube/Cube/Cube rate \"0\" of USD on 2026-03-31 is no positive decimal such as 1.0815",
                "2026-03-31 GBP 0.85", "error line 2 /E/Cube/Cube a rate that stands in no day",
            ]
        ),
        (
            "<E><s>A & B</s><Cube><Cube time='2026-03-31'><Cube currency='USD' rate='1.1'/></Cube></Cube></E>",
            ["error line 1 /E/s '&' that begins no reference, read as '&'", "2026-03-31 USD 1.1"]
        ),
        (
            "<E><Cube><Cube time='2026-03-31'><Cube currency='USD' rate='1.1'/>",
            ["2026-03-31 USD 1.1", "failed truncated"]
        ),
        ("<html>maintenance</html>", ["failed not-recognised"]), ("", ["failed missing"]),
        ("Day,USD\n2026-03-31,1\n", ["failed not-recognised"]), ("Date,USD\n", ["failed missing"]),
    ]

    @Test("what cannot be read is named with line and field, and the rest is taken", arguments: faultyFiles)
    func faults(row: (text: String, expected: [String])) {
        #expect(Self.read(row.text, piece: 5) == row.expected)
    }
}
