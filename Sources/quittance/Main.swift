internal import ArgumentParser

/// The command line and, with `serve`, the hub.
@main
struct Quittance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quittance",
        abstract: "A payments hub for merchants who sell to other businesses.",
        discussion: """
            Exit codes: 0 done, 1 the answer is no, 2 wrong usage or configuration, 3 input rejected with its position, \
            4 the outcome of money is unknown, 5 cannot run here.
            """,
        subcommands: [
            ServeCommand.self, ReconcileCommand.self, StatementCommand.self, LedgerCommand.self, TermsCommand.self,
            DemoCommand.self,
        ]
    )
}
