import PaymentVocabulary

extension CodaFile {
    /// The account's number with its currency, whose places depend on the version and the structure of the number.
    ///
    /// - Returns: the columns of the number and of the currency.
    private func account(_ structure: Int?, _ column: Int) -> (number: Range<Int>, currency: Range<Int>) {
        // Version 1 and structure 0 have Belgian numbers of twelve digits, the others up to 34 characters.
        versionCode == 1 || structure == 0
            ? (column..<column + 12, column + 13..<column + 16) : (column..<column + 34, column + 34..<column + 37)
    }

    mutating func beginBalance(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        records += 1
        if hasOldBalance {
            ledger.warn(.controlTotal, "a second old balance (record 1) of the statement", at: record.position())
        }
        hasOldBalance = true
        let structure = record.digit(1)
        let place = account(structure, 5)
        let number = record.text(place.number)
        let code = record.text(place.currency)
        currency = Currency(activeOrWithdrawn: code) ?? .unstated
        if currency == .unstated {
            ledger.warn(.amount, "\(code) is no currency code", at: record.position(place.currency.lowerBound))
        }
        ledger.describe {
            $0.id = record.text(2..<5)
            $0.account.currency = currency
            if structure == 2 || structure == 3, versionCode != 1 {
                $0.account.iban = number
            } else {
                $0.account.other = number
            }
            $0.legalSequence = record.text(2..<5)
            $0.electronicSequence = record.text(125..<128)
        }
        ledger.notes(
            "",
            record,
            [
                ("account structure", 1..<2), ("statement number", 2..<5), ("account and currency", 5..<42),
                ("old balance sign", 42..<43), ("old balance", 43..<58), ("old balance date", 58..<64),
                ("account holder", 64..<90), ("account description", 90..<125), ("sequence number", 125..<128),
            ]
        )
        balance("OPBD", record, sign: 42, dateAt: 58, &ledger)
    }

    mutating func endBalance(_ record: FixedRecord, _ ledger: inout GroupLedger) {
        records += 1
        endGlobalisation(&ledger)
        movement = nil
        balance("CLBD", record, sign: 41, dateAt: 57, &ledger)
        ledger.notes(
            "",
            record,
            [
                ("new statement number", 1..<4), ("new account and currency", 4..<41), ("new balance sign", 41..<42),
                ("new balance", 42..<57), ("new balance date", 57..<63),
            ]
        )
    }

    private func balance(
        _ type: String,
        _ record: FixedRecord,
        sign: Int,
        dateAt: Int,
        _ ledger: inout GroupLedger
    ) {
        let name = type == "OPBD" ? "old" : "new"
        do throws(AmountFault) {
            let money = try record.money(sign + 1..<sign + 16, decimals: 3, currency)
            guard let side = codaSide(record, sign) else {
                let message = "the sign of the \(name) balance is neither 0 nor 1"
                return ledger.fault(.direction, message, at: record.position(sign))
            }
            let date = ledger.date(record, dateAt, .dayMonthYear, "date of the \(name) balance")
            ledger.add(
                BankFileBalance(
                    type: type,
                    amount: side.signed(money),
                    date: date,
                    position: record.position(sign + 1)
                )
            )
        } catch {
            ledger.fault(.amount, "the \(name) balance \(error.message)", at: record.position(sign + 1))
        }
    }
}

/// A sign of CODA: 0 is a credit, 1 a debit.
func codaSide(_ record: FixedRecord, _ column: Int) -> CreditDebit? {
    switch record.digit(column) {
    case 0?: .credit
    case 1?: .debit
    default: nil
    }
}
