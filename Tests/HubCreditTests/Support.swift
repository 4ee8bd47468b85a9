import HubCredit
import PaymentVocabulary

let customer = CustomerID("cus_1")
let now = Timestamp(seconds: 1_772_000_000)

func day(_ text: String) -> CalendarDate { CalendarDate(text) ?? CalendarDate(dayNumber: 0) }
func eur(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: .eur) }

func position(
    limit: Int64,
    open: Int64 = 0,
    fees: Int64 = 0,
    shipped: Int64 = 0,
    reserved: Int64 = 0,
    reversible: Int64 = 0,
    unapplied: Int64 = 0,
    notes: Int64 = 0,
    oldest: CalendarDate? = nil
) -> CreditPosition {
    CreditPosition(
        customer: customer,
        currency: .eur,
        asOf: now,
        source: "credit_accounts version 7",
        limit: limit,
        openInvoices: open,
        fees: fees,
        shippedUninvoiced: shipped,
        reserved: reserved,
        reversible: reversible,
        unappliedIrrevocable: unapplied,
        openCreditNotes: notes,
        oldestUnsecuredDue: oldest
    )
}

func decide(
    _ amount: Money,
    _ position: CreditPosition?,
    on today: CalendarDate,
    _ policy: CreditPolicy = .first
)
    -> CreditDecision
{
    CreditDecider(policy: policy)
        .decide(CreditRequest(customer: customer, amount: amount), position: position, today: today, now: now)
}
