package import AdapterKit

/// One webhook as a provider would post it.
package struct SignedWebhook: Hashable, Sendable {
    package let eventID: String
    package let eventType: String
    /// Where to post it; `nil` when the model was given no address.
    package let url: String?
    package let headers: [HTTPHeader]
    package let body: [UInt8]
    /// Whether the signature was spoilt on purpose; the true webhook is then still owed.
    package let isForged: Bool

    package init(
        eventID: String,
        eventType: String,
        url: String?,
        headers: [HTTPHeader],
        body: [UInt8],
        isForged: Bool = false
    ) {
        self.eventID = eventID
        self.eventType = eventType
        self.url = url
        self.headers = headers
        self.body = body
        self.isForged = isForged
    }

    /// The same bytes under a signature header that no longer fits them.
    package func forged(signatureHeader: String) -> SignedWebhook {
        let spoilt = headers.map { header in
            guard header.name.lowercased() == signatureHeader.lowercased() else { return header }
            let last: Character = header.value.last == "0" ? "1" : "0"
            return HTTPHeader(header.name, header.value.dropLast() + String(last))
        }
        return SignedWebhook(
            eventID: eventID,
            eventType: eventType,
            url: url,
            headers: spoilt,
            body: body,
            isForged: true
        )
    }
}
