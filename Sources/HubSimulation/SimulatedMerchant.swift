import AdapterHost
import AdapterKit
import HubDomain
import HubEngine
import HubStore
import PaymentVocabulary
import StripeAdapter

/// One merchant with its account at the provider, its customers and its invoices.
struct SimulatedMerchant: Sendable {
    let merchant: Merchant
    let principal: Principal
    let account: AdapterAccountID
    let currency: Currency
    let customers: [NewCustomer]
    let invoices: [Invoice]
    let provider: SimulatedProvider
    let network: LossyNetwork
    let post: WebhookPost
    let client: MerchantClient

    static func host(_ number: Int) -> String { "stripe-\(number).example" }
    static func apiKey(_ number: Int) -> String { "sk_test_\(number)" }

    func adapterAccount(number: Int) -> AdapterAccount {
        AdapterAccount(
            merchant: merchant.id,
            id: account,
            handle: AdapterHandle(linked: StripeAdapter()),
            settings: AdapterSettings([
                "secret_key": Self.apiKey(number),
                "webhook_secret": SimulatedProvider.webhookSecret,
                "api_base": "https://\(Self.host(number))",
            ]),
            hosts: [Self.host(number)]
        )
    }
}

/// What a merchant starts with.
struct Opening: Sendable {
    let customers: [NewCustomer]
    let invoices: [Invoice]

    static let currencies = [Currency("EUR"), Currency("USD"), Currency("JPY")].compactMap(\.self)

    init(merchant: Int, currency: Currency, today: CalendarDate, chance: Chance) {
        let count = 1 + chance.index(below: 3)
        var customers: [NewCustomer] = []
        var invoices: [Invoice] = []
        for customer in 0..<count {
            let id = CustomerID("customer-\(merchant)-\(customer)")
            let limit = Money(minorUnits: chance.number(in: 50_000...400_000), currency: currency)
            customers.append(
                NewCustomer(customer: Customer(id: id, name: "Customer \(customer)", payerAccount: nil), limit: limit)
            )
            for invoice in 0..<chance.index(below: 4) {
                let amount = Money(minorUnits: chance.number(in: 1_000...60_000), currency: currency)
                invoices.append(
                    Invoice(
                        number: InvoiceNumber("INV-\(merchant)-\(customer)-\(invoice)"),
                        kind: .invoice,
                        customer: id,
                        customerName: "Customer \(customer)",
                        payerAccount: nil,
                        amount: amount,
                        open: amount,
                        issued: today,
                        due: today.adding(days: Int(chance.number(in: 0...30))),
                        terms: "net 30",
                        reference: nil
                    )
                )
            }
        }
        self.customers = customers
        self.invoices = invoices
    }
}
