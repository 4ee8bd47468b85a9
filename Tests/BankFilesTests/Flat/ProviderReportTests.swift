import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

@Suite("Reports of payment providers")
struct ProviderReportTests {
    static func read(_ text: String, keepsDetails: Bool = true) -> FileReading {
        FileReading(
            Array(text.utf8),
            with: ProviderReportReader(options: keepsDetails ? BankFileOptions() : countingOptions)
        )
    }

    static func sums(_ reading: FileReading, _ currency: Currency) -> (credit: Int128, debit: Int128) {
        reading.summaries.flatMap(\.sums.all).filter { $0.currency == currency }
            .reduce((0, 0)) { ($0.0 + $1.credit, $0.1 + $1.debit) }
    }

    @Test(
        "a list of payouts is Stripe's by heads that are Stripe's own",
        arguments: [
            (
                "id,amount,currency,status,created_at,arrival_date,reference,payout_type,deducted_fees",
                "GoCardless payouts"
            ), ("id,amount,currency,status,arrival_date", nil),
            (
                "id,Amount,Created (UTC),Currency,Arrival Date (UTC),Source Type,Status,Type,Method,Destination",
                "Stripe payouts"
            ),
            ("payout_id,amount,currency,arrival_date,status", "Stripe payouts"),
        ] as [(String, String?)]
    )
    func payoutLists(heads: String, name: String?) {
        let row = heads.split(separator: ",").map { head in
            head.lowercased().contains("date") || head.lowercased().contains("created")
                ? "2026-05-05" : head.lowercased() == "currency" ? "GBP" : head.lowercased() == "status" ? "paid" : "7"
        }
        let bytes = Array((heads + "\n" + row.joined(separator: ",") + "\n").utf8)
        #expect(ProviderReportReader.recognises(bytes) == (name != nil))
        var reader = ProviderReportReader()
        _ = reader.feed(bytes)
        _ = reader.finish()
        #expect(reader.version == name)
        guard name != nil else { return }
        let reading = FileReading(bytes, with: ProviderReportReader())
        #expect(reading.entries.map(\.signedAmount.description) == ["-7.00 GBP"], "\(reading.errors)")
    }

    @Test(
        "the currency of a report that names none is that of its signs, or of a profile",
        arguments: [("$", nil, nil), ("£", nil, "GBP"), ("$", "USD", "USD"), ("£", "USD", "GBP"), ("", "CAD", "CAD")]
            as [(String, String?, String?)]
    )
    func currencies(sign: String, given: String?, currency: String?) throws {
        let text = """
            Date,Time,Time Zone,Gross Sales,Total Collected,Fees,Net Total,Transaction ID,Deposit ID
            2026-05-05,10:00:00,Eastern Time (US & Canada),\(sign)10.00,\(sign)10.00,-\(sign)0.30,\(sign)9.70,T1,D1

            """
        var options = BankFileOptions()
        options.csvProfile = try given.map { try CSVProfile(rules: "currency \($0)") }
        let reading = FileReading(Array(text.utf8), with: ProviderReportReader(options: options))
        #expect(reading.entries.map(\.amount.currency.code) == [currency ?? "XXX"], "\(reading.warnings)")
        let told = reading.warnings.filter { $0.message.contains("say `currency USD` or the like in a profile") }
        #expect(told.count == (currency == nil ? 1 : 0), "\(reading.warnings)")
    }

    @Test("rows and amounts of the corpus", arguments: SharedFiles.corpus("provider"))
    func corpus(file: URL) throws {
        let facts = try facts(file)
        let bytes = try SharedFiles.bytes(file)
        #expect(ProviderReportReader.recognises(Array(bytes.prefix(16_384))))
        let reading = FileReading(bytes, with: ProviderReportReader())
        #expect(reading.failure == nil && reading.errors.isEmpty && reading.unreadable.isEmpty)
        let entries = reading.summaries.reduce(0) { $0 + $1.entries }
        #expect(entries == reading.entries.count)
        if let rows = facts["rows_after_header"] as? Int { #expect(entries == rows) }
        if let adyen = facts["adyen"] as? [String: Any] {
            #expect(entries == adyen["rows"] as? Int)
            let sums = Self.sums(reading, .usd)
            #expect(decimal(sums.debit, .usd) == adyen["net_debit"] as? String)
            #expect(decimal(sums.credit, .usd) == adyen["net_credit"] as? String)
            #expect(reading.groups.compactMap(\.id) == adyen["batches"] as? [String])
            #expect(reading.isComplete == true)
        }
        if let stripe = facts["stripe"] as? [String: Any] {
            let types = try #require(stripe["by_type"] as? [String: [String: Int]])
            #expect(entries == stripe["rows"] as? Int)
            let net = reading.entries.reduce(Int64(0)) { $0 + $1.signedAmount.minorUnits }
            #expect(Int(net) == types.values.reduce(0) { $0 + ($1["net"] ?? 0) })
            let fees = reading.entries.flatMap(\.details).flatMap(\.charges).reduce(Int64(0)) { $0 + $1.minorUnits }
            #expect(Int(fees) == types.values.reduce(0) { $0 + ($1["fee"] ?? 0) })
        }
        #expect(
            ReadingOutline(reading)
                == ReadingOutline(FileReading(bytes, with: ProviderReportReader(options: countingOptions)))
        )
    }

    @Test("files of other formats are not taken for reports")
    func others() throws {
        for folder in ["ach", "mt940", "ofx", "csv", "giro", "lockbox", "edi820", "x937", "camt053", "bai2", "pain001"]
        {
            for file in SharedFiles.corpus(folder) {
                let start = Array(try SharedFiles.bytes(file).prefix(16_384))
                #expect(!ProviderReportReader.recognises(start), "\(file.path)")
            }
        }
    }

    // MARK: Samples

    static let adyen = """
        Company Account,Merchant Account,Psp Reference,Merchant Reference,Creation Date,TimeZone,Type,\
        Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),\
        Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Batch Number

        C,M,P1,R1,2026-03-01 10:00:00,CET,Settled,EUR,,100.00,1,EUR,,98.77,,0.60,0.030000,0.60,7
        C,M,P2,R2,2026-03-01 11:00:00,CET,Refunded,EUR,10.00,,1,EUR,10.00,,,,,,7
        C,M,,,2026-03-02 02:00:00,CET,MerchantPayout,,,,,EUR,88.77,,,,,,7
        C,M,P3,R3,2026-03-02 10:00:00,CET,Settled,USD,,50.00,0.9,EUR,,44.00,1.00,,,,8
        """

    static let stripe = """
        id,Type,Source,Amount,Fee,Destination Platform Fee,Net,Currency,Created (UTC),Available On (UTC),Description
        txn_1,charge,ch_1,30.00,1.17,,28.83,usd,2022-04-23 21:56,2022-04-30 00:00,Invoice
        txn_2,payout,po_1,-1000,0,,-1000,jpy,2022-04-24 00:00,2022-04-24 00:00,STRIPE PAYOUT
        txn_3,charge,ch_2,30.00,1.17,,28.82,usd,2022-02-30 21:56,2022-04-30 00:00,Wrong
        txn_4,charge,ch_3,30.0O,1.17,,28.83,usd,2022-04-23 21:56,2022-04-30 00:00,Letter
        """

    static let venmo = """
        Account Statement - (@me) ,,,,,,,,,,,,
        Account Activity,,,,,,,,,,,,
        ,ID,Datetime,Type,Status,Note,From,To,Amount (total),Amount (fee),Funding Source,Destination,Beginning Balance,\
        Ending Balance,Disclaimer
        ,,,,,,,,,,,,$7.94,,
        ,1,2025-04-05T02:16:52,Payment,Complete,Groceries,Me,Ann,"- $1,135.00",,Bank *1234,,,,
        ,2,2025-04-09T01:09:14,Charge,Complete,Dinner,Me,Ben,+ $42.50,,,Venmo balance,,,
        ,3,2025-04-10T01:09:14,Standard Transfer,Issued,,,,- $43.50,,,Bank *1234,,,
        ,,,,,,,,,,,,,$6.94,"In case of errors
        write to us"
        """

    static let weChat = """
        微信支付账单明细,,,,,,,,,,
        微信昵称：[测试],,,,,,,,,,
        起始时间：[2019-08-01 00:00:00] 终止时间：[2019-09-30 23:59:59],,,,,,,,,,
        共4笔记录,,,,,,,,,,
        收入：1笔 0.35元,,,,,,,,,,
        支出：2笔 28.17元,,,,,,,,,,
        中性交易：1笔 2000.00元,,,,,,,,,,
        ----------------------微信支付账单明细列表--------------------,,,,,,,,,,
        交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注
        2019-09-26 12:45:27,商户消费,云膳过桥米线,打开"多多视频",支出,¥28.16,中国银行(1234),支付成功,3985734\t,12984\t,/
        2019-09-24 10:10:11,微信红包,同性好友,/,收入,¥0.35,/,已存入零钱,3985735\t,12985\t,/
        2019-09-23 10:10:11,转入零钱通,/,/,/,¥2000.00,零钱,支付成功,3985736,12986,/
        2019-09-22 10:10:11,商户消费,店,/,支出,¥0.01,零钱,已关闭,3985737,12987,/
        """

    static let funds = """
        记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余（元）,资金变更提交申请人,备注,业务凭证号
        `2018-02-01 04:21:23,`5000,`1900,`交易,`交易,`收入,`0.35,`0.35,`system,`缺货,`REF1
        `2018-02-01 04:21:24,`5001,`1901,`退款,`退款,`支出,`0.18,`0.17,`system,`缺货,`REF2
        资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额
        `2.0,`1.0,`0.35,`1.0,`0.18
        """

    static let alipay = """
        #支付宝账务明细查询
        #账号：[20888011365400330156]
        #起始日期：[2012年12月29日 00:00:00]   终止日期：[2012年12月30日 00:00:00]
        #-----------------------------------------账务明细列表----------------------------------------
        账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注
        54632\t,2012122\t,3226563\t,机票\t,2012-12-29 21:02:06,陈 (a@b.c)\t,2274.00,0.00,14533.03,支付宝,在线支付,
        54633\t,2012123\t,3226564\t,费\t,2012-12-29 21:03:06,\t,0.00,-12.50,14520.53,支付宝,收费,
        #----------------------------------------账务明细列表结束-------------------------------------
        #支出合计：1笔，共-12.50元
        #收入合计：1笔，共2274.00元
        #导出时间：[2012年12月31日 13:19:01]
        """

    static let settlement = """
        "RH",2024/08/21 02:44:19 -0700,"A","ACCOUNT",009,
        "FH",01
        "SH",2024/08/20 00:00:00 -0700,2024/08/20 23:59:59 -0700,"ACCOUNT",""
        "CH","Transaction ID","Invoice ID","PayPal Reference ID","PayPal Reference ID Type","Transaction Event Code",\
        "Transaction Initiation Date","Transaction Completion Date","Transaction  Debit or Credit",\
        "Gross Transaction Amount","Gross Transaction Currency","Fee Debit or Credit","Fee Amount","Fee Currency"
        "SB","T1","I1","","","T0006",2024/08/20 00:01:17 -0700,2024/08/20 00:01:17 -0700,"CR",3000,"USD","DR",117,"USD"
        "SB","T2","","T1","TXN","T1107",2024/08/20 00:02:17 -0700,2024/08/20 00:02:17 -0700,"DR",500,"USD","",,""
        "SF","USD",3000,500,0,117,"CR",1000,"CR",3383,"CR",0,"CR",0,2
        "SC",2
        "RF","USD",3000,500,0,117,"CR",1000,"CR",3383,"CR",0,"CR",0,2
        "RC",2
        "FF",2
        """

    static let payPal = """
        "Datum","Uhrzeit","Zeitzone","Name","Typ","Status","Währung","Brutto","Gebühr","Netto","Transaktionscode"
        "01.06.2026","10:15:00","CEST","Max Muster","Zahlung","Abgeschlossen","EUR","1.212,50","-0,55","1.211,95","TX1"
        "02.06.2026","11:00:00","CEST","Erika","Zahlung","Ausstehend","EUR","-5,00","0,00","-5,00","TX2"
        "03.06.2026","11:00:00","CEST","Erika","Zahlung","Abgelehnt","EUR","-5,00","0,00","-5,00","TX3"
        """

    static let objects = """
        {"object":"list","has_more":true,"data":[
        {"id":"po_1","object":"payout","amount":1000,"currency":"jpy","arrival_date":1781481600,"status":"paid"},
        {"id":"txn_1","object":"balance_transaction","amount":5000,"fee":1,"net":4998,"currency":"eur","created":0},
        {"id":"txn_2","object":"balance_transaction","amount":1e3,"fee":0,"net":1000,"currency":"eur","created":0}]}
        """

    static let samples = [adyen, stripe, venmo, weChat, funds, alipay, settlement, payPal, objects]

    @Test("batches of Adyen, with fees finer than a cent and a batch that is not done")
    func adyenBatches() throws {
        let reading = Self.read(Self.adyen)
        #expect(reading.groups.map(\.id) == ["7", "8"])
        #expect(reading.entries.map(\.signedAmount.minorUnits) == [9_877, -1_000, -8_877, 4_400])
        #expect(reading.warnings.map(\.code) == [.controlTotal] && reading.isComplete == false)
        #expect(reading.entries[0].details[0].transactionAmount?.minorUnits == 10_000)
        #expect(reading.entries[0].details[0].charges.map(\.minorUnits) == [123])
        #expect(reading.entries[3].details[0].transactionAmount == Money(minorUnits: 5_000, currency: .usd))
    }

    @Test("gross, fee and net of Stripe, with zero-decimal currencies and places of what is wrong")
    func stripeHistory() throws {
        let reading = Self.read(Self.stripe)
        #expect(reading.warnings.map(\.code) == [.detailSum, .date])
        #expect(reading.warnings.first?.position.line == 4 && reading.warnings.first?.position.path == "Net")
        #expect(reading.unreadable.first?.findings.first?.position.line == 5)
        #expect(reading.unreadable.first?.findings.first?.position.column == 19)
        #expect(reading.entries.map(\.signedAmount.minorUnits) == [2_883, -1_000, 2_882])
        #expect(reading.summaries.first?.entries == 4)
        #expect(reading.entries[1].amount.currency == .jpy)
    }

    @Test("Venmo balances, and payments that do not touch them")
    func venmoStatement() throws {
        let reading = Self.read(Self.venmo)
        let summary = try #require(reading.summaries.first)
        #expect(reading.warnings.isEmpty && reading.errors.isEmpty, "\(reading.warnings)")
        #expect(summary.entries == 3 && summary.isBalanced == true)
        #expect(summary.opening?.amount.minorUnits == 794 && summary.closing?.amount.minorUnits == 694)
        #expect(summary.group.account.other == "@me")
        #expect(reading.entries.map(\.status) == [.information, .booked, .booked])
        #expect(reading.entries[1].details[0].debtor.name == "Ben")
    }

    @Test("Chinese reports and what they state of themselves")
    func chinese() throws {
        let weChat = Self.read(Self.weChat)
        #expect(weChat.warnings.isEmpty && weChat.isComplete == true, "\(weChat.warnings)")
        #expect(weChat.entries.map(\.status) == [.booked, .booked, .information, .other("已关闭")])
        #expect(Self.sums(weChat, try #require(Currency("CNY"))) == (35, 2_817))
        let funds = Self.read(Self.funds)
        #expect(funds.warnings.isEmpty && funds.isComplete == true)
        let total = Self.read(Self.funds + "0")
        #expect(total.isComplete == true)
        let less = Self.read(String(Self.funds.dropLast()))
        #expect(less.warnings.map(\.code) == [.controlTotal] && less.isComplete == false)
        let alipay = Self.read(Self.alipay)
        #expect(alipay.warnings.isEmpty && alipay.isComplete == true, "\(alipay.warnings)")
        #expect(alipay.entries.map(\.signedAmount.minorUnits) == [227_400, -1_250])
        #expect(alipay.groups.first?.account.other == "20888011365400330156")
    }

    @Test("PayPal's settlement rows, balances and yen in hundredths")
    func settlementReport() throws {
        let reading = Self.read(Self.settlement)
        #expect(reading.warnings.isEmpty && reading.errors.isEmpty && reading.isComplete == true, "\(reading.warnings)")
        #expect(reading.entries.map(\.signedAmount.minorUnits) == [2_883, -500])
        #expect(reading.summaries.first?.isBalanced == true)
        #expect(reading.entries.first?.details.first?.charges.map(\.minorUnits) == [117])
        let yen = Self.read(Self.settlement.replacingOccurrences(of: "USD", with: "JPY"))
        #expect(yen.entries.map(\.signedAmount.minorUnits) == [-5])
        #expect(yen.unreadable.first?.findings.first?.code == .amount)
        let wrong = Self.read(Self.settlement.replacingOccurrences(of: "3383", with: "3384"))
        #expect(wrong.warnings.contains { $0.code == .balance } && wrong.isComplete == false)
    }

    @Test("a row that is too long costs itself, and nothing behind it")
    func longRows() {
        let name = String(repeating: "x", count: 300_000)
        let report = Self.read(Self.settlement.replacingOccurrences(of: "\"I1\"", with: name))
        #expect(report.failure == nil && report.entries.map(\.signedAmount.minorUnits) == [-500])
        #expect(report.unreadable.map { $0.findings.map(\.code) } == [[.limit]] && report.isComplete == false)
        let activity = Self.read(Self.payPal.replacingOccurrences(of: "Max Muster", with: name))
        #expect(activity.failure == nil && activity.entries.map(\.signedAmount.minorUnits) == [-500, -500])
        #expect(activity.unreadable.map { $0.findings.map(\.code) } == [[.limit]])
    }

    @Test("PayPal activity with commas and words of a language")
    func payPalActivity() {
        let reading = Self.read(Self.payPal)
        #expect(reading.warnings.isEmpty)
        #expect(reading.entries.map(\.status) == [.booked, .pending, .other("Abgelehnt")])
        #expect(reading.entries.first?.amount.minorUnits == 121_195)
        #expect(reading.entries.first?.bookingDate == CalendarDate("2026-06-01"))
        let american = "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net\n"
        let days = Self.read(
            american + "2/1/2026,1,PST,A,T,Completed,USD,1,0,1\n13/1/2026,1,PST,A,T,Completed,USD,1,0,1\n"
        )
        #expect(days.entries.first?.bookingDate == CalendarDate("2026-01-02"))
        let months = Self.read(american + "2/1/2026,1,PST,A,T,Completed,USD,1,0,1\n")
        #expect(months.entries.first?.bookingDate == CalendarDate("2026-02-01") && months.warnings.isEmpty)
        #expect(Self.read(american + "2/1/2026,1,GMT,A,T,Completed,USD,1,0,1\n").warnings.map(\.code) == [.date])
    }

    @Test("lists of objects: payouts leave, exact integers, more pages")
    func objectList() {
        let reading = Self.read(Self.objects)
        #expect(reading.entries.map(\.signedAmount.minorUnits) == [-1_000, 4_998])
        #expect(reading.warnings.map(\.code) == [.detailSum, .pages] && reading.isComplete == false)
        #expect(reading.unreadable.first?.findings.first?.position.line == 4)
        #expect(reading.entries.first?.valueDate == CalendarDate("2026-06-15"))
        #expect(Self.read(String(Self.objects.dropLast(3))).failure?.code == .truncated)
    }

    // MARK: Robustness

    @Test("a report that is cut never seems whole with less", arguments: samples.indices)
    func cuts(index: Int) {
        // A batch that is done may end a file, so that only the first one is cut.
        let lines = Self.samples[index].split(separator: "\n", omittingEmptySubsequences: false)
        let text = (index == 0 ? lines.dropLast() : lines[...]).joined(separator: "\n")
        let bytes = Array(text.utf8)
        let whole = Self.read(text)
        for count in bytes.indices {
            let part = FileReading(Array(bytes.prefix(count)), with: ProviderReportReader())
            guard part.isComplete == true else { continue }
            #expect(part.summaries.map(\.sums) == whole.summaries.map(\.sums), "\(index) cut at \(count)")
        }
    }

    @Test(
        "a last row without a line's end is whole unless the rows before tell that it is not",
        arguments: [
            ("a2,sale,2026-03-02,EUR,60.00", true), ("a2,sale,2026-03-02,EUR,6", false),
            ("a2,sale,2026-03-02,EUR,60.0", false), ("a2,sale,2026-03-02,EUR,", false), ("a2,sale,2026-03", false),
            ("a2,sale,2026-03-02,EUR,\"60.0", false), ("a2,sale,2026-03-02,EUR,6\n", true),
        ]
    )
    func lastRows(row: String, isWhole: Bool) {
        let head = "Transaction ID,Transaction Type,Settlement Date,Settlement Currency,Settlement Amount\n"
        let reading = Self.read(head + "a1,sale,2026-03-02,EUR,100.00\n" + row)
        #expect(reading.entries.count == (isWhole ? 2 : 1) && reading.unreadable.count == (isWhole ? 0 : 1))
        #expect(reading.unreadable.allSatisfy { $0.findings.map(\.code) == [.truncated] }, "\(reading.unreadable)")
        #expect((reading.isComplete == false) == !isWhole)
    }

    @Test("the same in pieces, without details, and for bytes that are damaged", arguments: samples.indices)
    func mutations(index: Int) {
        for seed in UInt64(0)..<150 {
            let bytes =
                seed == 0 ? Array(Self.samples[index].utf8) : mutated(Array(Self.samples[index].utf8), seed: seed)
            let whole = ReadingOutline(FileReading(bytes, with: ProviderReportReader()))
            let pieces = FileReading(bytes, with: ProviderReportReader(), pieces: Int(seed % 7) + 1)
            #expect(ReadingOutline(pieces) == whole, "seed \(seed)")
            let counted = FileReading(bytes, with: ProviderReportReader(options: countingOptions))
            #expect(ReadingOutline(counted) == whole, "seed \(seed)")
        }
    }

    @Test("numbers as reports write them")
    func numbers() throws {
        for (text, mark, units) in [
            ("- $1,150.00", DecimalMark.point, -115_000), ("4.626,81", .comma, 462_681), ("(5.00)", .point, -500),
            ("12,50-", .comma, -1_250), ("1 525,00", .comma, 152_500), ("¥28.16", .point, 2_816), ("84", .point, 8_400),
            ("1,23,456.00", .point, 12_345_600), ("0.01000", .point, 1), ("1'000.5", .point, 100_050),
        ] {
            #expect(try ReportNumber(text, mark: mark).minorUnits(exponent: 2) == Int128(units), "\(text)")
        }
        for text in ["", "-", "12,5", "1.2.3", "1e5", "--5", "5-5", "1,2345.00", String(repeating: "9", count: 30)] {
            #expect(throws: AmountFault.self) { try ReportNumber(text, mark: .point).minorUnits(exponent: 2) }
        }
    }
}
