/// Objects of a provider by identifier, in the order of their making.
struct ObjectTable<Row: Identifiable & Sendable>: Sendable where Row.ID == String {
    private(set) var rows: [Row] = []
    private var positions: [String: Int] = [:]

    /// Reads, adds or replaces one object; assigning `nil` changes nothing, for providers forget nothing.
    subscript(id: String) -> Row? {
        get { positions[id].map { rows[$0] } }
        set {
            guard let newValue else { return }
            if let position = positions[id] {
                rows[position] = newValue
            } else {
                positions[id] = rows.count
                rows.append(newValue)
            }
        }
    }

    func position(of id: String) -> Int? { positions[id] }
}
