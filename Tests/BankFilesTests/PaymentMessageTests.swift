import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("pain.001, pain.008, pain.002 and pacs.004")
struct PaymentMessageTests {
    /// The facts of this report look for a namespace, which it lacks; it has one transaction.
    static let exception = "0020110-01.xml"

    @Test("every count and sum of the corpus", arguments: ["pain001", "pain008"])
    func orders(folder: String) throws {
        for file in SharedFiles.corpus(folder) {
            let facts = try Self.facts(file)
            let inspection = inspect(try SharedFiles.bytes(file))
            #expect(inspection.format?.rawValue == folder && inspection.error == nil, "\(file.lastPathComponent)")
            #expect(inspection.entries == facts["tx"] as? Int, "\(file.lastPathComponent)")
            #expect(inspection.groups.count == facts["pmt_inf"] as? Int, "\(file.lastPathComponent)")
            let stated = try #require(facts["amount_by_ccy"] as? [String: String])
            let sums = inspection.sums.all.map { ($0.currency.code, decimal($0.credit + $0.debit, $0.currency)) }
            #expect(
                Dictionary(uniqueKeysWithValues: sums).mapValues { Decimal(string: $0) }
                    == stated.mapValues { Decimal(string: $0) }
            )
            if let message = facts["message"] as? String { #expect(inspection.version == message) }
            let total = stated.values.compactMap { Decimal(string: $0) }.reduce(0, +)
            let control = (facts["header_ctrl_sum"] as? [String])?.first.flatMap { Decimal(string: $0) }
            let warns = inspection.warnings.contains { $0.message.hasPrefix("control sum of the message") }
            #expect(warns == (control.map { $0 != total } ?? false), "\(file.lastPathComponent)")
        }
    }

    @Test("every status of the corpus", arguments: SharedFiles.corpus("pain002"))
    func reports(file: URL) throws {
        guard !file.path.hasSuffix(Self.exception) else { return }
        let facts = try Self.facts(file)
        let bytes = try SharedFiles.bytes(file)
        let reading = FileReading(bytes, with: PaymentMessageReader(), pieces: 5)
        #expect(reading.isComplete == true && reading.errors.isEmpty)
        #expect(reading.entries.compactMap(\.transactionCode.proprietary) == facts["tx_status"] as? [String])
        #expect(reading.entries.compactMap { $0.details.first?.endToEndId } == facts["end_to_end"] as? [String])
        let reasons = inspect(bytes).returns.flatMap { Array(repeating: $0.code, count: $0.count) }
        #expect(reasons == facts["reason_codes"] as? [String])
    }

    private static func facts(_ file: URL) throws -> [String: Any] {
        let data = try Data(contentsOf: file.appendingPathExtension("expected.json"))
        let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        return try #require(object?["facts"] as? [String: Any])
    }

    static func order(amount: String = "10.00", count: String = "1", sum: String = "10.00") -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
        <GrpHdr><MsgId>M1</MsgId><NbOfTxs>\(count)</NbOfTxs><CtrlSum>\(sum)</CtrlSum></GrpHdr>
        <PmtInf><PmtInfId>P1</PmtInfId><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct>
        <CdtTrfTxInf><PmtId><EndToEndId>E1</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">\(amount)</InstdAmt></Amt>
        <Cdtr><Nm>Acme</Nm></Cdtr><RmtInf><Ustrd>INV-1</Ustrd></RmtInf></CdtTrfTxInf></PmtInf>
        </CstmrCdtTrfInitn></Document>
        """
    }

    @Test("a transfer is a debit with its references; every leaf is a field")
    func transfer() throws {
        let reading = FileReading(Array(Self.order().utf8), with: PaymentMessageReader())
        let entry = try #require(reading.entries.first)
        #expect(reading.warnings.isEmpty && reading.isComplete == true, "\(reading.warnings)")
        #expect(entry.amount == Money(minorUnits: 1_000, currency: .eur) && entry.side == .debit)
        #expect(entry.details.first?.endToEndId == "E1" && entry.details.first?.creditor.name == "Acme")
        #expect(entry.details.first?.unstructured == ["INV-1"])
        #expect(entry.fields.contains(BankFileField("Amt/InstdAmt/@Ccy", "EUR")))
        #expect(reading.groups.first?.id == "P1" && reading.groups.first?.account.iban == "DE89370400440532013000")
    }

    @Test("totals that disagree are warnings, amounts that are none are errors, both with their places")
    func findings() {
        let totals = inspect(Array(Self.order(count: "2", sum: "11.00").utf8))
        #expect(totals.warnings.map(\.code) == [.controlTotal, .controlTotal] && totals.error == nil)
        #expect(totals.warnings.allSatisfy { $0.position.line == 3 && $0.position.path?.hasPrefix("GrpHdr/") == true })
        let bad = inspect(Array(Self.order(amount: "1O.00").utf8))
        #expect(bad.entries == 1 && bad.error?.code == .amount && bad.error?.position.line == 5)
    }

    @Test("a statement that quotes the name of an order is a statement")
    func quotedName() {
        let text = statement(entry("1.00", more: "<AddtlNtryInf>pain.001.001.03</AddtlNtryInf>"))
        #expect(inspect(Array(text.utf8)).format == .camt053)
    }

    @Test("a returned payment counts by its reason")
    func returns() {
        let text = """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.004.001.09"><PmtRtr><GrpHdr><NbOfTxs>1</NbOfTxs></GrpHdr>
            <TxInf><OrgnlEndToEndId>E1</OrgnlEndToEndId><RtrdIntrBkSttlmAmt Ccy="EUR">5</RtrdIntrBkSttlmAmt>
            <RtrRsnInf><Rsn><Cd>AC04</Cd></Rsn></RtrRsnInf></TxInf></PmtRtr></Document>
            """
        let inspection = inspect(Array(text.utf8))
        #expect(inspection.format == .pacs004 && inspection.returns.map(\.code) == ["AC04"])
        #expect(inspection.sums.all.first?.credit == 500 && inspection.warnings.isEmpty)
    }

    @Test("cut anywhere it is an error and never complete", arguments: UInt64(0)..<64)
    func cuts(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = Array(Self.order().utf8)
        let part = Array(bytes[..<Int.random(in: 0..<bytes.count - 1, using: &random)])
        let inspection = inspect(part, pieces: 9)
        #expect(inspection.isComplete != true && inspection.error != nil)
    }
}
