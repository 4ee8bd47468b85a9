/// What a column of a statement means.
enum CSVRole: String, Hashable, Sendable, CaseIterable {
    case date
    case valueDate = "value-date"
    case amount
    case credit
    case debit
    case mark
    case currency
    case balance
    case fee
    case description
    /// What the payer wrote, in files that have the bank's text apart.
    case remittance
    case name
    /// The name of who pays, in files that have the payee's apart.
    case payer
    case account
    case bank
    case reference
    case status
    case type
    case ownAccount = "own-account"
    /// The payer's own number of the payment. Only a profile says so, as does what `reference` is in most files.
    case endToEnd = "end-to-end"
    case returnReason = "return-reason"

    /// The role's place among all.
    @inline(__always)
    fileprivate var place: Int {
        switch self {
        case .date: 0
        case .valueDate: 1
        case .amount: 2
        case .credit: 3
        case .debit: 4
        case .mark: 5
        case .currency: 6
        case .balance: 7
        case .fee: 8
        case .description: 9
        case .name: 10
        case .account: 11
        case .bank: 12
        case .reference: 13
        case .status: 14
        case .type: 15
        case .ownAccount: 16
        case .payer: 17
        case .remittance: 18
        case .endToEnd: 19
        case .returnReason: 20
        }
    }

    /// The heads that name the role, the best one first: where a file has the amount of the purchase and the amount
    /// that was booked, the booked one is the account's.
    ///
    /// Sources: the heads of exports as importers in public repositories have them, of Rabobank, Deutsche Bank and
    /// Postbank, DKB, HypoVereinsbank, comdirect, Danske Bank, Bradesco, Wise and mBank among others.
    private static let heads: [(role: CSVRole, words: [String])] = [
        (
            .date,
            [
                "bookingdate", "bookedat", "dateposted", "postingdate", "postdate", "posteddate", "datebooked",
                "bookdate",
                "记账日期", "入账日期", "银行记账日", "记账日", "入账日", "buchungstag", "buchungsdatum", "buchung", "datumgebucht",
                "completeddate", "datecompleted", "datecompletedutc", "datecomptable", "dateop", "datedoperation",
                "dateopération", "dateoperation", "datecompta", "boekdatum", "boekingsdatum", "datacontabile",
                "dataoperazione", "fechaoperación", "fechadeoperación", "fechaoperacion", "fecha", "bokföringsdag",
                "bokföringsdatum", "bokførtdato", "bogførtdato", "bogføringsdato", "dataksięgowania", "datumzaúčtování",
                "datum",
                "finishedon", "settlementdateutc", "交易日期", "交易日", "交易时间", "日期", "记账时间", "date", "transactiondate",
                "transdate", "trandate", "txndate", "completedon", "data", "dato", "dataoperacji", "datatransakcji",
                "datamovimento", "datalançamento", "buchungszeit", "取引日", "日付", "년월일", "거래일자", "거래일시", "дата",
                "датаоперации", "könyveléсdátuma", "könyvelésdátuma", "dátum", "pvm", "kirjauspäivä", "päivämäärä",
                "päivä", "buchungsdatumvaluta", "entrydate", "processdate", "effectivedate", "valuedate", "datetime",
                "abrechnungsdatum", "rozliczenie", "transactiondateutc", "dateutc", "createdat", "startdate",
                "transactiondatetime", "mouvementdate", "ngày", "tanggal", "tarih", "işlemtarihi",
                "datumdesabschlusses", "datedefin", "datedexécution", "dateexécution", "datedopération",
                "datedelopération", "datedecomptabilisation", "dataregistrazione", "datamov", "datatranzactie",
                "dataknjiženja", "datumknjiženja", "datumknjizenja", "könyvelésnapja", "operacijosdata",
                "operationdate", "operationdatelocal", "reskontradatum", "uitvoeringsdatum", "fechaop",
                "fechaoperativa", "ημερομηνία", "ημερομηνίακίνησης", "maksupäivä", "bokfördat", "datumknjižbe",
            ]
        ),
        (
            .valueDate,
            [
                "valuedate", "valutadatum", "wertstellung", "valuta", "wertstellungvaluta", "wert", "dateval",
                "datedevaleur",
                "datevaleur", "valeur", "datavaluta", "fechavalor", "valutadato", "rentedato", "datawaluty",
                "rentedatum", "起息日",
                "effectivedate", "transactiondate", "starteddate", "交易日期", "交易日", "belegdatum", "kaufdatum",
                "transaktionsdatum", "wertstellungsdatum", "datumvaluty", "valutatag", "fvalor", "datarealizacji",
                "valuedatelocal", "datavalor", "datadivaluta", "datedébut", "datededébut", "datumdesbeginns",
                "datumvalute", "értéknap", "arvopäivä", "fechavaleur", "datavalutei", "valutadag", "valutadate",
            ]
        ),
        (
            .amount,
            [
                "入账金额", "入账币种金额", "记账金额", "人民币金额", "billingamount", "billedamount", "settlementamount", "amount",
                "betrag", "umsatz", "montant", "importe", "importo", "bedrag", "金额", "交易金额", "发生额", "transactionamount",
                "amountlocal", "belopp", "beløp", "beløb", "kwota", "částka", "objem", "összeg", "valor", "quantia",
                "сумма", "сума",
                "金額", "取引金額", "거래금액", "금액", "suma", "summa", "määrä", "amountlocalccy", "totalamount", "bedragmunt",
                "netamount", "net", "amountaccountcurrency", "kwotaoperacji", "kwotatransakcji", "value", "amt",
                "txnamount",
                "betraginkontowährung", "montantdelopération", "umsatzinwährung", "einzelbetrag", "monto", "tutar",
                "交易额",
                "交易币种金额", "transactionvalue", "amountaccountccy", "individualamount", "nominal", "bruttobetrag",
                "montante", "creditdebitamount", "amountinclvat", "määräeuroa", "määräeur", "importoeur",
                "kwotatransakcjiwalutarachunku", "mutationsbetrag",
            ]
        ),
        (
            .credit,
            [
                "记账金额收入", "credit", "creditamount", "creditamt", "credits", "haben", "gutschrift", "crédit", "crédito",
                "credito", "paidin", "moneyin", "deposit", "deposits", "depositamount", "depositamt", "in", "inflow",
                "avere",
                "accrediti", "entrate", "abono", "abonos", "ingresos", "ingreso", "haber", "wpływy", "uznania", "收入",
                "收入金额",
                "贷方", "贷方发生额", "贷方金额", "存入", "存入金额", "交易金额收入", "转入金额", "入金", "入金額", "お預入金額", "お預り金額",
                "입금", "입금액", "맡기신금액", "creditgutschrift", "gutschriftinchf", "inkomster", "insättning", "innskudd",
                "credited", "amountcredit", "creditsum", "habenbetrag", "jóváírás", "amountcredited", "received",
                "receipts", "entradas", "inn", "innpåkonto", "bijschrijving", "приход", "кредит", "paymentsin",
                "einnahmen",
                "accreditieuro", "kreditas", "dobro", "uplata", "dal", "πίστωση", "creditoeuro", "entratae",
                "insättningar", "bejövő",
            ]
        ),
        (
            .debit,
            [
                "记账金额支出", "debit", "debitamount", "debitamt", "debits", "soll", "lastschrift", "débit", "débito",
                "debito",
                "paidout", "moneyout", "withdrawal", "withdrawals", "withdrawalamount", "withdrawalamt", "out",
                "outflow",
                "dare", "addebiti", "uscite", "cargo", "cargos", "gastos", "gasto", "debe", "wydatki", "obciążenia",
                "支出",
                "支出金额", "借方", "借方发生额", "借方金额", "支取", "支取金额", "交易金额支出", "转出金额", "出金", "出金額",
                "お引出金額", "お支払金額", "출금", "출금액", "찾으신금액", "debitlastschrift", "belastunginchf", "belastung", "utgifter",
                "uttag", "uttak", "charge", "charges", "amountdebit", "debited", "sollbetrag", "terhelés",
                "amountdebited",
                "spent", "payments", "salidas", "ut", "utfrakonto", "afschrijving", "расход", "дебет", "paymentsout",
                "ausgaben",
                "addebitieuro", "debetas", "breme", "isplata", "mádáti", "χρέωση", "uttagningar",
            ]
        ),
        (
            .mark,
            [
                "creditdebit", "debitcredit", "drcr", "crdr", "dc", "cd", "sh", "sollhaben", "afbij", "借贷标志", "借贷",
                "借贷方向",
                "收支", "收支方向", "收付标志", "creditdebitindicator", "creditordebit", "debitorcredit", "debitcreditindicator",
                "cdtdbtind", "direction", "sens", "signe", "sign", "vorzeichen", "typd", "mutatiesoort", "amountsign",
                "debetcredit", "afschriftbijschrift", "segno", "signo", "credebit", "flowtype", "stransactiontype",
                "收支类型",
            ]
        ),
        (
            .currency,
            [
                "入账货币", "入账币种", "记账币种", "billingcurrency", "accountcurrency", "currency", "währung", "币种", "币别", "货币",
                "交易货币", "交易币种", "devise", "divisa", "valuta", "muntsoort", "munt", "waluta", "měna", "mena", "moeda",
                "moneda",
                "currencycode", "ccy", "curr", "валюта", "通貨", "통화", "valutasoort", "kontowährung",
                "settlementcurrency",
                "valutakode", "devizanem", "pénznem", "döviz", "paymentcurrency", "targetcurrency",
                "transactioncurrency", "cur",
                "monn", "whg", "whrg", "valuutta", "valutarekening", "valutavanrekening", "valiuta",
            ]
        ),
        (
            .balance,
            [
                "余额", "账户余额", "本次余额", "联机余额", "可用余额", "balance", "saldo", "kontostand", "solde", "runningbalance",
                "runningbal", "accountbalance", "balanceafter", "saldonachbuchung", "saldonatrn", "saldonatransactie",
                "残高",
                "差引残高", "잔액", "거래후잔액", "saldopooperacji", "zůstatek", "resultingbalance", "closingbalance",
                "ledgerbalance",
                "balanceafterbooking", "saldofinal", "kontosaldo", "balanceafterpayment", "saldoaprèsopération",
                "остаток",
                "bookedbalance", "balanceamount", "saldoinchf", "saldoaftertransaction", "disposaldo", "saldocontabile",
                "egyenleg",
                "交易后余额", "resultant", "saldonabuchung", "saldonachtransaktion", "bokfórtsaldo", "bokförtsaldo",
                "bokførtsaldo", "bogførtsaldo",
                "availablebalance",
                "soldcontabil", "saldocontabilístico", "soldecomptable", "likutis", "stanje", "υπόλοιπο", "neuersaldo",
                "disponible", "saldodisponible", "solderunning",
            ]
        ),
        (
            .fee,
            [
                "fee", "fees", "手续费",
                "gebühr", "gebühren", "frais", "kosten", "commission", "commissione", "spese", "opłata",
            ]
        ),
        (
            .description,
            [
                "description", "verwendungszweck", "vorgangverwendungszweck", "buchungstext", "交易摘要", "摘要", "交易说明",
                "交易描述", "details", "narrative",
                "memo", "libellé", "libelle", "concepto", "descrizione", "causale", "omschrijving", "mededelingen",
                "text", "particulars",
                "omschrijving1", "transactiondescription", "交易名称", "附言", "交易附言", "opisoperacji", "opis", "tytuł",
                "popis",
                "zpráva", "transaction", "remarks", "narration", "descripción", "descripcion", "descrição", "описание",
                "tapahtuma",
                "avisierungstext", "booking", "buchungsdetails", "beschreibung", "title", "tekst", "rubrik", "摘 要",
                "お取り扱い内容",
                "적요", "거래내용", "közlemény", "notes", "note", "paymentreference", "remittanceinformation",
                "remittanceinfo", "label",
                "description1", "motiv", "szöveg", "açıklama", "transactiondetails", "originaldescription",
                "communication", "メモ", "histórico", "lançamento", "lançamentos",
                "vwz", "subject", "opistransakcji", "beskrivelse", "beskrivning", "forklaring", "descriere", "namen",
                "naziv", "paskirtis", "leírás", "αιτιολογία", "selitys", "textmottagare", "conceptomov",
                "tipomovimiento", "descrizioneoperazioni",
            ]
        ),
        (
            .remittance,
            [
                "remittance", "paymentreference", "remittanceinformation", "remittanceinfo", "verwendungszweck",
                "tytuł", "betalingskenmerk", "zprávapropříjemce", "zpráva", "vs", "variabilnísymbol", "附言",
                "vrijemededeling", "communicationlibre", "gestructureerdemededeling", "communicationstructurée",
                "mededeling", "viesti", "viitenumero", "viite", "descrizionecompleta", "descrizioneestesa",
                "observaciones", "buchungs-details", "buchungsdetails", "zahlungszweck", "subject",
                "informationscomplementaires", "libelleoperation", "libelléopération", "détaildelécriture",
                "particulars", "reason", "meddelande", "melding", "ocr", "kid", "referens", "közlemény",
                "separeference", "verwendungszweckzeile", "zahlungsreferenz", "auftraggeberreferenz", "referenznummer",
            ]
        ),
        (
            .name,
            [
                "对方户名", "对方账户名", "对方名称", "对手信息", "交易对方", "对方", "payee", "name", "beguenstigterzahlungspflichtiger",
                "begünstigterzahlungspflichtiger", "auftraggeberempfänger", "auftraggeberbegünstigter",
                "begünstigterauftraggeber", "zahlungsempfängerin", "namezahlungsbeteiligter", "counterparty",
                "counterpartyname", "partnername", "payeename",
                "merchantname", "merchant",
                "empfängerzahlungspflichtiger", "naamtegenpartij", "naamomschrijving", "beneficiary", "beneficiaryname",
                "nombre",
                "zahlungspflichtiger", "empfänger", "zahlungsempfänger", "name1",
                "nadawcaodbiorca", "názevprotiúčtu", "nazwaodbiorcy", "saajamaksaja", "payeepayer", "商户名称",
                "naamvandetegenpartij", "naamtegenpartijbevat", "contrepartie", "nomcontrepartie",
                "nomdelacontrepartie", "partnerneve", "danekontrahenta", "kontrahent", "saajannimi", "empfängername",
                "namn", "navn", "mottagare", "nomeordinante", "nomebeneficiario", "beneficiario",
            ]
        ),
        (
            .payer,
            [
                "payername", "payer", "remittername", "remitter", "sendername", "orderingparty", "auftraggeber",
                "zahlungspflichtiger",
                "maksaja", "ordinante", "sender", "avsender", "debtorname",
            ]
        ),
        (
            .account,
            [
                "对方账号", "对方账户", "对方卡号账号", "对方卡号", "kontonummeriban", "iban", "gegenkonto", "tegenrekening",
                "tegenrekeningibanbban", "counterpartyiban", "counterpartyaccount", "protiúčet", "accountnumberiban",
                "kontonummer",
                "ibanzahlungsbeteiligter", "partneriban", "payeeaccount", "kontonummeribanempfänger", "ibankontonummer",
                "zahlungsempfängeriban",
                "numerrachunku", "numerkonta", "konto-nr", "kontonr", "payeeaccountnumber", "zahlungsempfängerkto",
                "自分以外口座",
                "rekeningtegenpartij", "rekeningnummertegenpartij", "numérodecomptecontrepartie",
                "comptedelacontrepartie", "comptecontrepartie", "tegenpartij", "partnerszámlaszámaazonosítója",
                "partnerszámlaszáma", "nrrachunku", "nrrachunkukontrahenta", "saajantilinumero", "beneficiaryiban",
                "beneficiaryaccountnumber", "partnerkontonummer", "ibanbeneficiario",
            ]
        ),
        (
            .bank,
            [
                "bictegenpartij", "bicswiftcodezahlungsbeteiligter", "counterpartybic", "zahlungsempfängerbic", "bic",
                "bicswiftcode", "bicswift", "blz", "对方开户行", "对方银行", "bicbank", "bankname",
                "bicbiczahlungsbeteiligter",
                "biccontrepartie", "saajanpankinbic", "saajanbictunnus", "saajanbic-tunnus", "nazwabanku",
                "beneficiarybic",
            ]
        ),
        (
            .reference,
            [
                "reference", "transactionid", "referenz", "kundenreferenz", "kundenreferenzendtoend", "流水号", "交易流水号",
                "日志号",
                "referencenumber", "txnid", "référence", "riferimento", "referencia", "id", "交易单号", "checknumber",
                "chequenumber",
                "checkorslip", "transactionreference", "fitid", "bankreference", "customerreference", "refno",
                "chqrefno", "凭证号",
                "transactionno", "bankreferenz", "volgnr", "idtransakce", "idoperace", "uniqueid", "transferwiseid",
                "endtoendid", "docto", "documento", "bankensarkivreference",
            ]
        ),
        (
            .status,
            [
                "status", "state", "transactionstatus", "交易状态", "状态", "info",
                "état", "etat", "stato", "estado", "statut", "állapot",
            ]
        ),
        (
            .type,
            [
                "type", "transactiontype", "交易类型", "buchungsart", "umsatztyp", "umsatzart", "vorgang", "tipo",
                "rodzajoperacji", "code",
                "transactioncode", "mutatiesoortcode", "soort", "typ", "业务类型", "交易渠道", "paymenttype", "trantype",
                "category",
                "art", "typetransactie", "typeverrichting", "rodzajtransakcji", "typtransakcji", "laji",
                "tapahtumalaji", "típus",
            ]
        ),
        (
            .ownAccount,
            [
                "auftragskonto", "accountnumber", "account", "accountname", "ibanauftragskonto", "ibankontoinhaber",
                "rekening",
                "rekeningnummer", "ibanbban", "borjournaliban", "cardno", "card", "卡号", "卡号后四位", "卡号末四位", "账号", "借记卡号",
                "accountiban", "firstbankcard", "konto", "kontoauftraggeber", "ibandeskontos", "bankaccount", "compte",
                "numérodecompte", "accountid", "sortcode", "交易卡号", "cuenta", "bban", "cardnumber",
            ]
        ),
    ]

    private static let ranks: [String: [(role: CSVRole, rank: Int)]] = {
        var ranks: [String: [(role: CSVRole, rank: Int)]] = [:]
        for (role, words) in heads {
            for (rank, word) in words.enumerated() {
                // A word of its own goes before another one's spelling.
                for spelling in CSVWords.spellings(of: word) where spelling == word || !isIn(ranks[spelling], role) {
                    ranks[spelling, default: []].removeAll { $0.role == role }
                    ranks[spelling, default: []].append((role, rank))
                }
            }
        }
        return ranks
    }()

    private static func isIn(_ ranks: [(role: CSVRole, rank: Int)]?, _ role: CSVRole) -> Bool {
        ranks?.contains { $0.role == role } ?? false
    }

    /// The roles that a head may name, each with its rank: the lower, the better.
    static func roles(ofHead text: String) -> [(role: CSVRole, rank: Int)] {
        if let exact = ranks[CSVWords.key(text)] { return exact }
        let bare = CSVWords.key(withoutUnit(text))
        if let known = ranks[bare] { return known }
        let (stem, number) = numbered(text)
        return number == 1 ? ranks[stem] ?? [] : []
    }

    /// Whether a head is nothing but a word for an amount, and does not say whose: `Amount`, not `Billing amount`.
    static func isPlain(_ head: String) -> Bool { plainAmounts.contains(CSVWords.key(withoutUnit(head))) }

    private static let plainAmounts: Set<String> = [
        "amount", "betrag", "umsatz", "montant", "importe", "importo", "bedrag", "belopp", "beløp", "beløb", "kwota",
        "částka", "valor", "金额", "amt", "value", "transactionamount", "amountlocal",
    ]

    /// A head such as `Omschrijving-2` as its key without the number, and the number; 1 where there is none.
    static func numbered(_ text: String) -> (stem: String, number: Int) {
        let key = CSVWords.key(text)
        let digits = String(key.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
        guard let number = Int(digits), digits.count <= 2, number > 0, digits.count < key.count else { return (key, 1) }
        let stem = key.dropLast(digits.count)
        return (String(stem.last == "-" ? stem.dropLast() : stem), number)
    }

    /// The currency that a head names beside the role, as in `Betrag (EUR)` and `Amount in GBP`.
    static func currencyWord(inHead text: String) -> String? {
        let words = text.split { !($0.isLetter || $0 == "€" || $0 == "£" || $0 == "$") }
        return words.dropFirst().last {
            CSVWords.currency(String($0)) != nil && ($0.count != 2 || $0.contains("$"))
        }.map(String.init)
    }

    private static func withoutUnit(_ text: String) -> String {
        let head = text.prefix { $0 != "(" && $0 != "[" && $0 != "（" }
        var words = head.split { $0.isWhitespace || $0 == "_" }
        if words.count > 1, let last = words.last, CSVWords.currency(String(last)) != nil { words.removeLast() }
        if words.count > 1, let last = words.last, ["in", "i", "en"].contains(last.lowercased()) { words.removeLast() }
        return words.joined(separator: " ")
    }
}

/// Where each role's column stands: asked for several times in each row, so that hashing would take most of the time.
struct CSVColumns: Hashable, Sendable {
    /// -1 for none; a row has at most `DelimitedReader.cellsMax` cells.
    private var places = SIMD32<Int16>(repeating: -1)

    init() {}

    /// - Returns: `nil` when no column has the role.
    @inline(__always)
    subscript(role: CSVRole) -> Int? {
        get {
            let place = places[role.place]
            return place < 0 ? nil : Int(place)
        }
        set { places[role.place] = newValue.flatMap { Int16(exactly: $0) } ?? -1 }
    }

    var isEmpty: Bool { self == CSVColumns() }
    var used: Set<Int> { Set(CSVRole.allCases.compactMap { self[$0] }) }
}
