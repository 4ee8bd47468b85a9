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

    @Test("entries of a statement are none of a batch")
    func statement() {
        let text = "Date,Amount,Currency,Description\n2026-03-19,+150.00,EUR,INV-1\n2026-03-20,+15.00,EUR,INV-2\n"
        let file = Self.read(text)
        #expect(file.flatMap(\.batches).isEmpty && file.flatMap(\.errors).count == 1)
    }
}
