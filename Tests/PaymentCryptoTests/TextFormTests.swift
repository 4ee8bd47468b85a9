import Foundation
import PaymentCrypto
import Testing

/// Hexadecimal both ways, and reading base64.
@Suite struct TextFormTests {
    /// Source: RFC 4648, section 10.
    @Test(arguments: [
        ("", "", ""),
        ("f", "Zg==", "66"),
        ("fo", "Zm8=", "666f"),
        ("foo", "Zm9v", "666f6f"),
        ("foob", "Zm9vYg==", "666f6f62"),
        ("fooba", "Zm9vYmE=", "666f6f6261"),
        ("foobar", "Zm9vYmFy", "666f6f626172"),
    ])
    func agreesWithTheStandard(text: String, base64: String, hexadecimal: String) {
        let bytes = Array(text.utf8)
        #expect(Base64.decode(base64) == bytes)
        #expect(Hexadecimal.encode(bytes) == hexadecimal)
        #expect(Hexadecimal.decode(hexadecimal) == bytes)
        #expect(Hexadecimal.decode(hexadecimal.uppercased()) == bytes)
    }

    @Test("every byte value survives, at every alignment", arguments: 0..<4)
    func roundTrips(skip: Int) {
        let bytes = (0...255).map { UInt8($0) }.dropFirst(skip)
        #expect(Base64.decode(Data(bytes).base64EncodedString()) == Array(bytes))
        #expect(Hexadecimal.decode(Hexadecimal.encode(bytes)) == Array(bytes))
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zm9v=", "Zh==", "Zm9=", "Zm9vYmF=", " Zg==", "Zg==\n", "Zm-v",
        "Zm_v", "Zg==Zg==", "Z=g=", "Zm9\u{0}", "Zmé",
    ])
    func refusesLooseBase64(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["0", "0g", "0x00", " 00", "00 ", "-1", "é", "000"])
    func refusesLooseHexadecimal(_ text: String) {
        #expect(Hexadecimal.decode(text) == nil)
    }
}
