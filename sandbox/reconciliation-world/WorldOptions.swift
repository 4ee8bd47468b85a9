internal import HubReconciliation
internal import ReconciliationWorld

/// The arguments of the program.
struct WorldOptions {
    struct Problem: Error {
        let text: String
        init(_ text: String) { self.text = text }
    }

    var seeds: ClosedRange<UInt64> = 1...1
    var receipts = 10_000
    var customers: Int?
    var modes = WorldPlan.Mode.allCases
    var numbers = WorldPlan.Numbers.prefixed
    var rates: [Corruption: Int] = [:]
    /// Basis points; `nil` leaves what the policy says.
    var exchangeTolerance: Int?
    var folder: String?
    /// A rules file for the matcher.
    var rules: String?
    var examples = 3
    var isJudged = true
    var isBrief = false
    var holdsChangedAccounts = false
    var passes = Set<MatchingPass>.all
    /// Instead of a report, what each pass is worth.
    var isAblation = false
    var isHelp = false

    static let help = """
        usage: reconciliation-world [--seed N] [--seeds N] [--receipts N] [--customers N] [--mode MODE]
                                    [--numbers FORM] [--rate NAME=BASISPOINTS]… [--rules FILE] [--without PASS]…
                                    [--hold-changed-accounts] [--ablations] [--out DIR] [--examples N] [--brief] [--no-judge]

        Makes a world of invoices and statement lines with the truth attached, lets the matcher have it, and prints
        what became of every class of lines. Exit code 1 when anything was posted that is not true.

          --seed N       the first seed (1); --seeds N takes so many in a row (1)
          --receipts N   receipts of customers and strangers (10000, at most 1000000)
          --customers N  a twentieth of the receipts without it
          --mode MODE    \(WorldPlan.Mode.allCases.map(\.rawValue).joined(separator: " or ")); both without it
          --numbers FORM \(WorldPlan.Numbers.allCases.map(\.rawValue).joined(separator: " or ")) (prefixed)
          --rate NAME=N  basis points of one corruption; the names, with their usual rates:
        \(rateLines)
          --without PASS leave a pass of the matcher out: \(MatchingPass.allCases.map(\.rawValue).joined(separator: ", "))
          --ablations    a table instead: all passes but those of --without, all of these but each one, each alone
          --exchange-tolerance N
                         basis points by which a receipt in another currency may differ from the published rate; what --rules
                         says, or 0, without it
          --rules FILE   the merchant's policy for the matcher, and what it tolerates is true then
          --hold-changed-accounts
                         leave receipts from an account that is new for their customer to a person, as the books do
          --out DIR      also write \(WorldFile.allCases.map(\.rawValue).joined(separator: ", ")); needs --mode
          --examples N   false postings in words, for each class (3)
          --brief        the figures of the whole only
          --no-judge     write files and nothing else
        """

    private static var rateLines: String {
        Corruption.allCases.map { "                   \($0.rawValue)=\($0.usualRate)" }.joined(separator: "\n")
    }

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        func value(_ name: String) throws -> String {
            guard let text = rest.popFirst() else { throw Problem("\(name) needs a value") }
            return text
        }
        func number(_ name: String, _ range: ClosedRange<Int>) throws -> Int {
            let text = try value(name)
            guard let number = Int(text), range.contains(number) else {
                throw Problem("\(name) \(text): give \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
        while let name = rest.popFirst() {
            switch name {
            case "--seed":
                let first = UInt64(try number(name, 0...(1 << 53)))
                seeds = first...(first + UInt64(seeds.count - 1))
            case "--seeds": seeds = seeds.lowerBound...(seeds.lowerBound + UInt64(try number(name, 1...10_000) - 1))
            case "--receipts": receipts = try number(name, 1...WorldPlan.receiptsMax)
            case "--customers": customers = try number(name, 1...WorldPlan.customersMax)
            case "--mode":
                let text = try value(name)
                guard let mode = WorldPlan.Mode(rawValue: text) else { throw Problem("--mode \(text): no such mode") }
                modes = [mode]
            case "--numbers":
                let text = try value(name)
                guard let form = WorldPlan.Numbers(rawValue: text) else {
                    throw Problem("--numbers \(text): no such form")
                }
                numbers = form
            case "--rate": try addRate(try value(name))
            case "--without":
                let text = try value(name)
                guard let pass = MatchingPass(rawValue: text) else { throw Problem("--without \(text): no such pass") }
                passes.remove(pass)
            case "--ablations": isAblation = true
            case "--exchange-tolerance": exchangeTolerance = try number(name, 0...10_000)
            case "--rules": rules = try value(name)
            case "--out": folder = try value(name)
            case "--examples": examples = try number(name, 0...1_000)
            case "--brief": isBrief = true
            case "--hold-changed-accounts": holdsChangedAccounts = true
            case "--no-judge": isJudged = false
            case "--help", "-h": isHelp = true
            default: throw Problem("\(name): no such option; --help lists them")
            }
        }
        guard folder == nil || (modes.count == 1 && seeds.count == 1) else {
            throw Problem("--out takes one world: give --mode, and no --seeds")
        }
    }

    private mutating func addRate(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let corruption = Corruption(rawValue: String(parts[0])) else {
            throw Problem("--rate \(text): write it as NAME=BASISPOINTS, with a name that --help lists")
        }
        guard let rate = Int(parts[1]), (0...10_000).contains(rate) else {
            throw Problem("--rate \(text): basis points are 0 to 10000")
        }
        rates[corruption] = rate
    }
}
