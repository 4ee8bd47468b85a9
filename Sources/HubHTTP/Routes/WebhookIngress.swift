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

    private static let accepted = Array(#"{"received":true,"repeated":false}"#.utf8)
    private static let repeated = Array(#"{"received":true,"repeated":true}"#.utf8)

    func add(to router: Router<HubRequestContext>) {
        router.post(RouterPath(Self.path)) { request, context in
            let body = try await request.bytes(upTo: bytesMax)
            let receipt = try await hub.receive(
                Self.delivery(request, body: body),
                adapter: AdapterID(try context.parameters.require("adapter")),
                account: AdapterAccountID(try context.parameters.require("account"))
            )
            switch receipt {
            case .accepted: return Response.json(200, Self.accepted)
            case .repeated: return Response.json(200, Self.repeated)
            }
        }
    }

    private static func delivery(_ request: Request, body: [UInt8]) -> WebhookDelivery {
        var headers: [HTTPHeader] = []
        headers.reserveCapacity(request.headers.count + 1)
        // Hummingbird keeps the Host header apart; some signatures cover it.
        if let host = request.head.authority { headers.append(HTTPHeader("host", host)) }
        for field in request.headers { headers.append(HTTPHeader(field.name.rawName, field.value)) }
        return WebhookDelivery(
            method: request.method.rawValue,
            path: request.uri.path,
            query: request.uri.query ?? "",
            headers: headers,
            body: body
        )
    }
}
