extension Sequence {
    /// Of equal elements of several files as many as the file has that holds most of them: a file that is given twice
    /// counts once, and a file may hold equal elements.
    ///
    /// In no order.
    func withoutRepeats<Identity: Hashable>(
        of file: (Element) -> String,
        by identity: (Element) -> Identity
    ) -> [Element] {
        Dictionary(grouping: self, by: identity).values.flatMap { equal in
            let files = Dictionary(grouping: equal, by: file)
            return files.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.value ?? []
        }
    }
}
