import Foundation
import HubEngine
import HubReconciliation
import PaymentVocabulary
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

    /// Transaction, amount type, amount description, amount, and what it is.
    private static let amazon: [(row: [String], kind: SettlementLine.Kind)] = [
        (["Order", "ItemPrice", "Principal", "20.00"], .payment),
        (["Order", "ItemPrice", "Shipping", "5.00"], .payment),
        (["Order", "ItemFees", "Commission", "-3.00"], .fee),
        (["Order", "ItemFees", "FBAPerUnitFulfillmentFee", "-3.20"], .fee),
        (["Order", "Promotion", "Shipping", "-5.00"], .adjustment),
        (["Order", "ItemWithheldTax", "MarketplaceFacilitatorTax-Principal", "-1.60"], .adjustment),
        (["Refund", "ItemPrice", "Principal", "-10.00"], .refund),
        (["Refund", "ItemFees", "RefundCommission", "0.60"], .fee),
        (["Chargeback Refund", "ItemPrice", "Principal", "-4.00"], .dispute),
        (["A-to-z Guarantee Refund", "ItemPrice", "Principal", "-4.00"], .dispute),
        (["ServiceFee", "Cost of Advertising", "TransactionTotalAmount", "-12.40"], .fee),
        (["other-transaction", "other-transaction", "Subscription Fee", "-25.00"], .fee),
        (["other-transaction", "other-transaction", "Storage Fee", "-1.10"], .fee),
        (["other-transaction", "FBA Inventory Reimbursement", "WAREHOUSE_DAMAGE", "8.63"], .adjustment),
        (["other-transaction", "other-transaction", "Previous Reserve Amount Balance", "50.00"], .reserve),
        (["other-transaction", "other-transaction", "Current Reserve Amount", "-55.00"], .reserve),
    ]

    @Test("the rows of an Amazon settlement, whose fees and reserves are rows of their own")
    func amazonRows() throws {
        let head = [
            "settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date", "total-amount", "currency",
            "transaction-type", "order-id", "amount-type", "amount-description", "amount", "posted-date",
        ]
        let total = ["12948507001", "2026-08-16", "2026-08-31", "2026-09-02", "-40.07", "USD", "", "", "", "", "", ""]
        let rows = Self.amazon.map { row, _ in
            ["12948507001", "", "", "", "", "", row[0], "111-1", row[1], row[2], row[3], "2026-08-20"]
        }
        let text = ([head, total] + rows).map { $0.joined(separator: "\t") + "\n" }.joined()
        let file = try #require(SettlementFileReader.files(in: Array(text.utf8), name: "amazon.txt").first)
        #expect(file.errors.isEmpty, "\(file.errors)")
        #expect(file.lines.filter { $0.kind != .payout }.map(\.kind) == Self.amazon.map(\.kind))
        let payout = try #require(SettlementLedger(file.lines).payouts.first)
        #expect(payout.amount == -4_007 && payout.difference == 0, "\(payout.sum)")
    }

    @Test("parts of a fee are read with all their decimals")
    func feeParts() throws {
        let text =
            "Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,"
            + "Type,Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,"
            + "Net Debit (NC),Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Batch Number\n"
            + "C,M,881,INV-1,visa,2026-03-17 10:00:00,CET,Settled,882,EUR,,100.00,1,EUR,,98.90,,0.70,0.10499999,0.3,381\n"
            + "C,M,,,,2026-03-18 10:00:00,CET,MerchantPayout,883,,,,,EUR,98.90,,,,,,381\n"
        let file = try #require(SettlementFileReader.files(in: Array(text.utf8), name: "adyen.csv").first)
        let parts = try #require(file.lines.first?.feeParts, "\(file.errors)")
        #expect(parts.first { $0.name == .scheme }?.parts == 104_999_990_000)
        #expect(parts.first { $0.name == .interchange }?.parts == 300_000_000_000)
        let commas = text.replacing(",", with: ";").replacing(".", with: ",")
        let german = try #require(SettlementFileReader.files(in: Array(commas.utf8), name: "adyen.csv").first)
        #expect(german.lines.first?.feeParts == parts, "\(german.errors)")
    }

    private static func read(_ text: String, _ name: String = "report.csv") throws -> SettlementFile {
        let file = try #require(SettlementFileReader.files(in: Array(text.utf8), name: name).first)
        #expect(file.errors.isEmpty, "\(file.errors)")
        return file
    }

    @Test(
        "a payout of Stripe that is on its way is told, and one that failed is not",
        arguments: [
            ("paid", 1), ("in_transit", 1), ("pending", 1), ("failed", 0), ("canceled", 0),
        ]
    )
    func payoutStates(state: String, count: Int) throws {
        let csv =
            "id,Amount,Created (UTC),Currency,Arrival Date (UTC),Status,Type\n"
            + "po_3,10.00,2026-03-04 07:00,eur,2026-03-05 00:00,\(state),bank_account\n"
        let json =
            #"{"object":"list","data":[{"id":"po_3","object":"payout","amount":1000,"currency":"eur","#
            + #""arrival_date":1772668800,"created":1772600000,"status":"\#(state)","type":"bank_account"}]}"#
        for (text, name) in [(csv, "payouts.csv"), (json, "payouts.json")] {
            let payouts = SettlementLedger(try Self.read(text, name).lines).payouts
            #expect(payouts.count == count && payouts.allSatisfy { $0.id == "po_3" && $0.amount == 1_000 }, "\(name)")
        }
    }

    @Test("what failed payouts brought back names them, and the gross amount is the payer's whatever fee is stated")
    func words() throws {
        let head = "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description\n"
        let stripe = try Self.read(
            head + "txn_1,payout_failure,po_2,29.30,0.00,29.30,eur,2026-03-09 07:00,2026-03-09 00:00,x\n"
                + "txn_2,charge,ch_1,250.50,4.02,246.49,eur,2026-03-09 07:00,2026-03-09 00:00,x\n"
        ).lines
        #expect(stripe.map(\.failedPayout) == ["po_2", nil] && stripe.map(\.kind) == [.adjustment, .payment])
        #expect(stripe.last?.gross == 25_050 && stripe.last?.fee.minorUnits == 401)
        let braintree = try Self.read(
            "Transaction ID,Transaction Type,Settlement Date,Settlement Amount,Settlement Currency,Total Fee Amount,Deposit ID\n"
                + "a1,sale,2026-03-02,100.00,EUR,2.20,D1\nb1,credit,2026-03-02,20.00,EUR,0.00,D1\n"
        ).lines
        #expect(braintree.map(\.kind) == [.payment, .refund] && braintree.map(\.net.minorUnits) == [9_780, -2_000])
    }
}
