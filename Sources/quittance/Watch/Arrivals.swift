internal import Foundation
internal import PaymentVocabulary

/// Tells which files of a drop folder are there in full.
///
/// A file is complete when its size and its time of change stood still for a second between two looks, or as soon as a
/// marker `NAME.done` lies beside it. Hidden names and those of unfinished copies are never taken.
struct Arrivals {
    struct Entry: Hashable {
        let name: String
        let size: Int64
        let changed: Date
    }

    static let stillness: Int64 = 1_000
    static let marker = ".done"
    private static let unfinished = [".tmp", ".part", ".partial", ".filepart", ".crdownload", marker]

    private var seen: [String: (entry: Entry, since: Timestamp)] = [:]

    /// - Returns: the names of complete files, in their order.
    mutating func complete(_ entries: [Entry], at now: Timestamp) -> [String] {
        let names = Set(entries.map(\.name))
        let files = entries.filter { entry in
            !entry.name.hasPrefix(".") && !Self.unfinished.contains { entry.name.hasSuffix($0) }
        }
        var known: [String: (entry: Entry, since: Timestamp)] = [:]
        for entry in files {
            let earlier = seen[entry.name].flatMap { $0.entry == entry ? $0 : nil }
            known[entry.name] = earlier ?? (entry, now)
        }
        seen = known
        return files.map(\.name).sorted().filter { name in
            guard let since = known[name]?.since else { return false }
            return names.contains(name + Self.marker) || now.milliseconds - since.milliseconds >= Self.stillness
        }
    }
}
