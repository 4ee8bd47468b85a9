internal import HubEngine
internal import HubReconciliation
internal import PaymentVocabulary

/// The payments of `GET /v1/payments`, one page or a plain array.
enum PaymentExport {
    private struct Page: Decodable {
        let data: [PaymentView]
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
        return try views.map { view in
            guard let currency = Currency(view.currency),
                let amount = try? Money(parsing: view.amount, currency: currency)
            else { throw Stop.tell("\(file): payment \(view.id): no amount", Stop.rejected) }
            return ExpectedPayment(
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
        }
    }
}
