import PaymentVocabulary

extension CamtBuilder {
    /// Takes the value of an element that ends; its white space is trimmed and it is not empty.
    mutating func assign(_ field: CamtField, _ value: ArraySlice<UInt8>, context: inout XMLContext) {
        switch field {
        case .none, .message, .group, .balance, .entry, .batch, .detail, .structured, .document, .returnInformation:
            return
        case .lastPage:
            if isFalse(value) { warn(.pages, "further pages are in other files", at: located(&context)) }
        case .groupId, .electronicSequence, .legalSequence, .created, .from, .to, .accountIban, .accountOther,
            .accountCurrency:
            assignGroup(field, value, &context)
        case .balanceType, .balanceAmount, .balanceSide, .balanceDate:
            assignBalance(field, value, &context)
        case .totalCount, .totalSum, .totalNet, .creditCount, .creditSum, .debitCount, .debitSum:
            let stated = CamtControls.Stated(text: Array(value.prefix(64)), position: located(&context))
            controls.stated.removeAll { $0.field == field }
            controls.stated.append((field, stated))
        case .totalNetSide:
            controls.netSide = CreditDebit(rawValue: String(decoding: value, as: UTF8.self))
        case .entryAmount, .entrySide, .reversal, .status, .bookingDate, .valueDate, .batchCount:
            assignEntry(field, value, &context)
        case .entryCharge, .detailCharge, .detailAmount, .transactionAmount, .instructedAmount, .detailSide,
            .duePayable, .discount, .creditNote, .tax, .remitted:
            assignDetailAmount(field, value, &context)
        case .endToEndId:
            summary?.endToEndIds += 1
            detail.endToEndId = kept(value)
        case .creditorReference:
            summary?.structuredReferences += 1
            remittance.creditorReference = kept(value)
        case .returnReason:
            entry.returnReason = String(decoding: value.prefix(64), as: UTF8.self)
        case .entryReference, .servicerReference, .domain, .family, .subfamily, .proprietaryCode, .codeIssuer,
            .entryInformation, .batchMessageId, .batchPaymentInformationId, .messageId, .detailServicerReference,
            .paymentInformationId, .instructionId, .transactionId, .uetr, .mandateId, .chequeNumber,
            .clearingReference, .exchangeRate, .detailDomain, .detailFamily, .detailSubfamily,
            .detailProprietaryCode, .detailCodeIssuer, .detailInformation, .purpose, .debtorName, .debtorIban,
            .debtorAccount, .debtorBic, .ultimateDebtorName, .creditorName, .creditorIban, .creditorAccount,
            .creditorBic, .ultimateCreditorName, .unstructured, .creditorReferenceType, .creditorReferenceIssuer,
            .documentType, .documentNumber, .documentDate, .remittanceInformation, .returnText:
            if let text = kept(value) { assignText(field, text, value) }
        }
    }

    // MARK: Groups and balances

    private mutating func assignGroup(
        _ field: CamtField,
        _ value: ArraySlice<UInt8>,
        _ context: inout XMLContext
    ) {
        let text = String(decoding: value.prefix(512), as: UTF8.self)
        switch field {
        case .groupId: summary?.group.id = text
        case .electronicSequence: summary?.group.electronicSequence = text
        case .legalSequence: summary?.group.legalSequence = text
        case .created: summary?.group.created = text
        case .from: summary?.group.from = text
        case .to: summary?.group.to = text
        case .accountIban: summary?.group.account.iban = text
        case .accountOther: summary?.group.account.other = text
        case .accountCurrency:
            let letters = Array(value.prefix(4))
            guard letters.count == 3,
                case .known(let currency) = currencies.currency(letters[0], letters[1], letters[2])
            else {
                return warn(.amount, "the account's currency is not known", at: located(&context))
            }
            summary?.group.account.currency = currency
        default: return
        }
    }

    private mutating func assignBalance(
        _ field: CamtField,
        _ value: ArraySlice<UInt8>,
        _ context: inout XMLContext
    ) {
        switch field {
        case .balanceType:
            if balance.type == nil { balance.type = String(decoding: value.prefix(64), as: UTF8.self) }
        case .balanceAmount:
            switch money(value, &context) {
            case .success(let amount):
                balance.amount = amount
            case .failure(let finding):
                balance.isFaulty = true
                report(.error(finding))
            }
        case .balanceSide:
            balance.side = CreditDebit(rawValue: String(decoding: value.prefix(64), as: UTF8.self))
        case .balanceDate:
            balance.date = isoDate(value)
            if balance.date == nil { warn(.date, "the date \(quoted(value)) does not exist", at: located(&context)) }
        default: return
        }
    }

    // MARK: Entries

    private mutating func assignEntry(
        _ field: CamtField,
        _ value: ArraySlice<UInt8>,
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
        case .reversal:
            entry.entry.isReversal = isTrue(value)
        case .status:
            if entry.entry.status == nil { entry.entry.status = status(value) }
        case .bookingDate:
            entry.entry.bookingDate = date(value, &context)
        case .valueDate:
            entry.entry.valueDate = date(value, &context)
        case .batchCount:
            entry.entry.batchCount = Int(String(decoding: value.prefix(20), as: UTF8.self))
        default: return
        }
    }

    private func side(_ value: ArraySlice<UInt8>) -> CreditDebit? {
        if value.elementsEqual("CRDT".utf8) { return .credit }
        return value.elementsEqual("DBIT".utf8) ? .debit : nil
    }

    private func status(_ value: ArraySlice<UInt8>) -> BankFileStatus {
        value.elementsEqual("BOOK".utf8)
            ? .booked : BankFileStatus(code: String(decoding: value.prefix(64), as: UTF8.self))
    }

    private mutating func date(_ value: ArraySlice<UInt8>, _ context: inout XMLContext) -> CalendarDate? {
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
        _ value: ArraySlice<UInt8>,
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
            if keepsDetails, !isFull { entry.entry.charges.append(amount) }
        case .detailCharge:
            entry.charges += Int128(amount.minorUnits)
            weigh(16)
            if keepsDetails, !isFull { detail.charges.append(amount) }
        case .duePayable: remittance.duePayable = amount
        case .discount: remittance.discount = amount
        case .creditNote: remittance.creditNote = amount
        case .tax: remittance.tax = amount
        case .remitted: remittance.remitted = amount
        default: return
        }
    }

    private mutating func assignText(_ field: CamtField, _ text: String, _ value: ArraySlice<UInt8>) {
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
        default: return
        }
    }

    // MARK: Helpers

    /// The text, or `nil` when details are not kept or the entry is full.
    private mutating func kept(_ value: ArraySlice<UInt8>) -> String? {
        guard keepsDetails else { return nil }
        weigh(value.count + 64)
        return !isFull ? String(decoding: value, as: UTF8.self) : nil
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
        _ value: ArraySlice<UInt8>,
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

    private func quoted(_ value: ArraySlice<UInt8>) -> String {
        let text = String(decoding: value.prefix(40), as: UTF8.self)
        return "\"\(text)\(value.count > 40 ? "…" : "")\""
    }

    private func isTrue(_ value: ArraySlice<UInt8>) -> Bool {
        value.elementsEqual("true".utf8) || value.elementsEqual("1".utf8)
    }

    private func isFalse(_ value: ArraySlice<UInt8>) -> Bool {
        value.elementsEqual("false".utf8) || value.elementsEqual("0".utf8)
    }
}
