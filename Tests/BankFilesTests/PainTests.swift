import PaymentVocabulary
import Testing

@testable import BankFiles

/// What users of other programs complain about, as far as the readers and writers of bank files decide it, each with
/// the project where it was reported.
@Suite("pains of other programs, in bank files")
struct PainTests {
    @Test("11, OCA/bank-statement-import#157: details have their own amounts, and what they leave is said")
    func readsDetailAmounts() throws {
        func details(_ amounts: [String]) -> String {
            let all = amounts.map { "<TxDtls><Amt Ccy='EUR'>\($0)</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls>" }.joined()
            return "<NtryDtls>\(all)</NtryDtls>"
        }
        let whole = FileReading(statement(entry("1526.00", more: details(["1000.00", "526.00"]))))
        let entry = try #require(whole.entries.first)
        #expect(entry.details.compactMap { entry.amount(of: $0)?.minorUnits } == [100_000, 52_600])
        #expect(whole.warnings.isEmpty, "\(whole.warnings)")
        let short = FileReading(statement(BankFilesTests.entry("1526.00", more: details(["1000.00", "500.00"]))))
        #expect(short.warnings.map(\.code) == [.detailSum] && short.entries.count == 1)
    }

    @Test("14, BCApps PR 11055: entries that share every id stay several")
    func idsRepeat() {
        let more =
            "<AcctSvcrRef>A</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>E</EndToEndId></Refs></TxDtls></NtryDtls>"
        let reading = FileReading(statement(entry("1.00", more: more) + entry("1.00", more: more)))
        #expect(reading.entries.count == 2 && reading.errors.isEmpty)
    }

    @Test("22, moov-io/ach#1072: a file whose control total is wrong is read, with a warning")
    func toleratesTotals() {
        let file = NachaTests.file(amount: "0000012346")
        let inspection = inspect(Array(file.utf8))
        #expect(inspection.entries == 1 && inspection.error == nil)
        #expect(inspection.warnings.contains { $0.code == .controlTotal })
    }

    @Test("23, ministryofjustice/bai2#50: a summary may break anywhere, and text goes on over lines")
    func continuesRecords() throws {
        let reading = BAI2Tests.read(
            ["03,0123,,010,1000,,,015,/", "88,1100,,/", "16,142,100,Z,BANK1,CUST1,first/line/", "88,/second, line/"],
            total: 2_200
        )
        let entry = try #require(reading.entries.first)
        #expect(reading.unreadable.isEmpty && reading.isComplete == true, "\(reading.errors)")
        #expect(entry.servicerReference == "BANK1" && entry.details.first?.unstructured.count == 2)
    }

    @Test("24, wolph/mt940#111: an odd line is an error with its line, and those around it are read")
    func recoversLines() {
        let odd = ":61:261231C10,00NTRF\r\n:61:261231C1O,00NTRF\r\n:61:261231C10,00NTRF"
        let reading = FileReading(Array(MT940Tests.message(odd, closing: "C261231EUR120,00").utf8), with: MT940Reader())
        #expect(reading.entries.count == 2 && reading.unreadable.count == 1 && reading.isEnded)
        #expect(reading.unreadable.first?.findings.first?.position.line == 6)
    }

    @Test("26, camt_parser PR 31: the reason of a return is kept as the bank gives it", arguments: ["AC04", "MD01"])
    func keepsReasons(code: String) {
        let more = "<NtryDtls><TxDtls><RtrInf><Rsn><Cd>\(code)</Cd></Rsn></RtrInf></TxDtls></NtryDtls>"
        let reading = FileReading(statement(entry("5.00", side: "DBIT", more: more)))
        #expect(reading.entries.first?.details.first?.returnReason == code)
        #expect(reading.summaries.first?.returns == [code: 1])
    }

    @Test("28, kewisch/sepa.js#255: an address of lines alone is refused from 15 November 2026 on, and before it not")
    func structuresAddresses() {
        func faults(_ day: String) -> [String] {
            let order = CreditTransferWriterTests.simple {
                $0.groups[0].executionDate = CalendarDate(day) ?? CalendarDate(dayNumber: 0)
                $0.groups[0].debtor.address = PaymentAddress(
                    street: "Weg",
                    buildingNumber: "1",
                    postCode: "50667",
                    town: "Köln",
                    country: "DE"
                )
            }
            var options = PaymentWriteOptions(profile: .sepaDK)
            options.addressStyle = .lines
            return CreditTransferWriter(order, version: .v03, options: options).check().faults.map(\.path)
        }
        #expect(faults("2026-11-13").isEmpty && !faults("2026-11-16").isEmpty)
    }
}
