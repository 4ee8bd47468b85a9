internal import ArgumentParser
internal import BankFiles
internal import Foundation
internal import HubEngine
internal import HubStore
internal import PaymentVocabulary

extension MatchCommand {
    /// `quittance match queue` asks whose a receipt is.
    struct Queue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List waiting receipts whose payer nobody knows, the oldest first.",
            discussion: """
                Each with its age, its payer and the documents that may be meant. `match whose` says whose it is, \
                `match propose` what it pays.

                Examples:
                quittance match queue --config hub.yaml
                quittance match queue --config hub.yaml --as-of 2026-03-31 --json
                """
        )

        @Option(help: "Count the ages up to this day, as 2026-03-31; today without it.")
        var asOf: String?

        @OptionGroup var place: Place

        func run() async throws {
            let date = try asOf.map { try OptionText.date($0, of: "--as-of") }
            // In one page: each is a run of the matcher.
            let all = PageRequest(after: "", limit: .max)
            let page = try await place.use { try await $0.unidentifiedReceipts(all, asOf: date, of: $1) }
            for receipt in page.data { try place.show(receipt) }
        }
    }

    /// `quittance match whose` says it.
    struct Whose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whose a receipt is, before anybody knows what it pays.",
            discussion: """
                The money becomes unapplied cash of the customer, and the payer's account (or its name, where the bank \
                tells no account) is known to be the customer's from now on. Above \
                `reconciliation: four_eyes_above` of the configuration both wait until a second person posts the match. \
                `match undo` takes both back, `match supersede` applies the money to documents later.

                Examples:
                quittance match whose LINE --config hub.yaml --customer C1 --reason "remittance by mail" --dry-run
                quittance match whose LINE --config hub.yaml --customer C1 --reason "remittance by mail" --by anna
                """
        )

        @Argument(help: "The statement line that waits, as `match queue` shows it.")
        var line: String

        @Option(help: "Whose it is.")
        var customer: String

        @OptionGroup var change: Change
        @OptionGroup var place: Place

        func run() async throws {
            try await place.change(MatchView.self) { hub, merchant in
                try await hub.identifyReceipt(
                    line,
                    customer: CustomerID(customer),
                    reason: change.reason,
                    change.request(merchant)
                )
            }
        }
    }
}

extension UnidentifiedReceipt: ShownView {
    var text: String {
        let payer = [payerName, payerAccount].compactMap(\.self).joined(separator: ", ")
        let days = ageDays == 1 ? "1 day" : "\(ageDays) days"
        var lines = ["\(booked)  \(days)  \(amount) \(currency)  \(payer.isEmpty ? "payer not told" : payer)"]
        lines.append("  \(line)")
        if let takenBack { lines.append("  that is left of it, \(takenBack) \(currency) was taken back") }
        if !remittance.isEmpty { lines.append("  \"\(remittance)\"") }
        lines.append("  \(explanation)")
        lines += suggestions.map {
            "  perhaps \($0.invoice) of \($0.customer), open \($0.open) \($0.currency): \($0.reason)"
        }
        return lines.map(StatementInspection.printable).joined(separator: "\n")
    }
}
