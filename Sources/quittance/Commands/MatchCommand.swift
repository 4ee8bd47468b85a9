internal import ArgumentParser
internal import BankFiles
internal import Foundation
internal import HubEngine
internal import HubStore
internal import HubStoreSQLite
internal import PaymentVocabulary

/// `quittance match`: what receipts pay, with every step that led there.
struct MatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match",
        abstract: "Look at matches, post them by hand, undo and replace them.",
        discussion: """
            A match is proposed, posted, undone, superseded or rejected; every step is kept with who, when and why. \
            Above `reconciliation: four_eyes_above` of the configuration a second person has to post or undo it, by the \
            same command.

            Who that is, the command line cannot prove: whoever may open the database may give any name with --by. \
            Where four eyes have to hold against people with a shell, let them work over the API, each with an own key.

            Examples:
            quittance match list --config hub.yaml
            quittance match propose --config hub.yaml --line LINE --pay INV-1 --pay INV-2=50.00 --reason "by phone"
            quittance match undo 17 --config hub.yaml --reason "wrong customer"
            quittance match return --config hub.yaml --line DEBIT --receipt LINE --reason "the bank says so"
            quittance match queue --config hub.yaml
            quittance match whose LINE --config hub.yaml --customer C1 --reason "remittance by mail"
            """,
        subcommands: [
            List.self, Show.self, Queue.self, Whose.self, Propose.self, Post.self, Undo.self, Redo.self,
            Reject.self, Supersede.self, Return.self, ReturnUndo.self,
        ]
    )

    /// Which books, and how the answer is shown.
    struct Place: ParsableArguments {
        @OptionGroup var hub: HubOptions

        @Option(help: "The merchant, unless there is only one.")
        var merchant: String?

        @Flag(help: "Print JSON, one object a line.")
        var json = false

        /// - Parameter allocations: the options among which the hub may object to one.
        /// - Throws: an exit code, with what the hub objects to.
        func use<Output>(
            _ allocations: Allocations? = nil,
            _ work: (Hub, MerchantID) async throws -> Output
        ) async throws -> Output {
            do {
                return try await hub.inBooks(of: merchant) { try await work($0.hub, $1.id) }
            } catch let problem as HubProblem {
                let option = problem.field.flatMap { Self.option(of: $0, allocations) }
                throw Stop.tell("\(option.map { "\($0): " } ?? "")\(problem.detail)", Stop.no)
            }
        }

        /// The option that became this field of a request.
        private static func option(of field: String, _ allocations: Allocations?) -> String? {
            let parts = field.split(separator: "/").map(String.init)
            guard let name = parts.first, name == "allocations" else { return parts.first.map { "--\($0)" } }
            guard let place = parts.dropFirst().first.flatMap({ Int($0) }) else { return nil }
            return allocations?.option(place)
        }

        func show(_ view: some ShownView) throws {
            print(json ? String(decoding: try HubJSON.encode(view), as: UTF8.self) : view.text)
        }

        /// Makes a change, and shows what the hub answers.
        func change<View: ShownView & Decodable>(
            _ view: View.Type,
            _ allocations: Allocations? = nil,
            _ work: (Hub, MerchantID) async throws -> StoredAnswer
        ) async throws {
            try show(HubJSON.decode(view, from: try await use(allocations, work).body))
        }
    }

    /// Who changes something, why, and whether it is kept.
    struct Change: ParsableArguments {
        @Option(help: "Why, for the next one who asks.")
        var reason: String

        @Option(help: "Who does it; the user of the operating system without it.")
        var by: String?

        @Flag(help: "Show what would come of it and change nothing.")
        var dryRun = false

        func validate() throws {
            guard !OptionText.isBlank(reason) else { throw ValidationError("--reason: say why") }
            guard by.map({ !OptionText.isBlank($0) }) ?? true else { throw ValidationError("--by: say who") }
            if let problem = name?.problemAsPersonName { throw ValidationError("--by: \(problem)") }
        }

        /// Blanks of whatever kind are one.
        private var name: String? { by.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") } }

        func request(_ merchant: MerchantID) -> ChangeRequest {
            let principal = name.map { Principal(merchant: merchant, name: $0) } ?? .ofShell(merchant)
            return ChangeRequest(by: principal, isRehearsal: dryRun)
        }
    }

    /// What somebody does to one match.
    struct Step: ParsableArguments {
        @Argument(help: "The match's number.")
        var number: Int64

        @OptionGroup var change: Change
        @OptionGroup var place: Place

        func take(
            _ step: (Hub, Int64, _ reason: String, ChangeRequest) async throws -> StoredAnswer
        ) async throws {
            try await place.change(MatchView.self) { try await step($0, number, change.reason, change.request($1)) }
        }
    }

    /// What a receipt pays.
    struct Allocations: ParsableArguments {
        @Option(help: ArgumentHelp("An invoice, with an amount or as far as it goes.", valueName: "invoice[=amount]"))
        var pay: [String] = []

        @Option(help: ArgumentHelp("A credit note that is used up.", valueName: "number[=amount]"))
        var use: [String] = []

        @Option(help: ArgumentHelp("A discount on an invoice.", valueName: "invoice=amount"))
        var discount: [String] = []

        @Option(help: ArgumentHelp("The rest is this customer's and pays nothing yet.", valueName: "customer"))
        var rest: [String] = []

        /// Only a payout takes something back, so that the option is of one command.
        private var takeBack: [String] = []

        private enum CodingKeys: CodingKey {
            case pay, use, discount, rest
        }

        /// The same, and invoices that refunds were paid for.
        func taking(back numbers: [String]) -> Self {
            var all = self
            all.takeBack = numbers
            return all
        }

        func list(_ currency: Currency) throws -> [HandAllocation] {
            guard rest.count <= 1 else { throw Stop.usage("--rest: one customer, who has all that is left") }
            let kinds: [(HandAllocation.Kind, String, [String])] = [
                (.invoice, "--pay", pay), (.creditNote, "--use", use), (.discount, "--discount", discount),
                (.takenBack, "--take-back", takeBack),
            ]
            // In the order of `option`.
            let documents = try kinds.flatMap { kind, option, texts in
                try texts.map { try Self.part(kind, $0, of: option, currency) }
            }
            return documents
                + rest.map { HandAllocation(kind: .unapplied, invoice: nil, customer: CustomerID($0), amount: nil) }
        }

        /// As it was given, by its place in the list.
        func option(_ place: Int) -> String? {
            let options = [
                ("--pay", pay), ("--use", use), ("--discount", discount), ("--take-back", takeBack), ("--rest", rest),
            ]
            return options.flatMap { name, texts in texts.map { "\(name) \($0)" } }.dropFirst(place).first
        }

        private static func part(
            _ kind: HandAllocation.Kind,
            _ text: String,
            of option: String,
            _ currency: Currency
        ) throws -> HandAllocation {
            // The last one, for a document's number may have some, too.
            let place = text.lastIndex(of: "=")
            let sides = place.map { [String(text[..<$0]), String(text[$0...].dropFirst())] } ?? [text]
            guard let number = sides.first, !OptionText.isBlank(number) else {
                throw Stop.usage("\(option) \(text): names no document; write INV-1 or INV-1=119.00")
            }
            let amount = try sides.dropFirst().first.map { amount in
                guard let amount = try? Money(parsing: amount, currency: currency), amount.isPositive else {
                    let way = "an example: \(number)=119.00"
                    throw Stop.usage("\(option) \(text): no amount in \(currency) behind the =; \(way)")
                }
                return amount
            }
            return HandAllocation(kind: kind, invoice: InvoiceNumber(number), customer: nil, amount: amount)
        }
    }
}

extension MatchCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List matches, the oldest first.",
            discussion: """
                Examples:
                quittance match list --config hub.yaml
                quittance match list --config hub.yaml --unapplied
                """
        )

        @Flag(help: "Only posted ones that hold money which pays nothing yet, deposits of a cut-over too.")
        var unapplied = false

        @OptionGroup var place: Place

        func run() async throws {
            try await place.use { hub, merchant in
                var after = ""
                while true {
                    let page = try await hub.matches(PageRequest(after: after, limit: 200), of: merchant)
                    for view in page.data where !unapplied || view.holdsUnapplied { try place.show(view) }
                    guard let next = page.next else { return }
                    after = next
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a match with all its versions.")

        @Argument(help: "The match's number.")
        var number: Int64

        @OptionGroup var place: Place

        func run() async throws {
            try place.show(try await place.use { try await $0.match(number, of: $1) })
        }
    }

    struct Propose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say what a receipt pays, and post it if one may.")

        @Option(help: "The statement line that waits.")
        var line: String

        @Flag(help: "Only propose it.")
        var only = false

        @Option(help: "The currency of the amounts.")
        var currency = "EUR"

        @OptionGroup var allocations: Allocations
        @OptionGroup var change: Change
        @OptionGroup var place: Place

        func run() async throws {
            let parts = try allocations.list(try MatchText.currency(currency))
            try await place.change(MatchView.self, allocations) { hub, merchant in
                try await hub.proposeMatch(
                    of: line,
                    allocations: parts,
                    reason: change.reason,
                    posts: !only,
                    change.request(merchant)
                )
            }
        }
    }

    struct Post: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Post a proposed match.")

        @OptionGroup var step: Step

        func run() async throws { try await step.take { try await $0.postMatch($1, reason: $2, $3) } }
    }

    struct Undo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a posted match back, or withdraw a proposed one."
        )

        @OptionGroup var step: Step

        func run() async throws { try await step.take { try await $0.undoMatch($1, reason: $2, $3) } }
    }

    struct Redo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Post an undone, superseded or rejected match once more, as it was.",
            discussion: """
                For what was undone by mistake: no run decides about its receipt any more, and the payout of a provider or \
                a batch may be of several customers, which --pay cannot say. Of a superseded match undo first what came \
                instead of it. Above the limit a second person has to post it.

                Examples:
                quittance match redo 17 --config hub.yaml --reason "it was right"
                """
        )

        @OptionGroup var step: Step

        func run() async throws { try await step.take { try await $0.redoMatch($1, reason: $2, $3) } }
    }

    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Refuse what somebody else has asked for: to post a match, or to undo one.",
            discussion: """
                For matches above the limit that wait for a second person. One that was to be posted is rejected; one \
                that was to be undone stays posted.

                Examples:
                quittance match reject 17 --config hub.yaml --reason "the match is right" --by bert
                """
        )

        @OptionGroup var step: Step

        func run() async throws { try await step.take { try await $0.rejectMatch($1, reason: $2, $3) } }
    }

    struct Supersede: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replace a posted match by another one.",
            discussion: """
                Of a provider's payout the new match keeps what the old one clears: --pay says which invoices payments \
                inside it are for that the run has left to a person, and --take-back which invoice a refund or chargeback \
                inside it was paid for, which is open again then. Without any they stay with the provider.

                Examples:
                quittance match supersede 6 --config hub.yaml --pay INV-1=600 --rest nordwind --reason "told by phone"
                quittance match supersede 8 --config hub.yaml --pay INV-4=90 --reason "ch_1 is a part payment"
                quittance match supersede 9 --config hub.yaml --take-back INV-4=90 --reason "dp_1 is of ch_1"
                """
        )

        @Argument(help: "The number of the match that goes.")
        var number: Int64

        @Option(help: "The currency of the amounts.")
        var currency = "EUR"

        @Option(
            help: ArgumentHelp(
                "Of a payout: an invoice that a refund inside it was paid for.",
                valueName: "invoice[=amount]"
            )
        )
        var takeBack: [String] = []

        @OptionGroup var allocations: Allocations
        @OptionGroup var change: Change
        @OptionGroup var place: Place

        func run() async throws {
            let given = allocations.taking(back: takeBack)
            let parts = try given.list(try MatchText.currency(currency))
            try await place.change(MatchView.self, given) { hub, merchant in
                try await hub.supersedeMatch(
                    number,
                    allocations: parts,
                    reason: change.reason,
                    change.request(merchant)
                )
            }
        }
    }
}

extension MatchCommand {
    struct Return: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say which receipt a debit has taken back.",
            discussion: """
                For returns that the lines alone leave open, and for money that went back from another account of ours \
                than it came on. What the receipt paid is undone and open again; above the \
                limit its match has to be undone before, by two people. A debit above the limit waits until a second \
                person gives the same command; match return-undo withdraws it.

                With --amount the debit took a part of the receipt, or the receipt and a charge of the bank: what the \
                debit is beyond the amount is posted as bank charges, up to 100.00 or what the tolerance bank_charge \
                allows, and of a receipt over more than 10.00 no more than was taken back. What pays no document goes first, then the one \
                document that the receipt paid is open again by the rest; where it paid several, --pay, --use, \
                --discount and --rest say what is left of it pays.

                Examples:
                quittance match return --config hub.yaml --line DEBIT --receipt LINE --reason "the bank's letter"
                quittance match return --config hub.yaml --line DEBIT --receipt LINE --amount 40.00 --pay INV-1 \
                --reason "INV-2 is in dispute"
                """
        )

        @Option(help: "The line of the debit.")
        var line: String

        @Option(help: "The line of the receipt: in the same currency, and not booked later.")
        var receipt: String

        @Option(help: "How much of the receipt was taken back, unless the debit is all that is left of it.")
        var amount: String?

        @Option(help: "The currency of the amounts.")
        var currency = "EUR"

        @OptionGroup var allocations: Allocations
        @OptionGroup var change: Change
        @OptionGroup var place: Place

        func run() async throws {
            let currency = try MatchText.currency(currency)
            let rest = try allocations.list(currency)
            let taken = try amount.map { text in
                guard let amount = try? Money(parsing: text, currency: currency), amount.isPositive else {
                    throw Stop.usage("--amount \(text): no amount in \(currency); an example: --amount 40.00")
                }
                return amount
            }
            try await place.change(ReturnView.self, allocations) {
                try await $0.nameReturned(
                    line,
                    receipt: receipt,
                    amount: taken,
                    rest: rest,
                    reason: change.reason,
                    change.request($1)
                )
            }
        }
    }
}

extension MatchCommand {
    struct ReturnUndo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "return-undo",
            abstract: "Take back which receipt a debit has taken back.",
            discussion: """
                The debit waits again for its receipt, and what the receipt had paid is paid again, as of the debit's \
                day. Where the lines alone had told the receipt, no run pairs the debit again: match return names the \
                right one. Refused when the documents have been paid otherwise since, and while another debit has taken \
                a further part of the receipt. Where a match above the limit would be posted again, it is done when a second \
                person gives the same command.

                Examples:
                quittance match return-undo --config hub.yaml --line DEBIT --reason "the other receipt was meant"
                """
        )

        @Option(help: "The line of the debit.")
        var line: String

        @OptionGroup var change: Change
        @OptionGroup var place: Place

        func run() async throws {
            try await place.change(ReturnUndoing.self) {
                try await $0.undoReturn(line, reason: change.reason, change.request($1))
            }
        }
    }
}

/// What a command prints: JSON for programs, a text for people.
protocol ShownView: Encodable {
    var text: String { get }
}

extension ReturnView: ShownView {
    var text: String {
        let undone = match.map { "; match \($0) is " + (instead.map { "replaced by match \($0)" } ?? "undone") } ?? ""
        if let approval {
            return
                "\(line) is to have taken \(amount) \(currency) of \(receipt) back (\(code)), \(basis)\n  it is above the "
                + "limit for one pair of eyes: somebody else has to say so too, or to approve \(approval)"
        }
        return "\(line) took \(amount) \(currency) of \(receipt) back (\(code)), \(basis)\(undone)"
    }
}

extension ReturnUndoing: ShownView {
    var text: String {
        if let approval, let match {
            let limit = "match \(match) would be posted again, and is above the limit for one pair of eyes"
            return
                "\(line) did not take \(receipt) back: \(reason)\n  \(limit): somebody else has to ask for it too, or to "
                + "approve \(approval)"
        }
        let again = match.map { "; match \($0) is posted again" } ?? ""
        return "\(line) did not take \(receipt) back: \(reason)\(again)"
    }
}

extension MatchView: ShownView {
    var text: String { MatchText.text(self) }
}

/// A match for people.
enum MatchText {
    static func text(_ view: MatchView) -> String {
        var lines = ["match \(view.match)  \(view.state.rawValue)  \(view.amount) \(view.currency)  \(view.line)"]
        lines += view.allocations.map(line)
        lines += view.versions.map {
            StatementInspection.printable("  \($0.at)  \($0.step.rawValue) by \($0.by): \($0.reason)")
        }
        if let approval = view.approval { lines.append("  waits for somebody else: approval \(approval)") }
        return lines.joined(separator: "\n")
    }

    private static func line(_ part: MatchView.Part) -> String {
        let taxes = part.taxes?.map { "\($0.net) net and \($0.tax) tax at \($0.rate) %" } ?? []
        let split = taxes.isEmpty ? "" : ": " + taxes.joined(separator: ", ")
        let payment = part.payment.map { StatementInspection.printable(" of \($0)") } ?? ""
        return "  \(part.kind) \(part.invoice ?? part.line ?? part.customer)  \(part.amount)\(split)\(payment)"
    }

    static func currency(_ code: String) throws -> Currency {
        guard let currency = Currency(code) else { throw Stop.usage("--currency \(code): no currency of ISO 4217") }
        return currency
    }
}
