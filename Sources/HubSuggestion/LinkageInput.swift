package import PaymentVocabulary

/// A party's name as words without marks and legal form, with the trigrams in which it is compared.
package struct LinkageName: Hashable, Sendable {
    /// In alphabetical order, so that the order in which they are written does not matter.
    package let words: [String]
    package let legalForm: String
    /// Three bytes each, ascending and without repeats; every word is padded with a blank on both sides.
    let trigrams: [UInt32]
    /// A bit of 64 for each trigram: what is missing in another name's is in none of its trigrams.
    let signature: UInt64

    package init(words: [String], legalForm: String) {
        self.words = words.sorted()
        self.legalForm = legalForm
        var found: [UInt32] = []
        for word in words where !word.isEmpty {
            // The last three bytes, a blank before the first.
            var trigram: UInt32 = 0x20
            for (place, byte) in word.utf8.enumerated() {
                trigram = (trigram << 8 | UInt32(byte)) & 0xFF_FFFF
                if place > 0 { found.append(trigram) }
            }
            found.append((trigram << 8 | 0x20) & 0xFF_FFFF)
        }
        found.sort()
        var trigrams: [UInt32] = []
        trigrams.reserveCapacity(found.count)
        for trigram in found where trigram != trigrams.last { trigrams.append(trigram) }
        self.trigrams = trigrams
        signature = trigrams.reduce(0) { $0 | 1 << UInt64(($1 &* 0x9E37_79B1) >> 26) }
    }

    /// The words say the rest.
    package static func == (left: Self, right: Self) -> Bool {
        left.words == right.words && left.legalForm == right.legalForm
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words)
        hasher.combine(legalForm)
    }

    package var isEmpty: Bool { words.isEmpty }
}

/// A customer as a payer may be recognised: by the names and the folded accounts on our file.
package struct LinkageParty: Hashable, Sendable {
    package let names: [LinkageName]
    package let accounts: [String]

    package init(names: [LinkageName], accounts: [String]) {
        self.names = names
        self.accounts = accounts
    }
}

/// An open document that a receipt may be for.
package struct LinkageDocument: Hashable, Sendable {
    package let number: InvoiceNumber
    /// Index into the parties.
    package let party: Int
    package let isCreditNote: Bool
    /// What is left of it, positive for both kinds.
    package let open: Money
    package let issued: CalendarDate
    package let due: CalendarDate
    /// Minor units of each discount that its terms offer, whether or not the date still allows it.
    package let discounts: [Int64]

    package init(
        number: InvoiceNumber,
        party: Int,
        isCreditNote: Bool,
        open: Money,
        issued: CalendarDate,
        due: CalendarDate,
        discounts: [Int64]
    ) {
        self.number = number
        self.party = party
        self.isCreditNote = isCreditNote
        self.open = open
        self.issued = issued
        self.due = due
        self.discounts = discounts.isEmpty ? [] : discounts.filter { $0 > 0 && $0 < open.minorUnits }.sorted()
    }
}

/// A receipt that the passes left, with what they had read in it.
package struct LinkageReceipt: Hashable, Sendable {
    package let amount: Money
    package let date: CalendarDate
    package let name: LinkageName
    /// Folded; `nil` when the line has none.
    package let account: String?
    /// Documents that its text names as a whole; indices, ascending.
    package let named: [Int]
    /// Documents that a pass suggests already; indices.
    package let suggested: [Int]
    /// Rows of digits in its text, each of them once.
    package let numbers: [[UInt8]]
    /// The text has a number of the form of ours, whether given or not.
    package let hasNumber: Bool
    /// Only `suggested` is compared: the pass that left it knows that nothing else can be meant.
    package let isClosed: Bool

    package init(
        amount: Money,
        date: CalendarDate,
        name: LinkageName,
        account: String?,
        named: [Int],
        suggested: [Int],
        numbers: [[UInt8]],
        hasNumber: Bool,
        isClosed: Bool
    ) {
        self.amount = amount
        self.date = date
        self.name = name
        self.account = account
        self.named = named
        self.suggested = suggested
        self.numbers = numbers
        self.hasNumber = hasNumber
        self.isClosed = isClosed
    }
}

/// A receipt and a document that belong together beyond doubt.
package struct ConfirmedPair: Hashable, Sendable {
    package let receipt: LinkageReceipt
    /// As it was before the receipt.
    package let document: LinkageDocument
    /// The receipt pays other documents too.
    package let isPartOfSum: Bool

    package init(receipt: LinkageReceipt, document: LinkageDocument, isPartOfSum: Bool) {
        self.receipt = receipt
        self.document = document
        self.isPartOfSum = isPartOfSum
    }
}
