package import PaymentVocabulary

/// What a provider may charge for a line, by the contract with it.
package struct FeeContract: Hashable, Sendable {
    package enum Pricing: Hashable, Sendable {
        /// A fixed amount and a share of the gross amount.
        case fixedAndShare
        /// The same on top of the interchange and the scheme's fee, which the report tells of each line.
        case interchangePlus
    }

    /// One line of the contract; the first that fits a line of a report counts.
    package struct Rule: Hashable, Sendable {
        package let name: String
        package let provider: String
        package let currency: Currency
        package let kinds: Set<SettlementLine.Kind>
        /// The provider's own word, such as a type of row; `nil` fits every one.
        package let word: String?
        package let pricing: Pricing
        /// In minor units.
        package let fixed: Int64
        /// Of the gross amount, in hundredths of a basis point.
        package let share: Int64
        package let rounding: Rounding

        package init(
            name: String,
            provider: String,
            currency: Currency,
            kinds: Set<SettlementLine.Kind>,
            word: String?,
            pricing: Pricing,
            fixed: Int64,
            share: Int64,
            rounding: Rounding
        ) {
            self.name = name
            self.provider = provider
            self.currency = currency
            self.kinds = kinds
            self.word = word
            self.pricing = pricing
            self.fixed = fixed
            self.share = share
            self.rounding = rounding
        }
    }

    package let rules: [Rule]

    package init(rules: [Rule] = []) { self.rules = rules }

    /// Providers of rules that none of these lines is of.
    package func providers(without lines: [SettlementLine]) -> [String] {
        let known = Set(lines.map { $0.provider.lowercased() })
        return Set(rules.map(\.provider)).filter { !known.contains($0.lowercased()) }.sorted()
    }

    func rule(for line: SettlementLine) -> Rule? {
        rules.first { rule in
            rule.provider.lowercased() == line.provider.lowercased() && rule.currency == line.net.currency
                && rule.kinds.contains(line.kind)
                && (rule.word.map { $0.lowercased() == line.word.lowercased() } ?? true)
        }
    }
}

extension FeeContract.Rule {
    /// The fee in minor units, rounded once; `nil` when the report does not tell interchange and scheme fee.
    func fee(for line: SettlementLine) -> Int128? {
        var passedOn: Int128 = 0
        if pricing == .interchangePlus {
            let passed = line.feeParts.filter { $0.name == .interchange || $0.name == .scheme }
            guard passed.contains(where: { $0.name == .interchange }) else { return nil }
            passedOn = passed.reduce(0) { $0 + $1.parts }
        }
        var minorUnits: Int128 = 1
        for _ in 0..<line.net.currency.exponent { minorUnits *= 10 }
        // A share counts in millionths of the gross amount.
        let (unit, gross) = (FeePart.unit, Int128(line.gross.magnitude))
        let exact = Int128(fixed) * unit + gross * Int128(share) * (unit / 1_000_000) + passedOn * minorUnits
        return rounding.quotient(exact, unit)
    }
}

/// What a comparison of charged fees with the contract found.
package struct FeeAudit: Hashable, Sendable {
    package struct Difference: Hashable, Sendable {
        package let line: SettlementLine
        package let rule: FeeContract.Rule
        /// In minor units; `nil` when the report does not tell what the contract needs.
        package let expected: Int128?
    }

    /// Lines that a rule is for and that agree with it.
    package let agreeing: Int
    package let differences: [Difference]
    /// Payments, and other lines with a fee or that are one, that no line of the contract is for.
    package let uncovered: Int

    init(_ lines: [SettlementLine], _ contract: FeeContract) {
        var (agreeing, uncovered) = (0, 0)
        var differences: [Difference] = []
        for line in lines.sorted(by: { ($0.file, $0.row) < ($1.file, $1.row) }) {
            guard let rule = contract.rule(for: line) else {
                if line.kind == .payment || line.kind == .fee || line.fee.minorUnits != 0 { uncovered += 1 }
                continue
            }
            let expected = rule.fee(for: line)
            if expected == Int128(line.fee.minorUnits) {
                agreeing += 1
            } else {
                differences.append(Difference(line: line, rule: rule, expected: expected))
            }
        }
        (self.agreeing, self.differences, self.uncovered) = (agreeing, differences, uncovered)
    }
}
