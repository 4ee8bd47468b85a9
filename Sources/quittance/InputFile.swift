internal import Foundation

/// A file named on the command line, `-` for standard input, read in pieces with a progress line for people.
struct InputFile {
    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    /// Files from this size on show how far reading is, when standard error is a terminal.
    private static let progressBytesMin = 32 << 20
    private static let chunkBytes = 256 << 10

    private let name: String

    init(_ name: String) { self.name = name }

    /// - Throws: `Unreadable` with the system's reason.
    func readChunks(_ body: ([UInt8]) -> Void) throws(Unreadable) {
        let descriptor = name == "-" ? 0 : open(name, O_RDONLY)
        guard descriptor >= 0 else { throw unreadable() }
        defer { if descriptor != 0 { close(descriptor) } }
        var status = stat()
        let size = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
        var progress = Progress(name: name, size: size, isShown: size >= Self.progressBytesMin && isatty(2) == 1)
        var chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
        while true {
            let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw unreadable()
            }
            guard count > 0 else { break }
            body(count == chunk.count ? chunk : Array(chunk[..<count]))
            progress.advance(by: count)
        }
        progress.finish()
    }

    func readAll() throws(Unreadable) -> [UInt8] {
        var bytes: [UInt8] = []
        try readChunks { bytes.append(contentsOf: $0) }
        return bytes
    }

    private func unreadable() -> Unreadable {
        Unreadable(description: "\(name): cannot be read: \(String(cString: strerror(errno)))")
    }

    private struct Progress {
        let name: String
        let size: Int
        let isShown: Bool
        var done = 0
        var percent = -1

        mutating func advance(by count: Int) {
            done += count
            guard isShown else { return }
            let now = done * 100 / max(size, 1)
            guard now != percent else { return }
            percent = now
            let bar = String(repeating: "#", count: now / 4) + String(repeating: ".", count: 25 - now / 4)
            FileHandle.standardError.write(Data("\r\(name) [\(bar)] \(now)%".utf8))
        }

        func finish() {
            if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
        }
    }
}
