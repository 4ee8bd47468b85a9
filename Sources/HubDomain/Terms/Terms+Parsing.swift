extension Terms {
    /// Reads terms as merchants write them.
    ///
    /// ```
    /// terms     = "due on receipt" | [ discounts ] net
    /// discounts = discount { "," discount } [ "," ]          each smaller and longer than the one before
    /// discount  = percent [ "%" ] "/" days                   within so many days of the invoice date
    /// net       = ( "net" | "n/" ) length [ "EOM" ]          after the invoice date, then on to the month's end
    ///           | "net EOM" | days "EOM" | "EOM" [ "+" days ]
    /// length    = number [ "days" | "weeks" | "months" ]
    /// ```
    /// Capitals do not matter, `end of month` is `EOM`. What leaves a date or an amount to a guess is refused.
    /// - Throws: `TermsError` with the column and what would be accepted.
    package init(parsing text: String) throws(TermsError) {
        guard text.count <= TermsText.lengthMax else {
            let detail = "the text has more than \(TermsText.lengthMax) characters"
            let start = String(text.prefix(40)) + "…"
            throw TermsError(reason: .tooLong, place: .text(start, column: 1), detail: detail, wayOut: TermsText.wayOut)
        }
        var reader = TermsText(text)
        let discounts = try reader.discounts()
        let due = try reader.due(after: discounts)
        try self.init(
            text: text,
            instalments: [InstalmentTerm(share: .percentOfGross(.hundred), due: due)],
            discounts: discounts
        )
    }
}

/// A reader over the tokens of one terms text.
private struct TermsText {
    static let lengthMax = 200
    static let wayOut = "write for example \"net 30\", \"2/10 net 30\", \"net 30 EOM\" or \"due on receipt\""

    private let text: String
    private let tokens: [TermsToken]
    private var index = 0

    init(_ text: String) {
        self.text = text
        tokens = TermsToken.read(text)
    }

    /// The `end` token stays the current one for ever.
    private var current: TermsToken { tokens[min(index, tokens.count - 1)] }

    private func ahead(_ count: Int) -> TermsToken { tokens[min(index + count, tokens.count - 1)] }

    private mutating func accept(_ words: String...) -> Bool {
        guard zip(0..., words).allSatisfy({ ahead($0).text == $1 }) else { return false }
        index += words.count
        return true
    }

    mutating func discounts() throws(TermsError) -> [DiscountTerm] {
        var discounts: [DiscountTerm] = []
        while current.kind == .number, let slash = slashDistance {
            let start = current
            let percent = Percentage(current.text)
            guard let percent, percent > .zero, percent < .hundred else {
                throw error(
                    .discountOutOfRange,
                    "\(current.text) percent is no discount",
                    "give more than 0, less than 100"
                )
            }
            index += slash + 1
            let days = try number("days for the discount", example: "\(percent)/10 net 30")
            if let last = discounts.last, case .percent(let before) = last.share, days <= last.days || percent >= before
            {
                let wayOut = "give each later window a smaller percentage, as in \"3/10, 2/20 net 30\""
                throw error(.tiersDoNotFall, "nobody would wait for \(percent)/\(days)", wayOut, at: start)
            }
            discounts.append(DiscountTerm(share: .percent(percent), days: days))
            _ = accept("days") || accept("day")
            _ = accept(",")
        }
        return discounts
    }

    /// How far ahead the slash of a discount is, `%` or not.
    private var slashDistance: Int? {
        if ahead(1).text == "/" { return 1 }
        return ahead(1).text == "%" && ahead(2).text == "/" ? 2 : nil
    }

    mutating func due(after discounts: [DiscountTerm]) throws(TermsError) -> [DueStep] {
        let start = current
        let (steps, daysMin) = try net(after: discounts)
        guard current.kind == .end else { throw trailing() }
        if let days = discounts.last?.days, days > daysMin {
            let detail = "the whole amount may be due before the discount ends after \(days) days"
            throw error(.discountAfterDue, detail, "give a due date of \(days) days or more", at: start)
        }
        return steps
    }

    /// The pipeline, and the days that it takes at least.
    private mutating func net(after discounts: [DiscountTerm]) throws(TermsError) -> ([DueStep], Int) {
        if accept("due", "on", "receipt") || accept("due", "upon", "receipt") { return ([.addDays(0)], 0) }
        if acceptEndOfMonth() {
            guard accept("+") else { return ([.endOfMonth], 0) }
            let days = try number("days after the end of the month", example: "EOM + 15")
            _ = accept("days") || accept("day")
            return ([.endOfMonth, .addDays(days)], days)
        }
        if accept("net") || accept("n", "/") {
            if acceptEndOfMonth() { return ([.endOfMonth], 0) }
            let length = try length()
            return acceptEndOfMonth() ? ([length.step, .endOfMonth], length.daysMin) : ([length.step], length.daysMin)
        }
        if current.kind == .number { return try endOfMonthAfterNumber() }
        throw refusal(after: discounts)
    }

    /// `30 EOM` says when it counts from; `30 days` alone does not.
    private mutating func endOfMonthAfterNumber() throws(TermsError) -> ([DueStep], Int) {
        let start = current
        if ahead(1).text == "%" || ahead(1).text == "," { throw refusal(after: []) }
        let length = try length()
        guard acceptEndOfMonth() else {
            let detail = "\"\(start.text)\" does not say from when and for what it counts"
            throw error(.vague, detail, "write \"net \(start.text)\" to count from the invoice date", at: start)
        }
        return ([length.step, .endOfMonth], length.daysMin)
    }

    private mutating func length() throws(TermsError) -> (step: DueStep, daysMin: Int) {
        let number = try number("days", example: "net 30")
        if accept("weeks") || accept("week") { return (.addWeeks(number), number * 7) }
        if accept("months") || accept("month") { return (.addMonths(number), number * 28) }
        _ = accept("days") || accept("day")
        return (.addDays(number), number)
    }

    private mutating func acceptEndOfMonth() -> Bool { accept("eom") || accept("end", "of", "month") }

    private mutating func number(_ what: String, example: String) throws(TermsError) -> Int {
        guard current.kind == .number else {
            let found = current.kind == .end ? "the text ends" : "\"\(current.text)\" stands"
            throw error(.vague, "\(found) where the number of \(what) belongs", "write for example \"\(example)\"")
        }
        guard let number = Int(current.text), number <= DueStep.daysMax else {
            let detail = "\"\(current.text)\" is no whole number of \(what) up to \(DueStep.daysMax)"
            throw error(.tooLong, detail, "write for example \"\(example)\"")
        }
        index += 1
        return number
    }
}

extension TermsText {
    /// Why the text cannot go on like this where the due date belongs.
    private func refusal(after discounts: [DiscountTerm]) -> TermsError {
        if current.kind == .end, let last = discounts.last, case .percent(let percent) = last.share {
            let wayOut = "write for example \"\(percent)/\(last.days) net 30\""
            return error(.vague, "it is not said when the whole amount is due", wayOut)
        }
        if current.kind == .end { return error(.vague, "no terms are given", Self.wayOut) }
        if current.kind == .number, ahead(1).text == "," {
            return error(
                .unreadable,
                "\"\(current.text),\" is no percentage",
                "write decimals with a point: \"1.5/10 net 30\""
            )
        }
        if current.kind == .number, ahead(1).text == "%" {
            let wayOut = "write the window behind a slash: \"\(current.text)/10 net 30\""
            return error(.vague, "it is not said until when \(current.text) percent are off", wayOut)
        }
        if let why = Self.vagueWords[current.text] { return error(.vague, "\"\(current.text)\" \(why)", Self.wayOut) }
        return error(.unreadable, "\"\(current.text)\" is not understood", Self.wayOut)
    }

    /// The terms are complete but the text goes on.
    private func trailing() -> TermsError {
        switch current.text {
        case "-", "–", "or", "to":
            let detail = "\"\(current.text)\" leaves open which of two deadlines holds"
            return error(.vague, detail, "write one number of days, as in \"net 30\"")
        case "from", "after":
            let detail = "\"\(current.text)\" begins another starting date; days count from the invoice date"
            return error(.vague, detail, "end the terms here")
        default:
            return error(
                .unreadable,
                "\"\(current.text)\" is not understood behind complete terms",
                "end the terms here"
            )
        }
    }

    private func error(
        _ reason: TermsError.Reason,
        _ detail: String,
        _ wayOut: String,
        at token: TermsToken? = nil
    ) -> TermsError {
        let place = TermsError.Place.text(text, column: (token ?? current).column)
        return TermsError(reason: reason, place: place, detail: detail, wayOut: wayOut)
    }

    /// Words that merchants write and that name no date.
    private static let vagueWords: [String: String] = [
        "asap": "names no date",
        "soon": "names no date",
        "promptly": "names no date",
        "prompt": "names no date",
        "immediate": "does not say whether the day of the invoice or of its receipt counts",
        "immediately": "does not say whether the day of the invoice or of its receipt counts",
        "later": "names no date",
        "usual": "depends on what was agreed before",
        "standard": "depends on what was agreed before",
        "customary": "depends on what was agreed before",
        "agreed": "depends on what was agreed before",
        "as": "does not say the terms themselves",
        "see": "points elsewhere instead of saying the terms",
        "reasonable": "leaves the deadline to judgement",
        "approximately": "leaves the deadline open",
        "about": "leaves the deadline open",
        "within": "does not say from when the days count",
        "negotiable": "leaves the deadline open",
        "tbd": "leaves the deadline open",
    ]
}
