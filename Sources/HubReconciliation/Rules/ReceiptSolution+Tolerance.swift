import HubDomain
import PaymentVocabulary

extension Matcher {
    /// The one tolerance of the policy that explains the difference.
    ///
    /// - Parameter lacking: what is open less what was paid, in minor units; negative for an over payment.
    /// - Returns: `nil` when none does, so that it is a part or an over payment as without tolerances.
    func tolerated(
        _ line: StatementLine,
        _ invoices: [Int],
        _ notes: [Int],
        lacking: Int128
    ) -> ReceiptSolution? {
        let late = lateDiscount(line, invoices, notes, lacking: lacking)
        guard invoices.count == 1, notes.isEmpty, let item = invoices.first, let units = Int64(exactly: lacking) else {
            return late
        }
        if units < 0 { return kept(line, item, 0 - units) }
        let kinds = policy.tolerances.kinds(
            short: units,
            of: remaining[item],
            line.amount.currency,
            isAbroad: isFromAbroad(line)
        )
        var explanations = kinds.map(\.words)
        if late != nil {
            explanations.append("a discount inside the days of grace")
        } else if !kinds.isEmpty, resemblesOffer(units, item) {
            explanations.append("a discount that was offered")
        }
        guard explanations.count <= 1 else {
            let missing = money(units, like: line.amount)
            return .refused(.ambiguous, words: "and \(missing) less may be \(list(explanations)), so it is not decided")
        }
        if let late { return late }
        guard let kind = kinds.first else { return nil }
        let part = ReceiptSolution.Part(
            item: item,
            cleared: line.amount.minorUnits,
            tolerated: (kind, units)
        )
        let words = "the amount is \(money(units, like: line.amount)) short, which the policy takes for \(kind.words)"
        return .paid([part], kind.amount, words: words)
    }

    private func lateDiscount(
        _ line: StatementLine,
        _ invoices: [Int],
        _ notes: [Int],
        lacking: Int128
    ) -> ReceiptSolution? {
        guard policy.discountGraceDays > 0 else { return nil }
        return discounted(invoices, notes, excess: lacking, line, isGrace: true)
    }

    private func kept(_ line: StatementLine, _ item: Int, _ more: Int64) -> ReceiptSolution? {
        let kind = Tolerances.Kind.overPayment
        guard policy.tolerances.allows(kind, more, of: remaining[item], line.amount.currency) else { return nil }
        let parts = [
            ReceiptSolution.Part(item: item, cleared: remaining[item]),
            ReceiptSolution.Part(item: nil, cleared: more, tolerated: (kind, more)),
        ]
        let words = "\(money(more, like: line.amount)) more than what is open are kept, \(kind.words)"
        return .paid(parts, kind.amount, words: words)
    }

    /// Whether the difference is that of a discount, whenever it ended: the payer may have taken it all the same.
    private func resemblesOffer(_ units: Int64, _ item: Int) -> Bool {
        items[item].discounts.contains {
            ($0.amount.minorUnits - units).magnitude <= policy.discountRoundingMinorUnits.magnitude
        }
    }

    /// Both accounts are IBANs, of different countries.
    private func isFromAbroad(_ line: StatementLine) -> Bool {
        guard let ours = IBAN(line.account), let theirs = line.counterpartyAccount.flatMap(IBAN.init) else {
            return false
        }
        return ours.country != theirs.country
    }
}
