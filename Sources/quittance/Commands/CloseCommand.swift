internal import ArgumentParser
internal import BankFiles
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

            What a provider holds on the last day is told with --provider-balance; ACCOUNT is what follows \
            provider_clearing: on the page, and @DATE names another day of the month. It is kept even if the books then \
            refuse to close; the last one told of a day counts.

            Without --as and with --dry-run it only shows the page. Ends with 1 when the books refuse.

            Examples:
            quittance close --period 2026-03 --dry-run --html march.html
            quittance close --period 2026-03 --as anna
            quittance close --period 2026-03 --as anna --provider-balance stripe=1234.56EUR
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

    @Option(
        name: .customLong("provider-balance"),
        help: ArgumentHelp(
            "What a provider holds at the end of the month, or of DATE. Repeatable.",
            valueName: "account=amount[@date]"
        )
    )
    var providerBalances: [String] = []

    @Flag(help: "Approve what somebody else proposed.")
    var approve = false

    @Flag(help: "Reject what somebody else proposed, or withdraw what you did.")
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
        guard providerBalances.isEmpty || !(approve || reject || reopen) else {
            throw ValidationError("--provider-balance goes with a proposal to close or with --dry-run")
        }
        guard name != nil || !(approve || reject || reopen) else { throw ValidationError("say who you are: --as NAME") }
        guard name != nil || dryRun else { throw ValidationError("give --as NAME to propose, or --dry-run to look") }
    }

    func run() async throws {
        guard let month = AccountingPeriod(period) else {
            throw Stop.usage("--period \(period): no such month; write it as 2026-03")
        }
        let balances = try providerBalances.map(Self.balance)
        if let html { try OutputFile.refuse([OutputFile(option: "--html", path: html)], over: try books.hub.files) }
        let view = try await books.inBooks { composition, merchant in
            do {
                if !dryRun { try await act(on: month, telling: balances, composition, merchant) }
                if dryRun, !balances.isEmpty {
                    let principal = name.map { Principal(merchant: merchant.id, name: $0) } ?? .ofShell(merchant.id)
                    let request = ChangeRequest(by: principal, isRehearsal: true)
                    return try HubJSON.decode(
                        PeriodView.self,
                        from: try await composition.hub.tell(balances, in: month, request).body
                    )
                }
                return try await composition.hub.period(month, of: merchant.id)
            } catch let problem as HubProblem {
                throw OptionText.told(problem)
            }
        }
        if let html {
            try OutputFile.write(view.page.html(signatures: Self.signatures(view)), to: html, as: "--html \(html)")
        }
        print(try json ? String(decoding: HubJSON.encode(view), as: UTF8.self) : Self.text(view))
    }

    private func act(
        on month: AccountingPeriod,
        telling balances: [ToldProviderBalance],
        _ composition: Composition,
        _ merchant: Merchant
    ) async throws {
        let section = composition.configuration.merchants.first { $0.id == merchant.id }
        let known = section?.principals.map(\.name) ?? []
        guard let name, known.contains(name) else {
            throw Stop.usage("--as: one of the principals \(known.joined(separator: ", "))")
        }
        let principal = Principal(merchant: merchant.id, name: name)
        guard approve || reject else {
            if !balances.isEmpty {
                _ = try await composition.hub.tell(balances, in: month, ChangeRequest(by: principal))
            }
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

    /// `stripe=1234.56EUR` or `stripe=1234.56EUR@2026-03-31`.
    private static func balance(_ text: String) throws -> ToldProviderBalance {
        let option = "--provider-balance"
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let told = parts.last?.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false) ?? []
        guard parts.count == 2, !parts[0].isEmpty, let amount = told.first,
            let currency = Currency(String(amount.suffix(3))),
            let money = try? Money(parsing: amount.dropLast(3), currency: currency)
        else { throw Stop.usage("\(option) \(text): write it as stripe=1234.56EUR or stripe=1234.56EUR@2026-03-31") }
        return ToldProviderBalance(
            account: AdapterAccountID(String(parts[0])),
            amount: money,
            date: told.count == 2 ? try OptionText.date(String(told[1]), of: option) : nil
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
            return StatementInspection.printable(
                "\(signature.decision): \(proposed), approved by \(signature.approvedBy) at \(signature.approvedAt)\(note)"
            )
        }
        return signed + ["state: \(view.state)" + (view.proposal.map { ", \($0) waits for a second person" } ?? "")]
    }
}
