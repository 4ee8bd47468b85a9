package import HubDomain
package import PaymentVocabulary

/// What a match of an earlier run would take of a document, once somebody has agreed to it.
///
/// No pass gives anything of the document to another receipt, just as within one run: what is left beside a match that may
/// come to nothing is no amount to go by. It counts as open all the same.
package struct Reservation: Hashable, Sendable {
    package let document: InvoiceNumber
    /// The receipt of the match.
    package let line: StatementLine

    package init(document: InvoiceNumber, line: StatementLine) {
        (self.document, self.line) = (document, line)
    }
}

extension Matcher {
    mutating func reserve(_ reservations: [Reservation]) {
        for reservation in reservations {
            let places = items.indices(ofNumber: reservation.document)
            guard places.count == 1, let item = places.first, remaining[item] > 0 else { continue }
            claimant[item] = reservation.line
            keep(item)
        }
    }

    /// Keeps what is left of a document from all other receipts.
    mutating func keep(_ item: Int) {
        heldClaims[item, default: 0] += remaining[item]
        remaining[item] = 0
    }

    /// A document beside those that are named which makes the amount exact, and which a match may pay that waits.
    func missing(_ line: StatementLine, _ named: Named) -> Verdict? {
        guard !heldClaims.isEmpty, let first = named.items.first else { return nil }
        func signed(_ item: Int, _ units: Int64) -> Int128 { isCreditNote(item) ? 0 - Int128(units) : Int128(units) }
        let open = named.items.reduce(Int128(0)) { $0 + signed($1, remaining[$1]) }
        let kept = itemsOfCustomer[owners[first]].first { item in
            heldClaims[item].map { open + signed(item, $0) == Int128(line.amount.minorUnits) } ?? false
        }
        guard let kept else { return nil }
        let text = "names \(names(named)), and the amount is exact with \(items[kept].invoice.number), \(whoTook(kept))"
        return exception(
            line,
            .ambiguous,
            text,
            suggesting: (named.items + [kept]).map { (item: $0, reason: "named, or makes the amount exact") },
            documents: named.items.count + 1
        )
    }

    /// Why nothing is left of an item: who has settled it, or is to.
    func whoTook(_ item: Int) -> String {
        guard let line = claimant[item] else { return "settled already before" }
        return heldClaims[item] != nil
            ? "which \(line.placeText) pays once somebody agrees" : "which \(line.placeText) pays"
    }
}
