import BankFiles
import Foundation

/// What banks without codes call the entries that take a payment back, or bring one of ours back.
enum ReturnWords {
    /// - Returns: the bank's words; `nil` where nothing says so.
    static func told(by entry: BankFileEntry, _ details: [BankFileDetail]) -> String? {
        let told = entry.fields.filter { kinds.contains(folded($0.name)) }.map(\.value)
        if let kind = told.first(where: isReturn) { return kind.trimmingCharacters(in: .whitespaces) }
        // What we write into our own transfers says nothing.
        guard entry.side == .debit, !told.contains(where: isTransfer),
            let text = details.lazy.flatMap(\.unstructured).first
        else { return nil }
        let words = words(of: text)
        return takenBack.first { words.starts(with: $0) }?.joined(separator: " ")
    }

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

    private static func folded(_ name: String) -> String { String(name.lowercased().filter(\.isLetter)) }

    /// Heads of columns in which a bank names the kind of an entry.
    private static let kinds: Set<String> = [
        "buchungstext", "umsatzart", "buchungsart", "vorgang", "geschäftsvorfall", "transaktionstyp", "transaktionsart",
        "type", "transactiontype", "typ", "typeofoperation", "typedopération", "tipo", "tipomovimento", "mutatiesoort",
        "transaktionstyp", "trntype",
    ]

    private static let takenBack: [[String]] = [
        ["RÜCKLASTSCHRIFT"], ["RUECKLASTSCHRIFT"], ["LASTSCHRIFTRÜCKGABE"], ["LASTSCHRIFTRUECKGABE"],
        ["RÜCKGABE", "LASTSCHRIFT"], ["RUECKGABE", "LASTSCHRIFT"], ["RÜCKBUCHUNG"], ["RUECKBUCHUNG"],
        ["RETOURE", "LASTSCHRIFT"],
        ["RETURNED", "ITEM"], ["RETURNED", "DEPOSIT"], ["RETURNED", "PAYMENT"], ["RETURNED", "CHECK"],
        ["RETURNED", "CHEQUE"],
        ["RETURN", "ITEM"], ["DEPOSITED", "ITEM", "RETURNED"], ["ACH", "RETURN"], ["RETURN", "ACH"],
        ["REVERSAL", "ACH"],
        ["ACH", "REVERSAL"], ["UNPAID", "ITEM"], ["CHARGEBACK"], ["IMPAYÉ"], ["IMPAYE"],
        ["REJET", "DE", "PRÉLÈVEMENT"],
        ["REJET", "DE", "PRELEVEMENT"], ["REJET", "PRLV"], ["PRELEVEMENT", "IMPAYE"], ["PRÉLÈVEMENT", "IMPAYÉ"],
        ["INSOLUTO"],
        ["RECIBO", "DEVUELTO"], ["DEVOLUCIÓN", "RECIBO"], ["DEVOLUCION", "RECIBO"], ["STORNERING", "INCASSO"],
    ]

    private static let kindsOfReturn: [[String]] =
        takenBack + [
            ["RETOURE"], ["RETOUREN"], ["RÜCKÜBERWEISUNG"], ["RUECKUEBERWEISUNG"], ["ÜBERWEISUNG", "RETOURE"],
            ["UEBERWEISUNG", "RETOURE"], ["ÜBERWEISUNGSRÜCKGABE"], ["RÜCKGABE"], ["RUECKGABE"], ["RETURN"],
            ["RETURNED"],
            ["REVERSAL"], ["REJECTED"], ["STORNO"], ["STORNERING"], ["RÜCKLÄUFER"], ["RUECKLAEUFER"], ["ZWROT"],
        ]
}
