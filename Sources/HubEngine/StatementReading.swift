package import BankFiles
package import HubDomain
package import HubStore
import PaymentVocabulary

/// What was read from one bank statement: the lines, and everything that is wrong with it.
package struct StatementFile: BankEntryFile, Sendable {
    package let name: String
    package private(set) var lines: [StatementLine] = []
    /// What the statements say of their accounts' booked balances, in the order of the file.
    package private(set) var balances: [StatementBalance] = []
    package var warnings: [BankFileFinding] = []
    package var errors: [BankFileFinding] = []
    package var reader = BankFileReader()

    private var account = ""
    /// The group says that nothing of it counts.
    private var isVoid = false
    /// The last movement and what repeats its parts, until it is known that nothing more does.
    private var held: (entry: BankFileEntry, parts: [BankFileEntry])?
    /// What entries of OFX say of others by their FITIDs: these are not counted.
    private var corrected: Set<String> = []
    /// The last day of the statement that is read, where it tells one before its entries.
    private var closed: CalendarDate?
    private var returnWords = ReturnWords()

    /// Feed the file in pieces, then `finish()`; what is kept grows with the lines and not with the bytes.
    package init(name: String) { self.name = name }

    /// Gives accounts other names.
    package mutating func rename(_ accounts: [String: String]) {
        for place in lines.indices {
            if let name = accounts[lines[place].account] { lines[place].account = name }
        }
        for place in balances.indices {
            if let name = accounts[balances[place].account] { balances[place].account = name }
        }
    }

    /// Reads the bytes of a whole file that is not packed; every bad place is a finding, never a throw.
    package init(reading bytes: [UInt8], name: String) {
        self.init(name: name)
        feed(bytes)
        finish(because: nil)
    }

    package var format: String { reader.format?.rawValue ?? "unknown" }

    /// The formats by which a bank says what it has booked.
    ///
    /// Returns and cheques of ACH and X9.37 files are announcements to the bank or from it, orders are orders, and a
    /// provider's report is about the provider's account: none of them is money on the bank account.
    private static let statements: [BankFileFormat] = [
        .camt052, .camt053, .camt054, .mt940, .bai2, .ofx, .csv, .giro, .lockbox,
    ]

    /// Nothing of another format becomes a line: an order that looks like a receipt would be money that never came.
    package static func takes(_ format: BankFileFormat) -> Bool { statements.contains(format) }

    package static func objection(to format: BankFileFormat) -> String {
        let known = statements.map(\.title).joined(separator: ", ")
        let option: String? =
            switch format {
            case .provider: "--settlement"
            case .edi820, .pain008, .ach: "--remittance"
            case .pain001, .pain002, .pacs004, .x937, .camt052, .camt053, .camt054, .mt940, .bai2, .ofx, .csv, .giro,
                .lockbox:
                nil
            }
        let hint = option.map { ", and reconcile takes it with \($0)" } ?? ""
        return "\(format.title) is not taken as a statement of what is booked\(hint); statements are \(known)"
    }

    package mutating func begin(_ group: BankFileGroup) {
        account = group.account.number ?? ""
        let days = [group.to, group.created].compactMap { $0.flatMap { CalendarDate(String($0.prefix(10))) } }
        takeStatus(of: group)
        closed = group.balances.first { $0.type == "CLBD" }?.date ?? days.first
    }

    /// A group of BAI2 may take another one back, correct it, or be a test.
    ///
    /// Source: BAI Cash Management Balance Reporting Specifications, version 2, group header, group status.
    private mutating func takeStatus(of group: BankFileGroup) {
        guard reader.format == .bai2 else {
            isVoid = false
            return
        }
        let status = group.fields.first { $0.name == "02 group status" }?.value
        isVoid = status == "2" || status == "4"
        let words =
            switch status {
            case "2": "2, a deletion: its transactions do not count, and those that it takes back are not looked for"
            case "3": "3, a correction: its transactions count beside those of earlier files"
            case "4": "4, a test: its transactions do not count"
            default: ""
            }
        if !words.isEmpty {
            warnings.append(BankFileFinding(.status, "the group status is \(words)", at: group.position))
        }
    }

    package mutating func end(_ summary: BankFileGroupSummary) {
        takeHeld()
        if !corrected.isEmpty {
            lines.removeAll { $0.account == account && corrected.contains($0.bankReference) }
            corrected = []
        }
        guard let currency = (summary.closing ?? summary.opening)?.amount.currency else { return }
        func dated(_ balance: BankFileBalance?) -> StatementBalance.DatedAmount? {
            guard let balance, let date = balance.date, balance.amount.currency == currency,
                isBounded(balance.amount, at: balance.position)
            else { return nil }
            return StatementBalance.DatedAmount(date: date, minorUnits: balance.amount.minorUnits)
        }
        balances.append(
            StatementBalance(
                account: summary.group.account.number ?? "",
                currency: currency,
                opening: dated(summary.opening),
                closing: dated(summary.closing)
            )
        )
    }

    /// Entries that repeat a part of the one before are its details, and no money of their own.
    package mutating func take(_ entry: BankFileEntry) {
        guard entry.partLevel == 0 else {
            held?.parts.append(entry)
            return
        }
        takeHeld()
        guard isBounded(entry.amount, at: entry.position) else { return }
        if reader.format == .giro {
            held = (entry, [])
        } else {
            takeWhole(entry)
        }
    }

    /// Whether books can hold an amount; it is an error where they cannot, and the rest is read.
    private mutating func isBounded(_ amount: Money, at position: BankFilePosition) -> Bool {
        guard amount.minorUnits.magnitude > Money.movementMax.magnitude else { return true }
        let most = Money(minorUnits: Money.movementMax, currency: amount.currency)
        errors.append(
            BankFileFinding(.amount, "\(amount) is more than \(most), the most that books can hold", at: position)
        )
        return false
    }

    private mutating func takeHeld() {
        guard let (entry, parts) = held.take() else { return }
        takeWhole(entry.made(of: parts))
    }

    /// A batch becomes one line a detail when the details' amounts are known and add up; otherwise it stays one line.
    ///
    /// Details of both sides, receipts and what is taken back, are booked as what is left of them.
    private mutating func takeWhole(_ entry: BankFileEntry) {
        guard !isDeletion(entry) else { return }
        let amounts = entry.details.compactMap(entry.amount(of:))
        let sides = entry.details.map { $0.side ?? entry.side }
        let total = zip(amounts, sides).reduce(Int128(0)) { sum, part in
            sum + Int128(part.1 == entry.side ? part.0.minorUnits : 0 &- part.0.minorUnits)
        }
        let isSplit =
            entry.details.count > 1 && amounts.count == entry.details.count
            && amounts.allSatisfy { $0.currency == entry.amount.currency }
            && total == Int128(entry.amount.minorUnits)
        if isSplit {
            for (detail, (amount, side)) in zip(entry.details, zip(amounts, sides)) {
                guard var line = line(entry, [detail], amount, side) else { return }
                line.batch = entry.servicerReference.map { .init(amount: entry.signedAmount, reference: $0) }
                lines.append(line)
            }
        } else if var line = line(entry, entry.details, entry.amount, entry.side) {
            let fault = reader.format == .lockbox ? entry.remittanceFault : nil
            if let words = contradiction(of: entry, amounts, total) ?? fault { line.contradiction = words }
            lines.append(line)
        }
    }

    /// An entry of OFX that takes another one back is no money itself; one that replaces another is, instead of it.
    ///
    /// Source: OFX 2.3, statement transaction (STMTTRN), CORRECTFITID and CORRECTACTION.
    private mutating func isDeletion(_ entry: BankFileEntry) -> Bool {
        guard reader.format == .ofx, let other = entry.fields.first(where: { $0.name == "CORRECTFITID" })?.value else {
            return false
        }
        corrected.insert(other)
        return entry.fields.first { $0.name == "CORRECTACTION" }?.value.uppercased() == "DELETE"
    }

    /// Of an entry whose details all have amounts that do not make it, with the charges that the bank states or without.
    private func contradiction(of entry: BankFileEntry, _ amounts: [Money], _ total: Int128) -> String? {
        let currency = entry.amount.currency
        // What is less than its only payment may lack charges that nobody states.
        guard !entry.details.isEmpty, amounts.count == entry.details.count,
            amounts.allSatisfy({ $0.currency == currency }),
            entry.details.count > 1 || total < Int128(entry.amount.minorUnits)
        else { return nil }
        let charges = (entry.charges + entry.details.flatMap(\.charges)).filter { $0.currency == currency }
        let sum = charges.reduce(Int128(0)) { $0 + Int128($1.minorUnits) }
        let rest = Int128(entry.amount.minorUnits) - total
        guard rest != 0, rest.magnitude != sum.magnitude, let made = Int64(exactly: total) else { return nil }
        let details = Money(minorUnits: made, currency: currency)
        if entry.details.count == 1 {
            return "is more than its one payment of \(details), so it is not known whose the rest is"
        }
        return
            "is one amount of \(entry.details.count) payments that make \(details), so it is not known what they pay of it"
    }

    /// Why the bank takes the payment back or brings it back: its reason, or else the code of such entries.
    private mutating func returnReason(_ entry: BankFileEntry, _ details: [BankFileDetail]) -> String? {
        let reasons = details.compactMap(\.returnReason)
        // Banks fill the field with zeros where there is none.
        if let reason = reasons.first(where: { $0.contains { $0 != "0" } }) { return reason }
        let codes = details.map(\.transactionCode) + [entry.transactionCode]
        let format = reader.format
        let code = codes.lazy.compactMap { $0.takesBack(in: format) }.first
        if let code { return code }
        if reasons.isEmpty, details.contains(where: \.isReturn) { return "unspecified" }
        return returnWords.told(by: entry, details)
    }

    /// The amount of the payment that a debit takes back, where the debit is that and the charges that the bank states.
    private func original(_ amount: Money, _ detail: BankFileDetail?, _ entry: BankFileEntry) -> Money? {
        let told = [detail?.instructedAmount, detail?.transactionAmount].compactMap(\.self)
        guard (entry.batchCount ?? 1) <= 1, entry.details.count == 1,
            let original = told.first(where: { $0.currency == amount.currency && $0.minorUnits < amount.minorUnits }),
            original.isPositive
        else { return nil }
        let charges = (entry.charges + (detail?.charges ?? [])).filter { $0.currency == amount.currency }
        let rest = amount.minorUnits - original.minorUnits
        let sum = charges.reduce(Int128(0)) { $0 + Int128($1.minorUnits) }
        return sum == Int128(rest) || charges.contains { $0.minorUnits == rest } ? original : nil
    }

    /// What the bank tells of charges, as one amount: those in the currency of the entry, else the first one, which then is
    /// like no difference.
    ///
    /// Charges of an entry of several payments are told of no single one of them.
    private func charges(_ entry: BankFileEntry, _ details: [BankFileDetail]) -> Money? {
        let own = details.flatMap(\.charges)
        let told = own.isEmpty && details.count == entry.details.count ? entry.charges : own
        let here = told.filter { $0.currency == entry.amount.currency }
        guard !here.isEmpty else { return told.first(where: \.isPositive) }
        // What is given back is negative.
        let sum = here.reduce(Int128(0)) { $0 + Int128($1.minorUnits) }
        guard sum > 0, let units = Int64(exactly: sum) else { return nil }
        return Money(minorUnits: units, currency: entry.amount.currency)
    }

    /// Codes of ISO 20022 (ExternalPurpose1Code) of money that is no payment of an invoice; the matcher hears them in the text,
    /// where MT940 has them.
    private static let otherPurposes: Set<String> = [
        "REFU", "REBT", "DIVI", "DIVD", "INTE", "INTX", "INTP", "INTC", "TAXR", "LOAN", "LOAR", "SALA", "PENS", "BONU",
        "INSC",
        "GOVT", "CHAR", "CASH", "TREA",
    ]

    /// What ISO 20022 has room for beside the free text: what payers add to structured remittance, and what the bank adds to
    /// the payment, unless that is nothing but words for the kind of booking.
    private func furtherTexts(of details: [BankFileDetail]) -> [String] {
        guard let format = reader.format, [.camt052, .camt053, .camt054].contains(format) else { return [] }
        let told = details.flatMap { detail in
            let bank = detail.additionalInformation.flatMap { $0.contains(where: \.isNumber) ? $0 : nil }
            return detail.structured.flatMap(\.additionalInformation) + [bank].compactMap(\.self)
        }
        var known = details.flatMap(\.unstructured)
        var texts: [String] = []
        for text in told where !known.contains(where: { $0.contains(text) }) {
            known.append(text)
            texts.append(text)
        }
        return texts
    }

    /// - Returns: `nil` for money of which neither the entry nor its statement tells the day; an error says so.
    private mutating func line(
        _ entry: BankFileEntry,
        _ details: [BankFileDetail],
        _ amount: Money,
        _ side: CreditDebit
    ) -> StatementLine? {
        let only = details.count == 1 ? details.first : nil
        let returned = returnReason(entry, details)
        let isTakenBack = entry.isReversal || returned != nil
        let party = only.map { $0.counterparty(side, isTakenBack: isTakenBack, of: account) }
        let status = isVoid ? .information : StatementLine.Status(entry.status, of: reader.format)
        let told = entry.bookingDate ?? entry.valueDate
        if told == nil, status == .booked {
            guard let closed else {
                let message =
                    "the entry has no date and its statement neither, so it is not taken: what it pays may depend on it"
                errors.append(BankFileFinding(.date, message, at: entry.position))
                return nil
            }
            let message = "the entry has no date; it counts as of \(closed), the day of its statement"
            warnings.append(BankFileFinding(.date, message, at: entry.position))
        }
        // What is announced has none yet.
        let date = told ?? closed ?? CalendarDate(dayNumber: 0)
        if case .other(let code)? = entry.status, [.camt052, .camt053, .camt054].contains(reader.format) {
            let message =
                "the status \"\(code.prefix(24))\" is none of BOOK, PDNG, INFO and FUTR; the entry does not count as booked"
            warnings.append(BankFileFinding(.status, message, at: entry.position))
        }
        // Of amount, transaction amount and instructed amount, the one that is not in the account's currency.
        let abroad = [only?.instructedAmount, only?.transactionAmount, only?.amount].compactMap(\.self)
            .first { $0.currency != amount.currency && $0.isPositive && Currency($0.currency.code) != nil }
        // OFX and others have one text in both places.
        let own = details.flatMap(\.unstructured) + furtherTexts(of: details)
        var texts = own + [entry.additionalInformation].compactMap(\.self).filter { !own.contains($0) }
        if side == .credit, let purpose = only?.purpose, Self.otherPurposes.contains(purpose.uppercased()) {
            texts.append("PURP+\(purpose)")
        }
        var line = StatementLine(
            file: name,
            index: lines.count,
            account: account,
            direction: side == .credit ? .credit : .debit,
            status: status,
            amount: amount,
            bookingDate: date,
            valueDate: entry.valueDate ?? date,
            bankReference: only?.servicerReference ?? entry.servicerReference ?? entry.reference ?? "",
            endToEndID: only?.endToEndId,
            creditorReferences: details.flatMap(\.structured).compactMap(\.creditorReference),
            documentNumbers: details.flatMap(\.structured).flatMap(\.documents)
                .filter { !$0.isNoClaim }.compactMap(\.number),
            remittance: texts.joined(separator: " "),
            counterpartyName: party?.name ?? (side == .credit ? only?.ultimateDebtorName : nil),
            counterpartyAccount: party?.account,
            returnReason: returned,
            isReversal: entry.isReversal
        )
        line.instructedAmount = abroad
        if side == .credit, let name = only?.ultimateDebtorName, name != line.counterpartyName {
            line.ultimateDebtorName = name
        }
        if side == .debit, returned != nil { line.originalAmount = original(amount, only, entry) }
        if side == .credit, let told = charges(entry, details) { line.toldCharges = told }
        line.exchangeRate = only?.exchangeRate.flatMap { DecimalRate($0.replacing(",", with: ".")) }
        line.documents = RemittedDocument.documents(of: details, paid: amount)
        if side == .credit, line.documents == nil, let words = RemittedDocument.unclearAdjustments(of: details) {
            line.contradiction = words
        }
        line.groupKeys = entry.groupKeys(details)
        return line
    }
}

extension BankFileDetail {
    /// Who is on the other side of our account.
    ///
    /// What takes a payment back keeps the parties of that payment, so that we may stand on either side of it.
    fileprivate func counterparty(_ side: CreditDebit, isTakenBack: Bool, of account: String) -> BankFileParty {
        let (usual, opposite) = side == .credit ? (debtor, creditor) : (creditor, debtor)
        guard isTakenBack else { return usual }
        func isOther(_ party: BankFileParty) -> Bool {
            (party.name != nil || party.account != nil) && party.account != account
        }
        return [opposite, usual].first(where: isOther) ?? usual
    }
}

extension StatementLine.Status {
    /// Only a clear `BOOK` counts as money, or silence in a format that lists nothing but what is booked and has no
    /// place to say so; in the others silence is no promise.
    fileprivate init(_ status: BankFileStatus?, of format: BankFileFormat?) {
        switch status {
        case .booked?: self = .booked
        case .pending?, .future?: self = .pending
        case .information?, .other?: self = .information
        case nil: self = format?.listsOnlyBooked == true ? .booked : .information
        }
    }
}
