import ArgumentParser
import Hummingbird
import Logging
import NIOCore
import ProviderModels

struct StripeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stripe",
        abstract: "Serves the Stripe model; prints its address as one line of JSON once it listens."
    )

    @Option(help: "The port on 127.0.0.1; 0 takes a free one.")
    var port = 0
    @Option(help: "Where webhooks are posted: http on loopback. Without it none are sent.")
    var webhookURL: String?
    @Option(help: "The endpoint's signing secret; given twice while one is being rolled.")
    var webhookSecret: [String] = []
    @Option(help: "A secret API key; each one given opens an account of its own.")
    var apiKey: [String] = []
    @Option(help: "Seeds every identifier.")
    var seed: UInt64 = 1

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be between 0 and 65535") }
        if let webhookURL, LoopbackAddress(webhookURL) == nil {
            throw ValidationError("--webhook-url must be http on 127.0.0.1 or localhost")
        }
    }

    func run() async throws {
        let settings = StripeConfiguration(
            seed: seed,
            apiKeys: apiKey.isEmpty ? ["sk_test_12345"] : apiKey,
            webhookURL: webhookURL,
            webhookSecrets: webhookSecret.isEmpty ? ["whsec_sandbox"] : webhookSecret
        )
        let sandbox = StripeSandbox()
        let deliveries = DeliveryLoop(sandbox: sandbox)
        var logger = Logger(label: "provider-sandbox") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        let application = Application(
            responder: SandboxResponder(sandbox: sandbox, deliveries: deliveries),
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in
                var settings = settings
                settings.baseURL = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)"
                sandbox.open(settings)
                deliveries.start()
                StandardOutput.writeLine("{\"listening\":\"\(settings.baseURL)\"}")
            },
            logger: logger
        )
        try await application.runService()
        deliveries.stop()
    }
}
