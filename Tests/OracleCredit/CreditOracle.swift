package import Foundation
internal import HubCredit
internal import PaymentVocabulary

/// Evaluates the cases of `credit.json` and `dunning.json` that the credit module answers.
package enum CreditOracle {
    package static let kinds: Set<String> = ["exposure", "reserve_sequence", "order_gate"]

    /// - Parameter data: one case, a JSON object.
    /// - Returns: each difference from what the case expects, in words; empty when it passes; `nil` when its kind is not
    ///   answered here.
    /// - Throws: `DecodingError` when the case does not have the fields of its kind.
    package static func differences(in data: Data) throws -> [String]? {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        switch try decoder.decode(Head.self, from: data).kind {
        case "exposure": return try exposure(decoder.decode(Row<ExposureInput, ExposureAnswer>.self, from: data))
        case "reserve_sequence":
            return try sequence(decoder.decode(Row<SequenceInput, SequenceAnswer>.self, from: data))
        case "order_gate": return try gate(decoder.decode(GateRow.self, from: data))
        default: return nil
        }
    }

    private static func exposure(_ row: Row<ExposureInput, ExposureAnswer>) throws -> [String] {
        let input = row.input
        let position = CreditPosition(
            customer: customer,
            currency: .eur,
            asOf: start,
            source: "oracle",
            limit: input.limitMinor,
            openInvoices: input.openInvoicesMinor,
            fees: input.feesMinor,
            shippedUninvoiced: input.shippedUninvoicedMinor,
            reserved: input.reservationsMinor,
            reversible: input.reversiblePaymentsMinor,
            unappliedIrrevocable: input.lessUnappliedCashMinor,
            openCreditNotes: input.lessCreditNotesMinor
        )
        let exposure = try position.exposure()
        return difference("exposure_minor", exposure.total.minorUnits, row.expect.exposureMinor)
            + difference(
                "headroom_minor",
                exposure.headroom(under: position.limit).minorUnits,
                row.expect.headroomMinor
            )
            + difference("over_limit", exposure.total.minorUnits > position.limit, row.expect.overLimit)
    }

    private static func sequence(_ row: Row<SequenceInput, SequenceAnswer>) throws -> [String] {
        let machine = ReservationMachine(policy: .first)
        var position = CreditPosition(
            customer: customer,
            currency: .eur,
            asOf: start,
            source: "oracle",
            limit: row.input.limitMinor
        )
        var stored: [ReservationID: Reservation] = [:]
        var answers: [String] = []
        for (index, row) in row.input.ops.enumerated() {
            let id = ReservationID(row.id)
            let step = machine.apply(
                try row.operation(index: index),
                to: id,
                stored: stored[id],
                position: position,
                today: start.date(),
                now: start
            )
            stored[id] = step.reservation
            position = try position.applying(step.change)
            answers.append(name(step.answer))
        }
        return difference("results", answers, row.expect.results)
            + difference("exposure_minor", try position.exposure().total.minorUnits, row.expect.exposureMinor)
    }

    private static func gate(_ row: GateRow) throws -> [String] {
        let policy = CreditPolicy(
            version: "oracle",
            suspendAfterDaysOverdue: row.suspendAtDays,
            deMinimis: [Money(minorUnits: row.deMinimisMinor, currency: .eur)]
        )
        let receivables = row.items.enumerated().map { index, item in
            Receivable(
                invoice: InvoiceNumber("\(index)"),
                due: item.due,
                open: Money(minorUnits: item.openMinor, currency: .eur),
                isDisputed: item.disputed
            )
        }
        let position = try CreditPosition(customer: customer, currency: .eur, asOf: start, source: "oracle", limit: 0)
            .recomputed(from: receivables, on: row.asOf, policy: policy)
        let days = position.oldestUnsecuredDue.map { row.asOf.days(since: $0) }
        return difference("suspended", position.isSuspended(on: row.asOf, policy: policy), row.expect.suspended)
            + difference("oldest_undisputed_days", days, row.expect.oldestUndisputedDays)
    }

    private static let customer = CustomerID("customer")
    private static let start = Timestamp(seconds: 1_700_000_000)

    private static func name(_ answer: ReservationStep.Answer) -> String {
        switch answer {
        case .done: "ok"
        case .replayed: "replayed"
        case .rejected(let rejection): "rejected:\(rejection.code)"
        }
    }

    private static func difference<Value: Equatable>(_ name: String, _ found: Value, _ expected: Value?) -> [String] {
        guard let expected, expected != found else { return [] }
        return ["\(name) is \(found), expected \(expected)"]
    }
}
