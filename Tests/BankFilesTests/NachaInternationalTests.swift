import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("International entries of NACHA files")
struct NachaInternationalTests {
    /// An entry of 1,000.00 USD with its addenda, each record as its texts at their columns.
    static func file(
        header: [(column: Int, text: String)] = [(20, "FF3"), (38, "MX"), (50, "IAT"), (63, "USDMXN")],
        amount: String = "000000000001843210",
        without types: Set<String> = [],
        more: [[(column: Int, text: String)]] = []
    ) -> String {
        let addenda: [[(column: Int, text: String)]] = [
            [(0, "710BUS\(amount)"), (24, "TRACE1"), (46, "Receiver SA"), (87, "0000001")],
            [(0, "711Maker Inc"), (38, "1 Main Street"), (87, "0000001")],
            [(0, "712Omaha*NE\\"), (38, "US*68101\\"), (87, "0000001")],
            [(0, "713First Bank"), (38, "01021000021"), (74, "US"), (87, "0000001")],
            [(0, "714Banco Uno"), (38, "02UNOMXMM"), (74, "MX"), (87, "0000001")],
            [(0, "715R-77"), (18, "Calle 5"), (87, "0000001")],
            [(0, "716Puebla*PUE\\"), (38, "MX*72000\\"), (87, "0000001")],
            [(0, "717Invoices INV-1 and INV-2"), (83, "00010000001")],
        ]
        let kept = addenda.filter { record in !types.contains(String(record[0].text.dropFirst().prefix(2))) } + more
        let counted = String(kept.count + 1)
        let control =
            "8220" + String(repeating: "0", count: 6 - counted.count) + counted + "0002100002000000000000000000100000"
        let records: [[(column: Int, text: String)]] =
            [
                [(0, "101 021000021 0210000212403010600A094101")],
                [(0, "5220")] + header + [(69, "240301"), (78, "1021000020000001")],
                [(0, "6220210000210008"), (29, "0000100000"), (39, "MX-0042"), (78, "1021000020000001")],
            ] + kept + [[(0, control)]]
        return records.map(NachaTests.line).joined(separator: "\n")
    }

    static func entry(_ file: String) throws -> BankFileEntry {
        try #require(FileReading(Array(file.utf8), with: NachaReader()).entries.first)
    }

    @Test("names, banks and remittance of both sides")
    func texts() throws {
        let entry = try Self.entry(Self.file())
        let detail = try #require(entry.details.first)
        #expect(detail.debtor.name == "Maker Inc" && detail.debtor.bankNumber == "021000021")
        #expect(detail.creditor.name == "Receiver SA" && detail.creditor.account == "MX-0042")
        #expect(detail.creditor.bic == "UNOMXMM" && detail.creditor.id == "R-77")
        #expect(detail.unstructured == ["Invoices INV-1 and INV-2"] && entry.amount.decimal == "1000.00")
        let fields = Dictionary(entry.fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        #expect(fields["foreign trace number"] == "TRACE1" && fields["receiver city and state"] == "Puebla*PUE\\")
        #expect(fields["addenda 12"]?.hasPrefix("Omaha") == true && fields["transaction type code"] == "BUS")
    }

    /// What the header says of the exchange, and the amount that arrives abroad.
    static let exchanges: [(header: [(column: Int, text: String)], amount: String, foreign: String?)] = [
        ([(20, "FF3"), (38, "MX"), (50, "IAT"), (63, "USDMXN")], "000000000001843210", "18432.10 MXN"),
        ([(20, "VF1"), (38, "MX"), (50, "IAT"), (63, "USDMXN")], "000000000001843210", "18432.10 MXN"),
        ([(20, "FV3"), (38, "MX"), (50, "IAT"), (63, "USDMXN")], "000000000001843210", nil),
        ([(20, "FF3"), (38, "MX"), (50, "IAT"), (63, "USDMXN")], "000000000000000000", nil),
        ([(20, "FF3"), (38, "MX"), (50, "IAT"), (63, "USDMXN")], "                  ", nil),
        // Into the United States it is what arrives there, and without two decimals it is not told.
        ([(20, "FF3"), (38, "US"), (50, "IAT"), (63, "MXNUSD")], "000000000000100000", nil),
        ([(20, "FF3"), (38, "JP"), (50, "IAT"), (63, "USDJPY")], "000000000000100000", nil),
    ]

    @Test("the amount that arrives abroad", arguments: exchanges)
    func foreignAmounts(header: [(column: Int, text: String)], amount: String, foreign: String?) throws {
        let reading = FileReading(Array(Self.file(header: header, amount: amount).utf8), with: NachaReader())
        let detail = try #require(reading.entries.first?.details.first)
        #expect(
            detail.instructedAmount?.description == foreign
                && detail.amount?.decimal == (foreign == nil ? nil : "1000.00")
        )
        #expect(!reading.warnings.contains { $0.code == .amount || $0.code == .missing })
    }

    @Test("a return keeps its reason, and the amount of what came back")
    func returns() throws {
        let back: [(column: Int, text: String)] = [
            (0, "799R03021000020000009"), (27, "02100002"), (35, "0000100000NO ACCOUNT"), (79, "021000020000001"),
        ]
        let entry = try Self.entry(Self.file(without: ["17"], more: [back]))
        #expect(entry.details.first?.isReturn == true && entry.details.first?.returnReason == "R03")
        #expect(entry.details.first?.returnInformation == "NO ACCOUNT")
        #expect(entry.details.first?.clearingReference == "021000020000009")
        #expect(entry.fields.contains(BankFileField("original forward entry payment amount", "0000100000")))
    }

    @Test("what an entry lacks, and an amount that is none, with their places", arguments: [true, false])
    func faults(keepsDetails: Bool) {
        var options = BankFileOptions()
        options.keepsDetails = keepsDetails
        let bytes = Array(Self.file(amount: "00000000000X843210", without: ["13", "15"]).utf8)
        let reading = FileReading(bytes, with: NachaReader(options: options))
        let amount = reading.warnings.first { $0.code == .amount }
        #expect(amount?.position.line == 4 && amount?.position.column == 7)
        let missing = reading.warnings.first { $0.code == .missing }
        #expect(missing?.position.line == 3 && missing?.message.hasSuffix("type 13, 15") == true)
    }

    /// Samples of moov-io/ach, with the text of each entry.
    static let corpus: [(name: String, texts: [[String]])] = [
        ("moov-io-ach__ach-iat-read_iat-credit.ach", [["This is an international payment"]]),
        ("moov-io-ach__testdata_iat-debit.ach", [["This is an international payment"]]),
        (
            "moov-io-ach__testdata_20180716-IAT-A17.ach",
            [
                ["This is an international payment", "Transfer of money from one country to another"],
                ["This is an international payment"],
            ]
        ),
        // A notification of change, in a batch of class COR.
        ("moov-io-ach__testdata_iat-addenda98.ach", [[]]),
    ]

    @Test("the samples of others", arguments: corpus)
    func others(name: String, texts: [[String]]) throws {
        let file = try #require(SharedFiles.corpus("ach").first { $0.lastPathComponent == name })
        let reading = FileReading(try SharedFiles.bytes(file), with: NachaReader())
        #expect(reading.entries.map { $0.details.flatMap(\.unstructured) } == texts && reading.warnings.isEmpty)
        for entry in reading.entries {
            let detail = try #require(entry.details.first)
            let parties = entry.side == .credit ? (detail.debtor, detail.creditor) : (detail.creditor, detail.debtor)
            #expect(parties.0.name == "BEK Solutions" && parties.1.name == "BEK Enterprises")
            #expect(parties.0.bankNumber != nil && parties.1.bankNumber != nil && parties.1.account != nil)
            #expect(parties.1.id == "987465493213987" && detail.instructedAmount == nil)
        }
    }
}
