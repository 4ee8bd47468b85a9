import PaymentVocabulary

/// Months, quarters, halves and years that a text gives for what it pays: `Rechnung Dezember 2025`, `Abo Februar`,
/// `Beitrag Q4/2025`, `12/2025`.
///
/// A day of a month is none of them (`DocumentDates`), nor is a period of something else, such as a contract's.
struct DocumentPeriods {
    fileprivate struct Period {
        /// As written.
        var words: String
        /// The run behind it.
        var end: Int
        var year: Int?
        /// 1...12; from the first to the second, over the end of a year if need be.
        var first: Int
        var last: Int
        /// It is a year alone.
        var isYear = false
        /// Of the month, where what is read as a year may as well be one.
        var day: Int?
    }

    private let all: [Period]

    /// - Parameter isAlone: whether nothing but the amount says what is paid: what may be a period is one then, though no
    ///   word says of what.
    init(_ text: RunText, isAlone: Bool = false) {
        var found: [(period: Period, isTold: Bool)] = []
        var place = 0
        while place < text.runs.count {
            guard let period = Self.period(at: place, in: text) else {
                place += 1
                continue
            }
            let isTold = period.isTold(at: place, in: text, isAlone: isAlone)
            if let earlier = found.last, let span = earlier.period.joined(to: period, at: place, in: text) {
                found[found.count - 1] = (span, earlier.isTold || isTold)
            } else {
                found.append((period, isTold))
            }
            place = period.end
        }
        all = found.filter(\.isTold).map(\.period)
    }

    /// The first period, if documents that are open from one day to another are of none of them.
    func first(besides documents: [(issued: CalendarDate, due: CalendarDate)]) -> String? {
        let isOne = all.contains { period in documents.contains { period.touches($0.issued, max($0.issued, $0.due)) } }
        return isOne ? nil : all.first?.words
    }

    private static func period(at place: Int, in text: RunText) -> Period? {
        month(at: place, in: text) ?? part(at: place, in: text) ?? numeric(at: place, in: text)
            ?? year(at: place, in: text)
    }

    /// `Februar`, `Feb. 2026`, `febrero de 2026`, `2026 Februar`, `FEB2026`.
    private static func month(at place: Int, in text: RunText) -> Period? {
        let run = text.runs[place]
        guard run.hasLetter else { return nil }
        let word = text.string(place, place)
        if run.hasDigit {
            let name = String(word.prefix { !$0.isNumber })
            let digits = word.dropFirst(name.count)
            guard let month = MonthNames.month(name), digits.utf8.allSatisfy(isDigit),
                let year = digits.count == 2 ? Int("20\(digits)") : year(String(digits))
            else { return nil }
            return Period(words: word, end: place + 1, year: year, first: month, last: month)
        }
        guard let month = MonthNames.month(word) else { return nil }
        if place == 0 || !isDay(place - 1, in: text), isDay(place + 1, in: text),
            let short = Int(text.string(place + 1, place + 1)), shortYears.contains(short),
            text.isWhole(place + 1, place + 1), !isYear(place + 2, in: text)
        {
            let words = "\(word) \(short)"
            return Period(words: words, end: place + 2, year: 2_000 + short, first: month, last: month, day: short)
        }
        guard !isBesideDay(place, in: text) else { return nil }
        var next = place + 1
        while next < text.runs.count, Self.of.contains(text.string(next, next)) { next += 1 }
        if next < text.runs.count, let year = year(text.string(next, next)) {
            return Period(words: "\(word) \(year)", end: next + 1, year: year, first: month, last: month)
        }
        let before = place > 0 ? year(text.string(place - 1, place - 1)) : nil
        let words = before.map { "\($0) \(word)" } ?? word
        return Period(words: words, end: place + 1, year: before, first: month, last: month)
    }

    private static func isBesideDay(_ place: Int, in text: RunText) -> Bool {
        isDay(place - 1, in: text) || isDay(place + 1, in: text)
    }

    private static func isDay(_ place: Int, in text: RunText) -> Bool {
        guard text.runs.indices.contains(place) else { return false }
        let run = text.runs[place]
        return run.hasDigit && !run.hasLetter && run.length <= 2
    }

    private static func isYear(_ place: Int, in text: RunText) -> Bool {
        text.runs.indices.contains(place) && year(text.string(place, place)) != nil
    }

    /// Of years of which payers write.
    private static let shortYears = 20...39

    /// `Q4`, `Q4/2025`, `4. Quartal 2025`, `H1 2026`, `1. Halbjahr`.
    private static func part(at place: Int, in text: RunText) -> Period? {
        let word = text.string(place, place)
        var end = place + 1
        var months: Int?
        var number: Int?
        if word.utf8.count == 2, word.hasPrefix("Q") || word.hasPrefix("H") {
            months = word.hasPrefix("Q") ? 3 : 6
            number = word.dropFirst().first?.wholeNumberValue
        } else if word.utf8.count == 1, end < text.runs.count {
            let unit = text.string(end, end)
            months = quarters.contains(where: unit.hasPrefix) ? 3 : halves.contains(unit) ? 6 : nil
            number = word.first?.wholeNumberValue
            end += 1
        }
        guard let months, let number, (1...(12 / months)).contains(number) else { return nil }
        let year = end < text.runs.count ? year(text.string(end, end)) : nil
        if year != nil { end += 1 }
        let words = (place..<end).map { text.string($0, $0) }.joined(separator: " ")
        return Period(words: words, end: end, year: year, first: (number - 1) * months + 1, last: number * months)
    }

    /// `12/2025`, `12.2025`, `2025-12`; `02/26`.
    private static func numeric(at place: Int, in text: RunText) -> Period? {
        guard place + 1 < text.runs.count, text.isWhole(place, place + 1) else { return nil }
        let gap = text.runs[place + 1].gapBefore
        guard gap == .slash || gap == .point || gap == .dash else { return nil }
        let (one, other) = (text.string(place, place), text.string(place + 1, place + 1))
        let short =
            gap == .slash && other.utf8.count == 2 && !isTime(place, in: text)
            ? Int(other).flatMap { shortYears.contains($0) ? $0 : nil } : nil
        let (month, year) =
            year(one) == nil ? (one, Self.year(other) ?? short.map { 2_000 + $0 }) : (other, Self.year(one))
        guard let year, month.utf8.count <= 2, let month = Int(month), (1...12).contains(month) else { return nil }
        return Period(words: "\(one)/\(other)", end: place + 2, year: year, first: month, last: month)
    }

    /// `Uhr 12:25`.
    private static func isTime(_ place: Int, in text: RunText) -> Bool {
        [place - 1, place + 2].contains {
            text.runs.indices.contains($0) && ["UHR", "UM", "TIME"].contains(text.string($0, $0))
        }
    }

    /// `Beitrag 2025`.
    private static func year(at place: Int, in text: RunText) -> Period? {
        guard let year = year(text.string(place, place)), text.isWhole(place, place),
            place > 0, !text.runs[place - 1].hasDigit, text.runs[place].gapBefore != .dash
        else { return nil }
        let words = "\(text.string(place - 1, place - 1)) \(year)"
        return Period(words: words, end: place + 1, year: year, first: 1, last: 12, isYear: true)
    }

    private static func year(_ word: String) -> Int? {
        guard word.utf8.count == 4, word.hasPrefix("20"), word.utf8.allSatisfy(isDigit) else { return nil }
        return Int(word)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static let of: Set<String> = ["DE", "DEL", "DI", "OF", "ROKU"]
    private static let quarters = ["QUART", "TRIMEST", "KWART", "KVART", "ČTVRTLET", "VUOSINELJ"]
    private static let halves: Set<String> = [
        "HALBJAHR", "HJ", "SEMESTRE", "SEMESTER", "HALFJAAR", "PÓŁROCZE", "HALVÅR",
    ]
}

extension DocumentPeriods.Period {
    /// The span of two: `Januar - März`, `Januar bis März`.
    fileprivate func joined(to other: Self, at place: Int, in text: RunText) -> Self? {
        let gap = text.runs[place].gapBefore
        let isBeside = place == end && (gap == .through || gap == .dash)
        let isThrough = place == end + 1 && Self.throughs.contains(text.string(end, end))
        guard !isYear, isBeside || isThrough else { return nil }
        var span = self
        span.words += " to \(other.words)"
        (span.last, span.year, span.end) = (other.last, other.year ?? year, other.end)
        return span
    }

    /// Whether the text gives it for a document: with its year, or behind a word for what is paid time after time.
    fileprivate func isTold(at place: Int, in text: RunText, isAlone: Bool) -> Bool {
        let isNumeric = (place..<end).allSatisfy { !text.runs[$0].hasLetter }
        let isOneWord = end == place + 1 && text.runs[place].length <= 3
        let isMonth = isAlone && (!isOneWord || Self.months.contains(text.string(place, place)))
        guard place > 0 else { return isMonth || year != nil && !isNumeric }
        var before = place - 1
        while before > 0, Self.small.contains(text.string(before, before)) { before -= 1 }
        // `2026 Februar`
        if year != nil, before > 0, text.string(before, before) == year.map(String.init) { before -= 1 }
        let word = text.string(before, before)
        if ForeignNumbers.isOfSomethingElse(before: place, in: text) || Self.others.contains(where: word.hasPrefix) {
            return false
        }
        if year != nil, !isNumeric || isYear || isAlone { return true }
        if isMonth { return true }
        // `Set`, `out` and others are words too.
        let isCut = end == place + 1 && text.runs[place].length <= 3 && !Self.short.contains(text.string(place, place))
        if isCut, !text.runs[place].hasDigit { return false }
        return ForeignNumbers.isDocument(word) || Self.recurring.contains(where: word.hasPrefix)
    }

    /// Whether a document that is open from one day to another may be of this period.
    fileprivate func touches(_ issued: CalendarDate, _ due: CalendarDate) -> Bool {
        // `Feb 27`: the day, or the month of that year.
        if let day, [issued, due].contains(where: { $0.day == day && $0.month == first }) { return true }
        // What is sent in one year for the next, or is due in it.
        guard !isYear else { return (year ?? 0) >= issued.year }
        let (from, to) = (issued.year * 12 + issued.month, due.year * 12 + due.month)
        let length = (last - first + 12) % 12
        guard let year else {
            return (from...min(to, from + 11)).contains { ($0 - first) % 12 <= length }
        }
        let end = year * 12 + last
        return end >= from && end - length <= to
    }

    private static let small: Set<String> = [
        "FÜR", "FUER", "FOR", "IM", "MONAT", "MONTH", "MOIS", "DE", "DU", "PER", "VOM", "ZA", "VOOR", "FÖR",
    ]
    private static let throughs: Set<String> = [
        "BIS", "TO", "THROUGH", "AU", "AL", "A", "TOT", "DO", "TIL", "TILL",
    ]
    /// What is cut and no other word.
    private static let months: Set<String> = [
        "JAN", "FEB", "FÉV", "FEV", "MRZ", "MÄR", "APR", "ABR", "AVR", "MAI", "MAY", "MEI", "JUN", "JUL", "AUG", "SEP",
        "OKT", "OCT", "NOV", "DEZ", "DEC", "DÉC", "DIC",
    ]
    /// Months that are no longer in full.
    private static let short: Set<String> = ["MAI", "MAY", "MEI", "MAJ"]
    private static let others = ["VERTR", "BESTELL", "LIEFER", "ORDER", "ANGEBOT", "ZAHLUNG", "PAYMENT"]
    /// What is paid month by month.
    private static let recurring = [
        "ABO", "MIETE", "BEITRAG", "RATE", "WARTUNG", "LIZENZ", "PACHT", "LEASING", "HONORAR", "GEBÜHR", "GEBUEHR",
        "ABRECHNUNG", "PAUSCHALE", "MONATS", "SERVICE", "HOSTING", "RENT", "SUBSCRIPTION", "LICENCE", "LICENSE", "FEE",
        "MAINTENANCE", "STATEMENT", "LOYER", "ABONNEMENT", "COTISATION", "AFFITTO", "CANONE", "ALQUILER", "CUOTA",
        "HUUR",
        "CZYNSZ", "NÁJEM", "HYRA", "LEIE", "VUOKRA",
    ]
}
