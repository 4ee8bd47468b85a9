package import AdapterKit
internal import PaymentVocabulary

extension StripeAdapter {
    /// The most pages of a hundred that one inquiry reads from one list.
    static let pagesMax = 20
    /// How far Stripe's clock and ours may be apart, in seconds.
    private static let clockAllowanceSeconds: Int64 = 3_600

    package func inquire(
        _ request: InquiryRequest,
        in context: CallContext
    ) async throws(AdapterError) -> InquiryAnswer {
        let client = try StripeClient(context)
        let occasion = StripeOccasion.answer(context.now)
        if let id = request.providerPayment {
            return try await facts(id: id, payment: request.payment, client, occasion).map { .found($0) } ?? .notFound
        }
        var found: [ProviderFact] = []
        for id in try await find(request, client) {
            guard let facts = try await facts(id: id, payment: request.payment, client, occasion) else {
                throw StripeProblem("a payment is in the list and nowhere else").inAnswer
            }
            found += facts
        }
        return found.isEmpty ? .notFound : .found(found)
    }

    /// The payment intents that carry our reference, newest first.
    ///
    /// Stripe's search by metadata shows a payment up to a minute late, its list at once; so we read the list and
    /// filter it ourselves.
    private func find(_ request: InquiryRequest, _ client: StripeClient) async throws(AdapterError) -> [String] {
        var query = Form()
        query.add("created[gte]", max(0, request.firstSentAt.seconds - Self.clockAllowanceSeconds))
        query.add("created[lte]", request.firstSentAt.seconds + Self.clockAllowanceSeconds)
        var ids: [String] = []
        for intent in try await list("/v1/payment_intents", query, client) {
            do {
                if try StripeReferences(intent).payment == request.payment {
                    ids.append(try intent.requiredString("id"))
                }
            } catch {
                throw error.inAnswer
            }
        }
        return ids
    }

    /// All that Stripe knows of one payment; `nil` when it does not know it.
    private func facts(
        id: String,
        payment: PaymentID,
        _ client: StripeClient,
        _ occasion: StripeOccasion
    ) async throws(AdapterError) -> [ProviderFact]? {
        var query = Form()
        query.add("expand[0]", "latest_charge")
        let reply: StripeClient.Reply
        do {
            reply = try await client.get("/v1/payment_intents/\(StripeObjectName.path(id))", query)
        } catch {
            guard error.providerCode == "resource_missing" else { throw error }
            return nil
        }
        let intent: StripePaymentIntent
        do {
            intent = try StripePaymentIntent(reply.root)
            try intent.check(id: id, payment: payment)
        } catch {
            throw error.inAnswer
        }
        var facts = intent.facts(occasion)
        // Without a charge there is nothing to refund or dispute; of an uncaptured one a refund is the release.
        guard intent.received != nil else { return facts }
        facts += try await refunds(of: id, client, occasion)
        if intent.charge?.isDisputed == true { facts += try await disputes(of: id, client, occasion) }
        return facts
    }

    private func refunds(
        of id: String,
        _ client: StripeClient,
        _ occasion: StripeOccasion
    ) async throws(AdapterError) -> [ProviderFact] {
        var facts: [ProviderFact] = []
        for object in try await list("/v1/refunds", Self.query(payment: id), client) {
            do { facts += try StripeRefund(object).facts(occasion) } catch { throw error.inAnswer }
        }
        return facts
    }

    private func disputes(
        of id: String,
        _ client: StripeClient,
        _ occasion: StripeOccasion
    ) async throws(AdapterError) -> [ProviderFact] {
        var facts: [ProviderFact] = []
        for object in try await list("/v1/disputes", Self.query(payment: id), client) {
            do { facts += try StripeDispute(object).facts(occasion) } catch { throw error.inAnswer }
        }
        return facts
    }

    private static func query(payment id: String) -> Form {
        var query = Form()
        query.add("payment_intent", id)
        return query
    }

    /// Every object of a list.
    ///
    /// - Throws: `AdapterError` of kind `unavailable` when there are more pages than we read: what we have not seen is
    ///   not "not found".
    private func list(
        _ path: String,
        _ query: Form,
        _ client: StripeClient
    ) async throws(AdapterError) -> [JSONValue] {
        var objects: [JSONValue] = []
        var last: String?
        for _ in 0..<Self.pagesMax {
            var page = query
            page.add("limit", 100)
            if let last { page.add("starting_after", last) }
            let root = try await client.get(path, page).root
            do throws(StripeProblem) {
                try root.require(object: "list")
                let data = try root.list("data")
                objects += data
                guard try root.optionalFlag("has_more") == true else { return objects }
                guard let next = try data.last?.requiredString("id") else {
                    throw StripeProblem("an empty page has more")
                }
                last = next
            } catch {
                throw error.inAnswer
            }
        }
        throw AdapterError(
            kind: .unavailable,
            certainty: .maybeExecuted,
            detail: "more than \(Self.pagesMax) pages of \(path)"
        )
    }
}
