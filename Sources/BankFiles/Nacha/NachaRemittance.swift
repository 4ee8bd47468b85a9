import PaymentVocabulary

/// The remittance advice that the addenda of an entry carry, in the classes for companies, compared with its amount.
struct NachaRemittance: Sendable {
    private var advice = EDI820Addenda()
    private let amount: Money
    private let position: BankFilePosition
    private let keeps: Bool
    private var addenda: [BankFileAddendum] = []

    init(amount: Money, position: BankFilePosition, keeps: Bool) {
        self.amount = amount
        self.position = position
        self.keeps = keeps
    }

    /// Reads the next slice; addenda of other types are passed over.
    ///
    /// - Parameters:
    ///   - record: a record of type 7.
    ///   - column: where it begins in its line, from 0.
    mutating func add(_ record: Span<UInt8>, _ place: LinePlace, _ column: Int) {
        guard twoDigits(record, 1) == 5, record.count > 3 else { return }
        // Where characters have two bytes the record is longer, and its sequence numbers are still its end.
        let numbers = max(0, record.count - 11)..<record.count
        let isLonger = record.count > NachaRecords.recordBytes && numbers.allSatisfy { Ascii.isDigit(record[$0]) }
        let end = isLonger ? numbers.lowerBound : min(83, record.count)
        let slice = record.extracting(3..<end)
        advice.add(slice, keeps: keeps)
        guard keeps else { return }
        var bytes: [UInt8] = []
        bytes.append(slice)
        addenda.append(BankFileAddendum(bytes: bytes, position: place.position(column + 3)))
    }

    /// Ends the advice and gives what it names to the entry.
    ///
    /// - Returns: how it differs from the entry's amount; `nil` when it does not, or when there is none.
    mutating func finish(into entry: inout BankFileEntry?) -> BankFileFinding? {
        let difference = advice.difference(from: amount, keeps: keeps)
        entry?.details[0].structured = advice.remittances
        entry?.details[0].endToEndId = advice.trace
        entry?.addenda = addenda
        return difference.map { BankFileFinding(.detailSum, $0, at: position) }
    }
}
