import PaymentVocabulary

extension JSONText {
    mutating func members(of entry: BankFileEntry) {
        member("entry", entry.index)
        member("group", entry.groupIndex)
        member("side", entry.side.word)
        members(of: entry.amount)
        flag("reversal", entry.isReversal)
        member("status", entry.status?.code)
        member("booking_date", entry.bookingDate)
        member("value_date", entry.valueDate)
        member("reference", entry.reference)
        member("servicer_reference", entry.servicerReference)
        member(of: entry.transactionCode)
        member("batch_count", entry.batchCount)
        member("batch_payment_information_id", entry.batchPaymentInformationId)
        member("batch_message_id", entry.batchMessageId)
        member("charges", entry.charges)
        member("separate_charges", entry.separateCharges)
        member("additional_information", entry.additionalInformation)
        if !entry.details.isEmpty {
            key("details")
            array(entry.details) { json, detail in json.object { $0.members(of: detail) } }
        }
        member("fields", entry.fields)
        member("position", entry.position)
    }

    mutating func members(of detail: BankFileDetail) {
        member("side", detail.side?.word)
        member("amount", detail.amount)
        member("transaction_amount", detail.transactionAmount)
        member("instructed_amount", detail.instructedAmount)
        member("exchange_rate", detail.exchangeRate)
        member("message_id", detail.messageId)
        member("servicer_reference", detail.servicerReference)
        member("payment_information_id", detail.paymentInformationId)
        member("instruction_id", detail.instructionId)
        member("end_to_end_id", detail.endToEndId)
        member("transaction_id", detail.transactionId)
        member("uetr", detail.uetr)
        member("mandate_id", detail.mandateId)
        member("cheque_number", detail.chequeNumber)
        member("clearing_reference", detail.clearingReference)
        member(of: detail.transactionCode)
        member("debtor", detail.debtor)
        member("creditor", detail.creditor)
        member("ultimate_debtor_name", detail.ultimateDebtorName)
        member("ultimate_creditor_name", detail.ultimateCreditorName)
        member("charges", detail.charges)
        member("separate_charges", detail.separateCharges)
        member("unstructured", detail.unstructured)
        if !detail.structured.isEmpty {
            key("structured")
            array(detail.structured) { json, item in json.object { $0.members(of: item) } }
        }
        flag("return", detail.isReturn)
        member("return_reason", detail.returnReason)
        member("return_information", detail.returnInformation)
        member("purpose", detail.purpose)
        member("additional_information", detail.additionalInformation)
    }

    mutating func members(of item: BankFileRemittance) {
        member("creditor_reference", item.creditorReference)
        member("creditor_reference_type", item.creditorReferenceType)
        member("creditor_reference_issuer", item.creditorReferenceIssuer)
        if !item.documents.isEmpty {
            key("documents")
            array(item.documents) { json, document in json.object { $0.members(of: document) } }
        }
        member("due_payable", item.duePayable)
        member("discount", item.discount)
        member("credit_note", item.creditNote)
        member("tax", item.tax)
        if !item.adjustments.isEmpty {
            key("adjustments")
            array(item.adjustments) { json, adjustment in json.object { $0.members(of: adjustment) } }
        }
        member("remitted", item.remitted)
        member("additional_information", item.additionalInformation)
    }

    private mutating func members(of adjustment: BankFileAdjustment) {
        member("side", adjustment.side?.word)
        member("amount", adjustment.amount)
        member("reason", adjustment.reason)
        member("additional_information", adjustment.additionalInformation)
    }

    private mutating func members(of document: BankFileDocument) {
        member("kind", document.type)
        member("number", document.number)
        member("date", document.date)
        member("due_payable", document.duePayable)
        member("discount", document.discount)
        member("remitted", document.remitted)
    }

    private mutating func member(of code: BankTransactionCode) {
        guard code != BankTransactionCode() else { return }
        key("transaction_code")
        object { json in
            json.member("domain", code.domain)
            json.member("family", code.family)
            json.member("subfamily", code.subfamily)
            json.member("proprietary", code.proprietary)
            json.member("issuer", code.issuer)
        }
    }

    private mutating func member(_ name: String, _ party: BankFileParty) {
        guard party != BankFileParty() else { return }
        key(name)
        object { json in
            json.member("name", party.name)
            json.member("iban", party.iban)
            json.member("other_account", party.otherAccount)
            json.member("bic", party.bic)
            json.member("bank_number", party.bankNumber)
            json.member("id", party.id)
        }
    }

    /// A member that is there only when it holds.
    private mutating func flag(_ name: String, _ value: Bool) {
        guard value else { return }
        key(name)
        bool(true)
    }
}

extension CreditDebit {
    /// The side in words.
    var word: String {
        switch self {
        case .credit: "credit"
        case .debit: "debit"
        }
    }
}
