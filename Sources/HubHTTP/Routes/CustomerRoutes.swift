import HTTPTypes
import HubEngine
import HubStore
import PaymentVocabulary

extension APIRoutes {
    static let customers = [
        APIRoute(.put, "/v1/customers/{id}", "Saves a customer, and its credit limit if given.", body: .json) { call in
            let object = try call.object(["name", "payer_account", "credit_limit"])
            let limit = try object.optionalObject("credit_limit", keys: ["amount", "currency"])
            let customer = Customer(
                id: CustomerID(try call.name("id")),
                name: try object.name("name"),
                payerAccount: try object.optionalName("payer_account")
            )
            let new = NewCustomer(customer: customer, limit: try limit.map { try $0.money(in: try $0.currency()) })
            try await call.hub.save([new], by: call.principal)
            return try APIAnswer(showing: CustomerView(customer))
        },
        APIRoute(.get, "/v1/customers", "Lists customers by their names in the books.", pages: ["after", "limit"]) {
            call in
            try APIAnswer(showing: try await call.hub.customers(try call.page(), of: call.merchant))
        },
        APIRoute(.get, "/v1/customers/{id}", "Shows a customer.") { call in
            let customer = CustomerID(try call.name("id"))
            let view = try await call.hub.customer(customer, of: call.merchant)
            return try APIAnswer(showing: try call.found(view, "customer \(customer)"))
        },
    ]
}
