import PaymentVocabulary

/// What the remittance lines of one payment make, to be compared with the payment.
struct EDI820Sum: Sendable {
    /// Signed minor units of RMR04.
    var paid: Int128 = 0
    /// Signed minor units of ADX01, those of a remittance line and those that stand alone.
    var lineAdjustments: Int128 = 0
    var otherAdjustments: Int128 = 0
    /// Whether any line or adjustment had an amount.
    var isStated = false

    /// Whether lines and adjustments make the payment.
    ///
    /// An adjustment of a line explains its discount in some implementations, and there the amount paid has it already.
    func makes(_ payment: Int128) -> Bool {
        guard isStated else { return true }
        let sums = [paid, paid + otherAdjustments, paid + lineAdjustments + otherAdjustments]
        return sums.contains(payment)
    }

    /// In minor units, for a message.
    var total: Int128 { paid + lineAdjustments + otherAdjustments }

    mutating func add(paid units: Int128) {
        paid += units
        isStated = true
    }

    mutating func add(adjustment units: Int128, isInLine: Bool) {
        if isInLine { lineAdjustments += units } else { otherAdjustments += units }
        isStated = true
    }
}

/// A remittance line (RMR): what is paid, and how much of it.
///
/// Source: ASC X12 820 (payment order/remittance advice), segment RMR.
struct EDI820Line: Sendable {
    let document: BankFileDocument
    /// Signed; `nil` when the line has none.
    let paid: Money?

    /// - Throws: what is wrong with the amount that is paid.
    init(_ segment: X12Segment, _ currency: Currency) throws(AmountFault) {
        var document = BankFileDocument()
        document.type =
            switch segment.text(1) {
            case "IV", "IK": "CINV"
            case "CM": "CREN"
            case "PO": "PUOR"
            default: segment.value(1)
            }
        document.number = segment.value(2)
        paid = segment.element(4).isEmpty ? nil : try Self.money(segment.element(4), currency)
        document.remitted = paid
        // What does not say what moved is worth a look and no reason to lose the line.
        document.duePayable = try? Self.money(segment.element(5), currency)
        document.discount = try? Self.money(segment.element(6), currency)
        self.document = document
    }

    /// A decimal with an optional sign.
    static func money(_ bytes: ArraySlice<UInt8>, _ currency: Currency) throws(AmountFault) -> Money {
        let units = try minorUnits(bytes, exponent: Int(currency.exponent))
        guard let fitting = Int64(exactly: units), fitting > Int64.min else { throw .tooLarge }
        return Money(minorUnits: fitting, currency: currency)
    }

    /// What the line names, as the remittance of an entry.
    var remittance: BankFileRemittance {
        var remittance = BankFileRemittance()
        remittance.documents = [document]
        remittance.duePayable = document.duePayable
        remittance.discount = document.discount
        remittance.remitted = document.remitted
        return remittance
    }
}

extension BankFileAdjustment {
    /// An adjustment of a remittance line (ADX): a negative amount takes something off.
    ///
    /// Source: ASC X12 820, segment ADX: the amount (ADX01) and the code of its reason (ADX02).
    init(_ segment: X12Segment, _ signed: Money) {
        let isNegative = signed.minorUnits < 0
        self.init(amount: isNegative ? Money(minorUnits: 0 - signed.minorUnits, currency: signed.currency) : signed)
        side = isNegative ? .debit : .credit
        reason = segment.value(2)
    }
}
