/// Counts lines up to any place of the file, so that positions cost nothing until one is asked for.
struct OFXLineCounter: Sendable {
    private var place = LinePlace()
    /// How far the window was counted.
    private var counted = 0
    private var endsWithReturn = false
    /// The file's offset of the window's first byte.
    private var base = 0

    /// Counts up to an offset of the window.
    mutating func advance(to offset: Int, _ window: Span<UInt8>) {
        while counted < offset {
            if counted &+ 8 <= offset {
                let bytes = EightBytes(window, counted)
                let skipped = min(bytes.firstPlace(of: 0x0A), bytes.firstPlace(of: 0x0D))
                if skipped > 0 {
                    counted &+= skipped
                    endsWithReturn = false
                    continue
                }
            }
            let byte = window[counted]
            counted &+= 1
            if byte == 0x0A || byte == 0x0D {
                if byte == 0x0D || !endsWithReturn { place.line &+= 1 }
                place.byte = base &+ counted
            }
            endsWithReturn = byte == 0x0D
        }
    }

    /// The position of an offset that is not before those counted.
    func position(_ offset: Int, _ window: Span<UInt8>, path: String? = nil) -> BankFilePosition {
        var counter = self
        counter.advance(to: offset, window)
        return counter.place.position(base + offset - counter.place.byte, path: path)
    }

    /// Says that the bytes before an offset were taken out of the window.
    mutating func shift(by count: Int) {
        base += count
        counted -= count
    }

    /// Says that the file begins with a mark that is no part of its first line.
    mutating func skipMark(_ count: Int) {
        counted = count
        place.byte = base + count
    }
}
