import PaymentVocabulary

/// The words by which files of many languages name sides and currencies.
enum CSVWords {
    /// Letters and digits in lower case, as heads and marks are compared.
    static func key(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.lowercased().unicodeScalars.filter {
                    $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "+" || $0 == "-"
                        || $0.properties.isIdeographic
                }
            )
        )
    }

    /// A word as it is, and as it is written where its letters are not at hand: `währung`, `waehrung` and `wahrung`.
    static func spellings(of word: String) -> Set<String> {
        func folded(_ letters: [Character: String]) -> String {
            word.reduce(into: "") { $0 += letters[$1] ?? plainLetters[$1] ?? String($1) }
        }
        return [word, folded([:]), folded(["ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"])]
    }

    private static let plainLetters: [Character: String] = {
        let groups = [
            "a": "äàáâãåą", "ae": "æ", "c": "çćč", "d": "ď", "e": "éèêëęě", "i": "íìîï", "l": "ł", "n": "ñńň",
            "o": "öøóòôõő", "r": "ř", "s": "śš", "ss": "ß", "t": "ť", "u": "üúùûůű", "y": "ý", "z": "źżž",
        ]
        var letters: [Character: String] = [:]
        for (plain, accented) in groups {
            for letter in accented { letters[letter] = plain }
        }
        return letters
    }()

    private static let credits: Set<String> = [
        "c", "cr", "crdt", "credit", "h", "haben", "gutschrift", "bij", "bijschrijving", "贷", "贷方", "收入", "收", "存入",
        "转入", "+", "kredit", "credito", "crédito", "crédit", "avere", "abono", "in", "moneyin", "deposit", "incoming",
        "ingreso", "entrada", "入金", "입금", "uznanie", "příjem", "income", "eingang", "bejövő",
    ]
    private static let debits: Set<String> = [
        "d", "dr", "dbit", "debit", "s", "soll", "lastschrift", "af", "afschrijving", "借", "借方", "支出", "支", "取出", "转出",
        "-", "debet", "debito", "débito", "débit", "dare", "cargo", "out", "moneyout", "withdrawal", "outgoing",
        "gasto",
        "salida", "出金", "출금", "obciążenie", "výdaj", "expense", "ausgang", "belastung", "kimenő",
    ]

    static func side(ofMark text: String) -> CreditDebit? {
        let key = key(text)
        return credits.contains(key) ? .credit : debits.contains(key) ? .debit : nil
    }

    private static let names: [String: String] = [
        "rmb": "CNY", "人民币": "CNY", "人民币元": "CNY", "元": "CNY", "cnh": "CNY", "人民币rmb": "CNY", "€": "EUR", "euro": "EUR",
        "£": "GBP", "us$": "USD", "美元": "USD", "港币": "HKD", "港元": "HKD", "hk$": "HKD", "欧元": "EUR", "日元": "JPY",
        "英镑": "GBP", "円": "JPY", "원": "KRW", "₩": "KRW", "₹": "INR", "zł": "PLN", "kč": "CZK", "ft": "HUF", "₽": "RUB",
        "руб": "RUB", "r$": "BRL", "a$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "s$": "SGD", "₴": "UAH",
        "₺": "TRY",
        "₪": "ILS", "sfr": "CHF", "fr": "CHF", "euros": "EUR", "euroa": "EUR", "sterling": "GBP", "franken": "CHF",
    ]

    /// A currency by its code, name or sign.
    static func currency(_ text: String) -> Currency? {
        let trimmed = text.lowercased().filter { !$0.isWhitespace && $0 != "." && $0 != "/" && $0 != "'" }
        if let code = names[trimmed] { return Currency(code) }
        return Currency(activeOrWithdrawn: trimmed.uppercased())
    }

    /// Signs that several currencies share: they are passed over, and the file's currency stands.
    static func isCurrencySign(_ text: String) -> Bool { ["$", "¥", "￥", "kr", "kr."].contains(text.lowercased()) }

    private static let totals = [
        "合计", "总计", "小计", "共计", "total", "summe", "sum", "sous-total", "totaal", "totale", "celkem", "razem", "saldo",
        "kontostand", "balance", "closing", "opening", "anfang", "ende", "solde", "余额", "期末", "期初", "本页", "合計", "합계",
        "итого",
        "brought forward", "carried forward", "end of",
    ]

    /// Whether a cell names a total or a balance instead of a movement.
    static func isTotal(_ text: String) -> Bool {
        let text = text.lowercased()
        return totals.contains { text.contains($0) }
    }

    /// A balance at an end of the statement.
    enum StatedBalance: Hashable, Sendable {
        case opening, closing
    }

    private static let statedBalances: [String: StatedBalance] = {
        let opening = [
            "anfangssaldo", "eröffnungssaldo", "alterkontostand", "letzterkontostand", "altersaldo", "openingbalance",
            "beginningbalance", "startingbalance", "balancebroughtforward", "broughtforward", "saldoinicial",
            "saldoanterior", "saldoiniziale", "soldeinitial", "anciensolde", "beginsaldo", "ingåendesaldo",
            "saldopoczątkowe", "počátečnízůstatek", "期初余额",
        ]
        let closing = [
            "endsaldo", "schlusssaldo", "neuerkontostand", "neuersaldo", "closingbalance", "endingbalance",
            "balancecarriedforward", "carriedforward", "saldofinal", "saldofinale", "soldefinal", "nouveausolde",
            "eindsaldo", "utgåendesaldo", "saldokońcowe", "konečnýzůstatek", "期末余额",
        ]
        return Dictionary(uniqueKeysWithValues: opening.map { ($0, .opening) } + closing.map { ($0, .closing) })
    }()

    /// Which balance a cell names, where it says nothing else; `Saldo` alone may as well be what a payer writes.
    static func statedBalance(_ text: String) -> StatedBalance? { statedBalances[key(text)] }

    private static let balanceStems = ["sald", "solde", "stand", "statek", "balance", "forward"].map { Array($0.utf8) }

    /// Whether a cell may name a balance: one of the stems that the words have is in it, or it is short and not in ASCII.
    ///
    /// Asked in each row, where the words themselves would take most of the time.
    static func mayStateBalance(_ window: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count <= 40 else { return false }
        for index in range {
            let byte = window[index]
            if byte >= 0x80, range.count <= 12 { return true }
            let letter = byte | 0x20
            guard letter == UInt8(ascii: "s") || letter == UInt8(ascii: "b") || letter == UInt8(ascii: "f") else {
                continue
            }
            for stem in balanceStems where stem.count <= range.upperBound - index {
                var isIn = true
                for place in 0..<stem.count where window[index + place] | 0x20 != stem[place] { isIn = false }
                if isIn { return true }
            }
        }
        return false
    }

    /// What a status cell means.
    static func status(_ text: String) -> BankFileStatus {
        switch key(text) {
        case "posted", "booked", "completed", "complete", "settled", "cleared", "book", "gebucht", "umsatzgebucht",
            "成功",
            "交易成功", "已入账", "success", "successful", "executed", "sent", "received", "done", "processed", "udført",
            "abgeschlossen", "terminé", "termine", "geaccepteerd", "contabilizzato", "completado", "completada",
            "concluída",
            "voltooid", "zakończono", "zrealizowana", "utförd", "bokförd", "bokført", "paid", "accepted", "exécuté":
            .booked
        case "pending", "pdng", "processing", "authorised", "authorized", "vorgemerkt", "umsatzvorgemerkt", "处理中",
            "待入账",
            "未入账", "authorization", "open", "offen":
            .pending
        default: .other(text)
        }
    }
}
