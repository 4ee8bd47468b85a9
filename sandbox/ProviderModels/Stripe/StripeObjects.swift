/// Metadata of an object, in alphabetical order.
struct StripeMetadata: Hashable, Sendable {
    private var values: [String: String] = [:]

    subscript(name: String) -> String? {
        get { values[name] }
        set { values[name] = newValue }
    }
    var count: Int { values.count }
    var document: JSONTree {
        .object(values.sorted { $0.key < $1.key }.map { JSONTree.Member($0.key, .string($0.value)) })
    }
}

struct StripePaymentMethod: Identifiable, Sendable {
    let id: String
    let created: Int64
    let card: StripeTestCard
    var metadata = StripeMetadata()
    var expiryMonth: Int64 = 12
    var expiryYear: Int64 = 2034
    var holder: String?
}

struct StripePaymentIntent: Identifiable, Sendable {
    enum Status: String, Sendable {
        case requiresPaymentMethod = "requires_payment_method"
        case requiresConfirmation = "requires_confirmation"
        case requiresAction = "requires_action"
        case processing = "processing"
        case requiresCapture = "requires_capture"
        case succeeded = "succeeded"
        case canceled = "canceled"
    }

    let id: String
    let created: Int64
    let clientSecret: String
    let amount: Int64
    let currency: String
    let capturesManually: Bool
    let captureMethod: String
    let confirmationMethod: String
    let methodTypes: [String]
    let isAutomatic: Bool
    var status = Status.requiresPaymentMethod
    var amountCapturable: Int64 = 0
    var amountReceived: Int64 = 0
    var paymentMethod: String?
    var latestCharge: String?
    var lastError: JSONTree?
    var returnURL: String?
    var cancelledAt: Int64?
    var cancellationReason: String?
    var metadata = StripeMetadata()
    /// Members that are kept and given back without any meaning here.
    var echoes: [String: String] = [:]
}

struct StripeCharge: Identifiable, Sendable {
    enum Status: String, Sendable {
        case pending
        case succeeded
        case failed
    }

    let id: String
    let created: Int64
    let intent: String
    let paymentMethod: String
    let card: StripeTestCard
    let expiryMonth: Int64
    let expiryYear: Int64
    let amount: Int64
    let currency: String
    let metadata: StripeMetadata
    let description: String?
    var status: Status
    var isCaptured = false
    var amountCaptured: Int64 = 0
    /// What was held and never taken; Stripe counts it as refunded.
    var amountReleased: Int64 = 0
    /// What refunds gave back or are about to give back.
    var amountRefunded: Int64 = 0
    var balanceTransaction: String?
    var failureCode: String?
    var failureMessage: String?
    var declineCode: String?
    var dispute: String?

    /// What may still be refunded.
    var refundable: Int64 { amountCaptured - amountRefunded }
    /// Stripe's own `amount_refunded`, released holds included.
    var reportedRefunded: Int64 { amountReleased + amountRefunded }
}

struct StripeRefund: Identifiable, Sendable {
    enum Status: String, Sendable {
        case pending
        case succeeded
        case failed
    }

    let id: String
    let created: Int64
    let charge: String
    let intent: String
    let amount: Int64
    let currency: String
    let reason: String?
    var metadata: StripeMetadata
    var status: Status
    var balanceTransaction: String?
    var failureReason: String?
    var failureBalanceTransaction: String?
}

struct StripeBalanceTransaction: Identifiable, Sendable {
    let id: String
    let created: Int64
    let amount: Int64
    let fee: Int64
    let currency: String
    let type: String
    let reportingCategory: String
    let source: String
    let description: String?
    /// Card money reaches the balance two days later.
    var availableOn: Int64 { created + 2 * 86_400 }
}

struct StripeDispute: Identifiable, Sendable {
    enum Status: String, Sendable {
        case needsResponse = "needs_response"
        case won
        case lost
    }

    let id: String
    let created: Int64
    let charge: String
    let intent: String
    let amount: Int64
    let currency: String
    let network: String
    var status = Status.needsResponse
    var balanceTransactions: [String] = []
}

struct StripeEvent: Identifiable, Sendable {
    let id: String
    let created: Int64
    let type: String
    /// Written once, so that every delivery and every read is the same.
    let body: [UInt8]
}
