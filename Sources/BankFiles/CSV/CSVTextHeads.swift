/// Heads that speak of what a payment is for, in whatever words a bank puts together: `Lodgement Ref`, `Statement narrative`.
enum CSVTextHeads {
    /// Heads that say what kind of booking a row is where another column has the text.
    private static let kinds: Set<String> = [
        "buchungstext", "booking", "transaction", "tapahtuma", "交易名称", "tipomovimiento", "naziv",
    ]

    /// References that payers write; of others a bank's own number may be one.
    private static let payersReferences: Set<String> = spelled([
        "reference", "referenz", "référence", "riferimento", "referencia", "referência", "customerreference",
        "customerref", "yourreference", "yourref", "payerreference", "payerref", "senderreference", "senderref",
    ])

    /// Words that speak of text, each standing alone in a head.
    private static let words: Set<String> = spelled([
        "text", "texts", "texto", "testo", "tekst", "txt", "info", "information", "informations", "informationen",
        "informazioni", "información", "detail", "details", "detalle", "detalles", "detalhes", "dettagli", "détail",
        "détails", "detalii", "memo", "note", "notes", "nota", "notas", "notiz", "notizen", "notitie", "notat",
        "notering", "message", "messages", "messaggio", "mensaje", "mensagem", "bericht", "melding", "besked",
        "purpose", "zweck", "objet", "oggetto", "motif", "motivo", "subject", "betreff", "communication",
        "obi", "addenda", "addendum", "particulars", "bill", "bills", "inv", "invoice", "invoices", "facture",
        "factures", "factura", "facturas", "fattura", "fatture", "fatura", "lasku", "selite", "viesti", "viite",
        "uwagi",
        "opis", "tytuł", "popis", "poznámka", "zpráva", "hinweis", "remarque", "remarques", "observations",
        "observaciones", "observações", "concepto", "causale", "libellé", "kenmerk", "комментарий", "примечание",
        "назначение", "açıklama", "keterangan", "berita",
    ])

    /// Words that speak of text wherever they stand in a head, as languages put words together.
    private static let stems: [String] = Array(
        spelled([
            "remit", "narrat", "descri", "comment", "remark", "verwendungszweck", "mitteilung", "bemerkung",
            "rechnung", "nachricht", "kommentar", "beschreibung", "zahlungszweck", "omschrijving", "mededeling",
            "opmerking",
            "factuur", "meddelande", "meddelelse", "beskriv", "faktur", "közlemény", "megjegyzés", "摘要", "附言",
            "备注", "備考", "用途", "留言", "说明", "发票", "비고", "적요", "메모", "メモ",
        ])
    ).sorted()

    private static let references: Set<String> = spelled([
        "ref", "reference", "references", "referenz", "référence", "riferimento", "referencia", "referência",
        "referens", "referanse", "referencja",
    ])

    /// Whose reference it is, where no payer has written it.
    private static let owners: Set<String> = spelled([
        "bank", "transaction", "txn", "tran", "trans", "mandate", "mandat", "account", "card", "batch", "trace",
        "internal", "system", "unique", "archive", "fx", "process", "booking", "id", "processor", "clearing", "our",
        "number", "no",
    ])
    private static let payers: Set<String> = [
        "customer", "your", "payer", "payers", "sender", "remitter", "client", "their", "party", "lodgement", "bacs",
        "originator", "debtor",
    ]

    /// What a head speaks of instead, with whatever other words.
    private static let others: [String] = Array(
        spelled([
            "date", "datum", "fecha", "amount", "betrag", "bedrag", "montant", "importe", "importo", "kwota",
            "currency", "währung", "devise", "account", "konto", "iban", "type", "status", "categ", "kateg", "balance",
            "saldo", "solde", "日期", "金额",
        ])
    ).sorted()

    private static func spelled(_ words: [String]) -> Set<String> {
        words.reduce(into: []) { $0.formUnion(CSVWords.spellings(of: $1)) }
    }

    /// Whether payers may have written what a column with the head has.
    static func isText(_ head: String) -> Bool {
        let key = CSVWords.key(head)
        guard !key.isEmpty, !kinds.contains(key) else { return false }
        if payersReferences.contains(key) { return true }
        let roles = CSVRole.roles(ofHead: head) + CSVRole.roles(ofHead: CSVRole.numbered(head).stem)
        if !roles.isEmpty { return roles.contains { $0.role == .description || $0.role == .remittance } }
        guard !others.contains(where: key.contains) else { return false }
        let parts = head.lowercased().split { !$0.isLetter }.map(String.init)
        if parts.contains(where: words.contains) || stems.contains(where: key.contains) { return true }
        return parts.contains(where: references.contains)
            && (parts.contains(where: payers.contains) || !parts.contains(where: owners.contains))
    }

    /// Whether the head of a reference is one by which payers name what they pay.
    static func isPayersReference(_ head: String) -> Bool { payersReferences.contains(CSVWords.key(head)) }

    /// Heads of which it is known that nothing in them tells what a payment is for.
    private static let tellingNothing: Set<String> = spelled([
        "time", "uhrzeit", "zeit", "heure", "hora", "ora", "tijd", "godzina", "交易时间", "kategorie", "categorie",
        "catégorie", "categoría", "categoria", "kategoria", "kategori", "kategória", "spendingcategory", "subcategory",
        "unterkategorie", "categoryparent", "categorysplit", "product", "produkt", "produit", "producto", "prodotto",
        "produto", "emoji", "country", "countryregion", "land", "city", "address", "tags", "accounttype",
        "accountholder",
        "kontoinhaber", "receipt", "timezone", "channel", "branch", "kind",
    ])

    static func tellsNothing(_ head: String) -> Bool { tellingNothing.contains(CSVWords.key(head)) }
}
