import PaymentVocabulary

/// Labels with a colon behind them, as Dutch banks write them into the free text of field 86.
///
/// Sources: ABN AMRO, Format description MT940 (`IBAN:`, `BIC:`, `NAAM:`, `OMSCHRIJVING:`); Knab's files (`REK:`).
enum MT940Labels {
    private static let accounts: Set<String> = ["IBAN", "REK"]
    private static let names: Set<String> = ["NAAM"]
    private static let others: Set<String> = [
        "BIC", "OMSCHRIJVING", "KENMERK", "BETALINGSKENM.", "BETALINGSKENMERK", "REFERENTIE", "MACHTIGING",
        "INCASSANT", "CRED.", "VOOR", "TRTP",
    ]

    /// Fills in the account and the name of the other side where labels tell them.
    static func addParty(of text: String, to detail: inout BankFileDetail, side: CreditDebit) {
        guard text.contains(":") else { return }
        var party = side == .credit ? detail.debtor : detail.creditor
        var label: String?
        var value: [Substring] = []
        func take() {
            let words = value.filter { !$0.isEmpty }.joined(separator: " ")
            if let label, names.contains(label), party.name == nil, !words.isEmpty { party.name = words }
            if let label, accounts.contains(label), party.account == nil { addAccount(words, to: &party) }
        }
        for word in text.replacing("/NAAM:", with: " NAAM:").split(separator: " ", omittingEmptySubsequences: false) {
            if word.last == ":", isLabel(String(word.dropLast())) {
                take()
                (label, value) = (String(word.dropLast()).uppercased(), [])
            } else if word.isEmpty, value.contains(where: { !$0.isEmpty }) {
                // Two blanks end a value.
                take()
                (label, value) = (nil, [])
            } else {
                value.append(word)
            }
        }
        take()
        MT940Texts.set(party, in: &detail, side)
    }

    private static func isLabel(_ word: String) -> Bool {
        let word = word.uppercased()
        return accounts.contains(word) || names.contains(word) || others.contains(word)
    }

    private static func addAccount(_ words: String, to party: inout BankFileParty) {
        if IBAN(words) != nil {
            party.iban = words
        } else if !words.isEmpty, words.utf8.allSatisfy({ Ascii.isDigit($0) || Ascii.isLetter($0) || $0 == 0x2E }) {
            party.otherAccount = words
        }
    }
}
