extension Array {
    /// The first index of which the element is not before what is sought; the end where all are.
    ///
    /// - Precondition: those before it come first.
    func firstIndex(notBefore isBefore: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension [Int] {
    /// The same without repeats, ascending: for a handful of numbers faster than a set.
    var eachOnce: [Int] {
        guard count > 1 else { return self }
        var distinct: [Int] = []
        distinct.reserveCapacity(count)
        for number in sorted() where number != distinct.last { distinct.append(number) }
        return distinct
    }
}
