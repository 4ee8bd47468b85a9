import HubDomain
import HubReconciliation
import PaymentVocabulary

/// Short ways to write items and lines, and to read results, in tables.
func date(_ text: String) -> CalendarDate { CalendarDate(text) ?? CalendarDate(dayNumber: 0) }

func money(_ text: String, _ currency: Currency = .eur) -> Money {
    (try? Money(parsing: text, currency: currency)) ?? .zero(currency)
}

func item(
    _ number: String,
    _ amount: String,
    customer: String = "C1",
    name: String = "Acme GmbH",
    account: String? = nil,
    kind: Invoice.Kind = .invoice,
    currency: Currency = .eur,
    open: String? = nil,
    issued: String = "2026-03-01",
    due: String = "2026-03-31",
    reference: String? = nil,
    discount: (off: String, until: String)? = nil
) -> OpenItem {
    OpenItem(
        invoice: Invoice(
            number: InvoiceNumber(number),
            kind: kind,
            customer: CustomerID(customer),
            customerName: name,
            payerAccount: account,
            amount: money(amount, currency),
            open: money(open ?? amount, currency),
            issued: date(issued),
            due: date(due),
            terms: "",
            reference: reference
        ),
        discounts: discount.map { offer in
            let (whole, off) = (money(amount, currency), money(offer.off, currency))
            let pay = Money(minorUnits: whole.minorUnits - off.minorUnits, currency: off.currency)
            return [DiscountOffer(until: date(offer.until), amount: off, tax: nil, pay: pay)]
        } ?? []
    )
}

func line(
    _ amount: String,
    _ remittance: String = "",
    index: Int = 0,
    file: String = "s.xml",
    name: String? = nil,
    account: String? = nil,
    on booked: String = "2026-03-20",
    currency: Currency = .eur,
    direction: StatementLine.Direction = .credit,
    status: StatementLine.Status = .booked,
    bankReference: String? = nil,
    endToEndID: String? = nil,
    references: [String] = [],
    documents: [String] = [],
    returnReason: String? = nil,
    isReversal: Bool = false,
    ownAccount: String = "DE89370400440532013000"
) -> StatementLine {
    StatementLine(
        file: file,
        index: index,
        account: ownAccount,
        direction: direction,
        status: status,
        amount: money(amount, currency),
        bookingDate: date(booked),
        valueDate: date(booked),
        bankReference: bankReference ?? "REF-\(index)",
        endToEndID: endToEndID,
        creditorReferences: references,
        documentNumbers: documents,
        remittance: remittance,
        counterpartyName: name,
        counterpartyAccount: account,
        returnReason: returnReason,
        isReversal: isReversal
    )
}

func run(
    _ lines: [StatementLine],
    _ items: [OpenItem],
    payments: [ExpectedPayment] = [],
    policy: MatchingPolicy = MatchingPolicy()
) -> ReconciliationResult {
    reconcile(lines: lines, items: items, payments: payments, policy: policy, asOf: date("2026-04-30"))
}

/// One text a receipt, by index: `0 own_reference INV-1001=90.00 discount=10.00` or `0 !ambiguous`.
func outcome(_ result: ReconciliationResult) -> [String] {
    let matches = result.matches.map { match in
        let parts = match.allocations.map { allocation in
            switch allocation.kind {
            case .invoice, .creditNote: "\(allocation.invoice?.text ?? "?")=\(allocation.amount.decimal)"
            case .discount: "discount=\(allocation.amount.decimal)"
            case .bankCharge, .rounding, .writeOff, .overPaymentGain, .unapplied, .payment, .fee, .refund, .dispute,
                .reserve, .exchange, .adjustment, .providerBalance:
                "\(allocation.kind.rawValue)=\(allocation.amount.decimal)"
            case .exchangeDifference: "exchange=\(allocation.amount.decimal)"
            }
        }
        return (match.line.index, "\(match.line.index) \(match.rule.rawValue) \(parts.joined(separator: " "))")
    }
    let exceptions = result.exceptions.map { ($0.line.index, "\($0.line.index) !\($0.reason.rawValue)") }
    return (matches + exceptions).sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.1)
}

/// A small deterministic generator (SplitMix64): a failing seed names its replay.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

extension StatementLine {
    /// The same line in another file or with another text.
    func with(file: String? = nil, remittance: String? = nil) -> StatementLine {
        var line = self
        (line.file, line.remittance) = (file ?? self.file, remittance ?? self.remittance)
        return line
    }
}
