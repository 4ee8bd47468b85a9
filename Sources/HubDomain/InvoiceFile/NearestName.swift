/// The name that is most likely meant by `wanted`: the same letters and digits, or at most a third of them wrong.
///
/// - Returns: `nil` when none is near; of equally near ones the first in the order of the names.
func nearestName(to wanted: String, among names: [String]) -> String? {
    let target = folded(wanted)
    let distances = names.map { (distance: editDistance(target, folded($0)), name: $0) }
    guard let best = distances.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
    return best.distance <= target.count / 3 ? best.name : nil
}

private func folded(_ name: String) -> [Character] {
    name.lowercased().filter { $0.isLetter || $0.isNumber }.map(\.self)
}

/// How many letters have to be put in, left out, changed or swapped with their neighbour (optimal string alignment).
private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    guard !left.isEmpty, !right.isEmpty, right.count <= 64 else { return max(left.count, right.count) }
    var before: [Int] = []
    var last = Array(0...right.count)
    for row in 1...left.count {
        var next = [row]
        for column in 1...right.count {
            let isSame = left[row - 1] == right[column - 1]
            var cost = min(last[column] + 1, next[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1))
            if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                cost = min(cost, before[column - 2] + 1)
            }
            next.append(cost)
        }
        (before, last) = (last, next)
    }
    return last[right.count]
}
