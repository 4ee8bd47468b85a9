package import HubDomain
package import PaymentVocabulary

/// The three sides of each payout: our ledger, the provider's report, the bank.
package struct SettlementReport: Hashable, Sendable {
    package enum Presence: String, Hashable, Sendable {
        case present
        /// Some of the lines.
        case partly
        case missing
        /// Nothing was given that could say so.
        case notGiven = "not_given"
        /// There is nothing to be there: the payout is zero or has no payments.
        case notNeeded = "not_needed"
    }

    /// A payment inside a payout and what we know of it.
    package struct LinkedLine: Hashable, Sendable {
        package let line: SettlementLine
        package let payment: PaymentID?
    }

    package struct Entry: Hashable, Sendable {
        package let payout: Payout
        package let totals: PayoutTotals
        package let lines: [LinkedLine]
        package let ledger: Presence
        package let provider: Presence
        package let bank: Presence
        /// The movement of the bank account that is the payout.
        package var bankLine: StatementLine?
        /// What does not agree, each with both numbers.
        package let differences: [String]
    }

    /// By provider, payout and currency.
    package var entries: [Entry] = []
    /// What still lies at the providers.
    package var balances: [SettlementLedger.Balance] = []

    /// Payouts first, each kind by name.
    package var expectations: [Expectation] = []
    /// `nil` without a contract.
    package var fees: FeeAudit?

    /// Somebody has given reports, and an empty one has an answer too.
    package internal(set) var isAsked = false

    package init() {}

    package var isEmpty: Bool { !isAsked && entries.isEmpty && balances.isEmpty && expectations.isEmpty && fees == nil }

    /// Whether anything is missing or does not agree.
    package var needsPerson: Bool {
        expectations.contains { $0.state == .missing } || entries.contains { !$0.differences.isEmpty }
            || fees?.differences.isEmpty == false
    }
}

extension Matcher {
    /// - Parameters:
    ///   - credits: the plan over `receipts` that the pass went by.
    ///   - collected: the plan over `debits`, money that left the account, perhaps to a provider that collected.
    func report(
        _ credits: PayoutPlan,
        _ receipts: [StatementLine],
        _ collected: PayoutPlan,
        _ debits: [StatementLine]
    ) -> SettlementReport {
        let claims = (credits.claims(receipts), collected.claims(debits))
        var report = SettlementReport()
        report.entries = groups.settlements.payouts.enumerated().map { index, payout in
            let isCredit = payout.amount > 0
            let plan = isCredit ? credits : collected
            let lines = isCredit ? receipts : debits
            let claims = (isCredit ? claims.0 : claims.1)[index] ?? []
            return entry(payout, bank: plan.places[index].map { lines[$0] }, claims: claims)
        }
        report.balances = groups.settlements.balances
        report.expectations = expectations(report)
        let lines = groups.settlements.payouts.flatMap(\.lines) + report.balances.flatMap(\.lines)
        report.fees = groups.contract.map { FeeAudit(lines.filter { $0.kind != .payout }, $0) }
        return report
    }

    private func entry(_ payout: Payout, bank: StatementLine?, claims: [String]) -> SettlementReport.Entry {
        var differences: [String] = []
        if payout.difference != 0 {
            let (sum, amount) = (payout.shown(payout.sum), payout.shown(payout.amount))
            differences.append("the lines make \(sum) and the payout is \(amount)")
        }
        if let posted = groups.arrivedOtherwise[payout.key] {
            let (then, now) = (payout.shown(posted), payout.shown(payout.amount))
            differences.append("it is in the books with \(then), and the report tells \(now)")
        }
        differences += claims
        if payout.amount == 0 { differences += unbooked(payout) }
        let payments = payout.lines.filter { $0.kind == .payment }
        let lines = payments.map { line in
            let index = expected.payment(of: line)
            return SettlementReport.LinkedLine(line: line, payment: index.map { expected.payments[$0].payment })
        }
        if !expected.payments.isEmpty { differences += payments.compactMap(ledgerDifference) }
        let known = lines.count { $0.payment != nil }
        let ledger: SettlementReport.Presence =
            payments.isEmpty
            ? .notNeeded
            : expected.payments.isEmpty ? .notGiven : known == 0 ? .missing : known < lines.count ? .partly : .present
        return SettlementReport.Entry(
            payout: payout,
            totals: PayoutTotals(payout.lines),
            lines: lines,
            ledger: ledger,
            provider: payout.basis == .notItemised ? .partly : .present,
            bank: bank != nil || groups.arrived.contains(payout.key)
                ? .present : payout.amount == 0 ? .notNeeded : .missing,
            bankLine: bank,
            differences: differences
        )
    }

    /// What would be paid by a payout of which nothing reaches the bank, so that no line stands for it.
    private func unbooked(_ payout: Payout) -> [String] {
        let numbers = payout.lines.filter { $0.kind == .payment }.compactMap(documentNumber)
            .filter { number in
                only(InvoiceNumber(number), payout.currency).map { remaining[$0] > 0 } ?? false
            }
        let nothing = "nothing of it reaches the bank, so that"
        let paid = numbers.isEmpty ? [] : ["\(nothing) its payments settle nothing: \(list(numbers)) stay open"]
        let takenBack = Set(payout.lines.filter { $0.movesBack && $0.gross < 0 }.flatMap(documentsTakenBack)).sorted()
        guard !takenBack.isEmpty else { return paid }
        return paid + ["\(nothing) its refunds take nothing back: \(list(takenBack.map(\.text))) stay paid"]
    }

    /// What an earlier payment that the line may be of pays.
    private func documentsTakenBack(by line: SettlementLine) -> [InvoiceNumber] {
        guard !isOwn(line) else { return [] }
        let named = settled.earlier.places(of: line)
        let document = documentNumber(of: line).map { InvoiceNumber($0) }
        let places = named.isEmpty ? document.map { settled.earlier.places(of: $0, for: line) } ?? [] : named
        return places.flatMap { settled.earlier[$0].shares }.filter { $0.settled > 0 }.map(\.document)
    }

    private func ledgerDifference(_ line: SettlementLine) -> String? {
        let name = line.payment ?? line.id ?? line.place
        guard let charged = line.charged else { return nil }
        guard let index = expected.payment(of: line) else { return "\(name) over \(charged) is no payment of ours" }
        let payment = expected.payments[index]
        guard payment.amount != charged else { return nil }
        return "\(name) is \(charged) at the provider, and our payment \(payment.payment) is \(payment.amount)"
    }
}

extension PayoutPlan {
    /// For each payout the lines that lay a claim on it and do not get it, in words.
    fileprivate func claims(_ lines: [StatementLine]) -> [Int: [String]] {
        var claims: [Int: [String]] = [:]
        for (place, finding) in findings.sorted(by: { $0.key < $1.key }) {
            let line = lines[place]
            let name = line.placeText
            switch finding {
            case .pays(let payout, _):
                guard line.direction == .debit, line.amount.currency != payouts[payout].currency else { continue }
                let words = "collects it in \(line.amount.currency), so that it settles nothing by itself"
                claims[payout, default: []].append("\(name) \(words)")
            case .differs(let payout, _):
                let amount = payouts[payout].shown(payouts[payout].amount)
                claims[payout, default: []].append("\(name) names it with \(line.amount), and it is \(amount)")
            case .again(let payout, _): claims[payout, default: []].append("\(name) brings it a second time")
            case .unclear(let others, _):
                for payout in others { claims[payout, default: []].append("\(name) may be it, or another one is") }
            }
        }
        return claims
    }
}
