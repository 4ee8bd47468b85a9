internal import ArgumentParser
internal import Foundation
internal import HubEngine
internal import HubLedger
internal import HubStore
internal import PaymentCrypto
internal import PaymentVocabulary

/// `quittance close`: one month of the books, on one page that two people sign.
struct CloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Close a period of the books: show its page, propose, approve, open again.",
        discussion: """
            The page has opening, movements and closing of every account, the ledger beside open invoices, unmatched \
            lines, bank statements and providers, and the exceptions that are still open. One person proposes with --as \
            NAME, another one decides with --approve or --reject; both are principals of the configuration. Periods \
            close in order; what is heard later of a closed period is posted in the first open one. --reopen with a \
            --note proposes to open the last closed period again.

            Without --as and with --dry-run it only shows the page. Ends with 1 when the books refuse.

            Examples:
            quittance close --period 2026-03 --dry-run --html march.html
            quittance close --period 2026-03 --as anna
            quittance close --period 2026-03 --as bert --approve
            quittance close --period 2026-03 --as anna --reopen --note "a statement was missing"
            """
    )

    @Option(help: "The month, YYYY-MM.")
    var period: String

    @Option(name: .customLong("as"), help: "Who proposes or decides: a principal of the configuration.")
    var name: String?

    @Option(help: "What explains differences, or why the period opens again.")
    var note = ""

    @Flag(help: "Approve what somebody else proposed.")
    var approve = false

    @Flag(help: "Reject what somebody else proposed.")
    var reject = false

    @Flag(help: "Propose to open the last closed period again.")
    var reopen = false

    @Option(help: ArgumentHelp("Also write the page as HTML.", valueName: "file"))
    var html: String?

    @OptionGroup var books: MerchantOptions

    @Flag(help: "Show the page and change nothing.")
    var dryRun = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard [approve, reject, reopen].count(where: \.self) <= 1 else {
            throw ValidationError("--approve, --reject and --reopen exclude each other")
        }
        guard name != nil || !(approve || reject || reopen) else { throw ValidationError("say who you are: --as NAME") }
        guard name != nil || dryRun else { throw ValidationError("give --as NAME to propose, or --dry-run to look") }
    }

    func run() async throws {
        guard let month = AccountingPeriod(period) else {
            throw Stop.usage("--period \(period): no such month; write it as 2026-03")
        }
        if let html { try OutputFile.refuse([OutputFile(option: "--html", path: html)], over: try books.hub.files) }
        let view = try await books.inBooks { composition, merchant in
            do {
                if !dryRun { try await act(on: month, composition, merchant) }
                return try await composition.hub.period(month, of: merchant.id)
            } catch let problem as HubProblem {
                throw OptionText.told(problem)
            }
        }
        if let html {
            do {
                try Data(view.page.html(signatures: Self.signatures(view)).utf8).write(to: URL(filePath: html))
            } catch {
                throw Stop.cannotRun("\(html): cannot be written: \(error.localizedDescription)")
            }
        }
        print(try json ? String(decoding: HubJSON.encode(view), as: UTF8.self) : Self.text(view))
    }

    private func act(on month: AccountingPeriod, _ composition: Composition, _ merchant: Merchant) async throws {
        let section = composition.configuration.merchants.first { $0.id == merchant.id }
        let known = section?.principals.map(\.name) ?? []
        guard let name, known.contains(name) else {
            throw Stop.usage("--as: one of the principals \(known.joined(separator: ", "))")
        }
        let principal = Principal(merchant: merchant.id, name: name)
        guard approve || reject else {
            let action: PeriodProposal.Action = reopen ? .reopen : .close
            _ = try await composition.hub.propose(
                action,
                of: month,
                note: note,
                by: principal,
                key: Self.key("\(action.rawValue) \(month) by \(name) at \(composition.hub.now)")
            )
            return
        }
        guard let waiting = try await composition.hub.openProposal(of: month, for: merchant.id) else {
            throw HubProblem(.conflict, "nothing is proposed for \(month); propose it with --as NAME first")
        }
        _ = try await composition.hub.decideApproval(
            waiting,
            approve: approve,
            by: principal,
            key: Self.key("\(waiting) by \(name) at \(composition.hub.now)")
        )
    }

    /// The command line repeats nothing by itself, so each run is a request of its own.
    private static func key(_ text: String) -> RequestKey {
        RequestKey(key: IdempotencyKey("command line: \(text)"), fingerprint: SHA256.hash(text))
    }

    private static func text(_ view: PeriodView) -> String {
        let late = view.lateSinceSigned.isEmpty ? [] : ["", "heard of since it was signed, posted later:"]
        return ([view.page.text] + late + view.lateSinceSigned.map(PeriodPage.line) + [""] + signatures(view))
            .joined(separator: "\n")
    }

    private static func signatures(_ view: PeriodView) -> [String] {
        let signed = view.signatures.map { signature in
            let note = signature.note.isEmpty ? "" : " (\(signature.note))"
            let proposed = "proposed by \(signature.proposedBy) at \(signature.proposedAt)"
            return
                "\(signature.decision): \(proposed), approved by \(signature.approvedBy) at \(signature.approvedAt)\(note)"
        }
        return signed + ["state: \(view.state)" + (view.proposal.map { ", \($0) waits for a second person" } ?? "")]
    }
}
