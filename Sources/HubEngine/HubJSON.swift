import FoundationEssentials
package import HubDomain
package import PaymentVocabulary

/// The JSON of everything that people and programs outside see: sorted keys, no escaped slashes.
package enum HubJSON {
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }
}

/// A payment as callers see it.
package struct PaymentView: Codable, Hashable, Sendable {
    package struct Operation: Codable, Hashable, Sendable {
        package let kind: String
        package let id: String
        package let providerObject: String?
        package let outcome: String
        package let amount: String?
        package let reason: String?
        package let providerCode: String?
        package let actionURL: String?

        private enum CodingKeys: String, CodingKey {
            case kind, id
            case providerObject = "provider_object"
            case outcome, amount, reason
            case providerCode = "provider_code"
            case actionURL = "action_url"
        }
    }

    package struct Allocation: Codable, Hashable, Sendable {
        package let invoice: String
        package let amount: String
    }

    package let id: String
    package let customer: String
    package let account: String
    package let amount: String
    package let currency: String
    package let status: String
    package let authorised: String
    package let captured: String
    package let refunded: String
    package let disputed: String
    package let returned: String
    package let allocations: [Allocation]
    package let operations: [Operation]
    /// In the answer to a request: the operation that it asked for, to be found among `operations`.
    package let operation: String?
    /// Where the payment is asked for: the day on which it was captured first, where the merchant is.
    package var capturedOn: CalendarDate?

    private enum CodingKeys: String, CodingKey {
        case id, customer, account, amount, currency, status, authorised, captured, refunded, disputed, returned
        case allocations, operations, operation
        case capturedOn = "captured_on"
    }

    /// - Parameter answering: the operation that a request asked for.
    package init(_ payment: Payment, answering: OperationID? = nil) {
        func shown(_ minorUnits: Int64) -> String {
            Money(minorUnits: minorUnits, currency: payment.currency).decimal
        }
        id = payment.intent.payment.text
        customer = payment.intent.customer.text
        account = payment.intent.account.text
        amount = payment.intent.amount.decimal
        currency = payment.currency.code
        status = payment.status.rawValue
        authorised = shown(payment.authorised)
        captured = shown(payment.captured)
        refunded = shown(payment.refunded)
        disputed = shown(payment.disputed)
        returned = shown(payment.returned)
        allocations = payment.intent.allocations.map {
            Allocation(invoice: $0.invoice.text, amount: shown($0.minorUnits))
        }
        operations = payment.operations.map(Operation.init)
        operation = answering?.text
    }
}

extension PaymentView.Operation {
    fileprivate init(_ operation: PaymentOperation) {
        kind = operation.kind.rawValue
        id = operation.key
        providerObject = operation.providerObject
        let strongest = operation.strongest.first
        amount = (strongest?.amount ?? operation.requested)?.decimal
        outcome = operation.isConflict ? "conflict" : operation.rank?.word ?? "requested"
        (reason, providerCode) =
            switch strongest {
            case .declined(let reason, let code): (reason, code)
            case .returned(_, let code): ("returned", code)
            case nil, .unknown, .pending, .requiresAction, .succeeded: (nil, nil)
            }
        if case .requiresAction(let url) = strongest { actionURL = url } else { actionURL = nil }
    }
}

extension Outcome.Rank {
    /// The word that people see.
    package var word: String {
        switch self {
        case .unknown: "indeterminate"
        case .pending: "pending"
        case .requiresAction: "requires_action"
        case .declined: "declined"
        case .succeeded: "succeeded"
        case .returned: "returned"
        }
    }
}
