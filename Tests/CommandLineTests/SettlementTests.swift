import Foundation
import Testing

/// `reconcile --settlement` on reports of providers and statements that our own camt writer makes.
@Suite("provider reports from outside") struct SettlementCommandTests {
    private static let stripe = """
        balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,automatic_payout_id,automatic_payout_effective_at_utc,payment_metadata[order_id]
        txn_1,2026-03-08 08:00:00,eur,100.00,1.75,98.25,charge,ch_1,po_1QxAbCdEfGh,2026-03-12 00:00:00,INV-1
        txn_2,2026-03-08 09:00:00,eur,120.00,1.93,118.07,charge,ch_2,po_1QxAbCdEfGh,2026-03-12 00:00:00,
        txn_3,2026-03-09 09:00:00,eur,-20.00,0.00,-20.00,refund,re_1,po_1QxAbCdEfGh,2026-03-12 00:00:00,
        txn_4,2026-03-09 10:00:00,eur,-5.00,15.00,-20.00,dispute,dp_1,po_1QxAbCdEfGh,2026-03-12 00:00:00,
        txn_5,2026-03-09 11:00:00,eur,-0.90,0.00,-0.90,fee,,po_1QxAbCdEfGh,2026-03-12 00:00:00,
        txn_6,2026-03-10 11:00:00,eur,10.00,0.30,9.70,charge,ch_6,,,

        """
    private static let adyen = """
        Company Account,Merchant Account,Psp Reference,Merchant Reference,Creation Date,TimeZone,Type,Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Batch Number
        Acme,ACME,8816000000000001,INV-3,2026-03-10 10:00:00,CET,Settled,8816000000000001,EUR,,200.00,1,EUR,,198.10,,0.50,0.40,1.00,381
        Acme,ACME,8816000000000002,INV-4,2026-03-10 10:10:00,CET,Settled,8816000000000002,USD,,110.00,0.909091,EUR,,98.80,,0.50,0.40,0.30,381
        Acme,ACME,8816000000000000,INV-0,2026-03-10 11:10:00,CET,Refunded,8816000000000009,EUR,8.00,,1,EUR,8.00,,,,,,381
        Acme,ACME,,,2026-03-11 02:00:00,CET,Fee,Transaction Fees March 11 2026,,,,,EUR,0.80,,,,,,381
        Acme,ACME,,,2026-03-11 02:00:00,CET,MerchantPayout,TX4711,,,,,EUR,288.10,,,,,,381

        """
    private static let invoices = """
        number,kind,customer,customer_name,payer_account,currency,amount,open,issued,due,terms,reference
        INV-1,invoice,C1,One GmbH,,EUR,100.00,100.00,2026-03-01,2026-03-31,,
        INV-3,invoice,C3,Three GmbH,,EUR,200.00,200.00,2026-03-01,2026-03-31,,
        INV-9,invoice,C9,Beta AG,,EUR,50.00,50.00,2026-03-01,2026-03-31,,

        """

    /// Reconciles in a folder of its own.
    ///
    /// - Parameter bank: rows of date, signed amount, counterparty and text.
    private static func reconcile(
        _ bank: [String],
        stripe: String = Self.stripe,
        _ more: [String] = []
    ) async throws -> (report: [String: Any], found: Finished) {
        let folder = try TemporaryFolder()
        let rows = ["Date,Amount,Currency,Counterparty,Description,Reference"] + bank
        try folder.write("bank.csv", rows.joined(separator: "\n") + "\n")
        for (name, text) in [("stripe.csv", stripe), ("adyen.csv", adyen), ("invoices.csv", invoices)] {
            try folder.write(name, text)
        }
        let written = try await run(
            Programs.quittance,
            ["statement", "convert", "bank.csv", "--to", "camt053", "--out", "bank.xml"],
            in: folder.url
        )
        #expect(written.code == 0, "\(written.errors)")
        let arguments = ["reconcile", "--statement", "bank.xml", "--invoices", "invoices.csv", "--settlement"]
        let found = try await run(
            Programs.quittance,
            arguments + ["stripe.csv", "adyen.csv", "--json"] + more,
            in: folder.url
        )
        let turned = try await run(
            Programs.quittance,
            arguments + ["adyen.csv", "stripe.csv", "--json"] + more,
            in: folder.url
        )
        #expect(turned.output == found.output, "the order of the reports changes nothing")
        return (try #require(try found.objects().first), found)
    }

    private static let good = [
        "2026-03-12,+175.42,EUR,Stripe Technology Europe,STRIPE PAYOUT PO_1QxAbCdEfGh,B1",
        "2026-03-13,+288.10,EUR,Adyen N.V.,TX4711 ACME BATCH 381 ADYEN,B2", "2026-03-14,+50.00,EUR,Beta AG,INV-9,B3",
        "2026-03-14,-1.00,EUR,Bank,charges,B4",
    ]

    @Test("a report without a line is answered too: nothing is in it")
    func emptyReport() async throws {
        let folder = try TemporaryFolder()
        try folder.write("stripe.csv", Self.stripe.split(separator: "\n").prefix(1).joined() + "\n")
        try folder.write("invoices.csv", Self.invoices)
        try folder.write("bank.csv", "Date,Amount,Currency,Counterparty,Description\n2026-03-12,-1.00,EUR,One,x\n")
        let arguments = ["reconcile", "--statement", "bank.csv", "--invoices", "invoices.csv", "--json"]
        let without = try #require(try await run(Programs.quittance, arguments, in: folder.url).objects().first)
        #expect(without["settlements"] == nil)
        let found = try await run(Programs.quittance, arguments + ["--settlement", "stripe.csv"], in: folder.url)
        let settlements = try #require(try found.objects().first?["settlements"] as? [String: Any], "\(found.errors)")
        for key in ["payouts", "balances", "expected"] {
            #expect((settlements[key] as? [Any])?.isEmpty == true, "\(key)")
        }
    }

    @Test("payouts become matches with a part for each line, and three sides are told of each")
    func threeWay() async throws {
        let (report, found) = try await Self.reconcile(Self.good)
        #expect(found.code == 0, "\(found.errors)")
        let matches = report["matches"] as? [[String: Any]] ?? []
        #expect(matches.compactMap { $0["rule"] as? String } == ["payout", "payout", "own_reference"])
        let parts = matches.prefix(2).map { match in
            (match["allocations"] as? [[String: Any]] ?? []).map { "\($0["kind"] ?? "") \($0["amount"] ?? "")" }
        }
        #expect(
            parts == [
                ["invoice 100.00", "payment 120.00", "refund -20.00", "dispute -5.00", "fee -19.58"],
                ["invoice 200.00", "payment 100.00", "refund -8.00", "fee -3.90"],
            ]
        )
        let settlements = try #require(report["settlements"] as? [String: Any])
        let payouts = try #require(settlements["payouts"] as? [[String: Any]])
        #expect(payouts.compactMap { $0["payout"] as? String } == ["381", "po_1QxAbCdEfGh"])
        #expect(payouts.compactMap { $0["gross"] as? String } == ["300.00", "220.00"])
        #expect(payouts.compactMap { $0["fees"] as? String } == ["-3.90", "-19.58"])
        #expect(payouts.compactMap { $0["net"] as? String } == ["288.10", "175.42"])
        #expect(payouts.compactMap { $0["announced"] as? String } == ["288.10"], "Stripe's report has no control total")
        #expect(payouts.compactMap { ($0["status"] as? [String: String])?["bank"] } == ["present", "present"])
        #expect((settlements["balances"] as? [[String: Any]])?.compactMap { $0["amount"] as? String } == ["9.70"])
    }

    @Test("what does not add up is an exception that names both numbers")
    func differences() async throws {
        let short = Self.good.map { $0.replacingOccurrences(of: "+175.42", with: "+175.40") }
        let (report, found) = try await Self.reconcile(short)
        #expect(found.code == 1)
        let exception = try #require((report["exceptions"] as? [[String: Any]])?.first)
        let words = exception["explanation"] as? String ?? ""
        #expect(exception["reason"] as? String == "under")
        #expect(words.contains("175.40 EUR") && words.contains("175.42 EUR"), "\(words)")
        let broken = Self.stripe.replacingOccurrences(of: "-0.90,0.00,-0.90,fee", with: "-0.80,0.00,-0.80,fee")
        let (other, _) = try await Self.reconcile(Self.good, stripe: broken)
        let reason = try #require((other["exceptions"] as? [[String: Any]])?.first)["explanation"] as? String ?? ""
        #expect(reason.contains("175.42 EUR") && reason.contains("175.52 EUR"), "\(reason)")
    }

    @Test("what has not arrived is listed with its age, and fees are compared with the contract")
    func expectedAndFees() async throws {
        let folder = try TemporaryFolder()
        for (name, text) in [("stripe.csv", Self.stripe), ("adyen.csv", Self.adyen), ("invoices.csv", Self.invoices)] {
            try folder.write(name, text)
        }
        let rows = ["Date,Amount,Currency,Counterparty,Description,Reference"] + Self.good.dropFirst(1)
        try folder.write("bank.csv", rows.joined(separator: "\n") + "\n")
        let contract = """
            fees:
              - {name: EU cards, provider: Stripe, currency: EUR, fixed: 0.25, basis_points: 150}
              - {name: IC++, provider: Adyen, currency: EUR, pricing: interchange_plus, basis_points: 25}

            """
        try folder.write("contract.yaml", contract)
        let arguments = [
            "reconcile", "--statement", "bank.csv", "--invoices", "invoices.csv", "--settlement", "stripe.csv",
            "adyen.csv", "--json",
        ]
        let found = try await run(
            Programs.quittance,
            arguments + ["--contract", "contract.yaml", "--as-of", "2026-03-20"],
            in: folder.url
        )
        #expect(found.code == 1, "\(found.errors)")
        let settlements = try #require(try found.objects().first?["settlements"] as? [String: Any])
        let expected = settlements["expected"] as? [[String: Any]] ?? []
        #expect(
            expected.map { "\($0["name"] ?? "") \($0["state"] ?? "")" } == [
                "po_1QxAbCdEfGh missing", "not paid out expected",
            ]
        )
        #expect(expected.first?["expected_by"] as? String == "2026-03-13" && expected.first?["age_days"] as? Int == 7)
        let fees = try #require(settlements["fees"] as? [String: Any])
        let differences = fees["differences"] as? [[String: Any]] ?? []
        #expect(
            differences.map {
                "\($0["id"] ?? "") \($0["charged"] ?? "") \($0["expected"] ?? "") \($0["contract"] ?? "")"
            }
                == ["8816000000000002 1.20 0.95 IC++", "ch_2 1.93 2.05 EU cards", "ch_6 0.30 0.40 EU cards"]
        )
        #expect(fees["agreeing"] as? Int == 2)
        try folder.write("contract.yaml", contract.replacingOccurrences(of: "fixed: 0.25", with: "fixed: lots"))
        try folder.write("no.yaml", "fees: [")
        let faults = [
            ("contract.yaml", "fees[0].fixed"), ("no.yaml", "no YAML"), ("none.yaml", "No such file"),
        ]
        for (file, told) in faults {
            let refused = try await run(Programs.quittance, arguments + ["--contract", file], in: folder.url)
            #expect(refused.code == 2 && refused.errors.contains("\(file): "), "\(refused.errors)")
            #expect(refused.errors.contains(told) && refused.output.isEmpty, "\(refused.errors)")
        }
    }

    /// The output in one line, as it was before it was wrapped.
    private static func unwrapped(_ found: Finished) -> String {
        found.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// What a receipt from Stripe pays, by its one report.
    private static func paid(_ report: String, _ receipts: [String]) async throws -> [[String]] {
        let (report, _) = try await reconcile(receipts, stripe: report)
        return (report["matches"] as? [[String: Any]] ?? []).map { match in
            (match["allocations"] as? [[String: Any]] ?? []).compactMap { $0["invoice"] as? String }
                + [match["explanation"] as? String ?? ""]
        }
    }

    @Test("without payout ids money is paid out from the day on which it is available")
    func availableMoney() async throws {
        let report = """
            balance_transaction_id,created_utc,available_on_utc,currency,gross,fee,net,reporting_category,source_id,description,payment_metadata[order_id]
            txn_0,2026-02-27 10:00:00,2026-03-03 00:00:00,eur,50.00,1.00,49.00,charge,ch_0,x,OLD-1
            txn_A,2026-03-02 10:00:00,2026-03-05 00:00:00,eur,100.00,2.00,98.00,charge,ch_A,x,INV-1
            txn_p0,2026-03-03 00:10:00,2026-03-03 00:00:00,eur,-49.00,0.00,-49.00,payout,po_0,STRIPE PAYOUT,
            txn_B,2026-03-03 12:00:00,2026-03-06 00:00:00,eur,200.00,2.00,198.00,charge,ch_B,Payment for INV-3,
            txn_p1,2026-03-05 00:10:00,2026-03-05 00:00:00,eur,-98.00,0.00,-98.00,payout,po_1,STRIPE PAYOUT,
            txn_p2,2026-03-06 00:10:00,2026-03-06 00:00:00,eur,-198.00,0.00,-198.00,payout,po_2,STRIPE PAYOUT,

            """
        let found = try await Self.paid(
            report,
            [
                "2026-03-03,+49.00,EUR,Stripe,STRIPE,B1", "2026-03-05,+98.00,EUR,Stripe,STRIPE,B2",
                "2026-03-06,+198.00,EUR,Stripe,STRIPE,B3",
            ]
        )
        #expect(found.map { $0.dropLast() } == [[], ["INV-1"], ["INV-3"]], "\(found)")
    }

    @Test("a payment that names a document and clears none says why")
    func unclearedPayments() async throws {
        let report = """
            balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,automatic_payout_id,automatic_payout_effective_at_utc,payment_metadata[order_id]
            txn_1,2026-03-08 08:00:00,eur,150.00,0.00,150.00,charge,ch_1,po_1QxAbCdEfGh,2026-03-12 00:00:00,INV-1

            """
        let found = try await Self.paid(report, ["2026-03-12,+150.00,EUR,Stripe,STRIPE PAYOUT PO_1QxAbCdEfGh,B1"])
        #expect(found.count == 1 && found[0].count == 1)
        #expect(
            found.first?.last?.contains("ch_1 for INV-1, which is more than what is open of it") == true,
            "\(found)"
        )
    }

    @Test(
        "what a provider takes from a payment is none that lasts, whatever it calls it",
        arguments: ["Payment Reversal", "Rückerstattung", "Annulation de paiement", "Something New"]
    )
    func reversals(type: String) async throws {
        let head =
            "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,Transaction ID,"
            + "Reference Txn ID,Invoice Number,Balance,Balance Impact\n"
        func row(
            _ day: Int,
            _ type: String,
            _ amount: String,
            _ id: String,
            of other: String,
            _ number: String
        ) -> String {
            let impact = amount.hasPrefix("-") ? "Debit" : "Credit"
            return
                "03/\(day)/2026,10:00:00,PST,Alpha,\(type),Completed,EUR,\(amount),0.00,\(amount),a@a.de,m@m.de,\(id),\(other),"
                + "\(number),0.00,\(impact)\n"
        }
        let report =
            head + row(13, "Express Checkout Payment", "100.00", "T1", of: "", "INV-1")
            + row(13, "Express Checkout Payment", "40.00", "T0", of: "", "")
            + row(14, type, "-100.00", "T2", of: "T1", "INV-1")
            + row(15, "General Withdrawal", "-40.00", "T3", of: "", "")
        let found = try await Self.paid(report, ["2026-03-16,+40.00,EUR,PAYPAL,PAYPAL,B1"])
        #expect(found.count == 1 && found[0].count == 1, "\(found)")
        #expect(found.first?.last?.contains("T1, which did not last") == true, "\(found)")
    }

    @Test("--explain tells of a payout, and a bank file is refused as a report")
    func explains() async throws {
        let folder = try TemporaryFolder()
        try folder.write("stripe.csv", Self.stripe)
        try folder.write("invoices.csv", Self.invoices)
        let rows = ["Date,Amount,Currency,Counterparty,Description,Reference"] + Self.good
        try folder.write("bank.csv", rows.joined(separator: "\n") + "\n")
        let arguments = ["reconcile", "--statement", "bank.csv", "--invoices", "invoices.csv", "--settlement"]
        let told = try await run(Programs.quittance, arguments + ["stripe.csv", "--explain", "0"], in: folder.url)
        #expect(told.code == 0 && told.output.contains("posted by payout"), "\(told.output)\(told.errors)")
        #expect(told.output.contains("it carries the id of Stripe payout po_1QxAbCdEfGh"), "\(told.output)")
        let late = try await run(Programs.quittance, arguments + ["stripe.csv", "--explain", "1"], in: folder.url)
        let against = "it is no payout that was given: the line has no id, amount or provider of theirs"
        #expect(late.code == 0 && Self.unwrapped(late).contains(against), "\(late.output)")
        let refused = try await run(Programs.quittance, arguments + ["bank.csv", "--json"], in: folder.url)
        #expect(refused.code == 3 && refused.errors.contains("no report of a payment provider"), "\(refused.errors)")
    }

    @Test("--explain tells of a line that is nearly a payout what the report says against it")
    func explainsWhyNot() async throws {
        let folder = try TemporaryFolder()
        try folder.write("stripe.csv", Self.stripe)
        try folder.write("invoices.csv", Self.invoices)
        let rows = [
            "Date,Amount,Currency,Counterparty,Description,Reference",
            "2026-03-25,+175.42,EUR,Stripe Technology Europe,STRIPE PAYOUT,B1",
            "2026-03-12,+175.42,EUR,Somebody,hello,B2", "2026-03-12,+170.00,EUR,Stripe,PAYOUT,B3",
            "2026-03-12,+100.00,EUR,One GmbH,INV-1,B4",
        ]
        try folder.write("bank.csv", rows.joined(separator: "\n") + "\n")
        let expected = [
            "the line does not carry its id, is booked on 2026-03-25, not from 2026-03-11 to 2026-03-17",
            "the line does not carry its id, does not name Stripe",
            "the line does not carry its id, has 170.00 EUR and not its 175.42 EUR",
            "it is no payout that was given: the line has no id",
        ]
        let arguments = [
            "reconcile", "--statement", "bank.csv", "--invoices", "invoices.csv", "--settlement", "stripe.csv",
        ]
        for (line, words) in expected.enumerated() {
            let told = try await run(Programs.quittance, arguments + ["--explain", "\(line)"], in: folder.url)
            #expect(told.code == 0 && Self.unwrapped(told).contains(words), "\(told.output)\(told.errors)")
            let json = try await run(
                Programs.quittance,
                arguments + ["--explain", "\(line)", "--json"],
                in: folder.url
            )
            #expect(try json.objects().count == 1 && json.output.contains(words), "\(json.output)")
        }
    }

    @Test("--watch reads the report with each statement that arrives, and one of no use keeps the statement")
    func watches() async throws {
        let folder = try TemporaryFolder()
        try folder.write("stripe.csv", Self.stripe)
        try folder.write("invoices.csv", Self.invoices)
        let inbox = folder.url.appending(path: "in")
        try FileManager.default.createDirectory(at: inbox, withIntermediateDirectories: true)
        let rows = ["Date,Amount,Currency,Counterparty,Description,Reference"] + Self.good
        try Data((rows.joined(separator: "\n") + "\n").utf8).write(to: inbox.appending(path: "bank.csv"))
        let watch = [
            "reconcile", "--watch", "in", "--out", "out", "--once", "--json", "--invoices", "invoices.csv",
            "--settlement",
        ]
        try folder.write("none.csv", "nothing\n")
        let useless = try await run(Programs.quittance, watch + ["none.csv"], in: folder.url)
        #expect(useless.code == 3 && useless.errors.contains("bank.csv: stays in in"), "\(useless.errors)")
        let found = try await run(Programs.quittance, watch + ["stripe.csv"], in: folder.url)
        #expect(try found.objects().first?["matched"] as? Int == 2, "\(found.output)\(found.errors)")
        let report = try String(contentsOf: folder.url.appending(path: "out/bank.csv/report.json"), encoding: .utf8)
        #expect(report.contains("\"rule\":\"payout\"") && report.contains("\"payout\":\"po_1QxAbCdEfGh\""), "\(report)")
    }
}
