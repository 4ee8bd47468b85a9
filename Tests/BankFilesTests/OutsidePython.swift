import Foundation

/// The Python of `.venv-tests-files`, which `./dev setup --tests` makes: programs of other people run in it.
enum OutsidePython {
    /// `nil` when it is absent, which is said once.
    static let program: URL? = {
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let found = repository.appendingPathComponent(".venv-tests-files/bin/python")
        guard FileManager.default.isExecutableFile(atPath: found.path) else {
            print("skipped: .venv-tests-files is absent")
            return nil
        }
        return found
    }()
}
