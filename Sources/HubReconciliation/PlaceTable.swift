/// Finds the first of equal elements by where they stand.
///
/// A dictionary would have a copy of each element as its key, which takes longer than all that is asked of it.
struct PlaceTable {
    /// Places, and -1 where there is none; never more than half full.
    private var slots: [Int32]
    private let mask: Int

    /// - Parameter count: how many places there will be at most.
    init(count: Int) {
        var size = 8
        while size < count * 2 { size *= 2 }
        slots = Array(repeating: -1, count: size)
        mask = size - 1
    }

    /// The place of the first element that is equal to the one at `place`, which is `place` itself for a new one.
    ///
    /// - Parameters:
    ///   - hash: equal for equal elements.
    ///   - isEqual: whether the element at a place is equal to the one at `place`.
    mutating func first(like place: Int, hash: Int, isEqual: (Int) -> Bool) -> Int {
        var slot = hash & mask
        while slots[slot] >= 0 {
            let known = Int(slots[slot])
            if isEqual(known) { return known }
            slot = (slot + 1) & mask
        }
        slots[slot] = Int32(clamping: place)
        return place
    }
}
