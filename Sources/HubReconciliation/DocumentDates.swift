import PaymentVocabulary

/// Days that a text gives for the documents that it is about: `Rechnung vom 05.01.2026`, `facture du 5/1/26`.
///
/// Each has the readings that its order of day and month allows.
struct DocumentDates {
    private(set) var all: [[CalendarDate]] = []
    /// Days without a year: `vom 05.02.`, `5 Feb`.
    private var yearless: [YearlessDay] = []

    private struct YearlessDay {
        /// As written.
        let words: String
        var readings: [(month: Int, day: Int)]
    }

    init(_ text: RunText) {
        var first = 0
        while first < text.runs.count {
            let readings = Self.readings(from: first, in: text)
            if !readings.isEmpty {
                if Self.isOfDocument(before: first, in: text) { all.append(readings) }
                first += 3
                continue
            }
            if let day = Self.yearless(from: first, in: text), Self.isOfDocument(before: first, in: text) {
                yearless.append(day)
            }
            first += 1
        }
    }

    /// The first day without a year that can be none of these.
    func firstYearless(besides days: Set<CalendarDate>) -> String? {
        yearless.first { day in
            !day.readings.contains { month, number in days.contains { $0.month == month && $0.day == number } }
        }?.words
    }

    /// `05.02.`, `5/2`, `5. Februar`, `Feb 5`, with no year behind it.
    private static func yearless(from first: Int, in text: RunText) -> YearlessDay? {
        let last = first + 1
        guard text.runs.indices.contains(last) else { return nil }
        let words = [text.string(first, first), text.string(last, last)]
        if text.runs.indices.contains(last + 1), text.runs[last + 1].hasDigit, text.runs[last + 1].gapBefore.joins {
            return nil
        }
        let numbers = words.map { $0.utf8.count <= 2 ? Int($0) : nil }
        let readings: [(month: Int, day: Int)]
        switch (numbers[0], numbers[1]) {
        case (let one?, let other?):
            let gap = text.runs[last].gapBefore
            guard gap == .point || gap == .slash, text.isWhole(first, last) else { return nil }
            readings = [(other, one)] + (gap == .slash ? [(one, other)] : [])
        case (let day?, nil): readings = MonthNames.month(words[1]).map { [($0, day)] } ?? []
        case (nil, let day?): readings = MonthNames.month(words[0]).map { [($0, day)] } ?? []
        case (nil, nil): return nil
        }
        let possible = readings.filter { (1...12).contains($0.month) && (1...31).contains($0.day) }
        return possible.isEmpty ? nil : YearlessDay(words: words.joined(separator: " "), readings: possible)
    }

    /// The first day that can be none of these.
    func first(besides days: Set<CalendarDate>) -> CalendarDate? {
        all.first { $0.allSatisfy { !days.contains($0) } }?.first
    }

    /// Whether one of them certainly is this day.
    func has(_ day: CalendarDate) -> Bool { all.contains([day]) }

    /// Three groups of digits with the same sign between them, or a day, the name of a month and a year.
    private static func readings(from first: Int, in text: RunText) -> [CalendarDate] {
        guard first + 2 < text.runs.count else { return [] }
        if let day = spelled(from: first, in: text) { return [day] }
        let runs = text.runs[first...(first + 2)]
        let gap = text.runs[first + 1].gapBefore
        guard runs.allSatisfy({ !$0.hasLetter && $0.length <= 4 }), text.runs[first + 2].gapBefore == gap,
            gap == .point || gap == .slash || gap == .dash, text.isWhole(first, first + 2)
        else { return [] }
        let values = (first...(first + 2)).compactMap { Int(text.string($0, $0)) }
        guard values.count == 3 else { return [] }
        let lengths = runs.map(\.length)
        if lengths[0] == 4 {
            return [CalendarDate(year: values[0], month: values[1], day: values[2])].compactMap(\.self)
        }
        guard lengths[0] <= 2, lengths[1] <= 2, lengths[2] == 4 || lengths[2] == 2 else { return [] }
        let year = lengths[2] == 4 ? values[2] : 2_000 + values[2]
        let usual = CalendarDate(year: year, month: values[1], day: values[0])
        let turned = gap == .point ? nil : CalendarDate(year: year, month: values[0], day: values[1])
        return [usual, turned].compactMap(\.self)
    }

    /// `5. Februar 2026`, `Feb 5, 2026`.
    private static func spelled(from first: Int, in text: RunText) -> CalendarDate? {
        let words = (first...(first + 2)).map { text.string($0, $0) }
        guard words[2].utf8.count == 4, let year = Int(words[2]) else { return nil }
        if let month = MonthNames.month(words[1]), words[0].utf8.count <= 2, let day = Int(words[0]) {
            return CalendarDate(year: year, month: month, day: day)
        }
        guard let month = MonthNames.month(words[0]), words[1].utf8.count <= 2, let day = Int(words[1]) else {
            return nil
        }
        return CalendarDate(year: year, month: month, day: day)
    }

    /// A word for a document stands before the day, with nothing but small words between.
    private static func isOfDocument(before first: Int, in text: RunText) -> Bool {
        var place = first - 1
        while place >= 0, first - place <= wordsMax, small.contains(text.string(place, place)) { place -= 1 }
        guard place >= 0, !text.runs[place].hasDigit else { return false }
        let word = text.string(place, place)
        return ForeignNumbers.isDocument(word) || dates.contains(word)
    }

    /// Whether a word only leads from a document to its day.
    static func isSmall(_ word: String) -> Bool { small.contains(word) }

    private static let wordsMax = 3
    private static let small: Set<String> = [
        "VOM", "V", "VON", "DATUM", "DATIERT", "DATED", "DATE", "DTD", "DD", "OF", "FROM", "DU", "DEL", "DELLA", "DI",
        "DATA", "IN", "VAN", "DE", "D", "DA", "FECHA", "DATO", "AV", "FRA", "DEN", "Z", "DNIA", "ZE", "DNE", "OD",
        "FRÅN",
        "FRAN", "DATERET", "DATERAD", "DATERT", "AM", "BIS", "ZUM", "LE", "AL", "ON", "BY",
    ]
    private static let dates: Set<String> = [
        "RECHNUNGSDATUM", "BELEGDATUM", "FACTUURDATUM", "FAKTURADATUM", "FAKTURADATO", "REDATUM", "RGDATUM", "FÄLLIG",
        "FAELLIG", "FÄLLIGKEIT", "FAELLIGKEIT", "ZAHLUNGSZIEL", "DUE", "ECHEANCE", "ÉCHÉANCE", "SCADENZA",
        "VENCIMIENTO", "VERVALDATUM", "FORFALD", "FORFALL", "FÖRFALL",
    ]
}
