/// How long the hub remembers payers, and what it does about one that changes its account.
struct PayerSettings {
    static let keys = ["alias_days", "changed_account"]
    private static let daysMost = 3_660

    /// `nil` for the built-in number.
    let aliasDays: Int?
    let holdsChangedAccounts: Bool

    /// - Parameter section: `nil` where nothing is set.
    /// - Throws: `ConfigurationError`.
    init(_ section: SectionReader.Section?) throws {
        guard let section else {
            (aliasDays, holdsChangedAccounts) = (nil, true)
            return
        }
        aliasDays = try section.optionalText("alias_days").map { text in
            guard let days = Int(text), (1...Self.daysMost).contains(days) else {
                let problem = "\(text) is no number of days from 1 to \(Self.daysMost); an example: 400"
                throw section.error("alias_days", problem)
            }
            return days
        }
        switch try section.optionalText("changed_account") {
        case nil, "hold"?: holdsChangedAccounts = true
        case "post"?: holdsChangedAccounts = false
        case let word?: throw section.error("changed_account", "\(word) is neither hold nor post")
        }
    }
}
