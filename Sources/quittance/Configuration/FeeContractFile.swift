internal import HubReconciliation
internal import PaymentVocabulary
internal import Yams

/// The contract with payment providers: what they may charge for each kind of line.
///
/// ```yaml
/// fees:
///   - {name: EU cards, provider: Stripe, currency: EUR, fixed: 0.25, basis_points: 150}
///   - {name: IC++, provider: Adyen, currency: EUR, pricing: interchange_plus, fixed: 0.10, basis_points: 20}
/// ```
enum FeeContractFile {
    private static let keys = [
        "name", "provider", "currency", "kinds", "type", "pricing", "fixed", "basis_points", "rounding",
    ]

    /// - Throws: `ConfigurationError` that names file, place and the way out.
    static func read(_ file: String) throws -> FeeContract {
        let root = try SectionReader.root(try ConfigurationError.text(of: file), file: file)
        let reader = SectionReader(file: file, baseFolder: "", environment: [:])
        let top = try reader.section(root, at: "", keys: ["fees"])
        return FeeContract(rules: try top.list("fees").map { try rule($0, reader) })
    }

    private static func rule(_ item: SectionReader.Item, _ reader: SectionReader) throws -> FeeContract.Rule {
        let section = try reader.section(item.node, at: item.place, keys: keys)
        let code = try section.text("currency")
        guard let currency = Currency(code) else {
            throw section.error("currency", "\(code) is no ISO 4217 currency; an example: EUR")
        }
        let kinds = try kinds(section)
        // With a refund a provider may give a fee back.
        let mayGiveBack = !kinds.contains(.payment)
        return FeeContract.Rule(
            name: try section.text("name"),
            provider: try section.text("provider"),
            currency: currency,
            kinds: kinds,
            word: try section.optionalText("type"),
            pricing: try pricing(section),
            fixed: try fixed(section, currency, mayGiveBack: mayGiveBack),
            share: try share(section, mayGiveBack: mayGiveBack),
            rounding: try rounding(section)
        )
    }

    private static func kinds(_ section: SectionReader.Section) throws -> Set<SettlementLine.Kind> {
        let items = try section.optionalList("kinds")
        guard !items.isEmpty else { return [.payment] }
        return Set(
            try items.map { item in
                let word = item.node.scalar?.string ?? ""
                guard let kind = SettlementLine.Kind(rawValue: word), kind != .payout else {
                    let known = SettlementLine.Kind.allCases.filter { $0 != .payout }.map(\.rawValue)
                    throw section.error("kinds", "\(word) is none of \(known.joined(separator: ", "))")
                }
                return kind
            }
        )
    }

    private static func pricing(_ section: SectionReader.Section) throws -> FeeContract.Pricing {
        switch try section.optionalText("pricing") ?? "fixed_and_share" {
        case "fixed_and_share": return .fixedAndShare
        case "interchange_plus": return .interchangePlus
        case let word: throw section.error("pricing", "\(word) is neither fixed_and_share nor interchange_plus")
        }
    }

    private static func fixed(
        _ section: SectionReader.Section,
        _ currency: Currency,
        mayGiveBack: Bool
    ) throws -> Int64 {
        let text = try section.optionalText("fixed") ?? "0"
        guard let money = try? Money(parsing: text, currency: currency), mayGiveBack || !money.isNegative else {
            throw section.error("fixed", "\(text) is no amount in \(currency); an example: 0.25")
        }
        return money.minorUnits
    }

    /// Basis points with at most two decimals, in hundredths.
    private static func share(_ section: SectionReader.Section, mayGiveBack: Bool) throws -> Int64 {
        let text = try section.optionalText("basis_points") ?? "0"
        // A basis point has the decimals of a euro.
        guard let points = try? Money(parsing: text, currency: .eur),
            ((mayGiveBack ? -1_000_000 : 0)...1_000_000).contains(points.minorUnits)
        else {
            throw section.error("basis_points", "\(text) is no share; 150 is one and a half percent")
        }
        return points.minorUnits
    }

    private static func rounding(_ section: SectionReader.Section) throws -> Rounding {
        let text = try section.optionalText("rounding") ?? Rounding.halfAwayFromZero.rawValue
        guard let rounding = Rounding(rawValue: text) else {
            let known = "halfAwayFromZero, halfToEven, towardsZero, awayFromZero"
            throw section.error("rounding", "\(text) is none of \(known)")
        }
        return rounding
    }
}
