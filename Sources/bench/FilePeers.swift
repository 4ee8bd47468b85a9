internal import Foundation

/// A reader of PyPI, run by the Python of `.venv-bench-files`, which `./dev setup --bench` makes.
enum FilePeer: String {
    case mt940
    case bai2
    case ofx

    var title: String {
        switch self {
        case .mt940: "MT940"
        case .bai2: "BAI2"
        case .ofx: "OFX"
        }
    }

    var package: String {
        switch self {
        case .mt940: "mt-940"
        case .bai2: "bai2"
        case .ofx: "ofxtools"
        }
    }

    /// - Returns: `nil` when the packages are not installed here.
    static var python: String? {
        let path = "\(FileManager.default.currentDirectoryPath)/.venv-bench-files/bin/python"
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }

    /// The processor time of one reading, without Python's start and without the file's.
    func seconds(python: String, reading path: String, entries: Int) throws -> Double {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-W", "ignore", "-c", Self.script, rawValue, path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let found = Int(words[0]), let seconds = Double(words[1]), seconds > 0 else {
            throw BenchError("\(package) (PyPI) did not read \(path)")
        }
        guard found == entries else { throw BenchError("\(package) (PyPI) found \(found) of \(entries) entries") }
        return seconds
    }

    private static let script = """
        import sys, time
        kind, path = sys.argv[1:]
        text = open(path, encoding="utf-8", newline="").read()
        if kind == "mt940":
            import mt940
            start = time.process_time()
            found = sum(len(m.transactions) for m in [mt940.parse(text)])
        elif kind == "ofx":
            import io
            from ofxtools.Parser import OFXTree
            start = time.process_time()
            tree = OFXTree()
            tree.parse(io.BytesIO(text.encode("ascii")))
            found = sum(len(s.transactions) for s in tree.convert().statements)
        else:
            from bai2 import bai2
            lines = text.splitlines()
            start = time.process_time()
            file = bai2.parse_from_lines(lines)
            found = sum(len(a.children) for g in file.children for a in g.children)
        print(found, time.process_time() - start)
        """
}
