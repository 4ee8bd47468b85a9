internal import HubDomain
internal import HubEngine
internal import HubReconciliation
internal import PaymentVocabulary

/// The payments of `GET /v1/payments`, one page or a plain array.
enum PaymentExport {
    private struct Page: Decodable {
        let data: [PaymentView]
    }

    /// What other systems may add to a payment: the day from which its money is waited for, and how it travels.
    private struct Dates: Decodable {
        let id: String
        let capturedOn: CalendarDate?
        let rail: String?

        private enum CodingKeys: String, CodingKey {
            case id, rail
            case capturedOn = "captured_on"
        }
    }

    /// Of payments that bring no money, or not yet.
    private static let overStatuses: Set<String> = [
        "created", "requires_action", "declined", "authorised", "refunded", "voided",
    ]

    private struct DatesPage: Decodable {
        let data: [Dates]
    }

    private static func dates(in bytes: [UInt8]) -> [Dates] {
        if let page = try? HubJSON.decode(DatesPage.self, from: bytes) { return page.data }
        return (try? HubJSON.decode([Dates].self, from: bytes)) ?? []
    }

    static func read(_ bytes: [UInt8], file: String) throws -> [ExpectedPayment] {
        let views: [PaymentView]
        do {
            views =
                try (try? HubJSON.decode(Page.self, from: bytes))?.data
                ?? HubJSON.decode([PaymentView].self, from: bytes)
        } catch {
            throw Stop.tell("\(file): no export of payments: \(error)", Stop.rejected)
        }
        let dates = Dictionary(Self.dates(in: bytes).map { ($0.id, $0) }) { first, _ in first }
        return try views.map { view in
            guard let currency = Currency(view.currency),
                let amount = try? Money(parsing: view.amount, currency: currency)
            else { throw Stop.tell("\(file): payment \(view.id): no amount", Stop.rejected) }
            var payment = ExpectedPayment(
                payment: PaymentID(view.id),
                endToEndID: view.id,
                customer: CustomerID(view.customer),
                amount: amount,
                shares: view.allocations.compactMap { share in
                    (try? Money(parsing: share.amount, currency: currency)).map {
                        ExpectedPayment.Share(invoice: InvoiceNumber(share.invoice), amount: $0)
                    }
                }
            )
            payment.providerIDs = ExpectedPayment.providerIDs(of: view.operations.compactMap(\.providerObject))
            payment.sentOn = dates[view.id]?.capturedOn
            payment.rail = dates[view.id]?.rail
            payment.isUnderWay = !Self.overStatuses.contains(view.status)
            return payment
        }
    }
}
