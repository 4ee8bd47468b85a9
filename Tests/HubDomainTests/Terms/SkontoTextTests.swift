import HubDomain
import Testing

@Suite struct SkontoTextTests {
    @Test func readsItsLinesBetweenFreeText() throws {
        let text =
            "Zahlbar sofort\r\n  #SKONTO#TAGE=14#PROZENT=2.25#\r\nfrei #\n#SKONTO#TAGE=0#PROZENT=1.00#BASISBETRAG=-3.21#\n"
        let lines = try SkontoText(parsing: text).lines
        #expect(lines.map(\.days) == [14, 0])
        #expect(lines.map(\.percent.description) == ["2.25", "1.00"])
        #expect(lines.map(\.baseHundredths) == [nil, -321])
        #expect(try SkontoText(parsing: "net 30").lines.isEmpty)
        #expect(try SkontoText(parsing: "").lines.isEmpty)
    }

    @Test(arguments: [
        "#SKONTO#TAGE=14#PROZENT=2.00#", "#SKONTO#TAGE=14 #PROZENT=2.00#\n", "#SKONTO#TAGE=14#PROZENT=2#\n",
        "#SKONTO#TAGE=14#PROZENT=2.0#\n", "#SKONTO#TAGE=14#PROZENT=-2.00#\n", "#SKONTO#TAGE=#PROZENT=2.00#\n",
        "#SKONTO#TAGE=1.5#PROZENT=2.00#\n", "#SKONTO#PROZENT=2.00#TAGE=14#\n", "#Skonto#TAGE=14#PROZENT=2.00#\n",
        "#SKONTO#TAGE=14#PROZENT=2.00\n", "#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=23#\n",
        "#RABATT#TAGE=1#PROZENT=2.00#\n",
        "#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=1.00#X=1#\n", "#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=#\n", "#\n",
        "#SKONTO#TAGE=99999999999999999999#PROZENT=2.00#\n",
    ])
    func refuses(text: String) throws {
        let error = try #require(throws: TermsError.self) { try SkontoText(parsing: "Skonto:\n" + text) }
        guard case .text(_, let column) = error.place else {
            Issue.record("no place in the text")
            return
        }
        #expect(column == 9)
        #expect(error.wayOut.contains("#SKONTO#TAGE=14#PROZENT=2.00#"))
    }
}
