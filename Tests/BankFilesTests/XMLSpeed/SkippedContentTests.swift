import Testing

@testable import BankFiles

/// Branches that no sum needs are passed over; what is wrong inside them is found as if they were read.
struct SkippedContentTests {
    private static let faults = [
        "<Nm>A & B</Nm>", "<Nm>A &bad; B</Nm>", "<Nm>A &#x110000; B</Nm>", "<Nm>]]></Nm>", "<Nm>\u{0B}</Nm>",
        "<Nm>\n\u{0B}</Nm>", "<Nm>A</Nn>", "<Nm>A</Nm x>", "<Nm><Ctry>NL</Nm>", "<Nm a=\"1\" a=\"2\"/>", "<Nm a=b/>",
        "<Nm>A<!-- -- --></Nm>", "<Nm><![CDATA[A</Nm>", "</Dbtr>", "<1/>", "<Nm><?xml version=\"1.0\"?></Nm>",
        String(repeating: "<Id>", count: 70),
    ]

    private func reading(_ content: String, keepsDetails: Bool, pieces: Int) -> FileReading {
        let entry = """
            <Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><NtryDtls><TxDtls>
            <RltdPties><Dbtr><PstlAdr>\(content)</PstlAdr></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry>
            """
        var options = BankFileOptions()
        options.keepsDetails = keepsDetails
        return FileReading(Array(statement(entry).utf8), with: CamtReader(options: options), pieces: pieces)
    }

    @Test("a fault is found at the same place with and without details, however the file is cut", arguments: faults)
    func sameFault(content: String) {
        let expected = reading(content, keepsDetails: true, pieces: 65_536)
        #expect(expected.errors.count == 1 || expected.failure != nil)
        for pieces in [1, 7, 65_536] {
            let light = reading(content, keepsDetails: false, pieces: pieces)
            #expect(light.failure == expected.failure && light.errors == expected.errors)
        }
    }

    @Test(
        "what is well-formed is passed over",
        arguments: [
            "<Nm>A &amp; B &#65; &#x20AC;</Nm>", "<Nm>Grüße\r\n\t€</Nm>", "<Größe>1</Größe>", "<Nm Größe=\"1\"/>",
            "<Nm>A<!-- - -->B<?a b?><![CDATA[<]]></Nm>", "<SixteenLettersXX><SeventeenLettersX/></SixteenLettersXX>",
            "<Nm Ccy=\"EUR\">1</Nm><a:Nm a:b='1' >2</a:Nm >",
        ]
    )
    func wellFormed(content: String) {
        for pieces in [1, 2, 7, 65_536] {
            let light = reading(content, keepsDetails: false, pieces: pieces)
            #expect(light.failure == nil && light.isComplete == true)
            #expect(light.summaries.first?.entries == 1)
        }
    }
}
