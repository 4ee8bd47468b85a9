import Foundation
import HubEngine
import HubReconciliation
import TestSupport
import Testing

/// The reports of the test corpus, which nobody here wrote.
@Suite("provider reports of others") struct SettlementFileTests {
    @Test("every payout adds up or its difference is named, and no line is lost")
    func corpus() throws {
        var payouts: [String] = []
        for url in SharedData.files(in: "corpus/provider") where !url.path.hasSuffix(".expected.json") {
            let name = url.lastPathComponent
            let files = SettlementFileReader.files(in: [UInt8](try Data(contentsOf: url)), name: name)
            #expect(files.count == 1 && files.allSatisfy { $0.errors.isEmpty }, "\(name): \(files.flatMap(\.errors))")
            let lines = files.flatMap(\.lines)
            let ledger = SettlementLedger(lines)
            let all = ledger.payouts.flatMap(\.lines) + ledger.balances.flatMap(\.lines)
            let kept = all.filter { $0.kind != .payout }
            let moved = lines.filter { $0.kind != .payout }
            #expect(kept.count == moved.count, "\(name)")
            for payout in ledger.payouts {
                #expect(PayoutTotals(payout.lines).net == payout.sum, "\(name) \(payout.id)")
                let amounts = "\(payout.amount) \(payout.difference)"
                payouts.append("\(name.prefix(12)) \(payout.id) \(payout.basis.rawValue) \(amounts)")
            }
        }
        guard SharedData.folder != nil else { return }
        #expect(payouts.contains("OCA-bank-sta 238 named 0 0"), "\(payouts)")
        #expect(payouts.contains("pypi-beangul po_300 not_itemised 20000 0"), "\(payouts)")
        #expect(payouts.filter { $0.hasPrefix("jbms-beancou") }.count > 3, "\(payouts)")
    }
}
