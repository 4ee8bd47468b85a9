@testable import BankFiles

/// Samples of our own, as banks write them.
enum OFXSample {
    static let header = """
        OFXHEADER:100
        DATA:OFXSGML
        VERSION:102
        SECURITY:NONE
        ENCODING:USASCII
        CHARSET:1252
        COMPRESSION:NONE
        OLDFILEUID:NONE
        NEWFILEUID:NONE


        """

    static let signon =
        "<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20261123</SONRS></SIGNONMSGSRSV1>"

    /// A file around what stands in one statement.
    static func file(_ statement: String, currency: String = "USD") -> String {
        header + "<OFX>\n" + signon
            + "\n<BANKMSGSRSV1><STMTTRNRS><TRNUID>7<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>\(currency)\n"
            + "<BANKACCTFROM><BANKID>11<ACCTID>4711<ACCTTYPE>CHECKING</BANKACCTFROM>\n" + statement
            + "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    }

    /// A list with one entry for each amount.
    static func list(_ amounts: [String]) -> String {
        let entries = amounts.enumerated().map { number, amount in
            "<STMTTRN><TRNTYPE>OTHER<DTPOSTED>20261123<TRNAMT>\(amount)<FITID>F\(number)</STMTTRN>\n"
        }
        return "<BANKTRANLIST><DTSTART>20261101<DTEND>20261130\n" + entries.joined() + "</BANKTRANLIST>"
    }

    static func read(_ text: String, pieces: Int = 65_536) -> FileReading {
        FileReading(Array(text.utf8), with: OFXReader(), pieces: pieces)
    }

    /// Every quirk in one file: used where all ways of reading must agree.
    static let odd =
        header + """
            <OFX><!-- made by hand --><SIGNONMSGSRSV1><SONRS><STATUS><CODE>15500</CODE><SEVERITY>ERROR</STATUS></SONRS>
            </SIGNONMSGSRSV1><CREDITCARDMSGSRSV1><CCSTMTTRNRS><CCSTMTRS><CURDEF>EUR<CCACCTFROM><ACCTID>1 &amp; 2</CCACCTFROM>
            <BANKTRANLIST><stmttrn><trntype>DEBIT<dtposted>20261123120000.000[-3:BRT]<trnamt>-1.234,56<fitid>A
            <INTU.NEW><name>Caf\u{E9} & <b<memo><![CDATA[5 < 6]]> &#8364;&nbsp;</stmttrn>
            <STMTTRN><DTPOSTED>00000000<TRNAMT>$5<FITID>A<PAYEE><NAME>X<ADDR1>Y<MEMO>Z
            <STMTTRN><TRNAMT>1.234<DTPOSTED>20261124<CURRENCY><CURRATE>1.1<CURSYM>USD</CURRENCY></BANKTRANLIST>
            </STMTRS><LEDGERBAL><BALAMT>-5,00<DTASOF>20261130</LEDGERBAL><AVAILBAL><BALAMT></AVAILBAL>
            </CCSTMTTRNRS></CREDITCARDMSGSRSV1></OFX>\0
            """
}
