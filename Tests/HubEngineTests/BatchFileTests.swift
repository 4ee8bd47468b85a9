import BankFiles
import Foundation
import HubDomain
import HubEngine
import HubReconciliation
import PaymentVocabulary
import Testing

@Suite("files of batches") struct BatchFileTests {
    /// A payer's advice over 150.00 with two documents.
    private static func advice(_ payment: String = "150.00", adjustment: String? = nil) -> String {
        let adjustment = adjustment.map { "ADX*\($0)*CS~\n" } ?? ""
        return """
            ISA*00*          *00*          *ZZ*PAYER          *ZZ*PAYEE          *260318*1200*U*00401*000000001*0*P*>~
            GS*RA*PAYER*PAYEE*20260318*1200*1*X*004010~
            ST*820*0001~
            BPR*C*\(payment)*C*ACH*CTX*****1657777777**01*148529553*DA*92283334*20260318~
            TRN*1*12053011440000192~
            \(adjustment)ENT*1~
            RMR*IV*INV-1**100.00~
            RMR*IV*INV-2**50.00~
            SE*\(adjustment.isEmpty ? 7 : 8)*0001~
            GE*1*1~
            IEA*1*000000001~

            """
    }

    private static func read(_ text: String) -> [BatchFile] {
        BatchFileReader.files(in: Array(text.utf8), name: "advice.txt")
    }

    @Test("an amount that cannot be read is an error with its place, and the payment explains no receipt")
    func unreadableAmounts() throws {
        let good = try #require(Self.read(Self.advice()).first)
        #expect(good.errors.isEmpty && good.batches.map(\.stated) == [15_000])
        let less = try #require(Self.read(Self.advice("148.00", adjustment: "-2.00")).first)
        #expect(less.errors.isEmpty && less.batches.map(\.adjustments) == [-200])
        for (text, element) in [
            (Self.advice("15o.00"), "BPR02"), (Self.advice(""), "BPR02"), (Self.advice(adjustment: "-2,00"), "ADX01"),
            (Self.advice("150.001"), "BPR02"),
        ] {
            let file = try #require(Self.read(text).first)
            #expect(file.batches.isEmpty, "\(element)")
            let words = file.errors.map { "\($0)" }
            #expect(words.count == 1 && words.allSatisfy { $0.contains(element) && $0.contains("line ") }, "\(words)")
        }
    }

    @Test(
        "an adjustment of a line changes it where the payment says so",
        arguments: [("140.00", [9_000, 5_000]), ("150.00", [10_000, 5_000]), ("145.00", [10_000, 5_000])]
    )
    func lineAdjustments(payment: String, amounts: [Int64]) throws {
        let text = Self.advice(payment).replacing("100.00~", with: "100.00~\nADX*-10.00*01~")
        let batch = try #require(Self.read(text).first?.batches.first)
        #expect(batch.parts.map(\.amount.minorUnits) == amounts)
        #expect(batch.parts.map { $0.documents.map(\.paid.minorUnits) } == amounts.map { [$0] })
        let told = batch.parts.flatMap(\.documents).map { ($0.adjustments ?? []).map { "\($0.amount) \($0.reason)" } }
        #expect(told == [["-10.00 USD 01"], []])
    }

    @Test("a purchase order is no invoice", arguments: ["IV", "PO"])
    func orders(qualifier: String) throws {
        let text = Self.advice().replacing("RMR*IV*INV-2", with: "RMR*\(qualifier)*INV-2")
        let batch = try #require(Self.read(text).first?.batches.first)
        let told = qualifier == "PO" ? "names INV-2, which is no invoice" : nil
        #expect(batch.parts.map(\.unclear) == [nil, told])
    }

    @Test("the effective entry date is the day of an ACH batch")
    func effectiveEntryDate() throws {
        let rows = [
            "101 121042882 2313801041908161055A094101Federal Reserve Bank   My Bank Name           12345678",
            "5225Name on Account                     231380104 PPDREG.SALARY      190816   1121042880000001",
            "627231380104987654321        0100000000               Receiver Account Name   0121042880000001",
            "82250000010023138010000100000000000000000000231380104                          121042880000001",
            "9000001000001000000010023138010000100000000000000000000                                       ",
        ]
        let file = try #require(Self.read(rows.map { $0 + "\n" }.joined()).first)
        let batch = try #require(file.batches.first, "\(file.errors)")
        #expect(batch.date?.description == "2019-08-16" && batch.keysRecur)
    }

    /// A batch of one credit with these addenda, in slices of eighty characters.
    private static func credit(_ text: String, cents: Int, entryClass: String = "CTX") -> String {
        var slices: [String] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            slices.append(String(rest.prefix(80)))
            rest = rest.dropFirst(80)
        }
        func digits(_ number: Int, _ count: Int) -> String {
            String(repeating: "0", count: count - "\(number)".count) + "\(number)"
        }
        func padded(_ text: String, _ count: Int) -> String {
            text + String(repeating: " ", count: count - text.count)
        }
        let amount = digits(cents, 10)
        let name = padded(entryClass == "CTX" ? "\(digits(slices.count, 4))ACME" : "ACME", 22)
        let records =
            [
                "101 076401251 0764012512603181200A094101FEDERAL RESERVE BANK   ACME                           ",
                "5220NORDWIND                            1234567890\(entryClass)PAYMENTS  260318260319   1076401250000001",
                "62205320098312345            \(amount)12345          \(name)  1076401250000001",
            ]
            + slices.enumerated().map { "705\(padded($1, 80))\(digits($0 + 1, 4))0000001" } + [
                "8220\(digits(slices.count + 1, 6))0005320098000000000000\(digits(cents, 12))1234567890                         076401250000001",
                "9000001000001\(digits(slices.count + 1, 8))0005320098000000000000\(digits(cents, 12))                                       ",
            ]
        return records.map { $0 + "\n" }.joined()
    }

    @Test("the 820 in the addenda of a credit is an advice, by its trace and by that of the entry")
    func addenda() throws {
        let file = try #require(Self.read(Self.credit(Self.advice().replacing("\n", with: ""), cents: 15_000)).first)
        #expect(file.errors.isEmpty && file.batches.count == 1, "\(file.errors) \(file.warnings)")
        let batch = try #require(file.batches.first)
        let alone = try #require(Self.read(Self.advice()).first?.batches.first)
        #expect(batch.kind == .remittanceAdvice && batch.keys == ["12053011440000192"] && !batch.keysRecur)
        #expect(batch.recurringKeys == ["076401250000001"] && batch.stated == 15_000)
        #expect(batch.parts == alone.parts && batch.date == alone.date)
        #expect(batch.payerName == "NORDWIND" && batch.parts.map { $0.documents[0].number } == ["INV-1", "INV-2"])
        // What the entry is counts, and not what its addenda say.
        let other = try #require(Self.read(Self.credit(Self.advice().replacing("\n", with: ""), cents: 14_999)).first)
        #expect(other.batches.map(\.stated) == [14_999] && !other.warnings.isEmpty)
    }

    @Test("lines of an 820 without its envelope, and addenda that are none")
    func bareAddenda() throws {
        for (text, entryClass, numbers, warnings) in [
            ("RMR*IV*INV-1**100.00\\", "CCD", ["INV-1"], 0),
            ("TRN*1*77001\\RMR*IV*INV-1**60.00\\RMR*IV*INV-2**40.00\\", "CTX", ["INV-1", "INV-2"], 0),
            ("RMR*IV*INV-1\\", "CCD", [], 1), ("INVOICE 12345", "CCD", [], 0), ("INVOICE 12345", "CTX", [], 1),
            ("UNH+1+REMADV:D:96A:UN'", "CTX", [], 1),
        ] {
            let file = try #require(Self.read(Self.credit(text, cents: 10_000, entryClass: entryClass)).first)
            #expect(file.batches.flatMap(\.parts).flatMap(\.documents).map(\.number) == numbers, "\(text)")
            #expect(file.errors.isEmpty && file.warnings.count == warnings, "\(text) \(file.warnings)")
            #expect(file.batches.allSatisfy { $0.recurringKeys == ["076401250000001"] && $0.stated == 10_000 })
            #expect(file.batches.allSatisfy { $0.keys == (text.hasPrefix("TRN") ? ["77001"] : []) })
        }
    }

    @Test("what cannot be read in addenda has the place of its record")
    func brokenAddenda() throws {
        let text = Self.advice().replacing("\n", with: "").replacing("**50.00", with: "**5o.00")
        let offset = try #require(text.firstRange(of: "RMR*IV*INV-2")).lowerBound.utf16Offset(in: text)
        let file = try #require(Self.read(Self.credit(text, cents: 15_000)).first)
        #expect(file.batches.isEmpty)
        let places = file.errors.map { [$0.position.line, $0.position.column] }
        #expect(places == [[4 + offset / 80, 4 + offset % 80]], "\(file.errors)")
        let twice = Self.advice().replacing("\n", with: "")
        let set =
            try #require(twice.firstRange(of: "ST*"))
            .lowerBound..<(try #require(twice.firstRange(of: "GE*"))).lowerBound
        let two = twice.replacingCharacters(in: set, with: String(twice[set]) + twice[set])
        let both = try #require(Self.read(Self.credit(two, cents: 15_000)).first)
        #expect(both.batches.isEmpty && both.errors.map { $0.position.line } == [3], "\(both.errors)")
    }

    @Test("entries of a statement are none of a batch")
    func statement() {
        let text = "Date,Amount,Currency,Description\n2026-03-19,+150.00,EUR,INV-1\n2026-03-20,+15.00,EUR,INV-2\n"
        let file = Self.read(text)
        #expect(file.flatMap(\.batches).isEmpty && file.flatMap(\.errors).count == 1)
    }
}
