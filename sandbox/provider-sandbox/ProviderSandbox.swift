import ArgumentParser

/// Serves provider models over HTTP on loopback, with faults on request.
@main
struct ProviderSandbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "provider-sandbox",
        abstract: "A payment provider on loopback, for demos and tests.",
        subcommands: [StripeCommand.self]
    )
}
