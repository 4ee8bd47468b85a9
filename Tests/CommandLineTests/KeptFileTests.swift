import Foundation
import Testing

/// The bytes of an imported statement are in the books, so that whoever doubts a line can see what the bank wrote.
@Suite("kept statement files from outside") struct KeptFileTests {
    @Test("anybody's gunzip gives the bytes that came, and ledger verify notices when they are others")
    func keepsBytes() async throws {
        let books = try Ledgers()
        let fields = (1...40).flatMap { number in
            Ledgers.receipt("2603050305", "12,00", "INV-\(1_000 + number)", "B\(number)")
        }
        let text = Ledgers.statement("S1", fields)
        try books.folder.write("a.sta", text)
        let imported = try await books.quittance("reconcile", "--store", "--statement", "a.sta")
        #expect(imported.code == 1, "\(imported.errors)")
        let database = try Database(books.folder.url.appending(path: "hub.sqlite").path)
        let columns = "packing, hex(bytes), length(bytes)"
        let row = try #require(try database.rows("SELECT \(columns) FROM statement_files").first)
        #expect(row[0] == "gzip" && (Int(row[2]) ?? .max) < text.utf8.count / 4)
        let packed = books.folder.url.appending(path: "kept.gz")
        try Data(Self.bytes(row[1])).write(to: packed)
        let unpacked = try await run(URL(filePath: "/bin/gzip"), ["-dc", packed.path])
        #expect(unpacked.code == 0 && unpacked.output == text)
        try await books.verify()

        let tamperings = [
            "UPDATE statement_files SET packing = ''",
            "UPDATE statement_files SET packing = 'gzip', bytes = CAST(':20:OTHER' AS BLOB)",
            "UPDATE statement_files SET packing = '', bytes = CAST(':20:OTHER' AS BLOB)",
        ]
        for tampering in tamperings {
            #expect(try database.change(tampering) == 1)
            let found = try await books.quittance("ledger", "verify")
            #expect(found.code == 1 && found.output.contains("statement file a.sta"), "\(tampering): \(found.output)")
        }
    }

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = Array(hexadecimal)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap { place in
            UInt8(String(digits[place...(place + 1)]), radix: 16)
        }
    }
}
