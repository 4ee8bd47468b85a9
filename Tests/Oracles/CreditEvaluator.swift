internal import HubCredit
internal import HubDomain
internal import HubEngine
internal import PaymentVocabulary

/// The kinds of `credit.json` and `dunning.json` that are answered: exposure by the decision module, orders and
/// reservations by the hub itself on a database of its own.
struct CreditEvaluator: Evaluator {
    let kinds: Set = ["exposure", "reserve_sequence", "order_gate"]

    func evaluate(_ oracleCase: OracleCase) async -> Outcome {
        do {
            return .comparing(oracleCase.expected, with: try await answers(to: oracleCase))
        } catch ReadingFailure.unsupported(let what) {
            return .skipped(what)
        } catch {
            return .failed(["the hub failed: \(error)"])
        }
    }

    private func answers(to oracleCase: OracleCase) async throws -> [String: JSON] {
        let json = oracleCase.json
        return switch oracleCase.kind {
        case "exposure": try exposure(json["input"] ?? .null)
        case "reserve_sequence": try await sequence(json["input"] ?? .null)
        case "order_gate": try await gate(json)
        default: throw ReadingFailure.unsupported("kind \(oracleCase.kind)")
        }
    }

    private func exposure(_ input: JSON) throws -> [String: JSON] {
        let position = CreditPosition(
            customer: CreditShop.customer,
            currency: .eur,
            asOf: Timestamp(seconds: 0),
            source: "oracle",
            limit: try input.minor("limit_minor"),
            openInvoices: try input.minor("open_invoices_minor"),
            fees: try input.minor("fees_minor"),
            shippedUninvoiced: try input.minor("shipped_uninvoiced_minor"),
            reserved: try input.minor("reservations_minor"),
            reversible: try input.minor("reversible_payments_minor"),
            unappliedIrrevocable: try input.minor("less_unapplied_cash_minor"),
            openCreditNotes: try input.minor("less_credit_notes_minor")
        )
        let exposure = try position.exposure()
        return [
            "exposure_minor": .number(exposure.total.minorUnits),
            "headroom_minor": .number(exposure.headroom(under: position.limit).minorUnits),
            "over_limit": .bool(exposure.total.minorUnits > position.limit),
        ]
    }

    private func sequence(_ input: JSON) async throws -> [String: JSON] {
        let shop = try await CreditShop(limit: input.minor("limit_minor"))
        var results: [JSON] = []
        for (index, step) in (input["ops"]?.array ?? []).enumerated() {
            guard let id = step["id"]?.string else { throw ReadingFailure.unsupported("a step without an id") }
            do {
                results.append(.string(try await carryOut(step, ReservationID(id), index, in: shop)))
            } catch let problem as HubProblem {
                results.append(.string("rejected:\(try word(for: problem))"))
            }
        }
        let exposure = try await shop.position().exposure()
        return ["results": .array(results), "exposure_minor": .number(exposure.total.minorUnits)]
    }

    private func carryOut(
        _ step: JSON,
        _ id: ReservationID,
        _ index: Int,
        in shop: CreditShop
    ) async throws -> String {
        switch step["op"]?.string {
        case "reserve":
            let decision = try await shop.reserve(id, step.minor("amount_minor")).decision
            return decision.isAccepted
                ? "ok" : "rejected:\(decision.reasons.map { word(for: $0.code) }.joined(separator: ","))"
        case "commit":
            // In the oracle one step moves a part from the reservation to the invoices.
            let part = try step.minor("amount_minor")
            try await shop.commit(id, part, key: "\(index)")
            try await shop.issue("\(index)", part, due: shop.today.adding(days: 30))
            return "ok"
        case "release":
            try await shop.release(id)
            return "ok"
        case let other: throw ReadingFailure.unsupported("operation \(other ?? "none")")
        }
    }

    private func gate(_ json: JSON) async throws -> [String: JSON] {
        guard let asOf = json["as_of"]?.string.flatMap({ CalendarDate($0) }), let days = json["suspend_at_days"]?.int
        else { throw ReadingFailure.unsupported("a gate without a date and a number of days") }
        guard try json.minor("de_minimis_minor") == 0 else { throw ReadingFailure.unsupported("a de-minimis amount") }
        let shop = try await CreditShop(limit: Money.movementMax, today: asOf, suspendAfterDaysOverdue: days)
        for (index, item) in (json["items"]?.array ?? []).enumerated() {
            guard item["disputed"]?.bool == false else { throw ReadingFailure.unsupported("a disputed item") }
            guard let due = item["due"]?.string.flatMap({ CalendarDate($0) }) else {
                throw ReadingFailure.unsupported("an item without a due date")
            }
            try await shop.issue("\(index)", item.minor("open_minor"), due: due)
        }
        let decision = try await shop.decide(1)
        let oldest = try await shop.position().oldestUnsecuredDue
        return [
            "suspended": .bool(decision.reasons.contains { $0.code == .overdueSuspended }),
            "oldest_undisputed_days": oldest.map { .number(asOf.days(since: $0)) } ?? .null,
        ]
    }

    // MARK: - The oracle's words

    private func word(for code: ReasonCode) -> String {
        switch code {
        case .limitExceeded: "CREDIT_LIMIT_EXCEEDED"
        case .overdueSuspended: "OVERDUE_SUSPENDED"
        case .amountNotPositive: "AMOUNT_NOT_POSITIVE"
        case .withinLimit, .noCreditAccount, .currencyMismatch, .amountOutOfRange: code.rawValue
        }
    }

    private func word(for problem: HubProblem) throws -> String {
        switch problem.kind {
        case .conflict: "RESERVATION_CONFLICT"
        case .notFound: "RESERVATION_UNKNOWN"
        case .amountNotAvailable: "COMMIT_EXCEEDS_RESERVED"
        case .malformed, .invalidRequest, .unauthorised, .forbidden, .idempotencyKeyMissing, .idempotencyKeyReused,
            .stillRunning,
            .untrusted, .tooLarge, .unavailable:
            throw problem
        }
    }
}

extension JSON {
    /// - Throws: `ReadingFailure.unsupported` when there is no such whole number.
    fileprivate func minor(_ key: String) throws(ReadingFailure) -> Int64 {
        guard let value = self[key]?.integer else { throw .unsupported("no whole number \(key)") }
        return value
    }
}
