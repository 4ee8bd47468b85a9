package import HubDomain
import PaymentVocabulary

/// The stored form of a statement line: JSON as `JSONEncoder` writes it, with sorted keys and plain slashes.
///
/// Each line is written once and read by every run until it is decided, so both are done by hand here.
extension StatementLine {
    package var storedForm: [UInt8] {
        var json = JSONBytes(capacity: 768)
        json.object { line in
            line.string("account", account)
            line.money("amount", amount)
            line.string("bankReference", bankReference)
            if let batch {
                line.object("batch") { json in
                    json.money("amount", batch.amount)
                    json.string("reference", batch.reference)
                }
            }
            line.string("bookingDate", bookingDate.description)
            line.string("contradiction", optional: contradiction)
            line.string("counterpartyAccount", optional: counterpartyAccount)
            line.string("counterpartyName", optional: counterpartyName)
            line.array("creditorReferences", creditorReferences) { $0.string(nil, $1) }
            line.string("direction", direction.rawValue)
            line.array("documentNumbers", documentNumbers) { $0.string(nil, $1) }
            if let documents {
                line.array("documents", documents) { list, document in list.object { document.write(to: &$0) } }
            }
            line.string("endToEndID", optional: endToEndID)
            line.string("exchangeRate", optional: exchangeRate?.description)
            line.string("file", file)
            if let groupKeys { line.array("groupKeys", groupKeys) { $0.string(nil, $1) } }
            line.string("identity", optional: identity)
            line.integer("index", Int64(index))
            if let instructedAmount { line.money("instructedAmount", instructedAmount) }
            line.bool("isReversal", isReversal)
            if let originalAmount { line.money("originalAmount", originalAmount) }
            line.string("remittance", remittance)
            line.string("returnReason", optional: returnReason)
            line.string("status", status.rawValue)
            if let toldCharges { line.money("toldCharges", toldCharges) }
            line.string("ultimateDebtorName", optional: ultimateDebtorName)
            line.string("valueDate", valueDate.description)
        }
        return json.bytes
    }

    /// - Throws: `DecodingError` for what is no statement line.
    package init(storedForm bytes: [UInt8]) throws {
        do {
            self = try bytes.withUnsafeBufferPointer { buffer throws(KnownJSON.OtherForm) in
                var reader = KnownJSON(buffer)
                return try StatementLine(&reader)
            }
        } catch {
            self = try Books.decode(StatementLine.self, bytes)
        }
    }

    private init(_ reader: inout KnownJSON) throws(KnownJSON.OtherForm) {
        try reader.expect(#"{"account":"#)
        let account = try reader.string()
        try reader.expect(#","amount":"#)
        let amount = try reader.money()
        try reader.expect(#","bankReference":"#)
        let bankReference = try reader.string()
        var batch: Batch?
        if reader.takes(#","batch":{"amount":"#) {
            let amount = try reader.money()
            try reader.expect(#","reference":"#)
            batch = Batch(amount: amount, reference: try reader.string())
            try reader.expect("}")
        }
        try reader.expect(#","bookingDate":"#)
        let bookingDate = try reader.date()
        let contradiction = try reader.string(after: #","contradiction":"#)
        let counterpartyAccount = try reader.string(after: #","counterpartyAccount":"#)
        let counterpartyName = try reader.string(after: #","counterpartyName":"#)
        try reader.expect(#","creditorReferences":"#)
        let creditorReferences = try reader.strings()
        try reader.expect(#","direction":"#)
        guard let direction = Direction(rawValue: try reader.string()) else { throw KnownJSON.OtherForm() }
        try reader.expect(#","documentNumbers":"#)
        let documentNumbers = try reader.strings()
        var documents: [RemittedDocument]?
        if reader.takes(#","documents":"#) {
            documents = try reader.list { reader throws(KnownJSON.OtherForm) in try RemittedDocument(&reader) }
        }
        let endToEndID = try reader.string(after: #","endToEndID":"#)
        var exchangeRate: DecimalRate?
        if let text = try reader.string(after: #","exchangeRate":"#) {
            guard let rate = DecimalRate(text) else { throw KnownJSON.OtherForm() }
            exchangeRate = rate
        }
        try reader.expect(#","file":"#)
        let file = try reader.string()
        let groupKeys = reader.takes(#","groupKeys":"#) ? try reader.strings() : nil
        let identity = try reader.string(after: #","identity":"#)
        try reader.expect(#","index":"#)
        guard let index = Int(exactly: try reader.integer()) else { throw KnownJSON.OtherForm() }
        let instructedAmount = reader.takes(#","instructedAmount":"#) ? try reader.money() : nil
        try reader.expect(#","isReversal":"#)
        let isReversal = try reader.bool()
        let originalAmount = reader.takes(#","originalAmount":"#) ? try reader.money() : nil
        try reader.expect(#","remittance":"#)
        let remittance = try reader.string()
        let returnReason = try reader.string(after: #","returnReason":"#)
        try reader.expect(#","status":"#)
        guard let status = Status(rawValue: try reader.string()) else { throw KnownJSON.OtherForm() }
        let toldCharges = reader.takes(#","toldCharges":"#) ? try reader.money() : nil
        let ultimateDebtorName = try reader.string(after: #","ultimateDebtorName":"#)
        try reader.expect(#","valueDate":"#)
        let valueDate = try reader.date()
        try reader.expect("}")
        guard reader.isAtEnd else { throw KnownJSON.OtherForm() }
        self.init(
            file: file,
            index: index,
            account: account,
            direction: direction,
            status: status,
            amount: amount,
            bookingDate: bookingDate,
            valueDate: valueDate,
            bankReference: bankReference,
            endToEndID: endToEndID,
            creditorReferences: creditorReferences,
            documentNumbers: documentNumbers,
            remittance: remittance,
            counterpartyName: counterpartyName,
            counterpartyAccount: counterpartyAccount,
            returnReason: returnReason,
            isReversal: isReversal
        )
        // Each of these makes the line anew, and few lines have any.
        if let batch { self.batch = batch }
        if let contradiction { self.contradiction = contradiction }
        if let documents { self.documents = documents }
        if let exchangeRate { self.exchangeRate = exchangeRate }
        if let groupKeys { self.groupKeys = groupKeys }
        if let identity { self.identity = identity }
        if let instructedAmount { self.instructedAmount = instructedAmount }
        if let originalAmount { self.originalAmount = originalAmount }
        if let toldCharges { self.toldCharges = toldCharges }
        if let ultimateDebtorName { self.ultimateDebtorName = ultimateDebtorName }
    }
}

extension RemittedDocument {
    fileprivate func write(to json: inout JSONBytes) {
        if let adjustments {
            json.array("adjustments", adjustments) { list, adjustment in
                list.object { json in
                    json.money("amount", adjustment.amount)
                    json.string("reason", adjustment.reason)
                }
            }
        }
        if let discount { json.money("discount", discount) }
        json.bool("isCreditNote", isCreditNote)
        json.string("number", number)
        json.money("paid", paid)
    }

    fileprivate init(_ reader: inout KnownJSON) throws(KnownJSON.OtherForm) {
        try reader.expect("{")
        var adjustments: [Adjustment]?
        if reader.takes(#""adjustments":"#) {
            adjustments = try reader.list { reader throws(KnownJSON.OtherForm) in try Adjustment(&reader) }
            try reader.expect(",")
        }
        var discount: Money?
        if reader.takes(#""discount":"#) {
            discount = try reader.money()
            try reader.expect(",")
        }
        try reader.expect(#""isCreditNote":"#)
        let isCreditNote = try reader.bool()
        try reader.expect(#","number":"#)
        let number = try reader.string()
        try reader.expect(#","paid":"#)
        let paid = try reader.money()
        try reader.expect("}")
        self.init(
            number: number,
            isCreditNote: isCreditNote,
            paid: paid,
            discount: discount,
            adjustments: adjustments
        )
    }
}

extension RemittedDocument.Adjustment {
    fileprivate init(_ reader: inout KnownJSON) throws(KnownJSON.OtherForm) {
        try reader.expect(#"{"amount":"#)
        let amount = try reader.money()
        try reader.expect(#","reason":"#)
        let reason = try reader.string()
        try reader.expect("}")
        self.init(amount: amount, reason: reason)
    }
}

extension JSONBytes {
    fileprivate mutating func money(_ key: StaticString, _ money: Money) {
        object(key) { amount in
            amount.string("currency", money.currency.code)
            amount.integer("minorUnits", money.minorUnits)
        }
    }
}
