import Foundation
import HubDomain
import HubEngine
import PaymentVocabulary
import TestSupport
import Testing

@Suite("what statements tell of an exchange") struct StatementExchangeTests {
    /// Read off the files by hand: lines with an instructed amount in another currency, or with a rate.
    private static let corpus: [(file: String, expected: [String])] = [
        ("camt052/genkgo-camt__data_camt052.v4.xml", ["200000.00 SEK for 4.10 USD at 0.9253030601"]),
        ("camt052/genkgo-camt__data_camt052.v6.xml", ["200000.00 SEK for 4.10 USD at 0.9253030601"]),
        ("camt053/sebastienrousseau-bankstatementparser__test_data_camt.053.001.02.xml", ["30000.00 SEK at 0.1085"]),
        ("mt940/railslove-cmxl__fixtures_mt940-deutsche_bank.txt", ["6800.00 DEM for 47.11 CAD"]),
        // The original amount is in the currency of the account, less charges: no exchange.
        ("mt940/sandermarechal-jejik-mt940__document_commerzbank.txt", []),
        ("mt940/wolph-mt940__self-provided_multiline.sta", []),
    ]

    private static func told(_ bytes: [UInt8], _ name: String) -> [String] {
        StatementFileReader.files(in: bytes, name: name).flatMap(\.lines)
            .filter { $0.instructedAmount != nil || $0.exchangeRate != nil }
            .map { line in
                let instructed = line.instructedAmount.map { " for \($0)" } ?? ""
                return "\(line.amount)\(instructed)\(line.exchangeRate.map { " at \($0)" } ?? "")"
            }
    }

    @Test("files of the corpus", arguments: corpus)
    func files(row: (file: String, expected: [String])) throws {
        guard let file = SharedData.file("corpus/\(row.file)") else { return }
        #expect(Self.told([UInt8](try Data(contentsOf: file)), file.lastPathComponent) == row.expected)
    }

    @Test(
        "MT940 tells it behind the statement line, or between slashes in field 86",
        arguments: [
            (
                "C920,00NTRFNONREF//B1\r\n/OCMT/USD1000,//EXCH/1,08696/\r\n:86:INV-1",
                "920.00 EUR for 1000.00 USD at 1.08696"
            ),
            (
                "C920,00NTRFNONREF//B1\r\n:86:/EREF/X/OCMT/USD1000,50/EXCH/1,0875/REMI/INV-1",
                "920.00 EUR for 1000.50 USD at 1.0875"
            ),
            ("C920,00NTRFNONREF//B1\r\n/OCMT/JPY1000,5/\r\n:86:INV-1", nil),
            ("C920,00NTRFNONREF//B1\r\n/OCMT/XYZ1000,/\r\n:86:INV-1", nil),
            ("C920,00NTRFNONREF//B1\r\n/OCMT/EUR920,00/\r\n:86:INV-1", nil),
        ] as [(String, String?)]
    )
    func message(line: String, expected: String?) {
        let text =
            ":20:S1\r\n:25:DE75512108001245126199\r\n:28C:1/1\r\n:60F:C260301EUR0,00\r\n:61:2603050305\(line)\r\n"
        let whole = text + ":62F:C260305EUR920,00\r\n-\r\n"
        #expect(Self.told(Array(whole.utf8), "s.sta") == [expected].compactMap(\.self))
    }
}
