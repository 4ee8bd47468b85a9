/// What arrived at a webhook address, untouched.
public struct WebhookDelivery: Sendable {
    public let method: String
    public let path: String
    public let query: String
    public let headers: [HTTPHeader]
    public let body: [UInt8]

    public init(method: String, path: String, query: String, headers: [HTTPHeader], body: [UInt8]) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }
}

/// A delivery whose sender is proven.
public struct VerifiedWebhook: Sendable {
    /// The provider's name of the event; a repeat has the same.
    public let eventID: String
    /// The provider's name of the kind of event, such as `payment_intent.succeeded`.
    public let eventType: String
    /// The bytes that were signed.
    public let body: [UInt8]

    public init(eventID: String, eventType: String, body: [UInt8]) {
        self.eventID = eventID
        self.eventType = eventType
        self.body = body
    }
}
