import HubReconciliation

extension MatrixRow.Setting {
    static let strangers = MatrixRow.Setting(
        name: "strangerMayPayExactAmount off",
        change: { $0.strangerMayPayExactAmount = false },
        decision: "suggest unknown_payer"
    )
    static let age = MatrixRow.Setting(
        name: "daysAfterDueMax -12",
        change: { $0.daysAfterDueMax = -12 },
        decision: "suggest no_match"
    )
    /// The offers have ended before the receipt, so nothing explains what is missing.
    static let offer = MatrixRow.Setting(
        name: "discountGraceDays -6",
        change: { $0.discountGraceDays = -6 },
        decision: "suggest under"
    )
}

/// Every combination, in the order payer, documents, amount.
let businessCentralMatrix: [MatrixRow] = [
    MatrixRow(
        payer: .fully,
        documents: .none,
        amount: .one,
        decision: "post amount_party_date",
        why: "the customer's only open item of this amount",
        setting: .age
    ),
    MatrixRow(
        payer: .fully,
        documents: .none,
        amount: .several,
        decision: "suggest ambiguous",
        why: "either item has the amount, and nothing says which"
    ),
    MatrixRow(
        payer: .fully,
        documents: .none,
        amount: .none,
        decision: "exception no_match",
        why: "no item and no sum of items has the amount"
    ),
    MatrixRow(
        payer: .fully,
        documents: .none,
        amount: .notConsidered,
        decision: "exception no_match",
        why: "a part payment of which item is not told"
    ),
    MatrixRow(
        payer: .fully,
        documents: .one,
        amount: .one,
        decision: "post own_reference",
        why: "number, amount and payer agree"
    ),
    MatrixRow(
        payer: .fully,
        documents: .one,
        amount: .several,
        decision: "post own_reference",
        why: "the number decides between equal amounts"
    ),
    MatrixRow(
        payer: .fully,
        documents: .one,
        amount: .none,
        decision: "post own_reference",
        why: "the document is paid and the rest stays unapplied on the customer"
    ),
    MatrixRow(
        payer: .fully,
        documents: .one,
        amount: .notConsidered,
        decision: "post own_reference",
        why: "a part payment of the document named by its customer"
    ),
    MatrixRow(
        payer: .fully,
        documents: .several,
        amount: .one,
        decision: "post own_reference",
        why: "the documents named are paid exactly"
    ),
    MatrixRow(
        payer: .fully,
        documents: .several,
        amount: .several,
        decision: "suggest ambiguous",
        why: "a discount on either of them explains the amount",
        setting: .offer
    ),
    MatrixRow(
        payer: .fully,
        documents: .several,
        amount: .none,
        decision: "suggest over",
        why: "more than all of them: a number may be mistyped"
    ),
    MatrixRow(
        payer: .fully,
        documents: .several,
        amount: .notConsidered,
        decision: "suggest under",
        why: "which of them is short is not told"
    ),
    MatrixRow(
        payer: .partly,
        documents: .none,
        amount: .one,
        decision: "suggest unknown_payer",
        why: "a name that is like the customer's and an amount are no proof"
    ),
    MatrixRow(
        payer: .partly,
        documents: .none,
        amount: .several,
        decision: "suggest unknown_payer",
        why: "a name that is like the customer's and an amount are no proof"
    ),
    MatrixRow(
        payer: .partly,
        documents: .none,
        amount: .none,
        decision: "exception unknown_payer",
        why: "nothing leads to a document"
    ),
    MatrixRow(
        payer: .partly,
        documents: .none,
        amount: .notConsidered,
        decision: "exception unknown_payer",
        why: "nothing leads to a document"
    ),
    MatrixRow(
        payer: .partly,
        documents: .one,
        amount: .one,
        decision: "post own_reference",
        why: "number and amount agree, and the name does not contradict them"
    ),
    MatrixRow(
        payer: .partly,
        documents: .one,
        amount: .several,
        decision: "post own_reference",
        why: "the number decides between equal amounts"
    ),
    MatrixRow(
        payer: .partly,
        documents: .one,
        amount: .none,
        decision: "post own_reference",
        why: "the document is paid; the name is like the customer's, who keeps the rest"
    ),
    MatrixRow(
        payer: .partly,
        documents: .one,
        amount: .notConsidered,
        decision: "post own_reference",
        why: "a part payment; the name vouches for the number"
    ),
    MatrixRow(
        payer: .partly,
        documents: .several,
        amount: .one,
        decision: "post own_reference",
        why: "the documents named are paid exactly"
    ),
    MatrixRow(
        payer: .partly,
        documents: .several,
        amount: .several,
        decision: "suggest ambiguous",
        why: "a discount on either of them explains the amount",
        setting: .offer
    ),
    MatrixRow(
        payer: .partly,
        documents: .several,
        amount: .none,
        decision: "suggest over",
        why: "more than all of them: a number may be mistyped"
    ),
    MatrixRow(
        payer: .partly,
        documents: .several,
        amount: .notConsidered,
        decision: "suggest under",
        why: "which of them is short is not told"
    ),
    MatrixRow(
        payer: .unknown,
        documents: .none,
        amount: .one,
        decision: "suggest unknown_payer",
        why: "an equal amount alone never posts"
    ),
    MatrixRow(
        payer: .unknown,
        documents: .none,
        amount: .several,
        decision: "suggest unknown_payer",
        why: "an equal amount alone never posts"
    ),
    MatrixRow(
        payer: .unknown,
        documents: .none,
        amount: .none,
        decision: "exception unknown_payer",
        why: "nothing leads to a document"
    ),
    MatrixRow(
        payer: .unknown,
        documents: .none,
        amount: .notConsidered,
        decision: "exception unknown_payer",
        why: "nothing leads to a document"
    ),
    MatrixRow(
        payer: .unknown,
        documents: .one,
        amount: .one,
        decision: "post own_reference",
        why: "somebody pays for the customer: number and amount agree",
        setting: .strangers
    ),
    MatrixRow(
        payer: .unknown,
        documents: .one,
        amount: .several,
        decision: "post own_reference",
        why: "the number decides between equal amounts",
        setting: .strangers
    ),
    MatrixRow(
        payer: .unknown,
        documents: .one,
        amount: .none,
        decision: "suggest unknown_payer",
        why: "nobody vouches that the number is not mistyped"
    ),
    MatrixRow(
        payer: .unknown,
        documents: .one,
        amount: .notConsidered,
        decision: "suggest unknown_payer",
        why: "nobody vouches that the number is not mistyped"
    ),
    MatrixRow(
        payer: .unknown,
        documents: .several,
        amount: .one,
        decision: "post own_reference",
        why: "the documents named are paid exactly",
        setting: .strangers
    ),
    MatrixRow(
        payer: .unknown,
        documents: .several,
        amount: .several,
        decision: "suggest unknown_payer",
        why: "two discounts explain the amount, and nobody vouches for the numbers"
    ),
    MatrixRow(
        payer: .unknown,
        documents: .several,
        amount: .none,
        decision: "suggest over",
        why: "more than all of them: a number may be mistyped"
    ),
    MatrixRow(
        payer: .unknown,
        documents: .several,
        amount: .notConsidered,
        decision: "suggest unknown_payer",
        why: "nobody vouches that the numbers are not mistyped"
    ),
]
