package import HubDomain
import PaymentVocabulary

extension Matcher {
    /// The credits of a file that shows the same days of an account as another one, with other references or another
    /// spelling of the account; each with what a person has to know.
    ///
    /// A statement tells all movements of its days: where two files have the same amounts on all days that both show,
    /// they are two forms of one statement, and counting both would post everything twice.
    static func secondForms(
        _ lines: [StatementLine],
        _ identities: [StatementLineIdentity]
    ) -> [StatementLine: String] {
        let forms = StatementForm.all(lines, identities)
        var found: [StatementLine: String] = [:]
        for same in Dictionary(grouping: forms, by: \.accountEnd).values where same.count > 1 {
            let ordered = same.sorted { ($0.file, $0.account) < ($1.file, $1.account) }
            for (place, form) in ordered.enumerated() {
                for other in ordered[..<place] where form.repeats(other) {
                    let days = form.days.clamped(to: other.days)
                    for entry in form.entries
                    where entry.line.direction == .credit && days.contains(entry.look.booked)
                        && !other.identities.contains(entry.identity)
                    {
                        found[entry.line] =
                            "is in a file with the same days and amounts as \(other.file), but with other references: "
                            + "it may be another form of the same statement; give one of the two"
                    }
                }
            }
        }
        return found
    }
}

/// Where the books show the same days of an account as a statement that is about to come, with other references.
package enum SecondForm {
    /// The places of the lines that may be in the books in another form, in either direction.
    ///
    /// - Parameters:
    ///   - lines: of one statement; those whose movements the books have under the same references are no second form.
    ///   - known: what the books show of the same days.
    ///   - mayRepeat: whether a line may repeat one that is known, both by their places, where only what they say tells it.
    /// - Returns: `few` are told by what each of them says alone: they may as well be other payments.
    package static func places(
        in lines: [StatementLine],
        beside known: [StatementLine],
        mayRepeat: (_ place: Int, _ other: Int) throws -> Bool
    ) rethrows -> (many: Set<Int>, few: Set<Int>) {
        guard !known.isEmpty else { return ([], []) }
        let (books, statement) = ("0", "1")
        let all =
            known.enumerated().map { $1.placed(file: books, index: $0) }
            + lines.enumerated().map { $1.placed(file: statement, index: $0) }
        let identities = StatementLineIdentity.identities(of: all)
        let forms = StatementForm.all(all, identities)
        var (many, few): (Set<Int>, Set<Int>) = ([], [])
        let booked = all.indices.filter { all[$0].status == .booked }
        let (own, others) = (booked.filter { $0 >= known.count }, booked.filter { $0 < known.count })
        let alike = try AlikeLines(own, others, all, identities) { try mayRepeat($0 - known.count, $1) }
        few.formUnion(alike.pairs.keys.map { $0 - known.count })
        for form in forms where form.file == statement {
            for other in forms where other.file == books && form.repeats(other) {
                let pairs = form.pairs(with: other).filter { !other.identities.contains($0.own.identity) }
                if form.hasManyLooks(beside: other) {
                    many.formUnion(pairs.map(\.own.line.index))
                } else {
                    let told = try pairs.filter { try mayRepeat($0.own.line.index, $0.other.line.index) }
                    few.formUnion(told.map(\.own.line.index))
                }
            }
        }
        return (many, few.subtracting(many))
    }

    /// Whether two accounts, as identities have them, may be one: one may be written with its national number.
    package static func mayBeOneAccount(_ account: String, _ other: String) -> Bool {
        AccountSpelling.mayBeOne(account, other)
    }

    /// Whether two accounts, as identities have them, are one.
    package static func isOneAccount(_ account: String, _ other: String) -> Bool {
        AccountSpelling.isCertainlyOne(account, other)
    }
}

extension StatementLine {
    /// Whether both carry one end-to-end id and contradict each other in nothing.
    fileprivate func isCertainlyLike(_ other: StatementLine) -> Bool {
        guard let endToEndID, !isPlaceholder(endToEndID), tellsTheSame(as: other) else { return false }
        return foldedReference(endToEndID) == foldedReference(other.endToEndID ?? "")
    }
}

/// What one file shows of one account.
private struct StatementForm {
    struct Entry {
        let look: MovementLook
        let identity: StatementLineIdentity
        let line: StatementLine
    }

    /// Fewer different movements may be equal by chance, unless each has its end-to-end id.
    private static let looksMin = 3
    /// What two spellings of an account have in common at least: one may be the national number of the other.
    private static let accountEndLength = 8

    let file: String
    let account: String
    /// By day and amount.
    let entries: [Entry]
    let days: ClosedRange<CalendarDate>
    let identities: Set<StatementLineIdentity>

    var accountEnd: String { String(account.suffix(Self.accountEndLength)) }

    static func all(_ lines: [StatementLine], _ identities: [StatementLineIdentity]) -> [StatementForm] {
        let spans = spans(lines, identities)
        return spans.compactMap { span in
            guard span.account.utf8.count >= accountEndLength, spans.contains(where: { $0.mayRepeat(span, identities) })
            else { return nil }
            let entries = span.places.map { place in
                let identity = identities[place]
                return Entry(look: MovementLook(identity), identity: identity, line: lines[place])
            }
            let sorted = entries.sorted { $0.look == $1.look ? $0.line.index < $1.line.index : $0.look < $1.look }
            return StatementForm(
                file: span.file,
                account: span.account,
                entries: sorted,
                days: span.days,
                identities: Set(entries.map(\.identity))
            )
        }
    }

    /// What a file shows of an account, before anybody looks at it closer.
    private struct Span {
        let file: String
        let account: String
        var days: ClosedRange<CalendarDate>
        var places: [Int] = []

        /// Two forms of one statement have as many movements on the days that both show.
        func mayRepeat(_ other: Span, _ identities: [StatementLineIdentity]) -> Bool {
            guard days.overlaps(other.days), (file, account) != (other.file, other.account),
                AccountSpelling.mayBeOne(account, other.account)
            else { return false }
            let shared = days.clamped(to: other.days)
            func count(_ span: Span) -> Int {
                if shared == span.days { return span.places.count }
                return span.places.count { shared.contains(identities[$0].bookingDate) }
            }
            return count(self) == count(other)
        }
    }

    private static func spans(_ lines: [StatementLine], _ identities: [StatementLineIdentity]) -> [Span] {
        struct Key: Hashable {
            let file: String
            let account: String
        }
        var spans: [Span] = []
        var known: [Key: Int] = [:]
        var last = 0
        for place in lines.indices where lines[place].status == .booked {
            let (file, account) = (lines[place].file, identities[place].account)
            let day = identities[place].bookingDate
            // Most lines stand beside others of their file and account.
            if spans.isEmpty || spans[last].file != file || spans[last].account != account {
                let key = Key(file: file, account: account)
                last = known[key, default: spans.count]
                known[key] = last
                if last == spans.count { spans.append(Span(file: file, account: account, days: day...day)) }
            }
            let days = spans[last].days
            if !days.contains(day) { spans[last].days = min(days.lowerBound, day)...max(days.upperBound, day) }
            spans[last].places.append(place)
        }
        return spans
    }

    /// Whether both show the same movements on all days that they share, and half of them tell the same.
    func repeats(_ other: StatementForm) -> Bool {
        guard AccountSpelling.mayBeOne(account, other.account) else { return false }
        let pairs = pairs(with: other)
        guard !pairs.isEmpty else { return false }
        let agreeing = pairs.count { $0.own.line.tellsTheSame(as: $0.other.line) }
        guard hasManyLooks(beside: other) || pairs.allSatisfy({ $0.own.line.isCertainlyLike($0.other.line) }) else {
            return false
        }
        return agreeing * 2 >= pairs.count && pairs.contains { !other.identities.contains($0.own.identity) }
    }

    /// The movements of the days that both show, one beside the other; none where their days and amounts differ.
    func pairs(with other: StatementForm) -> [(own: Entry, other: Entry)] {
        guard days.overlaps(other.days) else { return [] }
        let shared = days.clamped(to: other.days)
        let own = entries.filter { shared.contains($0.look.booked) }
        let others = other.entries.filter { shared.contains($0.look.booked) }
        guard own.count == others.count, own.lazy.map(\.look).elementsEqual(others.lazy.map(\.look)) else {
            return []
        }
        return zip(own, others).map { ($0, $1) }
    }

    /// Whether so many different movements are on the days that both show that they are hardly equal by chance.
    func hasManyLooks(beside other: StatementForm) -> Bool {
        guard days.overlaps(other.days) else { return false }
        let shared = days.clamped(to: other.days)
        return Set(entries.lazy.filter { shared.contains($0.look.booked) }.map(\.look)).count >= Self.looksMin
    }
}
