import BankFiles
import Testing

/// What is packed to be kept comes back byte for byte, or not at all.
struct CompressionTests {
    private static func unpacked(_ packed: [UInt8]) -> [UInt8]? {
        var bytes: [UInt8] = []
        return Compression.unpack(packed) { bytes += $0 } ? bytes : nil
    }

    @Test("comes back, however far it expands", arguments: [200, 70_000, 3_000_000])
    func comesBack(_ count: Int) throws {
        let line = Array("<Ntry><Amt Ccy=\"EUR\">12.00</Amt></Ntry>".utf8)
        let bytes = (0..<count).map { line[$0 % line.count] }
        let packed = try #require(Compression.gzip(bytes))
        #expect(packed.count < bytes.count && Self.unpacked(packed) == bytes)
    }

    @Test("what is no smaller is not packed", arguments: [[], [7], Array(0...255)] as [[UInt8]])
    func staysAsItIs(_ bytes: [UInt8]) { #expect(Compression.gzip(bytes) == nil) }

    @Test("what is damaged is told")
    func tellsDamage() throws {
        let bytes = Array(repeating: UInt8(7), count: 1_000) + Array(0...255)
        let packed = try #require(Compression.gzip(bytes))
        var harmless: [Int] = []
        for place in packed.indices {
            var damaged = packed
            damaged[place] ^= 1
            guard let found = Self.unpacked(damaged) else { continue }
            harmless.append(place)
            #expect(found == bytes, "byte \(place)")
        }
        // A flag and a time, and bits between the end of the data and the checksum, say nothing of the content.
        #expect(harmless.count < 10, "\(harmless)")
        #expect(Self.unpacked(Array(packed.dropLast())) == nil && Self.unpacked([]) == nil)
        #expect(Self.unpacked(packed + [0]) == nil)
    }
}
