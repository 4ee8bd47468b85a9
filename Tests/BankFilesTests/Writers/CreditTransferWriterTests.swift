import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("writing pain.001") struct CreditTransferWriterTests {
    /// Profile, version and the schema that a bank of that profile judges by.
    static let cases: [(PaymentProfile, CreditTransferVersion, [String])] = [
        (.sepa, .v03, ["pain.001.001.03.xsd"]), (.sepa, .v09, ["pain.001.001.09.xsd"]),
        (.sepaDK, .v03, ["pain.001.001.03.xsd", "dk-restricted.pain.001.001.03.xsd"]),
        (.sepaDK, .v09, ["pain.001.001.09.xsd"]), (.swiss, .v03, ["pain.001.001.03.ch.02.xsd"]),
        (.swiss, .v09, ["pain.001.001.09.xsd", "pain.001.001.09.ch.03.xsd"]),
        (.generic, .v03, ["pain.001.001.03.xsd"]), (.generic, .v09, ["pain.001.001.09.xsd"]),
    ]

    static func order(_ profile: PaymentProfile, _ version: CreditTransferVersion, seed: UInt64) -> CreditTransferOrder
    {
        var maker = OrderMaker(seed: seed)
        return maker.transfers(profile, early: version == .v03)
    }

    static func bytes(
        _ order: CreditTransferOrder,
        _ profile: PaymentProfile,
        _ version: CreditTransferVersion = .v09
    ) throws -> [UInt8] {
        let writer = CreditTransferWriter(order, version: version, options: PaymentWriteOptions(profile: profile))
        return try written { try writer.write($0) }
    }

    @Test(
        "random orders are valid by every schema of their profile",
        .enabled(if: SchemaJudge.isPresent),
        arguments: cases
    )
    func schemas(profile: PaymentProfile, version: CreditTransferVersion, schemas: [String]) throws {
        let documents = try (UInt64(0)..<60).map { seed in
            try Self.bytes(Self.order(profile, version, seed: seed), profile, version)
        }
        for schema in schemas {
            let complaints = try SchemaJudge.complaints(documents, schema: schema)
            #expect(complaints.isEmpty, "\(schema): \(complaints)")
        }
    }

    @Test("what is read back is what was ordered, with texts as they were announced", arguments: UInt64(0)..<80)
    func roundTrip(seed: UInt64) throws {
        let (profile, version, _) = Self.cases[Int(seed) % Self.cases.count]
        let order = Self.order(profile, version, seed: seed)
        let dialect = PaymentDialect(version, PaymentWriteOptions(profile: profile))
        let bytes = try Self.bytes(order, profile, version)
        let reading = FileReading(bytes, with: PaymentMessageReader(), pieces: 1_000)
        #expect(reading.warnings.isEmpty && reading.errors.isEmpty && reading.isComplete == true, "\(reading.warnings)")
        #expect(reading.groups.map(\.id) == order.groups.map(\.id))
        let transfers = order.groups.flatMap(\.transactions)
        try #require(reading.entries.count == transfers.count)
        func plain(_ text: String, _ limit: Int) -> String {
            PaymentText(text, dialect.characters, limit: limit, cuts: false).text
        }
        for (entry, transfer) in zip(reading.entries, transfers) {
            let detail = try #require(entry.details.first)
            #expect(entry.amount == transfer.amount && entry.side == .debit)
            #expect(detail.endToEndId == transfer.endToEndID && detail.instructionId == transfer.instructionID)
            #expect(detail.creditor.name == plain(transfer.creditor.name, 70))
            #expect(detail.purpose == transfer.purpose && detail.creditor.bic == transfer.agent?.bic?.code)
            #expect(detail.ultimateCreditorName == transfer.ultimateCreditor.map { plain($0, 70) })
            switch transfer.account {
            case .iban(let iban): #expect(detail.creditor.iban == iban.electronic)
            case .other(let number): #expect(detail.creditor.otherAccount == number)
            }
            switch transfer.remittance {
            case .none: #expect(detail.unstructured.isEmpty && detail.structured.isEmpty)
            case .unstructured(let text): #expect(detail.unstructured == [plain(text, 140)])
            case .creditorReference(let reference):
                #expect(detail.structured.first?.creditorReference == reference.electronic)
                #expect(detail.structured.first?.creditorReferenceType == "SCOR")
            case .qrReference(let reference):
                #expect(detail.structured.first?.creditorReference == reference.digits)
                #expect(detail.structured.first?.creditorReferenceType == "QRR")
            }
        }
        #expect(try Self.bytes(order, profile, version) == bytes, "the same order, other bytes")
    }

    @Test("the form of the file: declaration in double quotes, LF, final line, wrapped date and BICFI or not")
    func form() throws {
        var order = Self.order(.sepa, .v09, seed: 1)
        order.groups[0].agent = PaymentAgent(bic: BIC("COBADEFFXXX"))
        let late = String(decoding: try Self.bytes(order, .sepa), as: UTF8.self)
        #expect(late.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:"))
        #expect(late.hasSuffix("</Document>\n") && !late.contains("\r"))
        #expect(late.contains("<BICFI>COBADEFFXXX</BICFI>") && late.contains("<Dt>2026-12-13</Dt>"))
        let early = String(decoding: try Self.bytes(order, .sepa, .v03), as: UTF8.self)
        #expect(early.contains("<BIC>COBADEFFXXX</BIC>"))
        #expect(early.contains("<ReqdExctnDt>2026-12-13</ReqdExctnDt>"))
    }

    static func simple(_ change: (inout CreditTransferOrder) -> Void = { _ in }) -> CreditTransferOrder {
        var order = CreditTransferOrder(
            messageID: "M1",
            createdAt: "2026-11-26T09:30:00",
            initiatingParty: PaymentParty(name: "Acme GmbH"),
            groups: [
                CreditTransferGroup(
                    id: "P1",
                    executionDate: CalendarDate(dayNumber: 20_800),
                    debtor: PaymentParty(name: "Acme GmbH"),
                    account: .iban(.example),
                    transactions: (0..<4).map { place in
                        CreditTransfer(
                            endToEndID: "E\(place)",
                            amount: Money(minorUnits: 100, currency: .eur),
                            creditor: PaymentParty(name: "Payee"),
                            account: .iban(.example)
                        )
                    }
                )
            ]
        )
        change(&order)
        return order
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let path: String
        var profile = PaymentProfile.sepa
        var version = CreditTransferVersion.v09
        let change: @Sendable (inout CreditTransferOrder) -> Void

        init(
            _ path: String,
            _ profile: PaymentProfile = .sepa,
            _ version: CreditTransferVersion = .v09,
            _ change: @escaping @Sendable (inout CreditTransferOrder) -> Void
        ) {
            (self.path, self.profile, self.version, self.change) = (path, profile, version, change)
        }

        var testDescription: String { path }
    }

    static let refusals: [Refusal] = [
        Refusal("message_id") { $0.messageID = "ÄB" }, Refusal("message_id") { $0.messageID = "/A" },
        Refusal("message_id") { $0.messageID = "A//B" }, Refusal("message_id") { $0.messageID = "" },
        Refusal("message_id") { $0.messageID = String(repeating: "A", count: 36) },
        Refusal("message_id") { $0.messageID = "A_B" }, Refusal("created_at") { $0.createdAt = "yesterday" },
        Refusal("created_at") { $0.createdAt = "2026-02-30T00:00:00" },
        Refusal("created_at") { $0.createdAt = "2026-11-26T24:00:00" },
        Refusal("groups") { $0.groups = [] }, Refusal("groups[0].transactions") { $0.groups[0].transactions = [] },
        Refusal("groups[1].id") { $0.groups.append($0.groups[0]) },
        Refusal("groups[0].transactions[1].end_to_end_id") { $0.groups[0].transactions[1].endToEndID = "E0" },
        Refusal("groups[0].transactions[3].creditor.name") {
            $0.groups[0].transactions[3].creditor.name = String(repeating: "ß", count: 36)
        },
        Refusal("groups[0].transactions[3].creditor.name") { $0.groups[0].transactions[3].creditor.name = "東京" },
        Refusal("groups[0].transactions[3].creditor.name") { $0.groups[0].transactions[3].creditor.name = " \n" },
        Refusal("groups[0].transactions[0].remittance.text") {
            $0.groups[0].transactions[0].remittance = .unstructured(String(repeating: "x", count: 141))
        },
        Refusal("groups[0].transactions[2].amount") {
            $0.groups[0].transactions[2].amount = Money(minorUnits: 100_000_000_000, currency: .eur)
        },
        Refusal("groups[0].transactions[2].amount") { $0.groups[0].transactions[2].amount = .zero(.eur) },
        Refusal("groups[0].transactions[2].amount") {
            $0.groups[0].transactions[2].amount = Money(minorUnits: .min, currency: .eur)
        },
        Refusal("groups[0].transactions[2].amount") {
            $0.groups[0].transactions[2].amount = Money(minorUnits: 1, currency: .usd)
        },
        Refusal("groups[0].transactions[0].account.other") { $0.groups[0].transactions[0].account = .other("1") },
        Refusal("groups[0].transactions[0].account.iban") {
            $0.groups[0].transactions[0].account = .iban(IBAN("BR1800360305000010009795493C1") ?? .example)
        },
        Refusal("groups[0].debtor.address.town") {
            $0.groups[0].debtor.address = PaymentAddress(country: "DE", lines: ["Straße 1", "50667 Köln"])
        },
        Refusal("groups[0].debtor.address.lines") {
            $0.groups[0].debtor.address = PaymentAddress(town: "Köln", country: "DE", lines: ["1", "2", "3"])
        },
        Refusal("groups[0].debtor.address.country") {
            $0.groups[0].debtor.address = PaymentAddress(town: "Köln", country: "de")
        },
        Refusal("groups[0].charge_bearer") { $0.groups[0].chargeBearer = .shared },
        Refusal("groups[0].service_level") { $0.groups[0].serviceLevel = "URGP" },
        Refusal("groups[0].scheme") { $0.groups[0].scheme = .crossBorder },
        Refusal("groups[0].scheme", .sepaDK, .v03) { $0.groups[0].scheme = .sepaInstant },
        Refusal("groups[0].debtor.address", .sepaDK, .v03) {
            $0.groups[0].debtor.address = PaymentAddress(town: "Köln", country: "DE")
        },
        Refusal("groups[0].agent.bic", .sepa, .v03) { $0.groups[0].agent = PaymentAgent(bic: BIC("12AB DE FF")) },
        Refusal("groups[0].agent", .swiss) { $0.groups[0].agent = nil },
        Refusal("groups[0].transactions[0].purpose") { $0.groups[0].transactions[0].purpose = "goods" },
    ]

    @Test("each fault is refused with its path, and nothing is written", arguments: refusals)
    func refuses(refusal: Refusal) throws {
        let order = Self.simple(refusal.change)
        var options = PaymentWriteOptions(profile: refusal.profile)
        options.addressStyle = .asGiven
        let writer = CreditTransferWriter(order, version: refusal.version, options: options)
        #expect(writer.check().faults.map(\.path).contains(refusal.path), "\(writer.check().faults)")
        #expect(writer.check().faults.allSatisfy { !$0.problem.isEmpty && !$0.remedy.isEmpty })
        var pieces = 0
        #expect(throws: PaymentOrderRefused.self) { try writer.write { _ in pieces += 1 } }
        #expect(pieces == 0)
    }

    @Test("every fault of an order is told at once")
    func allFaults() {
        let order = Self.simple {
            $0.messageID = ""
            $0.groups[0].transactions[1].creditor.name = ""
            $0.groups[0].transactions[3].amount = .zero(.eur)
        }
        let paths = CreditTransferWriter(order).check().faults.map(\.path)
        #expect(paths == ["message_id", "groups[0].transactions[1].creditor.name", "groups[0].transactions[3].amount"])
    }

    @Test("QR references and QR-IBANs go together, and no account is debited by its QR-IBAN")
    func qrRules() throws {
        let qrIBAN = try #require(IBAN(OrderMaker.qrIBAN))
        let reference = try #require(QRReference(OrderMaker.qrReference))
        let plain = try #require(IBAN(OrderMaker.swissIBANs[0]))
        func paths(_ account: IBAN, _ remittance: PaymentRemittance, from debtor: IBAN? = nil) -> [String] {
            let order = Self.simple {
                $0.groups[0].scheme = .swiss
                $0.groups[0].agent = PaymentAgent(bic: BIC("UBSWCHZH80A"))
                $0.groups[0].account = .iban(debtor ?? plain)
                $0.groups[0].transactions = [$0.groups[0].transactions[0]]
                $0.groups[0].transactions[0].account = .iban(account)
                $0.groups[0].transactions[0].remittance = remittance
            }
            return CreditTransferWriter(order, options: PaymentWriteOptions(profile: .swiss)).check().faults.map(\.path)
        }
        #expect(paths(qrIBAN, .qrReference(reference)).isEmpty && paths(plain, .unstructured("Miete")).isEmpty)
        #expect(paths(qrIBAN, .unstructured("Miete")) == ["groups[0].transactions[0].remittance"])
        #expect(paths(plain, .qrReference(reference)) == ["groups[0].transactions[0].account.iban"])
        #expect(paths(plain, .none, from: qrIBAN) == ["groups[0].account.iban"])
        #expect(paths(.example, .none) == ["groups[0].transactions[0].account.iban"])
    }

    @Test("addresses in the style of the bank, and lines alone only before 15 November 2026")
    func addressStyles() throws {
        func text(_ style: PaymentAddressStyle, day: Int32) throws -> String {
            let order = Self.simple {
                $0.groups[0].executionDate = CalendarDate(dayNumber: day)
                $0.groups[0].debtor.address = PaymentAddress(
                    street: "Weg",
                    buildingNumber: "1",
                    postCode: "50667",
                    town: "Köln",
                    country: "DE"
                )
            }
            var options = PaymentWriteOptions(profile: .sepaDK)
            options.addressStyle = style
            let writer = CreditTransferWriter(order, version: .v03, options: options)
            return String(decoding: try written { try writer.write($0) }, as: UTF8.self)
        }
        let lines = try text(.lines, day: 20_771)
        #expect(lines.contains("<AdrLine>Weg 1</AdrLine>\n") && lines.contains("<AdrLine>50667 Koeln</AdrLine>\n"))
        #expect(!lines.contains("<StrtNm>"))
        #expect(throws: PaymentOrderRefused.self) { try text(.lines, day: 20_772) }
        #expect(try !text(.omitted, day: 20_800).contains("PstlAdr"))
    }

    @Test("control sums add amounts whatever their decimals")
    func controlSums() throws {
        let order = Self.simple {
            $0.groups[0].scheme = .crossBorder
            let amounts = [("0.01", Currency.eur), ("1", .jpy), ("2.345", .kwd), ("0.10", .usd)]
            for (place, amount) in amounts.enumerated() {
                let money = try? Money(parsing: amount.0, currency: amount.1)
                $0.groups[0].transactions[place].amount = money ?? .zero(.eur)
            }
        }
        let text = String(decoding: try Self.bytes(order, .generic), as: UTF8.self)
        #expect(text.components(separatedBy: "<CtrlSum>3.455</CtrlSum>").count == 3)
        #expect(text.contains("<InstdAmt Ccy=\"JPY\">1</InstdAmt>"))
    }

    @Test("long texts are cut on request, after they were transliterated")
    func cutting() throws {
        let order = Self.simple { $0.groups[0].transactions[0].creditor.name = String(repeating: "ß", count: 40) }
        var options = PaymentWriteOptions()
        options.cutsLongTexts = true
        let writer = CreditTransferWriter(order, options: options)
        let check = writer.check()
        #expect(check.faults.isEmpty && check.changes.map(\.written) == [String(repeating: "s", count: 70)])
        let text = String(decoding: try written { try writer.write($0) }, as: UTF8.self)
        #expect(text.contains("<Nm>\(String(repeating: "s", count: 70))</Nm>"))
    }

    @Test("many transfers leave in small pieces")
    func streams() throws {
        let order = Self.simple {
            let template = $0.groups[0].transactions[0]
            $0.groups[0].transactions = (0..<20_000).map { place in
                var transfer = template
                transfer.endToEndID = "E\(place)"
                return transfer
            }
        }
        var (pieces, largest, total) = (0, 0, 0)
        try CreditTransferWriter(order).write {
            pieces += 1
            largest = max(largest, $0.count)
            total += $0.count
        }
        #expect(pieces > 50 && largest < 80_000 && total > 5_000_000)
    }
}
