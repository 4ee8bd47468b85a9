import BankFiles
import Foundation

/// What banks without codes call the entries that take a payment back, or bring one of ours back.
struct ReturnWords: Sendable {
    /// By the names of a file's fields, which recur with each entry.
    private var areKinds: [String: Bool] = [:]

    /// - Returns: the bank's words; `nil` where nothing says so.
    mutating func told(by entry: BankFileEntry, _ details: [BankFileDetail]) -> String? {
        var told: [String] = []
        for field in entry.fields where isKind(field.name) { told.append(field.value) }
        if let kind = told.first(where: Self.isReturn) { return kind.trimmingCharacters(in: .whitespaces) }
        // What we write into our own transfers says nothing.
        guard entry.side == .debit, !told.contains(where: Self.isTransfer),
            let text = details.lazy.flatMap(\.unstructured).first
        else { return nil }
        let words = Self.words(of: text)
        return Self.takenBack.first { words.starts(with: $0) }?.joined(separator: " ")
    }

    private mutating func isKind(_ name: String) -> Bool {
        if let known = areKinds[name] { return known }
        let isKind = Self.kinds.contains(name.lowercased().filter(\.isLetter))
        // A file may make names up.
        if areKinds.count < Self.namesMax { areKinds[name] = isKind }
        return isKind
    }

    private static let namesMax = 1_000

    private static func isReturn(_ kind: String) -> Bool {
        let words = words(of: kind)
        return kindsOfReturn.contains { words.starts(with: $0) } || words.last == "RETURN"
    }

    private static func isTransfer(_ kind: String) -> Bool {
        let kind = kind.uppercased()
        return transfers.contains(where: kind.contains)
    }

    private static let transfers = [
        "ÜBERWEISUNG", "UEBERWEISUNG", "DAUERAUFTRAG", "TRANSFER", "VIREMENT", "BONIFICO", "OVERBOEKING",
        "OVERSCHRIJVING", "PAYMENT", "BETALING", "BETALNING", "PRZELEW",
    ]

    private static func words(of text: String) -> [String] {
        text.uppercased().split { !$0.isLetter }.prefix(4).map(String.init)
    }

    /// Heads of columns in which a bank names the kind of an entry.
    private static let kinds: Set<String> = [
        "buchungstext", "umsatzart", "buchungsart", "vorgang", "geschäftsvorfall", "transaktionstyp", "transaktionsart",
        "type", "transactiontype", "typ", "typeofoperation", "typedopération", "tipo", "tipomovimento", "mutatiesoort",
        "trntype",
    ]

    private static let takenBack: [[String]] = [
        ["RÜCKLASTSCHRIFT"], ["RUECKLASTSCHRIFT"], ["LASTSCHRIFTRÜCKGABE"], ["LASTSCHRIFTRUECKGABE"],
        ["RÜCKGABE", "LASTSCHRIFT"], ["RUECKGABE", "LASTSCHRIFT"], ["RÜCKBUCHUNG"], ["RUECKBUCHUNG"],
        ["RETOURE", "LASTSCHRIFT"], ["RETURNED", "ITEM"], ["RETURNED", "DEPOSIT"], ["RETURNED", "PAYMENT"],
        ["RETURNED", "CHECK"], ["RETURNED", "CHEQUE"], ["RETURN", "ITEM"], ["DEPOSITED", "ITEM", "RETURNED"],
        ["ACH", "RETURN"], ["RETURN", "ACH"], ["REVERSAL", "ACH"], ["ACH", "REVERSAL"], ["UNPAID", "ITEM"],
        ["CHARGEBACK"], ["IMPAYÉ"], ["IMPAYE"], ["REJET", "DE", "PRÉLÈVEMENT"], ["REJET", "DE", "PRELEVEMENT"],
        ["REJET", "PRLV"], ["PRELEVEMENT", "IMPAYE"], ["PRÉLÈVEMENT", "IMPAYÉ"], ["INSOLUTO"], ["RECIBO", "DEVUELTO"],
        ["DEVOLUCIÓN", "RECIBO"], ["DEVOLUCION", "RECIBO"], ["STORNERING", "INCASSO"], ["DISHONOURED"], ["DISHONORED"],
        ["CHQ", "RETURN"], ["CHQ", "RTN"], ["CHQ", "RET"], ["CHEQUE", "RETURN"], ["CHEQUE", "RETURNED"],
        ["CHECK", "RETURNED"], ["I", "W", "CHQ", "RTN"], ["NACH", "RTN"], ["NACH", "RETURN"], ["NSF", "RETURNED"],
        ["NSF", "CHECK"], ["NSF", "CHEQUE"], ["DEPOSIT", "RETURN"], ["DEPOSIT", "RETURNED"],
        ["UNPAID", "DIRECT", "DEBIT"], ["UNPAID", "DD"], ["UNPAID", "CHEQUE"], ["UNPAID", "CHQ"], ["UNPAID", "CHECK"],
        ["ARUDD"], ["RETURNED", "D", "D"], ["RETURNED", "DD"], ["RETURNED", "DIRECT", "DEBIT"], ["RETURNED", "CHQ"],
        ["RETD", "CHQ"], ["RETD", "CHEQUE"], ["INDEMNITY", "CLAIM"], ["FASTER", "PAYMENT", "RETURN"],
        ["FPS", "RETURN"], ["GIRO", "REJECT"], ["GIRO", "RETURN"], ["WIRE", "RECALL"], ["WIRE", "REVERSAL"],
        ["R", "INSUFFICIENT", "FUNDS"], ["R", "ACCOUNT", "CLOSED"], ["PIX", "DEVOLVIDO"], ["ESTORNO"],
        ["CHEQUE", "RECHAZADO"], ["CHEQUE", "DEVUELTO"], ["CHEQUE", "DEVOLVIDO"],
    ]

    private static let kindsOfReturn: [[String]] =
        takenBack + [
            ["RETOURE"], ["RETOUREN"], ["RÜCKÜBERWEISUNG"], ["RUECKUEBERWEISUNG"], ["ÜBERWEISUNG", "RETOURE"],
            ["UEBERWEISUNG", "RETOURE"], ["ÜBERWEISUNGSRÜCKGABE"], ["RÜCKGABE"], ["RUECKGABE"], ["RETURN"],
            ["RETURNED"], ["REVERSAL"], ["REJECTED"], ["STORNO"], ["STORNERING"], ["RÜCKLÄUFER"], ["RUECKLAEUFER"],
            ["ZWROT"],
        ]
}
