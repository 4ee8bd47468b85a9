import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("writing pain.008") struct DirectDebitWriterTests {
    static let cases: [(PaymentProfile, DirectDebitVersion, [String])] = [
        (.sepa, .v02, ["pain.008.001.02.xsd"]), (.sepa, .v08, ["pain.008.001.08.xsd"]),
        (.sepaDK, .v02, ["pain.008.001.02.xsd", "dk-restricted.pain.008.001.02.xsd"]),
        (.sepaDK, .v08, ["pain.008.001.08.xsd"]),
    ]

    static func order(_ profile: PaymentProfile, _ version: DirectDebitVersion, seed: UInt64) -> DirectDebitOrder {
        var maker = OrderMaker(seed: seed)
        return maker.debits(profile, early: version == .v02)
    }

    static func bytes(
        _ order: DirectDebitOrder,
        _ profile: PaymentProfile,
        _ version: DirectDebitVersion
    ) throws -> [UInt8] {
        let writer = DirectDebitWriter(order, version: version, options: PaymentWriteOptions(profile: profile))
        return try written { try writer.write($0) }
    }

    @Test(
        "random orders are valid by every schema of their profile",
        .enabled(if: SchemaJudge.isPresent),
        arguments: cases
    )
    func schemas(profile: PaymentProfile, version: DirectDebitVersion, schemas: [String]) throws {
        let documents = try (UInt64(0)..<60).map { seed in
            try Self.bytes(Self.order(profile, version, seed: seed), profile, version)
        }
        for schema in schemas {
            let complaints = try SchemaJudge.complaints(documents, schema: schema)
            #expect(complaints.isEmpty, "\(schema): \(complaints)")
        }
    }

    @Test("what is read back is what was ordered", arguments: UInt64(0)..<60)
    func roundTrip(seed: UInt64) throws {
        let (profile, version, _) = Self.cases[Int(seed) % Self.cases.count]
        let order = Self.order(profile, version, seed: seed)
        let bytes = try Self.bytes(order, profile, version)
        let reading = FileReading(bytes, with: PaymentMessageReader(), pieces: 1_000)
        #expect(reading.warnings.isEmpty && reading.errors.isEmpty && reading.isComplete == true, "\(reading.warnings)")
        #expect(reading.groups.map(\.id) == order.groups.map(\.id))
        #expect(reading.groups.map(\.account.iban) == order.groups.map(\.account.electronic))
        for (group, ordered) in zip(reading.summaries.map(\.group), order.groups) {
            #expect(group.fields.contains(BankFileField("PmtInf/PmtTpInf/LclInstrm/Cd", ordered.scheme.rawValue)))
            #expect(group.fields.contains(BankFileField("PmtInf/PmtTpInf/SeqTp", ordered.sequence.rawValue)))
            let id = BankFileField("PmtInf/CdtrSchmeId/Id/PrvtId/Othr/Id", ordered.creditorID.electronic)
            #expect(group.fields.contains(id))
        }
        let debits = order.groups.flatMap(\.transactions)
        try #require(reading.entries.count == debits.count)
        for (entry, debit) in zip(reading.entries, debits) {
            let detail = try #require(entry.details.first)
            #expect(entry.amount == debit.amount && entry.side == .credit)
            #expect(detail.endToEndId == debit.endToEndID && detail.mandateId == debit.mandate.id)
            #expect(detail.debtor.iban == debit.account.electronic)
            #expect(detail.debtor.name == PaymentText(debit.debtor.name, .latin, limit: 70, cuts: false).text)
            func has(_ name: String, _ value: String?) -> Bool {
                entry.fields.first { $0.name == "DrctDbtTx/MndtRltdInf/\(name)" }?.value == value
            }
            #expect(has("DtOfSgntr", debit.mandate.signedOn.description))
            let amendment = debit.mandate.amendment
            #expect(has("AmdmntInd", amendment == nil ? "false" : "true"))
            #expect(has("AmdmntInfDtls/OrgnlMndtId", amendment?.originalMandateID))
            #expect(has("AmdmntInfDtls/OrgnlDbtrAcct/Id/IBAN", amendment?.originalAccount?.electronic))
            #expect(has("AmdmntInfDtls/OrgnlDbtrAcct/Id/Othr/Id", amendment?.hasNewAccount == true ? "SMNDA" : nil))
        }
        #expect(try Self.bytes(order, profile, version) == bytes, "the same order, other bytes")
    }

    @Test("what banks refuse is refused, with its path")
    func refusals() {
        func paths(
            _ options: PaymentWriteOptions = PaymentWriteOptions(),
            _ change: (inout DirectDebitOrder) -> Void
        )
            -> [String]
        {
            var order = DirectDebitOrder(
                messageID: "M1",
                createdAt: "2026-11-26T09:30:00",
                initiatingParty: PaymentParty(name: "Acme"),
                groups: [
                    DirectDebitGroup(
                        id: "D1",
                        collectionDate: CalendarDate(dayNumber: 20_800),
                        creditor: PaymentParty(name: "Acme"),
                        creditorID: .example,
                        account: .example,
                        transactions: [
                            DirectDebit(
                                endToEndID: "E1",
                                amount: Money(minorUnits: 1, currency: .eur),
                                mandate: DirectDebitMandate(id: "MD1", signedOn: CalendarDate(dayNumber: 20_000)),
                                debtor: PaymentParty(name: "Payer"),
                                account: .example
                            )
                        ]
                    )
                ]
            )
            change(&order)
            return DirectDebitWriter(order, options: options).check().faults.map(\.path)
        }
        let payment = "groups[0].transactions[0]"
        #expect(paths { _ in }.isEmpty)
        #expect(paths(PaymentWriteOptions(profile: .swiss)) { _ in } == ["profile"])
        #expect(paths { $0.groups[0].transactions[0].mandate.id = "M_1" } == ["\(payment).mandate.id"])
        #expect(
            paths { $0.groups[0].transactions[0].mandate.signedOn = CalendarDate(dayNumber: 20_801) }
                == ["\(payment).mandate.signed_on"]
        )
        #expect(
            paths { $0.groups[0].transactions[0].mandate.amendment = MandateAmendment() }
                == ["\(payment).mandate.amendment"]
        )
        #expect(
            paths { $0.groups[0].transactions[0].account = IBAN("CH9300762011623852957") ?? .example }
                == ["\(payment).debtor.address"]
        )
        #expect(
            paths { $0.groups[0].transactions[0].amount = Money(minorUnits: 1, currency: .gbp) }
                == ["\(payment).amount"]
        )
        #expect(paths { $0.groups[0].creditor.organisationID = "X" } == ["groups[0].creditor.organisation_id"])
    }
}
