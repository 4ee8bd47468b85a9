import HubDomain
import PaymentVocabulary

/// By which movements of one account are compared first.
struct MovementLook: Hashable, Comparable {
    let booked: CalendarDate
    /// Negative for debits.
    let amount: Money

    init(_ identity: StatementLineIdentity) {
        (booked, amount) = (identity.bookingDate, identity.signedAmount)
    }

    static func < (left: MovementLook, right: MovementLook) -> Bool {
        (left.booked, left.amount.currency, left.amount.minorUnits)
            < (right.booked, right.amount.currency, right.amount.minorUnits)
    }
}

extension Matcher {
    /// The credits of a file that are certainly like one of a file in another format, or under another spelling of the
    /// account, with another reference; each with what a person has to know.
    ///
    /// Of one day they may show different parts, as a report during the day and the statement at its end do.
    static func otherFormats(
        _ lines: [StatementLine],
        _ identities: [StatementLineIdentity],
        _ formats: [String: String]
    ) -> [StatementLine: String] {
        guard Set(formats.values).count > 1 || lines.contains(where: { $0.account != lines[0].account }) else {
            return [:]
        }
        let booked = lines.indices.filter { lines[$0].status == .booked }
        var found: [StatementLine: String] = [:]
        for places in Dictionary(grouping: booked, by: { MovementLook(identities[$0]) }).values
        where places.count > 1 {
            let files = Dictionary(grouping: places) { lines[$0].file }.sorted { $0.key < $1.key }
            for (position, (file, own)) in files.enumerated().dropFirst() {
                // One that is held as another form already is nobody's original.
                let known = files[..<position].flatMap(\.value).filter { found[lines[$0]] == nil }
                let alike = AlikeLines(own, known, lines, identities) { place, other in
                    formats[file] != formats[lines[other].file]
                        || identities[place].account != identities[other].account
                }
                for (place, other) in alike.pairs where lines[place].direction == .credit {
                    found[lines[place]] =
                        "is like \(lines[other].placeText) in another format or under another spelling of the account, but "
                        + "for its reference: it may be the same payment; give one of the two"
                }
            }
        }
        return found
    }
}

/// Lines of one statement beside those of others that show the same movement with another reference, one by one.
struct AlikeLines {
    /// By places: whose it is, and what it is like.
    private(set) var pairs: [Int: Int] = [:]

    /// - Parameters:
    ///   - own: places in `lines` of the statement's.
    ///   - known: of the others'.
    ///   - mayRepeat: whether the one may be the other at all.
    init(
        _ own: [Int],
        _ known: [Int],
        _ lines: [StatementLine],
        _ identities: [StatementLineIdentity],
        mayRepeat: (_ place: Int, _ other: Int) throws -> Bool
    ) rethrows {
        // What has the same reference is the same movement already.
        let (ours, theirs) = (Set(own.map { identities[$0] }), Set(known.map { identities[$0] }))
        var free = Dictionary(grouping: known.filter { !ours.contains(identities[$0]) }) {
            MovementLook(identities[$0])
        }
        guard !free.isEmpty else { return }
        let left = own.filter { !theirs.contains(identities[$0]) }
        let tests: [(StatementLine, StatementLine) -> Bool] = [
            { $0.hasPayment(of: $1) }, { $0.tellsPayment(of: $1) },
        ]
        for test in tests {
            for place in left where pairs[place] == nil {
                let look = MovementLook(identities[place])
                let found = try free[look]?.firstIndex { other in
                    try AccountSpelling.mayBeOne(identities[place].account, identities[other].account)
                        && test(lines[place], lines[other]) && mayRepeat(place, other)
                }
                if let found { pairs[place] = free[look]?.remove(at: found) }
            }
        }
    }
}

extension StatementLine {
    /// Whether both carry one end-to-end id, and nothing says that different parties paid; formats cut texts.
    fileprivate func hasPayment(of other: StatementLine) -> Bool {
        guard let endToEndID, !isPlaceholder(endToEndID),
            foldedReference(endToEndID) == foldedReference(other.endToEndID ?? "")
        else { return false }
        let (text, another) = (foldedReference(remittance), foldedReference(other.remittance))
        guard text.isEmpty || another.isEmpty || text.contains(another) || another.contains(text) else { return false }
        return hasParty(of: other, isTold: false)
    }

    /// Whether both have one text of one party, or of none, and contradict each other in nothing.
    fileprivate func tellsPayment(of other: StatementLine) -> Bool {
        let text = foldedReference(remittance)
        return text.utf8.count >= 4 && text == foldedReference(other.remittance) && tellsTheSame(as: other)
            && hasParty(of: other, isTold: true)
    }

    /// - Parameter isTold: whether both have to tell it, if one does.
    private func hasParty(of other: StatementLine, isTold: Bool) -> Bool {
        func folded(_ line: StatementLine) -> (account: String, name: String) {
            (foldedReference(line.counterpartyAccount ?? ""), foldedReference(line.counterpartyName ?? ""))
        }
        let (own, their) = (folded(self), folded(other))
        if !own.account.isEmpty, !their.account.isEmpty { return isSameAccount(own.account, their.account) }
        if !own.name.isEmpty, !their.name.isEmpty {
            return own.name.hasPrefix(their.name) || their.name.hasPrefix(own.name)
        }
        return !isTold || (own.account + own.name).isEmpty && (their.account + their.name).isEmpty
    }
}
