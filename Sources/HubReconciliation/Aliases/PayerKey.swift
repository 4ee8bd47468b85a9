package import HubDomain

/// What a payer is known by: an account or a name, in the form in which two spellings of it are equal.
package struct PayerKey: Hashable, Comparable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        case account
        case name
    }

    package let kind: Kind
    /// Capitals and digits of an account; a name as `foldedPartyName` gives it.
    package let text: String

    /// - Parameter text: folded already, as it is stored.
    package init(kind: Kind, folded text: String) { (self.kind, self.text) = (kind, text) }

    /// - Returns: `nil` for what is no account: too short, without a digit, or a word for "not told".
    package init?(account written: String) {
        let folded = foldedReference(written)
        guard folded.utf8.count >= Self.accountLengthMin, !isPlaceholder(written),
            folded.utf8.contains(where: { (0x30...0x39).contains($0) })
        else { return nil }
        self.init(kind: .account, folded: folded)
    }

    /// - Returns: `nil` for a name without any word, a word for "not told", and for what banks write of the booking where the
    ///   payer's name belongs.
    package init?(name written: String) {
        let folded = foldedPartyName(written)
        guard !folded.isEmpty, !isPlaceholder(written), !isKindOfBooking(written) else { return nil }
        self.init(kind: .name, folded: folded)
    }

    /// The account that a receipt came from, or the payer's name where the bank tells no account.
    ///
    /// - Returns: `nil` where it tells neither, or the account is our own.
    package init?(payerOf line: StatementLine) {
        if let account = line.counterpartyAccount.flatMap(PayerKey.init(account:)) {
            guard account.text != foldedReference(line.account) else { return nil }
            self = account
        } else if let name = line.counterpartyName.flatMap(PayerKey.init(name:)) {
            self = name
        } else {
            return nil
        }
    }

    package static func < (left: PayerKey, right: PayerKey) -> Bool {
        (left.kind.rawValue, left.text) < (right.kind.rawValue, right.text)
    }

    private static let accountLengthMin = 5
}

/// Whether a name tells nothing but how money moves, such as `SEPA-Überweisung` or `Payment received`; that is everybody's.
private func isKindOfBooking(_ name: String) -> Bool {
    let words = name.lowercased().split { !$0.isLetter }
    return !words.isEmpty && !name.contains(where: \.isNumber) && words.allSatisfy { kindsOfBooking.contains($0) }
}

/// In the languages of the banks whose files are read, with and without marks.
private let kindsOfBooking: Set<Substring> = [
    // What stands beside such a word.
    "sepa", "swift", "online", "instant", "ct", "dd", "ihre", "your", "the", "von", "from", "by", "per", "de", "di",
    "da",
    "received", "incoming", "inward", "eingehende", "eingegangene", "recu", "reçu", "recibida", "ricevuto", "entrant",
    "direct", "bank", "credit", "debit",
    // German.
    "zahlung", "zahlungen", "zahlungseingang", "eingang", "gutschrift", "gutschriften", "überweisung", "ueberweisung",
    "uberweisung", "überweisungsgutschrift", "ueberweisungsgutschrift", "uberweisungsgutschrift", "sammelgutschrift",
    "dauerauftrag", "dauerauftragsgutschrift", "echtzeitüberweisung", "echtzeitueberweisung", "echtzeituberweisung",
    "echtzeitgutschrift", "lastschrift", "lastschrifteinzug", "basislastschrift", "firmenlastschrift", "scheck",
    "scheckeinreichung", "scheckgutschrift", "einzahlung", "bareinzahlung", "bargeldeinzahlung", "umbuchung", "buchung",
    "auslandsüberweisung", "auslandsueberweisung", "auslandsuberweisung", "auslandszahlung", "rücklastschrift",
    "ruecklastschrift", "rucklastschrift", "unbekannt", "auftraggeber",
    // English.
    "payment", "payments", "transfer", "transfers", "deposit", "deposits", "cheque", "cheques", "check", "checks",
    "cash",
    "wire", "giro", "remittance", "lockbox", "ach", "bacs", "chaps", "payer", "sender", "customer", "unknown",
    "counter",
    // French, Italian, Spanish, Portuguese, Dutch.
    "virement", "virements", "versement", "paiement", "prélèvement", "prelevement", "chèque", "remise", "especes",
    "espèces",
    "bonifico", "bonifici", "accredito", "pagamento", "versamento", "assegno", "addebito", "giroconto",
    "transferencia", "transferencias", "pago", "abono", "ingreso", "adeudo", "efectivo",
    "transferência", "pagamentos", "depósito", "betaling", "overboeking", "overschrijving", "storting", "incasso",
    // Polish, Czech, Danish, Swedish, Norwegian.
    "przelew", "wpłata", "wplata", "platba", "úhrada", "uhrada", "převod", "prevod", "indbetaling", "overførsel",
    "overforsel", "inbetalning", "överföring", "overforing", "insättning", "insattning", "innbetaling",
]

/// Whether two folded accounts are equal, or the shorter is the national number at the end of the longer.
func isSameAccount(_ left: String, _ right: String) -> Bool {
    guard left != right else { return true }
    let (short, long) = left.utf8.count < right.utf8.count ? (left, right) : (right, left)
    let digits = short.drop { $0 == "0" }
    return digits.utf8.count >= 6 && long.utf8.count > short.utf8.count && long.hasSuffix(digits)
}

extension StatementLine {
    /// The payer as the statement writes it, account before name.
    package var writtenPayer: String {
        switch PayerKey(payerOf: self)?.kind {
        case .account: counterpartyAccount ?? ""
        case .name: counterpartyName ?? ""
        case nil: ""
        }
    }
}
