import AdapterKit
import BankFiles
import Foundation
import HubCredit
import HubDomain
import HubEngine
import HubReconciliation
import HubStore
import PaymentVocabulary
import Testing

struct StatementTests {
    static let receipts = [
        BankStatement.Receipt(units: 10_000, text: "INV-1001", reference: "R1"),
        BankStatement.Receipt(units: 777, text: "thank you", reference: "R2", payer: "DE89370400440532013000"),
    ]

    @Test(arguments: StoreKind.allCases)
    func aMovementCountsOnceInWhicheverFile(kind: StoreKind) async throws {
        let world = try await World.make(kind)
        try await world.issue("INV-1001", 10_000)
        func bring(_ statement: BankStatement, _ name: String) async throws -> [Int] {
            let report = try await world.hub.importStatement(statement.bytes, name: name, by: World.alice)
            #expect(report.errors == [])
            return [report.added, report.known]
        }
        #expect(try await bring(BankStatement(receipts: Self.receipts), "one.xml") == [2, 0])
        let once = try await world.digest()
        #expect(once.contains("bank:DE75512108001245126199 10777"))
        #expect(try await bring(BankStatement(receipts: Self.receipts), "one.xml") == [0, 2])
        #expect(try await bring(BankStatement(receipts: Self.receipts), "renamed.xml") == [0, 2])
        let weekly = BankStatement(
            id: "S2",
            receipts: Self.receipts + [BankStatement.Receipt(units: 5, text: "x", reference: "R3")]
        )
        #expect(try await bring(weekly, "week.xml") == [1, 2])
        #expect(try await world.digest().contains("bank:DE75512108001245126199 10782"))
        try await world.verify()
    }

    @Test("an order gives no line, however much its amounts look like receipts")
    func ordersAreNoStatements() {
        let order = """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"><CstmrDrctDbtInitn><GrpHdr/><PmtInf>
            <DrctDbtTxInf><PmtId><EndToEndId>INV-1001</EndToEndId></PmtId><InstdAmt Ccy="EUR">100.00</InstdAmt>
            </DrctDbtTxInf></PmtInf></CstmrDrctDbtInitn></Document>
            """
        let file = StatementFile(reading: Array(order.utf8), name: "debits.xml")
        #expect(file.lines.isEmpty && file.format == "pain008")
        #expect(file.errors.map(\.code.rawValue) == ["not-recognised"], "\(file.errors)")
    }

    @Test("an MT940 statement is booked, and once")
    func messageOf1940() async throws {
        let world = try await World.make(.inline)
        try await world.issue("INV-1001", 10_000)
        let text =
            ":20:S1\r\n:25:DE75512108001245126199\r\n:28C:1/1\r\n:60F:C260301EUR0,00\r\n"
            + ":61:2603050305C100,00NTRFNONREF//B1\r\n:86:166?20SVWZ+INV-1001?32Nordwind\r\n:62F:C260305EUR100,00\r\n-\r\n"
        for added in [1, 0] {
            let report = try await world.hub.importStatement(Array(text.utf8), name: "march.sta", by: World.alice)
            #expect(report.errors == [] && report.added == added, "\(report)")
        }
        #expect(try await world.digest().contains("bank:DE75512108001245126199 10000"))
        try await world.verify()
    }

    @Test("a statement in a zip archive is booked, and once")
    func archive() async throws {
        let world = try await World.make(.inline)
        try await world.issue("INV-1001", 10_000)
        // The message above as march.sta, packed by Python's zipfile.
        let archive =
            "UEsDBBQAAAAIAAAAZlyiIyDVgQAAAKYAAAAJAAAAbWFyY2guc3RhNYwxCwIxDIX3Qn+JHk1yNvayHFhbcKnQ0ztwvsVFwcW/b6M4"
            + "PAhf3vuEQCa0RsjLMe29R0IIAEi7djIOg/5CFHTaYsgSiaEHTNcKWwCFKF/kNRFBcbnUXM6lpuzcQZeBBZlHgmlebptTmbtWxLGn"
            + "8nyt7/tjVRH97b7ZfyJrOms+UEsBAhQDFAAAAAgAAABmXKIjINWBAAAApgAAAAkAAAAAAAAAAAAAAIABAAAAAG1hcmNoLnN0YVBL"
            + "BQYAAAAAAQABADcAAACoAAAAAAA="
        let bytes = try #require(Data(base64Encoded: archive).map { Array($0) })
        for added in [1, 0] {
            let report = try await world.hub.importStatement(bytes, name: "march.zip", by: World.alice)
            #expect(report.errors == [] && report.added == added, "\(report)")
        }
        #expect(try await world.digest().contains("bank:DE75512108001245126199 10000"))
        try await world.verify()
    }

    @Test(arguments: StoreKind.allCases)
    func reconcilingPostsOnce(kind: StoreKind) async throws {
        let world = try await World.make(kind)
        try await world.issue("INV-1001", 10_000)
        _ = try await world.hub.importStatement(
            BankStatement(receipts: Self.receipts).bytes,
            name: "a",
            by: World.alice
        )
        let first = try await world.hub.reconcile(by: World.alice)
        #expect(first.matches.count == 1)
        #expect(first.exceptions.count == 1)
        #expect(try await world.invoice("INV-1001").invoice.open == eur(0))
        let after = try await world.digest()
        #expect(after.contains("unidentified_receipts -777"))
        let second = try await world.hub.reconcile(by: World.alice)
        #expect(second.matches.isEmpty)
        #expect(second.exceptions.count == 1)
        #expect(try await world.digest() == after)
        try await world.verify()
    }

    /// Two runs at a time post every match once.
    @Test(arguments: StoreKind.allCases)
    func twoRunsPostOnce(kind: StoreKind) async throws {
        let world = try await World.make(kind)
        try await world.issue("INV-1001", 10_000)
        _ = try await world.hub.importStatement(
            BankStatement(receipts: Self.receipts).bytes,
            name: "a",
            by: World.alice
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { _ = try await world.hub.reconcile(by: World.alice) } }
            try await group.waitForAll()
        }
        #expect(try await world.digest().contains("INV-1001 open 0 reversible 0"))
        try await world.verify()
    }

    @Test func aDiscountInItsWindowIsCost() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000, issued: "2026-02-25", due: "2026-03-27", terms: "2/10 net 30")
        let receipt = BankStatement.Receipt(units: 9_800, text: "INV-1001", reference: "R1")
        _ = try await world.hub.importStatement(BankStatement(receipts: [receipt]).bytes, name: "a", by: World.alice)
        _ = try await world.hub.reconcile(by: World.alice)
        let digest = try await world.digest()
        #expect(digest.contains("discounts_allowed 200"))
        #expect(digest.contains("INV-1001 open 0 reversible 0"))
        try await world.verify()
    }

    @Test func fileBytesThatChangedAreFound() async throws {
        let world = try await World.make()
        _ = try await world.hub.importStatement(
            BankStatement(receipts: Self.receipts).bytes,
            name: "a.xml",
            by: World.alice
        )
        try await world.verify()
        try await world.store.run { transaction in
            try transaction.executeScript("UPDATE statement_files SET bytes = X'00'", name: "tamper")
        }
        let report = try await world.hub.verifyLedger(of: World.merchant.id)
        let found = report.checks.flatMap(\.differences)
        #expect(found == ["statement file a.xml: the bytes are not the ones that were imported"])
    }

    @Test(arguments: [
        ("DELETE FROM fact_evidence", "has no evidence"), ("DELETE FROM payment_facts", "evidence for no fact"),
        (
            """
            INSERT INTO payment_facts (merchant_id, payment_id, fact_key, fact, recorded_at)
            SELECT merchant_id, payment_id, fact_key || '!', fact, recorded_at FROM payment_facts
            """, "are the same fact"
        ),
    ])
    func factsThatChangedAreFound(sql: String, difference: String) async throws {
        let world = try await World.make()
        try await world.create(10_000, key: "k1")
        try await world.verify()
        try await world.store.run { try $0.executeScript(sql, name: "tamper") }
        let report = try await world.hub.verifyLedger(of: World.merchant.id)
        let found = report.checks.flatMap(\.differences)
        #expect(found.contains { $0.contains(difference) }, "\(found)")
    }
}

struct CreditTests {
    private func decide(_ world: World, _ units: Int64 = 100) async throws -> [ReasonCode] {
        let request = CreditRequest(customer: World.customer, amount: eur(units))
        return try await world.hub.decide(request, of: World.merchant).decision.reasonCodes
    }

    /// The merchant is in New York: there the 15th day begins when it is five in the morning in UTC.
    @Test func suspendedAtFifteenDaysByTheMerchantsClock() async throws {
        let world = try await World.make()
        try await world.issue("INV-1", 10_000, issued: "2026-01-10", due: "2026-02-15", terms: "")
        // 2026-03-02 in New York begins at 05:00 UTC.
        let midnight = Timestamp(seconds: 1_772_427_600)
        world.clock.set(midnight.adding(milliseconds: -1))
        #expect(try await decide(world) == [.withinLimit])
        world.clock.set(midnight)
        #expect(try await decide(world) == [.overdueSuspended])
        // Money that can be taken back lifts nothing.
        try await world.create(10_000, for: ["INV-1"], key: "k1")
        #expect(try await world.invoice("INV-1").invoice.open == eur(0))
        #expect(try await decide(world) == [.overdueSuspended])
        try await world.verify()
    }

    @Test func bankMoneyLiftsTheSuspension() async throws {
        let world = try await World.make()
        try await world.issue("INV-1001", 10_000, issued: "2026-01-10", due: "2026-02-10", terms: "")
        #expect(try await decide(world) == [.overdueSuspended])
        let receipt = BankStatement.Receipt(units: 10_000, text: "INV-1001", reference: "R1")
        _ = try await world.hub.importStatement(BankStatement(receipts: [receipt]).bytes, name: "a", by: World.alice)
        #expect(try await decide(world) == [.overdueSuspended], "imported, and not matched yet")
        _ = try await world.hub.reconcile(by: World.alice)
        #expect(try await decide(world) == [.withinLimit])
        try await world.verify()
    }

    /// Card money leaves the open part and stays in the exposure.
    @Test func cardMoneyStaysInTheExposure() async throws {
        let world = try await World.make()
        try await world.issue("INV-1", 10_000)
        let before = try await world.position()
        let id = try await world.create(10_000, for: ["INV-1"], key: "k1").payment.id
        let paid = try await world.position()
        #expect(paid.openInvoices == 0)
        #expect(paid.reversible == 10_000)
        #expect(try paid.exposure().total == before.exposure().total)
        try await world.deliver([fact(.chargeback, .succeeded(eur(10_000)), "pp_\(id)", "dp_1")], event: "e")
        let disputed = try await world.position()
        #expect(disputed.openInvoices == 10_000)
        #expect(disputed.reversible == 0)
        try await world.verify()
    }

    @Test(arguments: StoreKind.allCases)
    func aReservationIsMadeOnce(kind: StoreKind) async throws {
        let world = try await World.make(kind)
        func reserve(_ id: String, _ units: Int64) async throws -> CreditAnswer {
            let request = CreditRequest(customer: World.customer, amount: eur(units))
            return try await world.hub.reserve(ReservationID(id), request, expiresAt: nil, of: World.merchant)
        }
        #expect(try await reserve("ord-1", 60_000).reservation?.state == "reserved")
        let again = try await reserve("ord-1", 60_000)
        #expect(again.reservation?.state == "reserved")
        #expect(try await world.hub.decision(again.id, of: World.merchant.id) != nil)
        #expect(try await world.position().reserved == 60_000)
        #expect(try await problem { _ = try await reserve("ord-1", 50_000) } == .conflict)
        #expect(try await reserve("ord-2", 60_000).decision.reasonCodes == [.limitExceeded])
        try await world.verify()
    }

    @Test(arguments: StoreKind.allCases)
    func reservationsThatRaceNeverExceedTheLimit(kind: StoreKind) async throws {
        let world = try await World.make(kind)
        let reserved = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<30 {
                group.addTask {
                    let request = CreditRequest(customer: World.customer, amount: eur(7_000))
                    let id = ReservationID("ord-\(number)")
                    let answer = try? await world.hub.reserve(id, request, expiresAt: nil, of: World.merchant)
                    return answer?.reservation != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(reserved == 14)
        #expect(try await world.position().reserved == 98_000)
        try await world.verify()
    }

    @Test func whatIsNotUsedExpires() async throws {
        let world = try await World.make()
        let request = CreditRequest(customer: World.customer, amount: eur(60_000))
        let end = World.start.adding(seconds: 3_600)
        _ = try await world.hub.reserve(ReservationID("ord-1"), request, expiresAt: end, of: World.merchant)
        _ = try await world.hub.commit(ReservationID("ord-1"), part: eur(20_000), of: World.merchant.id)
        world.clock.set(end.adding(milliseconds: -1))
        #expect(try await world.work() == 0)
        world.clock.set(end)
        #expect(try await world.work() == 1)
        #expect(try await world.position().reserved == 0)
        let view = try #require(try await world.hub.reservation(ReservationID("ord-1"), of: World.merchant.id))
        #expect(view.state == "expired")
        #expect(view.committed == "200.00")
        #expect(try await world.due() == [])
        try await world.verify()
    }
}
