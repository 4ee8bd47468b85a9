import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("writing NACHA files") struct AchWriterTests {
    static let names = OrderMaker.names.filter { PaymentText($0, .ach, limit: 22, cuts: true).isReadable }
    static let routings = ["091000019", "021000021", "011401533", "121042882"]

    static func file(seed: UInt64) -> AchFile {
        var maker = OrderMaker(seed: seed)
        var file = AchFile(
            destination: .example,
            destinationName: "First Bank",
            origin: maker.pick(["091000019", "1234567890"]),
            originName: maker.pick(names),
            createdOn: CalendarDate(dayNumber: 20_790),
            createdAt: maker.optional(50) { _ in "0930" },
            originatingInstitution: "09100001",
            firstTrace: Int.random(in: 1...1_000, using: &maker.random),
            batches: []
        )
        for _ in 0..<Int.random(in: 1...3, using: &maker.random) { file.batches.append(batch(&maker)) }
        return file
    }

    private static func batch(_ maker: inout OrderMaker) -> AchBatch {
        var batch = AchBatch(
            companyName: maker.pick(names),
            companyID: "1234567890",
            entryClass: maker.pick(AchEntryClass.allCases),
            description: maker.pick(["PAYROLL", "Rechnung", "Été"]),
            effectiveDate: CalendarDate(dayNumber: 20_791),
            entries: []
        )
        if maker.chance(40), let routing = RoutingNumber("021000021") {
            batch.offset = AchOffset(routing: routing, account: "999888")
        }
        for number in 0..<Int.random(in: 1...20, using: &maker.random) {
            let direction: AchEntry.Direction = batch.entryClass == .tel || maker.chance(50) ? .debit : .credit
            let isPrenote = maker.chance(10)
            var entry = AchEntry(
                direction,
                isPrenote ? .zero(.usd) : maker.amount(.usd, most: batch.offset == nil ? 9_999_999_999 : 100_000_000),
                name: maker.pick(names),
                identification: maker.optional(70) { _ in "id-\(number)" },
                routing: RoutingNumber(maker.pick(routings)) ?? .example,
                account: "\(Int.random(in: 1...99_999_999, using: &maker.random))",
                accountKind: maker.pick([.checking, .savings, .generalLedger]),
                isPrenote: isPrenote
            )
            entry.addenda = addenda(batch.entryClass, &maker)
            batch.entries.append(entry)
        }
        return batch
    }

    private static func addenda(_ entryClass: AchEntryClass, _ maker: inout OrderMaker) -> String? {
        switch entryClass {
        case .tel: nil
        case .ppd, .ccd, .web: maker.optional(40) { _ in "RMR*IV*INV-4711**125.50\\" }
        case .ctx:
            maker.optional(80) { maker in
                let segments = (0..<Int.random(in: 1...60, using: &maker.random)).map { "RMR*IV*INV-\($0)**\($0).25~" }
                return "ISA*00*          *00*          ~ST*820*0001~" + segments.joined() + "SE*1*0001~"
            }
        }
    }

    static func bytes(_ file: AchFile) throws -> [UInt8] {
        let writer = AchWriter(file, cutsLongTexts: true)
        return try written { try writer.write($0) }
    }

    @Test("what is read back is what was ordered, and every control total holds", arguments: UInt64(0)..<100)
    func roundTrip(seed: UInt64) throws {
        let file = Self.file(seed: seed)
        let bytes = try Self.bytes(file)
        let lines = bytes.split(separator: 0x0A)
        #expect(lines.allSatisfy { $0.count == 94 && $0.allSatisfy { (0x20...0x7E).contains($0) } })
        #expect(lines.count.isMultiple(of: 10))
        let reading = FileReading(bytes, with: NachaReader(), pieces: 777)
        // The addenda are random text, so what they name need not be the entry's amount.
        let warnings = reading.warnings.filter { $0.code != .detailSum }
        #expect(warnings.isEmpty && reading.errors.isEmpty && reading.isComplete == true, "\(warnings)")
        #expect(inspect(bytes).format == .ach)
        try #require(reading.groups.count == file.batches.count)
        let ordered = file.batches.flatMap { batch in batch.written.map { (batch, $0) } }
        try #require(reading.entries.count == ordered.count)
        for (number, (entry, (batch, order))) in zip(reading.entries, ordered).enumerated() {
            let detail = try #require(entry.details.first)
            let party = entry.side == .credit ? detail.creditor : detail.debtor
            #expect(entry.amount == order.amount && (entry.side == .credit) == (order.direction == .credit))
            #expect(party.bankNumber == order.routing.digits && party.otherAccount == order.account)
            #expect(detail.instructionId ?? "" == order.identification ?? "")
            #expect(entry.transactionCode.proprietary == String(order.transactionCode))
            let trace = String(9_100_001_0_000_000 + file.firstTrace + number)
            #expect(entry.reference?.hasSuffix(trace) == true)
            let limit = batch.entryClass == .ctx ? 16 : 22
            #expect(party.name?.hasSuffix(PaymentText(order.name, .ach, limit: limit, cuts: true).text) == true)
            // Blanks at the ends of slices are lost to reading, not to writing.
            let text = detail.unstructured.joined().filter { $0 != " " }
            #expect(text == (order.addenda ?? "").filter { $0 != " " })
        }
        #expect(try Self.bytes(file) == bytes, "the same file, other bytes")
    }

    @Test("a small file, byte for byte")
    func bytes() throws {
        let file = AchFile(
            destination: .example,
            destinationName: "First Bank",
            origin: "1234567890",
            originName: "Müller & Söhne",
            createdOn: CalendarDate(dayNumber: 20_790),
            createdAt: "0930",
            originatingInstitution: "09100001",
            batches: [
                AchBatch(
                    companyName: "Mueller",
                    companyID: "1234567890",
                    entryClass: .ccd,
                    description: "Invoices",
                    effectiveDate: CalendarDate(dayNumber: 20_791),
                    entries: [
                        AchEntry(
                            .debit,
                            Money(minorUnits: 12_550, currency: .usd),
                            name: "Zoë Ash",
                            identification: "inv-1",
                            routing: .example,
                            account: "785932401",
                            addenda: "RMR*IV*INV-1\\"
                        )
                    ]
                )
            ]
        )
        let blank = { String(repeating: " ", count: $0) }
        let expected = [
            "101 0910000191234567890261203" + "0930A094101FIRST BANK" + blank(13) + "MUELLER & SOEHNE" + blank(15),
            "5225MUELLER" + blank(29) + "1234567890CCDINVOICES" + blank(8) + "261204   1091000010000001",
            "627091000019785932401" + blank(8) + "0000012550inv-1" + blank(10) + "ZOE ASH" + blank(17)
                + "1091000010000001",
            "705RMR*IV*INV-1\\" + blank(67) + "00010000001",
            "82250000020009100001000000012550000000000000" + "1234567890" + blank(25) + "091000010000001",
            "9000001000001000000020009100001000000012550000000000000" + blank(39),
        ]
        let lines = String(decoding: try Self.bytes(file), as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(Array(lines.prefix(6)) == expected)
        #expect(lines.dropFirst(6).allSatisfy { $0 == String(repeating: "9", count: 94) } && lines.count == 10)
    }

    @Test("service classes by what a batch holds, and balanced batches net to nothing")
    func serviceClasses() throws {
        func entry(_ direction: AchEntry.Direction) -> AchEntry {
            let amount = Money(minorUnits: 500, currency: .usd)
            return AchEntry(direction, amount, name: "A", routing: .example, account: "1")
        }
        var batch = AchBatch(
            companyName: "A",
            companyID: "1",
            entryClass: .ppd,
            description: "X",
            effectiveDate: CalendarDate(dayNumber: 20_791),
            entries: [entry(.debit)]
        )
        #expect(batch.serviceClass(batch.written) == "225")
        batch.entries = [entry(.credit)]
        #expect(batch.serviceClass(batch.written) == "220")
        batch.entries = [entry(.credit), entry(.debit)]
        #expect(batch.serviceClass(batch.written) == "200")
        batch.entries = [entry(.debit), entry(.debit)]
        batch.offset = AchOffset(routing: .example, account: "2")
        #expect(batch.serviceClass(batch.written) == "200")
        #expect(batch.written.last?.amount.minorUnits == 1_000 && batch.written.last?.direction == .credit)
    }

    @Test("what Nacha refuses is refused, with its path")
    func refusals() {
        func paths(_ change: (inout AchFile) -> Void) -> [String] {
            let amount = Money(minorUnits: 500, currency: .usd)
            let entry = AchEntry(.debit, amount, name: "Payer", routing: .example, account: "1")
            let batch = AchBatch(
                companyName: "Acme",
                companyID: "1234567890",
                entryClass: .ppd,
                description: "DUES",
                effectiveDate: CalendarDate(dayNumber: 20_791),
                entries: [entry]
            )
            var file = AchFile(
                destination: .example,
                destinationName: "Bank",
                origin: "091000019",
                originName: "Acme",
                createdOn: CalendarDate(dayNumber: 20_790),
                originatingInstitution: "09100001",
                batches: [batch]
            )
            change(&file)
            return AchWriter(file).check().faults.map(\.path)
        }
        let entry = "batches[0].entries[0]"
        #expect(paths { _ in }.isEmpty)
        #expect(paths { $0.batches = [] } == ["batches"])
        #expect(paths { $0.origin = "12345" } == ["origin"])
        #expect(paths { $0.modifier = "a" } == ["modifier"])
        #expect(paths { $0.firstTrace = 10_000_000 } == ["first_trace"])
        #expect(paths { $0.originatingInstitution = "0910000" } == ["originating_institution"])
        #expect(paths { $0.createdAt = "2460" } == ["created_at"])
        #expect(paths { $0.batches[0].companyName = "A very long company" } == ["batches[0].company_name"])
        #expect(
            paths { $0.batches[0].effectiveDate = CalendarDate(dayNumber: 20_789) } == ["batches[0].effective_date"]
        )
        #expect(paths { $0.batches[0].isSameDay = true } == ["batches[0].effective_date"])
        #expect(paths { $0.batches[0].entries[0].amount = .zero(.usd) } == ["\(entry).amount"])
        #expect(
            paths { $0.batches[0].entries[0].amount = Money(minorUnits: .min, currency: .usd) } == ["\(entry).amount"]
        )
        #expect(paths { $0.batches[0].entries[0].isPrenote = true } == ["\(entry).amount"])
        #expect(paths { $0.batches[0].entries[0].amount = Money(minorUnits: 1, currency: .eur) } == ["\(entry).amount"])
        #expect(
            paths { $0.batches[0].entries[0].amount = Money(minorUnits: 10_000_000_000, currency: .usd) }
                == ["\(entry).amount"]
        )
        #expect(
            paths {
                $0.batches[0].isSameDay = true
                $0.batches[0].effectiveDate = $0.createdOn
                $0.batches[0].entries[0].amount = Money(minorUnits: 100_000_001, currency: .usd)
            } == ["\(entry).amount"]
        )
        #expect(paths { $0.batches[0].entries[0].account = "" } == ["\(entry).account"])
        #expect(paths { $0.batches[0].entries[0].account = "Ä1" } == ["\(entry).account"])
        #expect(paths { $0.batches[0].entries[0].accountKind = .loan } == ["\(entry).direction"])
        #expect(paths { $0.batches[0].entries[0].addenda = String(repeating: "x", count: 81) } == ["\(entry).addenda"])
        #expect(
            paths {
                $0.batches[0].entryClass = .tel
                $0.batches[0].entries[0].direction = .credit
            } == ["\(entry).direction"]
        )
        #expect(
            paths {
                $0.batches[0].entryClass = .tel
                $0.batches[0].entries[0].addenda = "x"
            } == ["\(entry).addenda"]
        )
        #expect(
            paths {
                $0.batches[0].entryClass = .ctx
                $0.batches[0].entries[0].addenda = String(repeating: "x", count: 80 * 9_999 + 1)
            } == ["\(entry).addenda"]
        )
    }

    @Test("9,999 addenda of X12 text come back in order")
    func longRemittance() throws {
        var file = Self.file(seed: 0)
        let text = String(repeating: "RMR*IV*INV-1**10.00~", count: 9_999 * 4)
        let amount = Money(minorUnits: 9_999 * 4 * 1_000, currency: .usd)
        file.batches = [
            AchBatch(
                companyName: "Acme",
                companyID: "1",
                entryClass: .ctx,
                description: "EDI",
                effectiveDate: CalendarDate(dayNumber: 20_791),
                entries: [AchEntry(.credit, amount, name: "P", routing: .example, account: "1", addenda: text)]
            )
        ]
        let reading = FileReading(try Self.bytes(file), with: NachaReader())
        #expect(reading.warnings.isEmpty && reading.isComplete == true)
        #expect(reading.entries.first?.details.first?.unstructured.joined() == text)
    }
}
