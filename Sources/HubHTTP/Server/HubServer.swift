import HTTPTypes
package import HubEngine
import HubStore
package import Hummingbird
import HummingbirdCore
import NIOCore
import ServiceLifecycle

/// The API and the webhook ingress of one hub.
package struct HubServer: Service {
    let hub: Hub
    let options: HTTPOptions
    let sandboxClock: (any MovableClock)?

    /// - Parameter sandboxClock: may be moved over the API, and only in mode `sandbox`.
    package init(hub: Hub, options: HTTPOptions, sandboxClock: (any MovableClock)? = nil) {
        self.hub = hub
        self.options = options
        self.sandboxClock = options.mode == .sandbox ? sandboxClock : nil
    }

    /// Serves until the service group shuts down gracefully: requests that have begun are answered then.
    ///
    /// Cancel its task only when the process ends anyway: a connection that was accepted and not taken up yet ends it
    /// with NIO's "Deinited NIOAsyncWriter without calling finish()".
    package func run() async throws {
        let limits = ConnectionDeadlines.Limits(options)
        let listening = options.onListening
        let lanes = WebhookLane.Shared(hub: hub, bytesMax: options.webhookBytesMax)
        let application = Application(
            responder: makeResponder(),
            // The deadlines of `ConnectionDeadlines` cover what Hummingbird's own idle limit would, and more.
            server: .http1(
                configuration: .init(additionalChannelHandlers: [ConnectionDeadlines(limits), WebhookLane(lanes)])
            ),
            configuration: .init(
                address: .hostname(options.host, port: options.port),
                backlog: 1_024,
                availableConnectionsDelegate: MaximumAvailableConnections(options.connectionsMax)
            ),
            onServerRunning: { channel in listening(channel.localAddress?.port ?? 0) },
            logger: HubLogHandler.logger(of: hub)
        )
        try await application.run()
    }

    /// What is served besides webhooks and the API.
    private static let addresses: [(method: HTTPRequest.Method, path: String)] = [
        (.get, "/health"), (.get, "/ready"), (.get, "/openapi.json"),
    ]

    /// Answers requests without any socket.
    package func makeResponder() -> RouterResponder<HubRequestContext> {
        let routes = APIRoutes.all(clock: sandboxClock)
        let addresses = Self.addresses + [(.post, WebhookIngress.path)] + routes.map { ($0.method, $0.path) }
        let router = Router(context: HubRequestContext.self)
        router.add(middleware: ProblemMiddleware(hub: hub, methods: MethodTable(addresses)))
        router.get("/health") { _, _ in Response.json(200, Array(#"{"status":"ok"}"#.utf8)) }
        router.get("/ready") { [hub] _, _ in
            guard await hub.isReady() else { throw HubProblem(.unavailable, "the database does not answer") }
            return Response.json(200, Array(#"{"status":"ready"}"#.utf8))
        }
        WebhookIngress(hub: hub, bytesMax: options.webhookBytesMax).add(to: router)
        let api = API(hub: hub, options: options)
        for route in routes { api.add(route, to: router) }
        let description = OpenAPI.document(of: routes)
        router.get("/openapi.json") { _, _ in Response.json(200, description) }
        return router.buildResponder()
    }
}
