import HubDomain
import HubLedger
import HubStore
import PaymentVocabulary

/// Above which amounts one person alone may neither post nor undo a match.
struct FourEyes: Sendable {
    /// Minor units by currency; no limit for a currency that is not there.
    let above: [Currency: Int64]

    /// By the receipt, and by all that its parts settle: a receipt of a cent may close a million by a discount.
    func areNeeded(for receipt: Money, _ parts: [Books.Application]) -> Bool {
        guard !above.isEmpty else { return false }
        return areNeeded(forAny: [(receipt.currency, Int128(receipt.minorUnits))] + parts.settled)
    }

    func areNeeded(forAny amounts: [(Currency, Int128)]) -> Bool {
        amounts.contains { currency, units in above[currency].map { units > Int128($0) } ?? false }
    }
}

extension [Books.Application] {
    /// The gross of the settled parts in each of their currencies, in minor units.
    ///
    /// Money, discounts, differences, what is left unapplied and what is taken back; what credit notes add is in the documents that they help
    /// to pay.
    fileprivate var settled: [(Currency, Int128)] {
        var sums: [Currency: Int128] = [:]
        for part in self {
            if part.reopened != nil { sums[part.amount.currency, default: 0] += Int128(part.amount.minorUnits) }
            switch part.applied?.target {
            case .invoice?, .discount?, .difference?, .excess?, .unapplied?:
                sums[part.amount.currency, default: 0] += Int128(part.amount.minorUnits)
            case .creditNote?, nil: break
            }
        }
        return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension Books {
    /// Whether posting this match, with taking back the one that it replaces, or undoing it needs two people.
    ///
    /// So does a match about which a person has asked for a second one, whatever the limit is by now; and a discount that
    /// together with what earlier ones took of the same document is above the limit.
    func needsTwo(_ match: MatchRow, _ fourEyes: FourEyes) throws -> Bool {
        if try needsTwo(alone: match, fourEyes) { return true }
        guard let replaced = try match.replaces.map({ try knownMatch($0) }) else { return false }
        return try needsTwo(alone: replaced, fourEyes)
    }

    private func needsTwo(alone match: MatchRow, _ fourEyes: FourEyes) throws -> Bool {
        if let open = try openApproval(about: match.subject), !Hub.isAutomatic(open.proposedBy) { return true }
        let parts = try parts(of: match)
        return try fourEyes.areNeeded(for: match.amount, parts) || fourEyes.areNeeded(forAny: closed(by: match, parts))
    }

    /// What this match closes of each document without money, together with what earlier matches of people have.
    private func closed(by match: MatchRow, _ parts: [Application]) throws -> [(Currency, Int128)] {
        var sums: [InvoiceNumber: (currency: Currency, units: Int128)] = [:]
        for part in parts where part.closesWithoutMoney {
            guard let number = part.document else { continue }
            sums[number, default: (part.amount.currency, 0)].units += Int128(part.amount.minorUnits)
        }
        return try sums.sorted { $0.key.text < $1.key.text }.map { number, sum in
            let earlier = try receipts(on: number).reduce(Int128(0)) { earlier, receipt in
                let part = Application(
                    kind: receipt.kind,
                    number: number.text,
                    customer: CustomerID(""),
                    amount: Money(minorUnits: receipt.minorUnits, currency: sum.currency)
                )
                guard receipt.identity != match.identity, part.closesWithoutMoney,
                    try isPostedByPerson(receipt.identity)
                else { return earlier }
                return earlier + Int128(receipt.minorUnits)
            }
            return (sum.currency, sum.units + earlier)
        }
    }

    private func isPostedByPerson(_ identity: String) throws -> Bool {
        guard let posted = try postedMatch(of: identity), let last = try versions(of: posted.number).last else {
            return false
        }
        return !Hub.isAutomatic(last.principal)
    }
}

extension Books.Application {
    fileprivate var closesWithoutMoney: Bool {
        switch applied?.target {
        case .discount?, .difference?: true
        case .invoice?, .excess?, .unapplied?, .creditNote?, nil: false
        }
    }
}
