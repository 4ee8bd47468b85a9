extension CSVProfile {
    /// The exports that are known by their heads; the first that fits is taken, so more heads stand before fewer.
    ///
    /// A profile here says what the file does not: the currency, the order of ambiguous dates, and on which side a
    /// positive amount is. The columns come from their heads.
    static let known: [CSVProfile] = shipped.compactMap { try? CSVProfile(rules: $0) }

    static let shipped: [String] = (china + america + europe + kingdom + world).split(separator: "\n\n").map(
        String.init
    )

    private static let china = """
        name icbc-debit
        header 交易日期 | 摘要 | 交易场所 | 记账金额(收入) | 记账金额(支出) | 记账币种 | 余额 | 对方户名
        unused 交易场所 | 交易国家或地区简称 | 钞/汇
        currency CNY

        name boc-debit
        header 记账日期 | 记账时间 | 币别 | 金额 | 余额 | 交易名称 | 对方账户名
        unused 渠道 | 网点名称
        currency CNY

        name boc-credit
        header 交易日 | 银行记账日 | 卡号后四位 | 交易描述 | 存入 | 支出
        currency CNY

        name abc-debit
        header 交易日期 | 交易时间 | 交易摘要 | 交易金额 | 本次余额 | 对手信息
        currency CNY

        name bocom-credit
        header 交易日期 | 记账日期 | 交易说明 | 交易币种/金额 | 入账币种/金额
        currency CNY
        credit-words 退货 | 还款 | 退款 | 返现 | 入账 | 转入
        debit-words 消费 | 取现 | 分期 | 年费 | 利息 | 手续费 | 违约金

        name cgb-credit
        header 交易日期 | 入账日期 | 交易摘要 | 交易金额 | 交易货币 | 入账金额 | 入账货币
        currency CNY
        sign inverted

        name cmb-credit
        header 交易日 | 记账日 | 交易摘要 | 人民币金额 | 卡号末四位
        unused 交易地金额
        currency CNY
        date-format MM/DD
        sign inverted

        name cmb-debit
        header 交易日期 | 交易时间 | 收入 | 支出 | 余额 | 交易类型
        currency CNY

        name cmb-debit
        header 记账日期 | 货币 | 交易金额 | 联机余额 | 交易摘要
        currency CNY

        name ccb-debit
        header 摘要 | 币别 | 钞汇 | 交易日期 | 交易金额 | 账户余额
        currency CNY

        name hsbc-hk-credit
        header Transaction date | Post date | Description | Billing amount | Billing currency | Credit / Debit
        unused Area / district
        date-format DD/MM/YYYY
        currency HKD


        """

    private static let america = """
        name bmo-credit
        header Item # | Card # | Transaction Date | Posting Date | Transaction Amount
        currency CAD
        sign inverted

        name bmo-debit
        header First Bank Card | Transaction Type | Date Posted | Transaction Amount
        currency CAD

        name rbc
        header Account Type | Account Number | Transaction Date | Cheque Number | Description 1 | CAD$
        column amount CAD$
        date-format MM/DD/YYYY
        currency CAD

        name chase-checking
        header Details | Posting Date | Description | Amount | Type | Balance
        unused Details
        date-format MM/DD/YYYY
        currency USD

        name chase-credit
        header Transaction Date | Post Date | Description | Category | Type | Amount
        date-format MM/DD/YYYY
        currency USD

        name capital-one-credit
        header Transaction Date | Posted Date | Card No. | Description | Category | Debit | Credit
        currency USD

        name capital-one-bank
        header Account Number | Transaction Date | Transaction Amount | Transaction Type | Transaction Description
        date-format MM/DD/YY
        currency USD

        name bank-of-america-credit
        header Posted Date | Reference Number | Payee | Address | Amount
        date-format MM/DD/YYYY
        currency USD

        name bank-of-america
        header Date | Description | Amount | Running Bal.
        date-format MM/DD/YYYY
        currency USD

        name mercury
        header Date (UTC) | Description | Amount | Status | Source Account
        date-format MM-DD-YYYY
        currency USD

        name discover
        header Trans. Date | Post Date | Description | Amount | Category
        date-format MM/DD/YYYY
        currency USD
        sign inverted

        name td
        columns 5
        fields date, description, debit, credit, balance
        date-format MM/DD/YYYY
        currency CAD

        name wells-fargo
        columns 5
        fields date, amount, skip, reference, description
        date-format MM/DD/YYYY
        currency USD


        """

    private static let europe = """
        name sparkasse
        header Auftragskonto | Buchungstag | Valutadatum | Buchungstext | Verwendungszweck | Betrag
        date-format DD.MM.YY
        decimal-mark ,
        currency EUR

        name volksbank
        header Bezeichnung Auftragskonto | IBAN Auftragskonto | Buchungstag | Valutadatum | Betrag | Waehrung
        column currency Waehrung
        date-format DD.MM.YYYY
        decimal-mark ,
        currency EUR

        name dkb
        header Buchungsdatum | Wertstellung | Status | Zahlungspflichtige*r | Zahlungsempfänger*in | Verwendungszweck
        date-format DD.MM.YY
        decimal-mark ,
        currency EUR

        name dkb
        header Buchungstag | Wertstellung | Buchungstext | Auftraggeber / Begünstigter | Betrag (EUR)
        date-format DD.MM.YYYY
        decimal-mark ,
        currency EUR

        name ing-de
        header Buchung | Auftraggeber/Empfänger | Buchungstext | Verwendungszweck | Betrag
        date-format DD.MM.YYYY
        decimal-mark ,
        currency EUR

        name commerzbank
        header Buchungstag | Wertstellung | Umsatzart | Buchungstext | Betrag
        date-format DD.MM.YYYY
        decimal-mark ,
        currency EUR

        name comdirect
        header Buchungstag | Wertstellung (Valuta) | Vorgang | Buchungstext | Umsatz in EUR
        date-format DD.MM.YYYY
        decimal-mark ,
        currency EUR

        name n26
        header Date | Payee | Account number | Transaction type | Payment reference | Amount (EUR)
        decimal-mark .
        currency EUR
        column account Account number

        name n26
        header Booking Date | Value Date | Partner Name | Partner Iban | Type | Amount (EUR)
        decimal-mark .
        currency EUR

        name ing-nl
        header Datum | Naam / Omschrijving | Rekening | Tegenrekening | Af Bij | Bedrag (EUR)
        decimal-mark ,
        currency EUR

        name ing-nl
        header Date | Name / Description | Account | Counterparty | Debit/credit | Amount (EUR)
        column name Name / Description
        column account Counterparty
        decimal-mark ,
        currency EUR

        name rabobank
        header IBAN/BBAN | Munt | BIC | Volgnr | Datum | Rentedatum | Bedrag | Saldo na trn
        decimal-mark ,
        currency EUR
        column own-account IBAN/BBAN
        column account Tegenrekening IBAN/BBAN

        name bunq
        header Date | Interest Date | Amount | Account | Counterparty | Name | Description
        column name Name
        column account Counterparty
        currency EUR

        name boursorama
        header dateOp | dateVal | label | amount
        currency EUR


        """

    private static let kingdom = """
        name lloyds
        header Transaction Date | Transaction Type | Sort Code | Account Number | Transaction Description | Debit Amount | Credit Amount
        date-format DD/MM/YYYY
        currency GBP

        name barclays
        header Number | Date | Account | Amount | Subcategory | Memo
        date-format DD/MM/YYYY
        currency GBP

        name natwest
        header Date | Type | Description | Value | Balance | Account Name | Account Number
        date-format DD/MM/YYYY
        currency GBP

        name nationwide
        header Date | Transaction type | Description | Paid out | Paid in | Balance
        date-format DD/MM/YYYY
        currency GBP

        name monzo
        header Transaction ID | Date | Time | Type | Name | Category | Amount | Currency
        date-format DD/MM/YYYY
        currency GBP

        name starling
        header Date | Counter Party | Reference | Type | Amount (GBP) | Balance (GBP)
        date-format DD/MM/YYYY
        currency GBP


        """

    private static let world = """
        name quittance
        header kind | group_kind | account_currency | entry | detail | side | entry_amount | amount | currency | entry_data
        date-format %Y-%m-%d
        decimal-mark .
        guarded-texts
        column date booking_date
        column value-date value_date
        column amount amount
        column currency currency
        column mark side
        column own-account account
        column name counterparty_name
        column account counterparty_account
        column bank counterparty_bic
        column description remittance
        column remittance creditor_references
        column reference servicer_reference
        column end-to-end end_to_end_id
        column status status
        column type transaction_code
        column return-reason return_reason
        unused *

        name revolut
        header Type | Product | Started Date | Completed Date | Description | Amount | Fee | Currency | State | Balance

        name revolut-business
        header Date completed (UTC) | Type | State | Payer | Amount | Total amount | Fee | Balance
        column date Date completed (UTC)
        column amount Total amount
        column currency Payment currency
        column remittance Reference
        column name Description

        name wise
        header TransferWise ID | Date | Amount | Currency | Description | Running Balance
        date-format DD-MM-YYYY

        name westpac
        header Bank Account | Date | Narrative | Debit Amount | Credit Amount | Balance
        date-format DD/MM/YYYY
        currency AUD

        name fio
        header ID operace | Datum | Objem | Měna | Protiúčet
        date-format DD.MM.YYYY
        decimal-mark ,
        currency CZK

        name mbank
        header #Data operacji | #Opis operacji | #Rachunek | #Kategoria | #Kwota
        currency PLN
        decimal-mark ,
        """
}
