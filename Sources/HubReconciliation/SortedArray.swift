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
