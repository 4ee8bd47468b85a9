internal import Foundation

/// A file named on the command line that is written to.
struct OutputFile {
    /// As in messages: `--csv`.
    let option: String
    let path: String

    /// - Throws: `Stop.usage` when one of the files that are read, or that is written besides, would be lost.
    static func refuse(_ outputs: [OutputFile], over inputs: [String]) throws {
        for (position, output) in outputs.enumerated() {
            if let input = inputs.first(where: { isSame($0, output.path) }) {
                throw Stop.usage("\(output.option): \(output.path) is \(input), which is read; write to another one")
            }
            if let other = outputs[..<position].first(where: { isSame($0.path, output.path) }) {
                throw Stop.usage(
                    "\(other.option) and \(output.option): \(output.path) cannot hold both; name two files"
                )
            }
        }
    }

    /// Whether two names lead to one regular file, or to one place where none is yet; devices and pipes hold nothing.
    private static func isSame(_ left: String, _ right: String) -> Bool {
        var (one, two) = (stat(), stat())
        switch (stat(left, &one), stat(right, &two)) {
        case (0, 0):
            return one.st_dev == two.st_dev && one.st_ino == two.st_ino && one.st_mode & S_IFMT == S_IFREG
        case (0, _), (_, 0): return false
        default: return place(left) == place(right)
        }
    }

    /// The real folder, and the name in it.
    private static func place(_ path: String) -> [String] {
        let url = URL(fileURLWithPath: path).standardizedFileURL
        return [url.deletingLastPathComponent().resolvingSymlinksInPath().path, url.lastPathComponent]
    }
}
