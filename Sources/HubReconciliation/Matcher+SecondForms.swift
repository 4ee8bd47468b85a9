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
        for places in Dictionary(grouping: booked, by: { AlikeLines.Look(identities[$0]) }).values
        where places.count > 1 {
            let files = Dictionary(grouping: places) { lines[$0].file }.sorted { $0.key < $1.key }
            for (position, (file, own)) in files.enumerated().dropFirst() {
                let known = files[..<position].flatMap(\.value)
                for (place, other) in AlikeLines(own, known, lines, identities).pairs
                where lines[place].direction == .credit
                    && (formats[file] != formats[lines[other].file]
                        || identities[place].account != identities[other].account)
                {
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
private struct AlikeLines {
    struct Look: Hashable {
        private let booked: CalendarDate
        /// Negative for debits.
        private let amount: Money

        init(_ identity: StatementLineIdentity) {
            (booked, amount) = (identity.bookingDate, identity.signedAmount)
        }
    }

    /// By places: whose it is, and what it is like.
    private(set) var pairs: [Int: Int] = [:]

    /// - Parameters:
    ///   - own: places in `lines` of the statement's.
    ///   - known: of the others'.
    init(_ own: [Int], _ known: [Int], _ lines: [StatementLine], _ identities: [StatementLineIdentity]) {
        // What has the same reference is the same movement already.
        let (ours, theirs) = (Set(own.map { identities[$0] }), Set(known.map { identities[$0] }))
        var free = Dictionary(grouping: known.filter { !ours.contains(identities[$0]) }) { Look(identities[$0]) }
        guard !free.isEmpty else { return }
        let left = own.filter { !theirs.contains(identities[$0]) }
        let tests: [(StatementLine, StatementLine) -> Bool] = [
            { $0.hasPayment(of: $1) }, { $0.tellsPayment(of: $1) },
        ]
        for test in tests {
            for place in left where pairs[place] == nil {
                let look = Look(identities[place])
                let found = free[look]?.firstIndex { other in
                    StatementForm.mayBeOne(identities[place].account, identities[other].account)
                        && test(lines[place], lines[other])
                }
                if let found { pairs[place] = free[look]?.remove(at: found) }
            }
        }
    }
}

/// Where the books show the same days of an account as a statement that is about to come, with other references.
package enum SecondForm {
    /// The places of the lines that may be in the books in another form, in either direction.
    ///
    /// - Parameters:
    ///   - lines: of one statement; those whose movements the books have under the same references are no second form.
    ///   - known: what the books show of the same days.
    /// - Returns: `few` are told by what each of them says alone, with the place of what is known: they may as well be
    ///   other payments.
    package static func places(
        in lines: [StatementLine],
        beside known: [StatementLine]
    ) -> (many: Set<Int>, few: [Int: Int]) {
        guard !known.isEmpty else { return ([], [:]) }
        let (books, statement) = ("0", "1")
        let all =
            known.enumerated().map { $1.placed(file: books, index: $0) }
            + lines.enumerated().map { $1.placed(file: statement, index: $0) }
        let identities = StatementLineIdentity.identities(of: all)
        let forms = StatementForm.all(all, identities)
        var (many, few): (Set<Int>, [Int: Int]) = ([], [:])
        let booked = all.indices.filter { all[$0].status == .booked }
        let (own, others) = (booked.filter { $0 >= known.count }, booked.filter { $0 < known.count })
        for (place, other) in AlikeLines(own, others, all, identities).pairs {
            few[place - known.count] = other
        }
        for form in forms where form.file == statement {
            for other in forms where other.file == books && form.repeats(other) {
                let pairs = form.pairs(with: other).filter { !other.identities.contains($0.own.identity) }
                if form.hasManyLooks(beside: other) {
                    many.formUnion(pairs.map(\.own.line.index))
                } else {
                    for pair in pairs { few[pair.own.line.index] = pair.other.line.index }
                }
            }
        }
        return (many, few.filter { !many.contains($0.key) })
    }

    /// Whether two accounts, as identities have them, may be one: one may be written with its national number.
    package static func mayBeOneAccount(_ account: String, _ other: String) -> Bool {
        StatementForm.mayBeOne(account, other)
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

    /// Whether both carry one end-to-end id and contradict each other in nothing.
    fileprivate func isCertainlyLike(_ other: StatementLine) -> Bool {
        guard let endToEndID, !isPlaceholder(endToEndID), tellsTheSame(as: other) else { return false }
        return foldedReference(endToEndID) == foldedReference(other.endToEndID ?? "")
    }
}

/// What one file shows of one account.
private struct StatementForm {
    struct Look: Hashable, Comparable {
        let booked: CalendarDate
        /// Negative for debits.
        let amount: Money

        static func < (left: Look, right: Look) -> Bool {
            (left.booked, left.amount.currency, left.amount.minorUnits)
                < (right.booked, right.amount.currency, right.amount.minorUnits)
        }
    }

    struct Entry {
        let look: Look
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
                let look = Look(booked: identity.bookingDate, amount: identity.signedAmount)
                return Entry(look: look, identity: identity, line: lines[place])
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
                StatementForm.mayBeOne(account, other.account)
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

    /// Short account numbers count too: here more is held, and nothing posted, where two are taken for one.
    ///
    /// Books may have accounts from files as they are written: with the currency behind it, without zeros of the number.
    fileprivate static func mayBeOne(_ account: String, _ other: String) -> Bool {
        let (one, another) = (withoutBank(withoutCurrency(account)), withoutBank(withoutCurrency(other)))
        if isSameAccount(one, another) || one.hasSuffix(another) || another.hasSuffix(one) { return true }
        if isMasked(one, as: another) || isMasked(another, as: one) { return true }
        let (left, right) = (germanNumber(one), germanNumber(another))
        guard left.prefix(bankCodeLength) == right.prefix(bankCodeLength), isNumeric(left), isNumeric(right) else {
            return false
        }
        func number(_ account: Substring) -> Substring { account.dropFirst(bankCodeLength).drop { $0 == "0" } }
        return !number(left).isEmpty && number(left) == number(right)
    }

    /// Of Germany, before the number of the account.
    private static let bankCodeLength = 8

    /// Bank code and number, of an IBAN too.
    private static func germanNumber(_ account: String) -> Substring {
        account.hasPrefix("DE") && account.utf8.count == 22 ? account.dropFirst(4) : account[...]
    }

    private static func isNumeric(_ text: Substring) -> Bool { text.utf8.allSatisfy(Ascii.isDigit) }

    private enum Ascii {
        static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        static func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
    }

    /// The number behind a BIC, as in `:25:INGDDEFFXXX/0648489890`.
    ///
    /// Source: ISO 9362: four letters, the country, two characters of the place, three of the branch or none.
    private static func withoutBank(_ account: String) -> String {
        let letters = account.utf8.prefix { Ascii.isCapital($0) }.count
        for length in [11, 8] where letters >= 6 && account.utf8.count >= length + numberDigitsMin {
            let number = account.utf8.dropFirst(length)
            guard number.allSatisfy(Ascii.isDigit) else { continue }
            return String(Substring(number.drop { $0 == 0x30 }))
        }
        return account
    }

    private static let numberDigitsMin = 6

    /// Whether an account of which exports hide the middle, `DE12XXXX9890`, is another one: begin and end are the same.
    private static func isMasked(_ account: String, as other: String) -> Bool {
        guard let first = account.utf8.firstIndex(of: UInt8(ascii: "X")),
            let last = account.utf8.lastIndex(of: UInt8(ascii: "X")),
            account.utf8[first...last].allSatisfy({ $0 == UInt8(ascii: "X") }), first < last
        else { return false }
        let (begin, end) = (account[..<first], account[account.utf8.index(after: last)...])
        return end.utf8.count >= maskedDigitsMin && end.utf8.allSatisfy(Ascii.isDigit) && other.hasPrefix(begin)
            && other.hasSuffix(end) && other.utf8.count >= begin.utf8.count + end.utf8.count
    }

    private static let maskedDigitsMin = 4

    private static func withoutCurrency(_ account: String) -> String {
        let number = account.dropLast(3)
        let isCurrency = number.last?.isNumber == true && Currency(String(account.suffix(3))) != nil
        return isCurrency ? String(number) : account
    }

    /// Whether both show the same movements on all days that they share, and half of them tell the same.
    func repeats(_ other: StatementForm) -> Bool {
        guard Self.mayBeOne(account, other.account) else { return false }
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
