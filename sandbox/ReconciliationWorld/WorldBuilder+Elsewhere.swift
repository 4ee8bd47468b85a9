import HubReconciliation
import PaymentVocabulary

/// Receipts from a customer that name a document that is not at hand, and have by chance the amount of one that is:
/// an old invoice paid again, one of our other company, a credit note of somebody else.
extension WorldBuilder {
    /// As with `makeSeveralShort`, everything else is drawn as without them.
    mutating func makeNamedElsewhere() {
        let shared = random
        random = WorldRandom(seed: plan.seed &* 0x9FB2_1C65 ^ 0xE15E)
        defer { random = shared }
        for _ in 0..<(plan.receipts * plan.rate(.namedElsewhere) / 10_000) { addNamedElsewhere() }
    }

    private mutating func addNamedElsewhere() {
        let customer = random.below(plan.customers)
        let document = addDocument(of: customer)
        var draft = LineDraft(origin: .customer, shape: .corrupted(.namedElsewhere), booked: Self.firstDay)
        addPayer(&draft, customer)
        draft.booked = payday(documents[document].issued)
        draft.units = documents[document].amount.minorUnits
        draft.isExact = false
        switch random.below(8) {
        case 0: draft.documentNumbers = [elsewhere(of: customer)]
        // Where nothing was given with a reference, one that is not known tells nothing.
        case 1 where plan.customers > 1:
            draft.references = [NumberWriting.reference(8_000_000 + random.below(1_000_000))]
        default:
            let number = elsewhere(of: customer)
            draft.text =
                random.one(of: Self.wordsBefore(of: number)) + number + random.one(of: NumberWriting.wordsBehind)
        }
        _ = append(draft)
    }

    /// A number of another form than ours, of which no document of the customer's has the digits.
    private mutating func elsewhere(of customer: Int) -> String {
        while true {
            let digits = padded(random.within(10_000...99_999), 5)
            guard !customers[customer].documents.contains(where: { documents[$0].number.text.hasSuffix(digits) }) else {
                continue
            }
            return random.one(of: ["", "R-", "RE", "F-", "INV-2023-", "FA-2023-", "RG "]) + digits
        }
    }

    /// What leaves no doubt that a number of digits alone is a document's; other forms need no word.
    private static func wordsBefore(of number: String) -> [String] {
        let sure = ["Rechnung ", "Rechnung Nr. ", "Rg.Nr.: ", "Invoice no ", "Facture ", "Bill #", "RE "]
        return number.first?.isNumber == true ? sure : sure + ["", "Zahlung "]
    }

    /// Which document is meant only the payer knows.
    func labelNamedElsewhere() -> Truth.Label {
        .forAPerson([
            .unknownReference, .unknownPayer, .ambiguous, .contradictingPayer, .noMatch, .returned, .duplicate,
        ])
    }
}
