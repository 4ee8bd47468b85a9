import Testing

@testable import BankFiles

/// What the fuzzer found, as small as it could be made; each broke a rule or stopped the program once.
struct FuzzCaseTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let format: BankFileFormat
        let text: String

        var testDescription: String { name }
    }

    private static let report = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>"

    static let cases = [
        Case(
            name: "a line that holds exactly two ACH records",
            format: .ach,
            text: "101\n5225\n" + "627".padding(94) + "627".padding(94) + "\n705\n"
        ),
        Case(name: "an ACH entry that ends before its amount", format: .ach, text: "101\n5225\n62"),
        Case(
            name: "a bad balance on the line of the headers",
            format: .mt940,
            text: "{1:F01KNABNL2HAXXX0:60F:C160914eUR0,\n:61:1609140914C10"
        ),
        Case(name: "a BAI2 file whose last line has no end", format: .bai2, text: "01,S,R,261123,1200,1,80,1,2/\n02,R"),
        Case(
            name: "statuses before the first block",
            format: .pain002,
            text: report + "<TxInfAndSts/><OrgnlPmtInfAndSts/></CstmrPmtStsRpt></Document>"
        ),
        Case(name: "an account with its total missing in a whole file", format: .giro, text: "11\n8899"),
        Case(name: "an image cash letter of short records", format: .x937, text: "01\n99\n"),
        Case(
            name: "a report without column heads, and more rows than a preamble has",
            format: .provider,
            text: "a,b\n" + String(repeating: "x,y\n", count: 130)
        ),
        Case(name: "one byte", format: .provider, text: "1"),
    ]

    @Test("found once, never again", arguments: cases, [1, 2, 3, 7, 64])
    func holds(_ found: Case, piece: Int) {
        #expect(ReadingRules.broken(by: Array(found.text.utf8), format: found.format) { piece } == nil)
        #expect(ReadingRules.broken(by: Array(found.text.utf8), format: nil) { piece } == nil)
    }
}

extension String {
    fileprivate func padding(_ length: Int) -> String { self + String(repeating: " ", count: length - count) }
}
