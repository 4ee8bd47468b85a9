import PaymentVocabulary

/// Makes an invoice of the texts that a document has, and says what is missing, wrong or assumed.
///
/// Every fault is told, not only the first one.
struct InvoiceAssembly {
    private let schema: InvoiceSchema
    private let root: BankFilePosition
    private let values: [InvoiceTerm: [InvoiceValue]]
    private(set) var errors: [BankFileFinding] = []
    private(set) var warnings: [BankFileFinding] = []

    init(_ schema: InvoiceSchema, _ builder: InvoiceBuilder) {
        self.schema = schema
        root = builder.rootPosition
        values = builder.values
    }

    /// - Returns: `nil` when there are errors.
    mutating func invoice() -> ElectronicInvoice? {
        let number = required(.number)
        if let number, number.text.contains("\u{FFFD}") {
            fail(.badCharacter, "the invoice number (BT-1) has a character that is none", number.position)
        }
        let issued = required(.issued).flatMap { date($0, .issued) }
        let due = dueDate()
        let code = single(.typeCode)
        let said = kind(code)
        let amounts = currency().flatMap { InvoiceAmounts(in: $0, &self) }
        let discounts = self.discounts(from: issued)
        guard let amounts, let said, let kind = amounts.kind(said, &self) else { return nil }
        guard errors.isEmpty, let number, let issued else { return nil }
        amounts.check(&self)
        let isTurned = amounts.payable.isNegative
        var invoice = ElectronicInvoice(
            syntax: schema.syntax,
            number: number.trimmed,
            typeCode: code?.trimmed,
            kind: kind,
            currency: amounts.payable.currency,
            issued: issued,
            payable: InvoiceAmounts.signed(amounts.payable, isTurned: isTurned)
        )
        invoice.due = due
        invoice.total = amounts.total.map { InvoiceAmounts.signed($0, isTurned: isTurned) }
        invoice.prepaid = amounts.prepaid.map { InvoiceAmounts.signed($0, isTurned: isTurned) }
        invoice.rounding = amounts.rounding.map { InvoiceAmounts.signed($0, isTurned: isTurned) }
        invoice.taxes = InvoiceTaxes(in: amounts.payable.currency, isTurned: isTurned, &self).list
        invoice.buyer = buyer()
        invoice.discounts = discounts
        invoice.position = root
        invoice.payablePosition = amounts.position
        addTexts(to: &invoice)
        return invoice
    }

    private mutating func addTexts(to invoice: inout ElectronicInvoice) {
        invoice.sellerName = text(.sellerName)
        invoice.buyerReference = text(.buyerReference)
        invoice.purchaseOrder = text(.purchaseOrder)
        invoice.salesOrder = text(.salesOrder)
        invoice.payerAccount = text(.payerAccount)
        invoice.payeeAccounts = texts(.payeeAccount)
        invoice.precedingInvoices = texts(.preceding)
        let references = texts(.paymentReference)
        invoice.paymentReference = references.first
        if references.count > 1, let second = filled(.paymentReference).first(where: { $0.trimmed != references[0] }) {
            warn(.duplicate, "another payment reference (BT-83); the first one is taken", second.position)
        }
        let terms = filled(.terms)
        invoice.paymentTerms = terms.isEmpty ? nil : terms.map(\.text).joined(separator: "\n")
        invoice.termsPosition = terms.first?.position ?? root
    }

    private func buyer() -> ElectronicInvoice.Buyer {
        var buyer = ElectronicInvoice.Buyer()
        buyer.name = text(.buyerName) ?? text(.buyerTradingName)
        buyer.identifiers = filled(.buyerIdentifier).map { .init($0.trimmed, scheme: $0.attribute) }
        buyer.legalRegistration = filled(.buyerLegal).first.map { .init($0.trimmed, scheme: $0.attribute) }
        buyer.endpoint = filled(.buyerEndpoint).first.map { .init($0.trimmed, scheme: $0.attribute) }
        buyer.vatIdentifier = filled(.buyerTax).first(where: isForVAT)?.trimmed
        return buyer
    }

    /// CII says so in the identifier's scheme, UBL in the tax scheme beside it.
    private func isForVAT(_ value: InvoiceValue) -> Bool {
        switch schema.syntax {
        case .cii: return value.attribute == "VA"
        case .ubl:
            let beside = filled(.buyerTaxScheme).first { $0.around.starts(with: value.around) }
            return beside.map { $0.trimmed.uppercased() == "VAT" } ?? true
        }
    }

    /// Codes of credit notes and of invoices.
    ///
    /// Source: EN 16931 code lists, UNTDID 1001, rule BR-CL-01.
    private static let creditCodes: Set<String> = [
        "81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532",
    ]
    private static let invoiceCodes: Set<String> = [
        "71", "80", "82", "84", "102", "130", "202", "203", "204", "211", "218", "219", "295", "325", "326", "331",
        "380", "382", "383", "384", "385", "386", "387", "388", "389", "390", "393", "394", "395", "456", "457", "471",
        "472", "473", "500", "501", "527", "553", "575", "623", "633", "751", "780", "817", "870", "875", "876", "877",
        "935",
    ]

    /// Who owes by the type code; UBL's document element says it, too, and a credit note is one as soon as either says
    /// so.
    private mutating func kind(_ code: InvoiceValue?) -> ElectronicInvoice.Kind? {
        guard let code else {
            if schema.rootKind == nil { errors.append(absence(.typeCode)) }
            return schema.rootKind
        }
        let text = code.trimmed
        if Self.creditCodes.contains(text) { return .creditNote }
        guard Self.invoiceCodes.contains(text) else {
            let message = "the type code (BT-3) \(text.prefix(8)) is that of no invoice and no credit note"
            guard let kind = schema.rootKind else {
                fail(.code, message, code.position)
                return nil
            }
            warn(.code, message + "; it is taken as what the document element says", code.position)
            return kind
        }
        if schema.rootKind == .creditNote {
            let message = "the type code (BT-3) \(text) is that of an invoice in a credit note; it is taken as a credit"
            warn(.code, message + " note", code.position)
        } else if text == "325" {
            warn(.code, "a pro forma invoice (BT-3 is 325) claims nothing; it is taken as an invoice", code.position)
        }
        return schema.rootKind ?? .invoice
    }

    private mutating func currency() -> Currency? {
        guard let value = required(.currency) else { return nil }
        guard let currency = Currency(value.trimmed) else {
            let message = "the currency (BT-5) \(value.trimmed.prefix(8)) is no ISO 4217 code in capital letters"
            fail(.code, message, value.position)
            return nil
        }
        return currency
    }
}

// MARK: Texts

extension InvoiceAssembly {
    mutating func add(_ error: BankFileFinding) { errors.append(error) }

    mutating func fail(_ code: BankFileFinding.Code, _ message: String, _ position: BankFilePosition) {
        errors.append(BankFileFinding(code, message, at: position))
    }

    mutating func warn(_ code: BankFileFinding.Code, _ message: String, _ position: BankFilePosition) {
        warnings.append(BankFileFinding(code, message, at: position))
    }

    /// The values that are more than blanks.
    func filled(_ term: InvoiceTerm) -> [InvoiceValue] { (values[term] ?? []).filter { !$0.trimmed.isEmpty } }

    private func text(_ term: InvoiceTerm) -> String? { filled(term).first?.trimmed }

    /// Each different text once.
    private func texts(_ term: InvoiceTerm) -> [String] {
        filled(term).map(\.trimmed).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// At the element that is empty, or at the document element.
    func absence(_ term: InvoiceTerm) -> BankFileFinding {
        guard let empty = values[term]?.first else {
            return BankFileFinding(.missing, "\(term.title) is missing", at: root)
        }
        return BankFileFinding(.missing, "\(term.title) is empty", at: empty.position)
    }

    /// A value that may stand once.
    mutating func single(_ term: InvoiceTerm) -> InvoiceValue? {
        let values = filled(term)
        if let first = values.first, let other = values.first(where: { $0.trimmed != first.trimmed }) {
            fail(.duplicate, "\(term.title) stands twice with different texts", other.position)
        }
        return values.first
    }

    private mutating func required(_ term: InvoiceTerm) -> InvoiceValue? {
        let value = single(term)
        if value == nil { errors.append(absence(term)) }
        return value
    }
}

// MARK: Dates and discounts

extension InvoiceAssembly {
    /// UBL writes ISO dates, CII eight digits, which it calls format 102.
    private mutating func date(_ value: InvoiceValue, _ term: InvoiceTerm) -> CalendarDate? {
        let text = value.trimmed
        switch schema.syntax {
        case .ubl:
            if let date = isoDate(Array(text.utf8).span) { return date }
            fail(.date, "\(term.title) is no existing date YYYY-MM-DD", value.position)
        case .cii:
            let format = value.attribute ?? "102"
            guard format == "102" else {
                fail(.date, "\(term.title) has the format \(format.prefix(8)); 102 is read", value.position)
                return nil
            }
            let digits = Array(text.utf8)
            if digits.count == 8, let century = twoDigits(digits.span, 0), let year = twoDigits(digits.span, 2),
                let month = twoDigits(digits.span, 4), let day = twoDigits(digits.span, 6),
                let date = CalendarDate(year: century * 100 + year, month: month, day: day)
            {
                return date
            }
            fail(.date, "\(term.title) is no existing date YYYYMMDD", value.position)
        }
        return nil
    }

    /// The last of them: an invoice is paid when its last part is.
    private mutating func dueDate() -> CalendarDate? {
        let values = filled(.due)
        let dates = values.compactMap { date($0, .due) }
        guard let last = dates.max(), dates.count == values.count else { return nil }
        if let other = dates.firstIndex(where: { $0 != dates[0] }) {
            warn(.date, "several due dates (BT-9); the last one, \(last), is taken", values[other].position)
        }
        return last
    }

    /// The discount terms of EXTENDED and of UBL: percentage or amount, and days from the date of issue, from a date of
    /// their own, or until one.
    private mutating func discounts(from issued: CalendarDate?) -> [ElectronicInvoice.Discount] {
        var found: [ElectronicInvoice.Discount] = []
        let percents = filled(.discountPercent)
        let amounts = filled(.discountAmount).filter { amount in
            !percents.contains { Self.areBeside($0, amount) }
        }
        for value in percents + amounts {
            func beside(_ term: InvoiceTerm) -> InvoiceValue? { filled(term).first { Self.areBeside(value, $0) } }
            let period = (until: beside(.discountUntil), from: beside(.discountFrom), days: beside(.discountDays))
            guard let days = discountDays(until: period.until, from: period.from, period.days, issued) else {
                warn(.missing, "a discount without a period in whole days; it is not taken", value.position)
                continue
            }
            if let base = beside(.discountBase), base.trimmed != filled(.payable).first?.trimmed {
                warn(.amount, "a discount on a part of the payable amount; it is not taken", base.position)
                continue
            }
            let amount = beside(.discountAmount)
            let isPercent = percents.contains(value)
            guard let percent = isPercent ? value.trimmed : amount.flatMap({ percent(ofPayable: $0.trimmed) }) else {
                let message = "a discount of an amount that is no percentage of the payable one; it is not taken"
                warn(.amount, message, value.position)
                continue
            }
            if isPercent, let amount, let own = self.percent(ofPayable: amount.trimmed), !Self.areEqual(own, percent) {
                let message =
                    "a discount of \(percent) percent and of \(amount.trimmed), which is another; it is not taken"
                warn(.amount, message, amount.position)
                continue
            }
            found.append(.init(days: days, percent: percent, position: value.position))
        }
        return found
    }

    /// Whether two values are of one discount.
    private static func areBeside(_ value: InvoiceValue, _ other: InvoiceValue) -> Bool {
        let (outer, inner) =
            value.around.count <= other.around.count ? (value.around, other.around) : (other.around, value.around)
        return inner.starts(with: outer)
    }

    /// - Returns: the days from the date of issue; `nil` for none and for months, which are not of one length.
    private mutating func discountDays(
        until: InvoiceValue?,
        from: InvoiceValue?,
        _ period: InvoiceValue?,
        _ issued: CalendarDate?
    ) -> Int? {
        if let until {
            guard let last = date(until, .discountUntil), let issued, last >= issued else { return nil }
            return last.days(since: issued)
        }
        var late = 0
        if let from {
            guard let date = date(from, .discountFrom), let issued else { return nil }
            late = date.days(since: issued)
        }
        guard let period, let count = Self.wholeDays(period.trimmed),
            let unit = ["DAY": 1, "WEE": 7][period.attribute ?? "DAY"], count * unit + late >= 0
        else { return nil }
        return count * unit + late
    }

    /// An amount as a percentage of what is payable, with two decimals at most; `nil` where it is no such.
    private func percent(ofPayable amount: String) -> String? {
        func units(_ text: String) -> Int128? { try? minorUnits(Array(text.utf8)[...], exponent: 2) }
        guard let part = units(amount), let whole = filled(.payable).first.flatMap({ units($0.trimmed) }), part > 0,
            whole > part
        else { return nil }
        // The percentage that makes the amount when it is rounded to the cent, with as few decimals as it needs.
        for decimals: Int128 in [1, 10, 100] {
            let share = (part * 100 * decimals * 2 + whole) / (whole * 2)
            guard (whole * share * 2 + 100 * decimals) / (200 * decimals) == part else { continue }
            let digits = "\(share)"
            guard decimals > 1 else { return digits }
            let places = decimals == 10 ? 1 : 2
            let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
            return "\(padded.dropLast(places)).\(padded.suffix(places))"
        }
        return nil
    }

    private static func areEqual(_ left: String, _ right: String) -> Bool {
        func value(_ text: String) -> Int128? { try? minorUnits(Array(text.utf8)[...], exponent: 4) }
        return value(left) == value(right)
    }

    private static func wholeDays(_ text: String) -> Int? {
        guard let days = try? minorUnits(Array(text.utf8)[...], exponent: 0), (0...36_525).contains(days) else {
            return nil
        }
        return Int(days)
    }
}
