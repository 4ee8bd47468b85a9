import Testing

@testable import BankFiles

@Suite("delimited files")
struct DelimitedReaderTests {
    /// Rows as texts, with their places and faults, read in pieces of a size.
    struct Cut: Equatable {
        var rows: [[String]] = []
        var places: [BankFilePosition] = []
        var faults: [BankFilePosition] = []
        var delimiter: UInt8 = 0
        var encoding = FileEncoding.utf8
        var failure: BankFileFinding?

        init(_ bytes: [UInt8], delimiter: UInt8? = nil, pieces: Int = 65_536) {
            var reader = DelimitedReader(delimiter: delimiter)
            var cut = Cut()
            let take: (DelimitedRow) -> Void = { row in
                cut.rows.append(row.fields.map(\.text))
                cut.places += [row.position()] + row.fields.map(\.position)
                if let fault = row.fault { cut.faults.append(fault.position) }
            }
            do throws(BankFileFinding) {
                var begin = 0
                while begin < bytes.count {
                    let end = min(begin + pieces, bytes.count)
                    try reader.feed(Array(bytes[begin..<end])) { (row) throws(BankFileFinding) in take(row) }
                    begin = end
                }
                try reader.finish { (row) throws(BankFileFinding) in take(row) }
            } catch {
                cut.failure = error
            }
            self = cut
            self.delimiter = reader.delimiter
            encoding = reader.encoding
        }

        private init() {}
    }

    static func rows(_ text: String, delimiter: UInt8? = UInt8(ascii: ",")) -> [[String]] {
        Cut(Array(text.utf8), delimiter: delimiter).rows
    }

    @Test("cells, quotes, line ends and blanks")
    func cells() {
        let table: [(text: String, rows: [[String]])] = [
            ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
            ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
            ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
            ("a,b,\n,,\n", [["a", "b", ""], ["", "", ""]]),
            ("\n  \n\t\r\na\n\n", [["a"]]),
            ("\"a,b\",\"c\"\"d\"\n", [["a,b", "c\"d"]]),
            ("\"a\nb\",c\n", [["a\nb", "c"]]),
            ("\"a\r\nb\"\r\nc\r\n", [["a\r\nb"], ["c"]]),
            ("\"\",\"\"\"\"\n", [["", "\""]]),
            ("5\" disk,a\"b\"c\n", [["5\" disk", "a\"b\"c"]]),
            ("\"1,099.14\"\t,\"x   \t\"\t\t,y\n", [["1,099.14", "x", "y"]]),
            (" \"a, b\" , c\n", [["a, b", "c"]]),
            ("\"say \"hi, you\" now\",2\n", [["say \"hi, you\" now", "2"]]),
            ("", []),
        ]
        for (text, rows) in table {
            #expect(Self.rows(text) == rows, "\(text.debugDescription)")
        }
    }

    @Test("a quote that never closes costs its own line and no other")
    func openQuotes() {
        for end in ["\n", "\r\n", "\r"] {
            for rest in ["2,\"def\",6.00", "2,def,6.00", "2,d\"ef,6.00", "2,\"d\"\"ef\",6.00"] {
                let text = ["1,\"abc,5.00", rest, rest, ""].joined(separator: end)
                let cut = Cut(Array(text.utf8), delimiter: UInt8(ascii: ","))
                #expect(cut.rows.count == 3, "\(text.debugDescription)")
                #expect(cut.rows.first == ["1", "\"abc", "5.00"])
                #expect(cut.rows.last?.count == 3 && cut.rows.last?.last == "6.00")
                #expect(cut.faults.map(\.line) == [1] && cut.faults.map(\.column) == [3])
            }
        }
        let long = "1,\"abc,5.00\n" + String(repeating: "2,def,6.00\n", count: 20_000)
        for pieces in [1_000, 65_536] {
            let cut = Cut(Array(long.utf8), delimiter: UInt8(ascii: ","), pieces: pieces)
            #expect(cut.rows.count == 20_001 && cut.faults.count == 1 && cut.failure == nil)
        }
    }

    @Test("the delimiter is told from the rows", arguments: [",", ";", "\t", "|"])
    func delimiters(delimiter: String) {
        let rows = [
            ["Date", "Text", "Amount", "Ccy"], ["2026-01-02", "a; b, c", "1", "EUR"], ["2026-01-03", "d", "2", "EUR"],
        ]
        let lines = rows.map { $0.map { $0.contains(delimiter) ? "\"\($0)\"" : $0 }.joined(separator: delimiter) }
        for head in ["", "Account statement\n\nOwner: A, B\n"] {
            let cut = Cut(Array((head + lines.joined(separator: "\n")).utf8))
            #expect(cut.delimiter == delimiter.utf8.first)
            #expect(cut.rows.suffix(3) == rows[...])
        }
        let hinted = Cut(Array("sep=\(delimiter)\r\nx\(delimiter)y\r\n".utf8))
        #expect(hinted.rows == [["x", "y"]] && hinted.places.first?.line == 2)
    }

    @Test("decimal commas do not make a semicolon file one of commas")
    func decimalCommas() {
        let text = "Datum;Betrag;Saldo;Text\n01.02.2026;-1,50;2,00;a\n02.02.2026;-1,50;0,50;b, c\n"
        #expect(Cut(Array(text.utf8)).delimiter == UInt8(ascii: ";"))
    }

    @Test("encodings, and true places in them")
    func encodings() throws {
        let text = "Datum;Empfänger;€\r\n1;\"Müller 😀\";x\r\n"
        let units = Array(text.utf16)
        let little: [UInt8] = [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big: [UInt8] = [0xFE, 0xFF] + units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let rows = [["Datum", "Empfänger", "€"], ["1", "Müller 😀", "x"]]
        for (bytes, encoding) in [
            (little, FileEncoding.utf16LittleEndian), (big, .utf16BigEndian),
            (Array(little.dropFirst(2)), .utf16LittleEndian), (Array(big.dropFirst(2)), .utf16BigEndian),
        ] {
            let cut = Cut(bytes)
            #expect(cut.rows == rows && cut.encoding == encoding)
            // The last cell is one unit and one line end before the end of the file.
            #expect(cut.places.last?.byte == bytes.count - 6 && cut.places.last?.line == 2)
            for pieces in [1, 3] { #expect(Cut(bytes, pieces: pieces) == cut) }
        }
        let marked = Cut([0xEF, 0xBB, 0xBF] + Array(text.utf8))
        #expect(marked.rows == rows && marked.places.first?.byte == 3 && marked.places.first?.column == 1)
        let western = Cut(Array("Betrag;M".utf8) + [0xFC, 0x6C, 0x6C, 0x3B, 0x80, 0x0A] + Array("1;2;3".utf8))
        #expect(western.rows.first == ["Betrag", "Müll", "€"] && western.encoding == .windows1252)
        // 交易日期,金额 / 消费,1 in GBK.
        let chinese: [UInt8] = [0xBD, 0xBB, 0xD2, 0xD7, 0xC8, 0xD5, 0xC6, 0xDA, 0x2C, 0xBD, 0xF0, 0xB6, 0xEE, 0x0A]
        let cut = Cut(chinese + [0xCF, 0xFB, 0xB7, 0xD1, 0x2C, 0x31, 0x0A])
        #expect(cut.encoding == .gb18030 && cut.rows == [["交易日期", "金额"], ["消费", "1"]])
    }

    @Test("the second byte of a Chinese character is no delimiter")
    func pairs() {
        // A character whose second byte in GBK is a bar, between two bars.
        let bytes: [UInt8] = [0x31, 0x7C, 0x81, 0x7C, 0x7C, 0x33, 0x0A]
        var reader = DelimitedReader(delimiter: UInt8(ascii: "|"), encoding: .gb18030)
        var counts: [Int] = []
        try? reader.feed(bytes) { (row) throws(BankFileFinding) in counts.append(row.count) }
        try? reader.finish { (row) throws(BankFileFinding) in counts.append(row.count) }
        #expect(counts == [3])
    }

    @Test("the same rows however the file is cut", arguments: UInt64(0)..<300)
    func mutations(seed: UInt64) {
        let text =
            "Date,\"Text, more\",Amount\r\n2026-01-02,\"a \"\"b\"\"\nc\",\"1,000.00\"\r\n2,\"x\" ,3\r4,5,6\n\n7,\"8\",9"
        let bytes = mutated(Array(text.utf8), seed: seed)
        let whole = Cut(bytes)
        for pieces in [1, 2, 5] { #expect(Cut(bytes, pieces: pieces) == whole) }
        #expect(Cut(bytes, delimiter: UInt8(ascii: ","), pieces: 1) == Cut(bytes, delimiter: UInt8(ascii: ",")))
    }

    @Test("a row beyond the limits is left out with its place, and the next one is read")
    func limits() {
        let long = String(repeating: "x", count: 262_145)
        let table: [(row: String, lines: Int)] = [
            (long, 1), (String(repeating: "ab,", count: 100_000), 1), (String(repeating: ",", count: 20_000), 1),
            (String(repeating: "\"a\r\nb\",", count: 900) + long, 901),
        ]
        for (row, lines) in table {
            for end in ["\n", "\r\n", "\r"] {
                let text = ["a,b", row, "c,d", ""].joined(separator: end)
                for pieces in [7_777, 65_536, 1_000_000] {
                    let cut = Cut(Array(text.utf8), pieces: pieces)
                    #expect(cut.rows == [["a", "b"], [""], ["c", "d"]] && cut.failure == nil)
                    #expect(cut.faults.map(\.line) == [2])
                    #expect(cut.places.last?.line == 2 + lines)
                    #expect(cut.places.last?.byte == text.utf8.count - end.utf8.count - 1)
                }
            }
            let last = Cut(Array("a,b\n\(row)".utf8), pieces: 7_777)
            #expect(last.rows == [["a", "b"], [""]] && last.faults.first?.byte == 4)
        }
        let wide = "a,b\n\(long)\nc,d\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let cut = Cut([0xFF, 0xFE] + wide, pieces: 7_777)
        #expect(cut.rows == [["a", "b"], [""], ["c", "d"]] && cut.places.last?.byte == 2 + wide.count - 4)
    }
}
