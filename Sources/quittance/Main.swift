internal import ArgumentParser
internal import CMalloc
internal import Foundation
internal import HubEngine

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
            ServeCommand.self, ReconcileCommand.self, MatchCommand.self, AliasCommand.self, StatementCommand.self,
            InvoiceCommand.self, LedgerCommand.self, RatesCommand.self, RulesCommand.self, CloseCommand.self,
            TermsCommand.self, DemoCommand.self,
        ]
    )

    /// Parses and runs, and ends with one of the documented codes: the parser's own code for wrong usage is another.
    static func main() async {
        do {
            var command = try parseAsRoot()
            // One piece of work allocates and frees on several threads, one after another, and what one leaves another
            // cannot have: a long run needs a third more memory. Before there are any such threads.
            if !(command is ServeCommand) { cmalloc_share_one_heap() }
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            ProcessEnd.end(0)
        } catch let problem as HubProblem where problem.kind == .forbidden {
            end(with: OptionText.told(problem))
        } catch {
            end(with: error)
        }
    }

    private static func end(with error: any Error) -> Never {
        let code = exitCode(for: error)
        if error is ExitCode { ProcessEnd.end(code.rawValue) }
        let message = fullMessage(for: error)
        // Help that somebody asked for is no error.
        if code.isSuccess { print(message) } else { FileHandle.standardError.write(Data("\(message)\n".utf8)) }
        // What no command turned into a code of its own did not come from the input: something here does not work.
        ProcessEnd.end(code.isSuccess ? 0 : code == .validationFailure ? 2 : 5)
    }
}
