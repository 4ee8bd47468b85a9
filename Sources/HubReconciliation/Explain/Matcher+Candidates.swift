import HubDomain
import PaymentVocabulary

extension Matcher {
    private static let candidatesMax = 5

    /// The documents that have most in common with the line; those of the nearest amounts when none has anything and
    /// the line pays nothing.
    ///
    /// - Parameter used: documents that the line pays already.
    mutating func candidates(
        for line: StatementLine,
        without used: Set<InvoiceNumber>
    ) -> [LineExplanation.Candidate] {
        knownAmounts = AmountIndex(self)
        let named = Set(Mentions(line, index: references).all.flatMap(\.items))
        let payer = parties.payer(of: line)
        var found: [(item: Int, points: Int, off: UInt64)] = []
        for item in items.indices where !used.contains(items[item].invoice.number) {
            let isPayable = remaining[item] > 0 && !isCreditNote(item) && currency(of: item) == line.amount.currency
            guard named.contains(item) || isPayable else { continue }
            let relation = parties.relation(of: payer, to: owners[item])
            let points =
                (named.contains(item) ? 8 : 0) + (relation == .agreesByAccount ? 4 : relation.agrees ? 3 : 0)
                + (isExact(item, line) ? 4 : 0)
            found.append((item, points, off(item, line)))
        }
        if !used.isEmpty || found.contains(where: { $0.points > 0 }) { found.removeAll { $0.points == 0 } }
        let best = found.sorted { ($1.points, $0.off, $0.item) < ($0.points, $1.off, $1.item) }
        return best.prefix(Self.candidatesMax).map { item, _, _ in
            let invoice = items[item].invoice
            return LineExplanation.Candidate(
                invoice: invoice.number,
                customer: invoice.customer,
                open: money(remaining[item], like: invoice.open),
                due: invoice.due,
                facts: facts(item, line, isNamed: named.contains(item), payer),
                wouldPostIf: change(of: line, thatPays: item)
            )
        }
    }

    private func off(_ item: Int, _ line: StatementLine) -> UInt64 {
        UInt64(clamping: (Int128(remaining[item]) - Int128(line.amount.minorUnits)).magnitude)
    }

    /// In full, or less a discount that the line's day still allows.
    private func isExact(_ item: Int, _ line: StatementLine) -> Bool {
        guard currency(of: item) == line.amount.currency, remaining[item] > 0 else { return false }
        return remaining[item] == line.amount.minorUnits || isLessDiscount(item, line)
    }

    private func isLessDiscount(_ item: Int, _ line: StatementLine) -> Bool {
        offersOpen(item, line).contains { remaining[item] - $0 == line.amount.minorUnits }
    }

    private func facts(
        _ item: Int,
        _ line: StatementLine,
        isNamed: Bool,
        _ payer: PartyIndex.Payer
    ) -> [String] {
        let amount: String
        if currency(of: item) != line.amount.currency {
            amount = "it is open in \(currency(of: item))"
        } else if remaining[item] == 0 {
            amount = "nothing is left of it, \(whoTook(item))"
        } else if remaining[item] == line.amount.minorUnits {
            amount = "the amount agrees"
        } else if isLessDiscount(item, line) {
            amount = "the amount agrees less a discount"
        } else {
            let units = Int128(line.amount.minorUnits) - Int128(remaining[item])
            let exponent = Int(line.amount.currency.exponent)
            let off = decimalText(units < 0 ? -units : units, exponent: exponent)
            amount = "the line is \(off) \(line.amount.currency) \(units > 0 ? "more" : "less")"
        }
        let relation = parties.relation(of: payer, to: owners[item])
        return [isNamed ? "the line names it" : "the line does not name it", amount, relation.words]
    }

    /// Tries what could have been different, from little to much, on the matcher itself as it was then.
    private func change(of line: StatementLine, thatPays item: Int) -> String? {
        let invoice = items[item].invoice
        let number = invoice.number.text
        let amount = money(remaining[item], like: invoice.open)
        let also: Change = ("the line also named \(number)", { $0.remittance += " " + number })
        let only: Change = ("the line named \(number) and nothing else", { $0.name(only: number) })
        let payer: Change = (
            "the payer were customer \(invoice.customer)",
            { ($0.counterpartyAccount, $0.counterpartyName) = (invoice.payerAccount, invoice.customerName) }
        )
        let paid: Change = ("the amount were \(amount)", { $0.bring(amount) })
        let choices: [[Change]] = [
            [also], [only], [payer], [paid], [also, payer], [only, payer], [also, paid], [only, paid], [payer, paid],
            [only, payer, paid],
        ]
        for changes in choices {
            var changed = line
            for change in changes { change.apply(&changed) }
            if pays(changed, item) { return list(changes.map(\.words)) }
        }
        return nil
    }

    private typealias Change = (words: String, apply: (inout StatementLine) -> Void)

    private func pays(_ line: StatementLine, _ item: Int) -> Bool {
        var trial = self
        guard let match = trial.run([line]).matches.first else { return false }
        return match.allocations.contains { $0.invoice == items[item].invoice.number && $0.kind == .invoice }
            && trial.remaining[item] < remaining[item]
    }
}

extension StatementLine {
    /// Names one document, in its text, and nothing else.
    fileprivate mutating func name(only number: String) {
        remittance = number
        endToEndID = nil
        (creditorReferences, documentNumbers) = ([], [])
        (documents, groupKeys) = (nil, nil)
    }

    /// Brings another amount; what the statement says of its parts and its exchange is then of the old one.
    fileprivate mutating func bring(_ other: Money) {
        guard other != amount else { return }
        amount = other
        (documents, groupKeys) = (nil, nil)
        (instructedAmount, exchangeRate) = (nil, nil)
    }
}
