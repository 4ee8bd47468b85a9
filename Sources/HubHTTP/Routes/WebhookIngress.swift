import AdapterKit
import HTTPTypes
import HubEngine
import Hummingbird
import PaymentVocabulary

/// Where providers deliver: verified, durable, then 200.
///
/// Nothing here looks into the body.
struct WebhookIngress: Sendable {
    let hub: Hub
    let bytesMax: Int

    static let path = "/webhooks/{adapter}/{account}"

    /// The path of one account's address.
    static func path(_ adapter: AdapterID, _ account: AdapterAccountID) -> String { "/webhooks/\(adapter)/\(account)" }

    private static let accepted = ByteBuffer(string: #"{"received":true,"repeated":false}"#)
    private static let repeated = ByteBuffer(string: #"{"received":true,"repeated":true}"#)

    static func answer(_ receipt: WebhookReceipt) -> ByteBuffer {
        switch receipt {
        case .accepted: accepted
        case .repeated: repeated
        }
    }

    func add(to router: Router<HubRequestContext>) {
        router.post(RouterPath(Self.path)) { request, context in
            let body = try await request.bytes(upTo: bytesMax)
            let receipt = try await hub.receive(
                Self.delivery(request.head, body: body),
                adapter: AdapterID(try context.parameters.require("adapter")),
                account: AdapterAccountID(try context.parameters.require("account"))
            )
            return Response.json(200, Array(Self.answer(receipt).readableBytesView))
        }
    }

    static func delivery(_ head: HTTPRequest, body: [UInt8]) -> WebhookDelivery {
        var headers: [HTTPHeader] = []
        headers.reserveCapacity(head.headerFields.count + 1)
        // The Host header is kept apart; some signatures cover it.
        if let host = head.authority { headers.append(HTTPHeader("host", host)) }
        for field in head.headerFields { headers.append(HTTPHeader(field.name.rawName, field.value)) }
        let target = head.path ?? ""
        let query = target.firstIndex(of: "?")
        return WebhookDelivery(
            method: head.method.rawValue,
            path: String(query.map { target[..<$0] } ?? target[...]),
            query: query.map { String(target[target.index(after: $0)...]) } ?? "",
            headers: headers,
            body: body
        )
    }
}
