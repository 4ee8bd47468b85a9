package import Foundation

/// Test data that lies beside the repository: the folder that `QUITTANCE_SHARED` names, or else `../shared`.
///
/// The data is optional. A test that needs it asks first and leaves a visible line when it is absent:
/// `guard let file = SharedData.file("oracles/terms.json") else { return }`.
package enum SharedData {
    /// The folder, or `nil` when it is absent.
    package static let folder: URL? = {
        let named = ProcessInfo.processInfo.environment["QUITTANCE_SHARED"].map { URL(fileURLWithPath: $0) }
        let folder = named ?? repository.deletingLastPathComponent().appendingPathComponent("shared")
        return isFolder(folder) ? folder : nil
    }()

    /// The root of this repository.
    package static let repository = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The file at `path` inside the folder; prints why and returns `nil` when there is none.
    package static func file(_ path: String, test: String = #function) -> URL? {
        guard let folder else {
            print("skipped: \(test): ../shared is absent (QUITTANCE_SHARED can name it)")
            return nil
        }
        let file = folder.appendingPathComponent(path)
        guard FileManager.default.fileExists(atPath: file.path) else {
            print("skipped: \(test): ../shared has no \(path)")
            return nil
        }
        return file
    }

    /// The files inside the folder `path`, sorted by name; empty (with a printed line) when there are none.
    package static func files(in path: String, test: String = #function) -> [URL] {
        guard let folder = file(path, test: test) else { return [] }
        let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return (files ?? []).sorted { $0.path < $1.path }
    }

    private static func isFolder(_ url: URL) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}
