import PaymentVocabulary

/// Makes entries of the objects of a list as the interfaces of Stripe and PayPal answer it.
///
/// Source: Stripe's reference of balance transactions, charges, payouts, refunds, transfers and top-ups; PayPal's
/// reference of Transaction Search (`GET /v1/reporting/transactions`).
struct ProviderObjectBuilder: Sendable {
    var ledger: ReportLedger
    private var scanner = JSONScanner()
    private var objects = JSONObjects()
    private var issuer: String?
    private(set) var isComplete: Bool?

    init(keepsDetails: Bool) {
        ledger = ReportLedger(keepsDetails: keepsDetails)
    }

    var version: String? { issuer.map { "\($0) objects" } }

    /// Whether a file begins like JSON and names an object that is known.
    static func recognises(_ start: [UInt8]) -> Bool {
        let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start[...]
        guard let first = text.first(where: { !Ascii.isSpace($0) }),
            first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        else { return false }
        let begin = String(decoding: text.prefix(16_384), as: UTF8.self)
        if begin.contains("\"transaction_info\"") { return true }
        return begin.contains("\"object\"") && StripeObject.allCases.contains { begin.contains("\"\($0.rawValue)\"") }
    }

    mutating func feed(_ bytes: [UInt8]) throws(BankFileFinding) {
        var (scanner, objects) = (scanner, objects)
        var records: [JSONRecord] = []
        defer { (self.scanner, self.objects) = (scanner, objects) }
        do throws(BankFileFinding) {
            try scanner.feed(bytes) { token, place throws(BankFileFinding) in
                if let record = objects.take(token, at: place) { records.append(record) }
            }
        } catch {
            for record in records { take(record) }
            throw error
        }
        for record in records { take(record) }
    }

    mutating func finish() throws(BankFileFinding) {
        try scanner.finish { _, _ in }
        if ledger.entries == 0 { take(objects.root) }
        beginGroup()
        let root = objects.root
        let pages = root.text("total_pages").flatMap { Int($0) } ?? 1
        let hasMore = root.text("has_more") == "true" || pages > 1
        if hasMore { ledger.warn(.pages, "the list goes on in other files", at: root.position) }
        if ledger.keepsDetails {
            for (path, value) in root.fields { ledger.addField(path, value.text) }
        }
        isComplete = !hasMore
        ledger.close()
    }

    mutating func abandon() {
        ledger.close(isComplete: false)
    }

    private mutating func beginGroup() {
        guard ledger.summary == nil else { return }
        ledger.open(ledger.newGroup("report", at: BankFilePosition(line: 1, column: 1, byte: 0)))
    }

    // MARK: Objects

    private mutating func take(_ record: JSONRecord) {
        let reading: (inout ProviderObject) throws(BankFileFinding) -> Void
        if let kind = record.text("object").flatMap(StripeObject.init(rawValue:)) {
            issuer = "Stripe"
            reading = { object throws(BankFileFinding) in try object.readStripe(kind) }
        } else if record["transaction_info.transaction_id"] != nil {
            issuer = "PayPal"
            reading = { object throws(BankFileFinding) in try object.readPayPal() }
        } else {
            return
        }
        beginGroup()
        do throws(BankFileFinding) {
            if record.isTooLarge {
                throw BankFileFinding(.limit, "an object with too many values", at: record.position)
            }
            var object = ProviderObject(record)
            try reading(&object)
            add(object, record)
        } catch {
            ledger.addUnreadable([error])
        }
    }

    private mutating func add(_ object: ProviderObject, _ record: JSONRecord) {
        if let gross = object.gross, let fee = object.fee, object.netIsStated {
            let (difference, overflow) = gross.minorUnits.subtractingReportingOverflow(fee.minorUnits)
            if overflow || difference != object.net.minorUnits {
                let place = record["net"]?.position ?? record.position
                ledger.warn(.detailSum, "gross less fee is not net", at: BankFilePosition(path: "net", of: place))
            }
        }
        var entry = ledger.newEntry(object.net, at: record.position)
        entry.status = object.status
        entry.bookingDate = object.booked
        entry.valueDate = object.available
        for message in object.warnings { ledger.warn(.date, message, at: record.position) }
        if ledger.keepsDetails {
            object.describe(&entry, issuer ?? "")
            entry.fields = record.fields.map { BankFileField($0.path, $0.value.text) }
        }
        ledger.add(entry)
    }
}

extension BankFilePosition {
    init(path: String, of place: BankFilePosition) {
        self = place
        self.path = path
    }
}
