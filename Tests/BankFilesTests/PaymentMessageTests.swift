import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("pain.001, pain.008, pain.002 and pacs.004")
struct PaymentMessageTests {
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
        let name = Self.order().replacing("<Nm>Acme", with: "<Nm>Acme & Co")
        let blemished = FileReading(Array(name.utf8), with: PaymentMessageReader())
        #expect(blemished.errors.map(\.code) == [.notWellFormed] && blemished.errors.first?.position.line == 6)
        #expect(blemished.entries.first?.details.first?.creditor.name == "Acme & Co" && blemished.isComplete == true)
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

    @Test("what the message says of itself is with each block; a report on the whole message is one group")
    func messageFields() throws {
        let order = FileReading(Array(Self.order().utf8), with: PaymentMessageReader())
        #expect(order.groups.first?.fields.first == BankFileField("GrpHdr/MsgId", "M1"))
        let text = """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>S1</MsgId></GrpHdr>
            <OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><GrpSts>RJCT</GrpSts>
            <StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>
            """
        let report = FileReading(Array(text.utf8), with: PaymentMessageReader())
        let group = try #require(report.groups.first)
        #expect(report.groups.count == 1 && report.isComplete == true && report.entries.isEmpty)
        #expect(group.kind == "OrgnlGrpInfAndSts" && group.id == "M1" && group.position.line == 2)
        #expect(group.fields.contains(BankFileField("OrgnlGrpInfAndSts/GrpSts", "RJCT")))
        #expect(group.fields.contains(BankFileField("OrgnlGrpInfAndSts/StsRsnInf/Rsn/Cd", "FF01")))
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
