import Foundation

/// Test data that is not part of the repository: `QUITTANCE_SHARED`, or `../shared` beside the repository.
enum SharedFiles {
    static let root: URL? = {
        let environment = ProcessInfo.processInfo.environment["QUITTANCE_SHARED"]
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder =
            environment.map { URL(fileURLWithPath: $0) }
            ?? repository.deletingLastPathComponent().appendingPathComponent("shared")
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue else {
            print("skipped: tests on the corpus, because ../shared is absent")
            return nil
        }
        return folder
    }()

    static var isPresent: Bool { root != nil }

    /// The files of a corpus folder that have expectations beside them, in the order of their names.
    static func corpus(_ folder: String) -> [URL] {
        guard let root else { return [] }
        let path = root.appendingPathComponent("corpus").appendingPathComponent(folder)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path.path)) ?? []
        return names.filter { names.contains("\($0).expected.json") }.sorted().map { path.appendingPathComponent($0) }
    }

    static func bytes(_ file: URL) throws -> [UInt8] { try [UInt8](Data(contentsOf: file)) }
}

/// SplitMix64, so that a seed names its case.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
