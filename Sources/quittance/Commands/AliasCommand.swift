internal import ArgumentParser
internal import Foundation
internal import HubEngine
internal import HubReconciliation
internal import HubStore
internal import PaymentVocabulary

/// `quittance alias`: whose money comes from which payer.
struct AliasCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alias",
        abstract: "Look at whose payers people have confirmed, add and forget them.",
        discussion: """
            A payer is an account, or a name where the bank tells no account. A match that a person posts teaches whose \
            it is, and undoing the match takes that back. Confirmed once, a payer vouches for the number that a receipt \
            names; from the second time on for a receipt without a number too. Confirmed for two customers it names \
            nobody. What nothing uses for `reconciliation: alias_days` (400) expires.

            Examples:
            quittance alias list --config hub.yaml
            quittance alias show DE89370400440532013000 --config hub.yaml
            quittance alias add --account DE89370400440532013000 --customer C1 --config hub.yaml --reason "letter"
            quittance alias forget DE89370400440532013000 --config hub.yaml --reason "account was sold" --by anna
            """,
        subcommands: [List.self, Show.self, Add.self, Forget.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List payers with their customers, expired ones included.",
            discussion: """
                Examples:
                quittance alias list --config hub.yaml
                quittance alias list --config hub.yaml --customer C1 --json
                """
        )

        @Option(help: "Only this customer's.")
        var customer: String?

        @OptionGroup var place: MatchCommand.Place

        func run() async throws {
            let all = PageRequest(after: "", limit: .max)
            let page = try await place.use { try await $0.aliases(all, of: $1) }
            for alias in page.data where customer == nil || customer == alias.customer {
                try place.show(alias)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show whose a payer is, with all that was ever said of it.",
            discussion: """
                Examples:
                quittance alias show DE89370400440532013000 --config hub.yaml
                quittance alias show "Holding Nord GmbH" --config hub.yaml --json
                """
        )

        @Argument(help: "An account or a name, in any spelling.")
        var payer: String

        @OptionGroup var place: MatchCommand.Place

        func run() async throws {
            try place.show(try await place.use { try await $0.alias(of: payer, of: $1) })
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whose a payer is, without a receipt; that counts once for each person.",
            discussion: """
                Examples:
                quittance alias add --account DE89370400440532013000 --customer C1 --config hub.yaml --reason "letter"
                quittance alias add --name "Holding Nord GmbH" --customer C1 --config hub.yaml --reason "pays for all"
                """
        )

        @Option(help: "The payer's account.")
        var account: String?

        @Option(help: "The payer's name, for banks that tell no account.")
        var name: String?

        @Option(help: "Whose it is.")
        var customer: String

        @OptionGroup var change: MatchCommand.Change
        @OptionGroup var place: MatchCommand.Place

        func validate() throws {
            guard (account == nil) != (name == nil) else { throw ValidationError("either --account or --name") }
        }

        func run() async throws {
            let payer = account.map { WrittenPayer(.account, $0) } ?? WrittenPayer(.name, name ?? "")
            if let slip = account.flatMap({ IBAN.slip(in: $0) }) { Stop.warn("--account: \(slip); taken as written") }
            try await place.change(PayerView.self) { hub, merchant in
                try await hub.addAlias(
                    payer,
                    customer: CustomerID(customer),
                    reason: change.reason,
                    change.request(merchant)
                )
            }
        }
    }

    struct Forget: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let nothing count any more that was said of a payer.",
            discussion: """
                Matches that are posted stay as they are; what comes later is not taken for the customer's.

                Examples:
                quittance alias forget DE89370400440532013000 --config hub.yaml --reason "account was sold" --by anna
                quittance alias forget DE89370400440532013000 --customer C2 --config hub.yaml --reason "wrong" --dry-run
                """
        )

        @Argument(help: "An account or a name, in any spelling.")
        var payer: String

        @Option(help: "Only that it is this customer's.")
        var customer: String?

        @OptionGroup var change: MatchCommand.Change
        @OptionGroup var place: MatchCommand.Place

        func run() async throws {
            try await place.change(PayerView.self) { hub, merchant in
                try await hub.forgetAlias(
                    payer,
                    customer: customer.map { CustomerID($0) },
                    reason: change.reason,
                    change.request(merchant)
                )
            }
        }
    }
}

extension AliasView: ShownView {
    var text: String {
        let times = confirmations == 1 ? "confirmed once" : "confirmed \(confirmations) times"
        return "\(kind.rawValue) \(payer)  \(customer)  \(state.rawValue)  \(times), last used \(lastUsed), "
            + "expires \(expires)"
    }
}

extension PayerView: ShownView {
    var text: String {
        let now = aliases.isEmpty ? ["\(kind.rawValue) \(payer)  nobody's"] : aliases.map(\.text)
        let steps = history.map { event in
            "  \(event.at)  \(event.step.rawValue) \(event.customer) by \(event.by)"
                + (event.source.map { ", \($0)" } ?? "") + ": \(event.reason)"
        }
        return (now + steps).joined(separator: "\n")
    }
}
