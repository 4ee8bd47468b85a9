/// Source: the activity downloads of PayPal in its languages, of both generations: one row a transaction with its type
/// and status, or with a description only.
extension ProviderReport {
    /// The head of the time column in languages that write decimals with a point.
    static let englishTime = "time"

    static let payPal = ProviderReport(
        name: "PayPal activity",
        issuer: "PayPal",
        signs: [
            ["date", "fecha", "datum", "data", "dato", "дата"],
            [
                englishTime, "hora", "uhrzeit", "heure", "ora", "tijd", "tid", "tidspunkt", "godzina", "czas",
                "klokkeslæt",
                "время",
            ],
            [
                "time zone", "timezone", "zona horaria", "huso horario", "zeitzone", "fuseau horaire", "fuso orario",
                "fuso horário", "tijdzone", "tidszon", "tidszone", "tidssone", "strefa czasowa", "часовой пояс",
            ],
            grossHeads + netHeads,
        ],
        columns: [
            (.date, ["date", "fecha", "datum", "data", "dato", "дата"]),
            (
                .timeZone,
                [
                    "time zone", "timezone", "zona horaria", "huso horario", "zeitzone", "fuseau horaire",
                    "fuso orario",
                    "fuso horário", "tijdzone", "tidszon", "tidszone", "tidssone", "strefa czasowa", "часовой пояс",
                ]
            ),
            (.currency, ["currency", "divisa", "moneda", "währung", "devise", "valuta", "moeda", "waluta", "валюта"]),
            (.gross, grossHeads),
            (
                .fee,
                [
                    "fee", "fees", "comisión", "comision", "tarifa", "gebühr", "entgelt", "commission", "frais",
                    "tariffa",
                    "commissione", "kosten", "taxa", "avgift", "gebyr", "opłata", "prowizja", "комиссия",
                ]
            ), (.net, netHeads), (.type, ["type", "typ", "tipo", "description"] + descriptionHeads),
            (.status, ["status", "estado", "état", "etat", "stato", "stan", "состояние"]),
            (
                .impact,
                [
                    "balance impact", "auswirkung auf guthaben", "impact sur le solde", "effetto sul saldo",
                    "impacto en el saldo", "saldo-impact", "invloed op saldo", "impacto no saldo",
                ]
            ),
            (
                .id,
                [
                    "transaction id", "id. de transacción", "id de transacción", "transaktionscode",
                    "numéro de transaction",
                    "n° de transaction", "codice transazione", "transactiereferentie", "transactie-id",
                    "transactiecode",
                    "código da transação", "id da transação", "número da transação", "transaktions-id",
                    "numer transakcji", "receipt id",
                ]
            ),
            (
                .source,
                [
                    "reference txn id", "id. de referencia de trans.", "id. de transacción de referencia",
                    "zugehöriger transaktionscode", "numéro de la transaction de référence",
                    "codice transazione di riferimento", "id da transação de referência",
                ]
            ),
            (
                .reference,
                [
                    "invoice number", "invoice id", "id. de factura", "número de factura", "rechnungsnummer",
                    "identifiant de facture", "numéro de facture", "n. fattura pro-forma", "numero fattura",
                    "factuurreferentie", "factuurnummer", "id da fatura", "número da fatura", "custom number",
                ]
            ), (.counterparty, ["name", "nombre", "nom", "nome", "naam", "namn", "navn", "nazwa", "имя"]),
            (
                .counterpartyAccount,
                [
                    "from email address", "correo electrónico del remitente", "absender e-mail-adresse",
                    "adresse email de l'expéditeur", "de l'adresse email", "indirizzo email mittente",
                    "van e-mailadres",
                    "e-mail do remetente", "endereço de e-mail do remetente",
                ]
            ),
            (
                .description,
                [
                    "subject", "item title", "note", "betreff", "artikelbezeichnung", "hinweis", "objet",
                    "titre de l'objet", "asunto", "oggetto", "onderwerp", "assunto", "description",
                ] + descriptionHeads
            ),
        ],
        fee: .added,
        bookedWords: [
            "completed", "complete", "cleared", "refunded", "partially refunded", "reversed", "partially reversed",
            "returned", "paid", "unclaimed", "completado", "completada", "reembolsado", "abgeschlossen", "erstattet",
            "rückerstattet", "teilweise rückerstattet", "terminé", "terminée", "effectué", "effectuée", "remboursé",
            "completata", "completato", "rimborsato", "voltooid", "terugbetaald", "concluído", "concluída", "slutförd",
            "gennemført", "fullført", "zakończona", "ukończono", "завершено",
        ],
        pendingWords: [
            "pending", "held", "processing", "uncleared", "pendiente", "ausstehend", "offen", "en attente",
            "in sospeso",
            "in attesa", "in behandeling", "in afwachting", "pendente", "väntande", "afventer", "oczekująca",
            "в ожидании",
        ],
        isLocalised: true
    )

    private static let grossHeads = [
        "gross", "amount", "bruto", "importe bruto", "brutto", "avant commission", "brut", "lordo", "importo lordo",
        "valor bruto", "importe", "montant", "betrag", "importo", "bedrag", "valor", "belopp", "beløb", "kwota",
        "брутто",
    ]

    private static let netHeads = [
        "net", "neto", "netto", "líquido", "valor líquido", "net amount", "нетто",
    ]

    private static let descriptionHeads = [
        "descripción", "concepto", "beschreibung", "descrizione", "omschrijving", "descrição", "beskrivning",
        "beskrivelse", "opis", "описание",
    ]
}
