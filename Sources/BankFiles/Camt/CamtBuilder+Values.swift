import PaymentVocabulary

extension CamtBuilder {
    /// Takes the value of an element that ends; its white space is trimmed and it is not empty.
    mutating func assign(_ field: CamtField, _ value: Span<UInt8>, context: inout XMLContext) {
        guard field.isChecked else { return take(field, value) }
        switch field {
        case .lastPage:
            if isFalse(value) { warn(.pages, "further pages are in other files", at: located(&context)) }
        case .accountCurrency:
            assignAccountCurrency(value, &context)
        case .balanceAmount, .balanceDate:
            assignBalance(field, value, &context)
        case .totalCount, .totalSum, .totalNet, .creditCount, .creditSum, .debitCount, .debitSum:
            let text = Array(string(value, atMost: 64).utf8)
            let stated = CamtControls.Stated(text: text, position: located(&context))
            controls.stated.removeAll { $0.field == field }
            controls.stated.append((field, stated))
        case .entryAmount, .entrySide, .bookingDate, .valueDate, .reversal:
            assignEntry(field, value, &context)
        default:
            assignDetailAmount(field, value, &context)
        }
    }

    /// Takes the value of a checked element where nothing is wrong with it.
    ///
    /// - Returns: `false` when nothing was taken, because the value is wrong or not written as usual.
    @inline(__always)
    mutating func takesChecked(
        _ field: CamtField,
        _ value: Span<UInt8>,
        _ attribute: XMLAttribute?,
        _ window: Span<UInt8>
    ) -> Bool {
        switch field {
        case .entryAmount, .detailAmount, .transactionAmount, .instructedAmount:
            guard let attribute, attribute.name == CamtMessageNames.currencyAttribute,
                attribute.valueRange.count == 3
            else { return false }
            let start = attribute.valueRange.lowerBound
            guard
                case .known(let currency) = currencies.currency(
                    window[start],
                    window[start + 1],
                    window[start + 2]
                ),
                let units = plainMinorUnits(value, exponent: Int(currency.exponent))
            else { return false }
            let amount = Money(minorUnits: units, currency: currency)
            if field == .entryAmount {
                guard entry.amount == nil else { return false }
                entry.amount = amount
            } else {
                take(field, amount)
            }
        case .entrySide:
            guard entry.side == nil, let side = side(value) else { return false }
            entry.side = side
        case .detailSide:
            guard let side = side(value) else { return false }
            detail.side = side
        case .reversal:
            guard isTrue(value) || isFalse(value) else { return false }
            entry.entry.isReversal = isTrue(value)
        case .bookingDate:
            guard let date = isoDate(value) else { return false }
            entry.entry.bookingDate = date
        case .valueDate:
            guard let date = isoDate(value) else { return false }
            entry.entry.valueDate = date
        default: return false
        }
        return true
    }

    /// Takes the value of an element of which no value is wrong.
    mutating func take(_ field: CamtField, _ value: Span<UInt8>) {
        switch field {
        case .groupId, .electronicSequence, .legalSequence, .created, .from, .to, .accountIban, .accountOther:
            takeGroup(field, value)
        case .balanceType:
            if balance.type == nil { balance.type = string(value, atMost: 64) }
        case .balanceSide:
            balance.side = CreditDebit(rawValue: string(value, atMost: 64))
        case .totalNetSide:
            controls.netSide = CreditDebit(rawValue: string(value, atMost: value.count))
        case .status:
            if entry.entry.status == nil { entry.entry.status = status(value) }
        case .batchCount:
            entry.entry.batchCount = Int(string(value, atMost: 20))
        case .endToEndId:
            summary?.endToEndIds += 1
            detail.endToEndId = kept(value)
        case .creditorReference:
            summary?.structuredReferences += 1
            remittance.creditorReference = kept(value)
        case .returnReason:
            entry.returnReason = string(value, atMost: 64)
        case .entryReference, .servicerReference, .domain, .family, .subfamily, .proprietaryCode, .codeIssuer,
            .entryInformation, .batchMessageId, .batchPaymentInformationId, .messageId, .detailServicerReference,
            .paymentInformationId, .instructionId, .transactionId, .uetr, .mandateId, .chequeNumber,
            .clearingReference, .exchangeRate, .detailDomain, .detailFamily, .detailSubfamily,
            .detailProprietaryCode, .detailCodeIssuer, .detailInformation, .purpose, .debtorName, .debtorIban,
            .debtorAccount, .debtorBic, .ultimateDebtorName, .creditorName, .creditorIban, .creditorAccount,
            .creditorBic, .ultimateCreditorName, .unstructured, .creditorReferenceType, .creditorReferenceIssuer,
            .documentType, .documentNumber, .documentDate, .remittanceInformation, .returnText, .adjustmentSide,
            .adjustmentReason, .adjustmentInformation, .entryChargeSide, .entryChargeIncluded, .detailChargeSide,
            .detailChargeIncluded:
            if let text = kept(value) { assignText(field, text, value) }
        default: return
        }
    }

    // MARK: Groups and balances

    private mutating func takeGroup(_ field: CamtField, _ value: Span<UInt8>) {
        let text = string(value, atMost: 512)
        switch field {
        case .groupId: summary?.group.id = text
        case .electronicSequence: summary?.group.electronicSequence = text
        case .legalSequence: summary?.group.legalSequence = text
        case .created: summary?.group.created = text
        case .from: summary?.group.from = text
        case .to: summary?.group.to = text
        case .accountIban: summary?.group.account.iban = text
        case .accountOther: summary?.group.account.other = text
        default: return
        }
    }

    private mutating func assignAccountCurrency(_ value: Span<UInt8>, _ context: inout XMLContext) {
        guard value.count == 3, case .known(let currency) = currencies.currency(value[0], value[1], value[2]) else {
            return warn(.amount, "the account's currency is not known", at: located(&context))
        }
        summary?.group.account.currency = currency
    }

    private mutating func assignBalance(
        _ field: CamtField,
        _ value: Span<UInt8>,
        _ context: inout XMLContext
    ) {
        switch field {
        case .balanceAmount:
            switch money(value, &context) {
            case .success(let amount):
                balance.amount = amount
            case .failure(let finding):
                balance.isFaulty = true
                report(.error(finding))
            }
        case .balanceDate:
            balance.date = isoDate(value)
            if balance.date == nil { warn(.date, "the date \(quoted(value)) does not exist", at: located(&context)) }
        default: return
        }
    }

    // MARK: Entries

    private mutating func assignEntry(
        _ field: CamtField,
        _ value: Span<UInt8>,
        _ context: inout XMLContext
    ) {
        switch field {
        case .entryAmount:
            guard entry.amount == nil else { return fault(.amount, "an entry with two amounts", &context) }
            switch money(value, &context) {
            case .success(let amount): entry.amount = amount
            case .failure(let finding): note(finding)
            }
        case .entrySide:
            guard let side = side(value), entry.side == nil else {
                let message = "the credit/debit indicator \(quoted(value)) is unknown or given twice"
                return fault(.direction, message, &context)
            }
            entry.side = side
        case .bookingDate:
            entry.entry.bookingDate = date(value, &context)
        case .valueDate:
            entry.entry.valueDate = date(value, &context)
        case .reversal:
            let message = "the reversal indicator \(quoted(value)) is neither true nor false"
            guard isTrue(value) || isFalse(value) else { return fault(.direction, message, &context) }
            entry.entry.isReversal = isTrue(value)
        default: return
        }
    }

    private func side(_ value: Span<UInt8>) -> CreditDebit? {
        let word = XMLName(value)
        return word == CamtWord.credit ? .credit : word == CamtWord.debit ? .debit : nil
    }

    private func status(_ value: Span<UInt8>) -> BankFileStatus {
        XMLName(value) == CamtWord.booked ? .booked : BankFileStatus(code: string(value, atMost: 64))
    }

    private mutating func date(_ value: Span<UInt8>, _ context: inout XMLContext) -> CalendarDate? {
        if let date = isoDate(value) { return date }
        fault(.date, "the date \(quoted(value)) does not exist", &context)
        return nil
    }

    private mutating func fault(
        _ code: BankFileFinding.Code,
        _ message: String,
        _ context: inout XMLContext
    ) {
        note(BankFileFinding(code, message, at: located(&context)))
    }

    // MARK: Details

    private mutating func assignDetailAmount(
        _ field: CamtField,
        _ value: Span<UInt8>,
        _ context: inout XMLContext
    ) {
        if field == .detailSide {
            guard let side = side(value) else {
                return fault(.direction, "the credit/debit indicator \(quoted(value)) is unknown", &context)
            }
            detail.side = side
            return
        }
        switch money(value, &context) {
        case .success(let amount):
            take(field, amount)
        case .failure(let finding):
            if field == .detailAmount || field == .transactionAmount {
                note(finding)
            } else {
                // Amounts that only inform are left out, so that they cannot make a booked entry unreadable.
                isChargeKept = false
                report(.warning(finding))
            }
        }
    }

    private mutating func take(_ field: CamtField, _ amount: Money) {
        switch field {
        case .detailAmount: detail.amount = amount
        case .transactionAmount: detail.transactionAmount = amount
        case .instructedAmount: detail.instructedAmount = amount
        case .entryCharge:
            entry.charges += Int128(amount.minorUnits)
            weigh(16)
            isChargeKept = keepsDetails && !isFull
            if isChargeKept { entry.entry.charges.append(amount) }
        case .detailCharge:
            entry.charges += Int128(amount.minorUnits)
            weigh(16)
            isChargeKept = keepsDetails && !isFull
            if isChargeKept { detail.charges.append(amount) }
        case .entryChargeTotal: entry.chargeTotal = amount
        case .detailChargeTotal: entry.detailChargeTotal = amount
        case .duePayable: remittance.duePayable = amount
        case .discount: remittance.discount = amount
        case .creditNote: remittance.creditNote = amount
        case .tax: remittance.tax = amount
        case .remitted: remittance.remitted = amount
        case .adjustmentAmount: adjustment = BankFileAdjustment(amount: amount)
        default: return
        }
    }

    private mutating func assignText(_ field: CamtField, _ text: String, _ value: Span<UInt8>) {
        switch field {
        case .entryReference: entry.entry.reference = text
        case .servicerReference: entry.entry.servicerReference = text
        case .domain: entry.entry.transactionCode.domain = text
        case .family: entry.entry.transactionCode.family = text
        case .subfamily: entry.entry.transactionCode.subfamily = text
        case .proprietaryCode: entry.entry.transactionCode.proprietary = text
        case .codeIssuer: entry.entry.transactionCode.issuer = text
        case .entryInformation: entry.entry.additionalInformation = text
        case .batchMessageId: entry.entry.batchMessageId = text
        case .batchPaymentInformationId: entry.entry.batchPaymentInformationId = text
        case .messageId: detail.messageId = text
        case .detailServicerReference: detail.servicerReference = text
        case .paymentInformationId: detail.paymentInformationId = text
        case .instructionId: detail.instructionId = text
        case .transactionId: detail.transactionId = text
        case .uetr: detail.uetr = text
        case .mandateId: detail.mandateId = text
        case .chequeNumber: detail.chequeNumber = text
        case .clearingReference: detail.clearingReference = text
        case .exchangeRate: detail.exchangeRate = text
        case .detailDomain: detail.transactionCode.domain = text
        case .detailFamily: detail.transactionCode.family = text
        case .detailSubfamily: detail.transactionCode.subfamily = text
        case .detailProprietaryCode: detail.transactionCode.proprietary = text
        case .detailCodeIssuer: detail.transactionCode.issuer = text
        case .detailInformation: detail.additionalInformation = text
        case .purpose: detail.purpose = text
        case .debtorName: detail.debtor.name = text
        case .debtorIban: detail.debtor.iban = text
        case .debtorAccount: detail.debtor.otherAccount = text
        case .debtorBic: detail.debtor.bic = text
        case .ultimateDebtorName: detail.ultimateDebtorName = text
        case .creditorName: detail.creditor.name = text
        case .creditorIban: detail.creditor.iban = text
        case .creditorAccount: detail.creditor.otherAccount = text
        case .creditorBic: detail.creditor.bic = text
        case .ultimateCreditorName: detail.ultimateCreditorName = text
        case .unstructured: detail.unstructured.append(text)
        case .creditorReferenceType: remittance.creditorReferenceType = text
        case .creditorReferenceIssuer: remittance.creditorReferenceIssuer = text
        case .documentType: document.type = text
        case .documentNumber: document.number = text
        case .documentDate: document.date = isoDate(value)
        case .remittanceInformation: remittance.additionalInformation.append(text)
        case .returnText: detail.returnInformation = text
        case .entryChargeSide: if isChargeKept { Self.sign(text, &entry.entry.charges) }
        case .detailChargeSide: if isChargeKept { Self.sign(text, &detail.charges) }
        case .entryChargeIncluded:
            guard isChargeKept, isFalse(value), let charge = entry.entry.charges.popLast() else { return }
            entry.entry.separateCharges.append(charge)
        case .detailChargeIncluded:
            guard isChargeKept, isFalse(value), let charge = detail.charges.popLast() else { return }
            detail.separateCharges.append(charge)
        case .adjustmentSide: adjustment?.side = CreditDebit(rawValue: text)
        case .adjustmentReason: adjustment?.reason = text
        case .adjustmentInformation: adjustment?.additionalInformation = text
        default: return
        }
    }

    /// What is given back is negative.
    private static func sign(_ side: String, _ charges: inout [Money]) {
        guard CreditDebit(rawValue: side) == .credit, let charge = charges.popLast() else { return }
        charges.append(Money(minorUnits: 0 - charge.minorUnits, currency: charge.currency))
    }

    // MARK: Helpers

    /// The text, or `nil` when details are not kept or the entry is full.
    private mutating func kept(_ value: Span<UInt8>) -> String? {
        guard keepsDetails else { return nil }
        weigh(value.count + 64)
        return !isFull ? string(value, atMost: value.count) : nil
    }

    mutating func currency(_ attributes: [XMLAttribute], _ window: Span<UInt8>) -> CurrencyCache.Answer {
        for attribute in attributes where attribute.name == CamtMessageNames.currencyAttribute {
            let range = attribute.valueRange
            guard range.count == 3 else { return .unknown }
            let start = range.lowerBound
            return currencies.currency(window[start], window[start + 1], window[start + 2])
        }
        return .missing
    }

    private func money(
        _ value: Span<UInt8>,
        _ context: inout XMLContext
    ) -> Result<Money, BankFileFinding> {
        let problem: String
        switch amountCurrency {
        case .known(let currency):
            do throws(AmountFault) {
                return .success(try unsignedMoney(value, currency))
            } catch {
                problem = error.message
            }
        case .unknown: problem = "has no currency of ISO 4217"
        case .missing: problem = "has no currency"
        }
        return .failure(BankFileFinding(.amount, "the amount \(quoted(value)) \(problem)", at: located(&context)))
    }

    /// The place of the element that ends, which was noted when it began, with its path.
    private func located(_ context: inout XMLContext) -> BankFilePosition {
        leafPlace.position(path: context.path)
    }

    private func quoted(_ value: Span<UInt8>) -> String {
        let text = string(value, atMost: 40)
        return "\"\(text)\(value.count > 40 ? "…" : "")\""
    }

    /// The first bytes of a value as text; a character that is cut becomes U+FFFD.
    private func string(_ value: Span<UInt8>, atMost count: Int) -> String {
        let part = value.extracting(0..<min(count, value.count))
        do {
            return String(copying: try UTF8Span(validating: part))
        } catch {
            return String(decoding: part.indices.map { part[$0] }, as: UTF8.self)
        }
    }

    private func isTrue(_ value: Span<UInt8>) -> Bool {
        CamtWord.yes.contains(XMLName(value))
    }

    private func isFalse(_ value: Span<UInt8>) -> Bool {
        CamtWord.no.contains(XMLName(value))
    }
}

/// The words that values are compared with.
private enum CamtWord {
    static let credit = XMLName("CRDT")
    static let debit = XMLName("DBIT")
    static let booked = XMLName("BOOK")
    static let yes = [XMLName("true"), XMLName("1")]
    static let no = [XMLName("false"), XMLName("0")]
}

extension XMLName {
    /// A value as a name is packed; only words of at most 24 bytes are told apart by it.
    @inline(__always)
    fileprivate init(_ value: Span<UInt8>) {
        self.init()
        for index in value.indices { append(value[index]) }
    }
}
