import HubDomain
package import HubStore
package import PaymentVocabulary

/// A part of a list, and where the next part begins.
package struct Page<Item: Sendable>: Sendable {
    package let data: [Item]
    /// To be given as `after` for the next part; `nil` on the last one.
    package let next: String?

    /// - Parameter found: up to one more than `limit`, so that the last page is known to be the last.
    init(_ found: [Item], limit: Int64, cursor: (Item) -> String) {
        let size = Int(clamping: limit)
        data = Array(found.prefix(size))
        next = found.count > size ? data.last.map(cursor) : nil
    }
}

extension Page: Encodable where Item: Encodable {
    private enum CodingKeys: CodingKey { case data, next }

    /// Says `"next":null` on the last page.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(data, forKey: .data)
        try container.encode(next, forKey: .next)
    }
}

/// Where a page begins and how long it may be.
package struct PageRequest: Hashable, Sendable {
    /// The last item of the page before; empty for the first page.
    package let after: String
    package let limit: Int64

    /// - Precondition: `limit` is positive.
    package init(after: String, limit: Int64) {
        precondition(limit > 0)
        self.after = after
        self.limit = limit
    }

    /// One item more than asked for.
    fileprivate var probe: Int64 { limit + 1 }
}

/// What people and programs ask to see; nothing here changes anything.
extension Hub {
    /// Whether the database answers.
    package func isReady() async -> Bool {
        do {
            _ = try await environment.store.read { try Merchant.list($0).count }
            return true
        } catch {
            log(.warning, "database does not answer", [("error", "\(error)")])
            return false
        }
    }

    /// The principal with this API key and the merchant that it acts for.
    ///
    /// - Parameter keyHash: SHA-256 of the API key.
    package func principal(keyHash: [UInt8]) async throws -> (principal: Principal, merchant: Merchant)? {
        try await environment.store.read { transaction in
            guard let principal = try Principal.find(transaction, keyHash: keyHash) else { return nil }
            let merchants = try Merchant.list(transaction)
            return merchants.first { $0.id == principal.merchant }.map { (principal, $0) }
        }
    }

    package func payments(_ page: PageRequest, of merchant: MerchantID) async throws -> Page<PaymentView> {
        let views = try await read(merchant) { books in
            try books.paymentIDs(after: PaymentID(page.after), limit: page.probe).compactMap { id in
                try books.view(of: id)
            }
        }
        return Page(views, limit: page.limit, cursor: \.id)
    }

    /// The evidence of a payment, oldest first; `nil` when there is no such payment.
    package func timeline(_ payment: PaymentID, of merchant: MerchantID) async throws -> [TimelineView]? {
        try await read(merchant) { books in
            guard try books.payment(payment) != nil else { return nil }
            return try books.timeline(payment).map(TimelineView.init)
        }
    }

    package func customers(_ page: PageRequest, of merchant: MerchantID) async throws -> Page<CustomerView> {
        let views = try await read(merchant) { books in
            try books.customers(after: CustomerID(page.after), limit: page.probe).map(CustomerView.init)
        }
        return Page(views, limit: page.limit, cursor: \.id)
    }

    package func customer(_ id: CustomerID, of merchant: MerchantID) async throws -> CustomerView? {
        try await read(merchant) { try $0.customer(id).map(CustomerView.init) }
    }

    package func invoices(_ page: PageRequest, of merchant: MerchantID) async throws -> Page<InvoiceView> {
        let views = try await read(merchant) { books in
            try books.invoices(after: InvoiceNumber(page.after), limit: page.probe).map(InvoiceView.init)
        }
        return Page(views, limit: page.limit, cursor: \.number)
    }

    package func invoice(_ number: InvoiceNumber, of merchant: MerchantID) async throws -> InvoiceView? {
        try await read(merchant) { try $0.invoice(number).map(InvoiceView.init) }
    }

    /// What the merchant is told, in the order of its sequence numbers.
    package func events(
        after sequence: Int64,
        limit: Int64,
        of merchant: MerchantID
    ) async throws -> Page<EventView> {
        let views = try await read(merchant) { try $0.events(after: sequence, limit: limit + 1).map(EventView.init) }
        return Page(views, limit: limit) { String($0.sequence) }
    }

    /// Verified webhook deliveries, in the order of their arrival.
    package func deliveries(
        after inboxID: Int64,
        limit: Int64,
        of merchant: MerchantID
    ) async throws -> Page<DeliveryView> {
        let views = try await read(merchant) {
            try $0.deliveries(after: inboxID, limit: limit + 1).map(DeliveryView.init)
        }
        return Page(views, limit: limit) { String($0.id) }
    }

    /// Deliveries that did not verify, the newest first.
    package func quarantine(limit: Int64, of merchant: MerchantID) async throws -> [QuarantineView] {
        try await read(merchant) { try $0.quarantined(limit: limit).map(QuarantineView.init) }
    }

    package func ledgerBalances(of merchant: MerchantID) async throws -> [BalanceView] {
        try await read(merchant) { try $0.balances().map(BalanceView.init) }
    }

    package func reservation(_ id: ReservationID, of merchant: MerchantID) async throws -> ReservationView? {
        try await read(merchant) { try $0.reservation(id).map(ReservationView.init) }
    }
}
