extension JSONTape {
    /// The way from the root to a value or key, as `data.object.lines[2].id`.
    ///
    /// Found by walking down from the root when an error needs it, so that values need not carry it.
    func path(to target: Int) -> String {
        var path = ""
        var position = Self.firstValue
        while position < target, let step = step(from: position, towards: target) {
            switch step.label {
            case .index(let index): path += "[\(index)]"
            case .key(let key): path += path.isEmpty ? key : ".\(key)"
            }
            position = step.position
        }
        return path
    }

    private enum Label {
        case key(String)
        case index(Int)
    }

    /// The child of the container at `position` that is or holds `target`; a key counts as its value.
    private func step(from position: Int, towards target: Int) -> (label: Label, position: Int)? {
        let kind = kind(at: position)
        guard kind == .object || kind == .array else { return nil }
        var child = position + 1
        var index = 0
        while !isEnd(at: child) {
            let value = kind == .object ? child + 1 : child
            let next = next(after: value)
            if target < next {
                return (kind == .object ? .key(string(at: child)) : .index(index), max(value, min(target, value)))
            }
            child = next
            index += 1
        }
        return nil
    }
}
