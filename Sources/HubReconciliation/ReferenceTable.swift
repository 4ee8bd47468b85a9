/// References in one spelling, side by side in one buffer: capitals and digits, without what is between them.
package struct ReferenceColumn: Sendable {
    fileprivate var bytes: [UInt8] = []
    /// Where each reference ends in `bytes`, and the next one begins.
    private var ends: [Int] = []

    package init() {}

    package var count: Int { ends.count }

    package mutating func append(_ text: String) {
        bytes.append(contentsOf: RunText(text).bytes)
        ends.append(bytes.count)
    }

    fileprivate func range(of row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }
}

/// Finds the rows of a column that equal the rows of another one: a hash leads to a row, and the bytes decide.
///
/// The references are looked up in blocks, each step for the whole block before the next: so the processor waits for
/// many places in memory at a time, and not for one after the other.
package struct ReferenceTable: Sendable {
    package let references: ReferenceColumn
    /// The upper half of a hash, and one more than the row; nothing is 0.
    ///
    /// Their number is a power of two, at most half of them taken.
    private var slots: [UInt64]
    /// For a row, one more than the next row of the same reference; empty while no two rows are equal.
    private var following: [UInt32] = []

    /// - Precondition: the column has less than two thousand million rows.
    package init(_ references: ReferenceColumn) {
        precondition(references.count < Int32.max, "too many references for one table")
        self.references = references
        var capacity = 16
        while capacity < references.count * 2 { capacity *= 2 }
        slots = [UInt64](repeating: 0, count: capacity)
        var hashes = [UInt64](repeating: 0, count: Self.blockRows)
        var heads = hashes
        // From the last, so that of equal references the first row is found first.
        var end = references.count
        while end > 0 {
            let start = max(0, end - Self.blockRows)
            let bytes = references.bytes.span.bytes
            for row in start..<end { hashes[row - start] = Self.hash(bytes.extracting(references.range(of: row))) }
            // What the insertions need is fetched for the whole block.
            for index in 0..<(end - start) { heads[index] = head(of: hashes[index]) }
            for row in (start..<end).reversed() { insert(row, hash: hashes[row - start]) }
            end = start
        }
    }

    /// For each row of another column the first row that equals it, or -1.
    package func firstRows(equalTo column: ReferenceColumn) -> [Int32] {
        var rows = [Int32](repeating: -1, count: column.count)
        var hashes = [UInt64](repeating: 0, count: Self.blockRows)
        var heads = hashes
        var found = [Range<Int>](repeating: 0..<0, count: Self.blockRows)
        var lastWords = hashes
        for start in stride(from: 0, to: column.count, by: Self.blockRows) {
            let count = min(Self.blockRows, column.count - start)
            let (own, theirs) = (references.bytes.span.bytes, column.bytes.span.bytes)
            for index in 0..<count { hashes[index] = Self.hash(theirs.extracting(column.range(of: start + index))) }
            for index in 0..<count { heads[index] = head(of: hashes[index]) }
            for index in 0..<count {
                let isLike = heads[index] != 0 && (heads[index] ^ hashes[index]) >> 32 == 0
                found[index] = isLike ? references.range(of: Self.row(in: heads[index])) : 0..<0
            }
            for index in 0..<count { lastWords[index] = Self.lastWord(own.extracting(found[index])) }
            for index in 0..<count where heads[index] != 0 {
                let reference = theirs.extracting(column.range(of: start + index))
                if !found[index].isEmpty, lastWords[index] == Self.lastWord(reference),
                    Self.areEqual(own.extracting(found[index]), reference)
                {
                    rows[start + index] = Int32(truncatingIfNeeded: Self.row(in: heads[index]))
                } else {
                    let slot = slots[place(of: reference, hash: hashes[index])]
                    if slot != 0 { rows[start + index] = Int32(truncatingIfNeeded: Self.row(in: slot)) }
                }
            }
        }
        return rows
    }

    /// The next row of the same reference, in ascending order.
    package func row(after row: Int) -> Int? {
        guard !following.isEmpty, following[row] != 0 else { return nil }
        return Int(following[row]) - 1
    }

    private static let blockRows = 256

    private func head(of hash: UInt64) -> UInt64 { slots[Int(truncatingIfNeeded: hash) & (slots.count - 1)] }

    private static func row(in slot: UInt64) -> Int { Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) - 1 }

    private mutating func insert(_ row: Int, hash: UInt64) {
        let place = place(ofRow: row, hash: hash)
        let first = slots[place] & 0xFFFF_FFFF
        if first != 0 {
            if following.isEmpty { following = [UInt32](repeating: 0, count: references.count) }
            following[row] = UInt32(truncatingIfNeeded: first)
        }
        slots[place] = hash & ~0xFFFF_FFFF | UInt64(row + 1)
    }

    private func place(ofRow row: Int, hash: UInt64) -> Int {
        place(of: references.bytes.span.bytes.extracting(references.range(of: row)), hash: hash)
    }

    /// The place of the reference, or the free one where it would be.
    private func place(of reference: RawSpan, hash: UInt64) -> Int {
        let mask = slots.count - 1
        let all = references.bytes.span.bytes
        var place = Int(truncatingIfNeeded: hash) & mask
        while slots[place] != 0 {
            if (slots[place] ^ hash) >> 32 == 0 {
                let own = all.extracting(references.range(of: Self.row(in: slots[place])))
                if Self.areEqual(own, reference) { return place }
            }
            place = (place + 1) & mask
        }
        return place
    }

    /// Eight bytes at a time, each word multiplied in full width and folded; the last word may overlap the one before.
    private static func hash(_ bytes: RawSpan) -> UInt64 {
        var hash = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.byteCount)
        guard bytes.byteCount >= 8 else {
            for offset in 0..<bytes.byteCount {
                hash = mixed(hash ^ UInt64(bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)))
            }
            return mixed(hash)
        }
        var offset = 0
        while offset + 8 < bytes.byteCount {
            hash = mixed(hash ^ bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        return mixed(mixed(hash ^ lastWord(bytes)))
    }

    private static func mixed(_ word: UInt64) -> UInt64 {
        let (high, low) = word.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return high ^ low
    }

    /// The last eight bytes, or 0 where there are fewer.
    private static func lastWord(_ bytes: RawSpan) -> UInt64 {
        guard bytes.byteCount >= 8 else { return 0 }
        return bytes.unsafeLoadUnaligned(fromByteOffset: bytes.byteCount - 8, as: UInt64.self)
    }

    private static func areEqual(_ left: RawSpan, _ right: RawSpan) -> Bool {
        guard left.byteCount == right.byteCount else { return false }
        guard left.byteCount >= 8 else {
            return (0..<left.byteCount).allSatisfy { offset in
                left.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
                    == right.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            }
        }
        var offset = 0
        while offset + 8 < left.byteCount {
            let (one, other) = (
                left.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self),
                right.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            )
            if one != other { return false }
            offset += 8
        }
        return lastWord(left) == lastWord(right)
    }
}
