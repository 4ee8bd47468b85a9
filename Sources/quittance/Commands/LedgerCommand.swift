internal import ArgumentParser
internal import Foundation
internal import HubEngine
internal import HubStore
internal import PaymentVocabulary

/// `quittance ledger`: the books.
struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Look at the books and prove them.",
        subcommands: [Verify.self]
    )

    /// `quittance ledger verify`: recomputes everything from the facts.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Recompute the books from the facts and name every difference.",
            discussion: """
                Folds every payment from its facts again and compares ledger, open amounts, exposure, raw bytes and the \
                audit chain with what is stored. Ends with 0 when everything holds and with 1 when something differs.
                """
        )

        @OptionGroup var hub: HubOptions

        @Option(help: "One merchant; all of them without it.")
        var merchant: String?

        @Flag(help: "Print one JSON line a merchant.")
        var json = false

        func run() async throws {
            let composition = try await hub.open()
            let merchants = try await composition.store.read { try Merchant.list($0) }
            let chosen = merchants.filter { merchant == nil || $0.id.text == merchant }
            guard !chosen.isEmpty else { throw Stop.usage("no merchant \(merchant ?? "is configured")") }
            var holds = true
            for merchant in chosen {
                let report = try await composition.hub.verifyLedger(of: merchant.id)
                holds = holds && report.holds
                print(json ? String(decoding: try HubJSON.encode(report), as: UTF8.self) : Self.text(report))
            }
            await composition.store.close()
            guard holds else { throw Stop.no }
        }

        static func text(_ report: VerificationReport) -> String {
            var lines = ["merchant \(report.merchant)"]
            for check in report.checks {
                let mark = check.differences.isEmpty ? "holds  " : "DIFFERS"
                lines.append("  \(mark)  \(check.name) (\(check.examined) examined)")
                lines += check.differences.map { "           \($0)" }
            }
            return lines.joined(separator: "\n")
        }
    }
}
