internal import Foundation

/// A file named on the command line, `-` for standard input, read in pieces with a progress line for people.
struct InputFile {
    struct Unreadable: Error, CustomStringConvertible {
        let name: String
        /// The system's.
        let reason: String

        var description: String { "\(name): cannot be read: \(reason)" }
    }

    private static let chunkBytes = 256 << 10

    private let name: String

    init(_ name: String) { self.name = name }

    /// Hands over the file piece by piece; whoever prints meanwhile calls `hide` first.
    ///
    /// - Throws: `Unreadable` with the system's reason, and what `body` throws.
    func readChunks(_ body: ([UInt8], inout Progress) throws -> Void) throws {
        let descriptor = name == "-" ? 0 : open(name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable() }
        defer { if descriptor != 0 { close(descriptor) } }
        var progress = Progress(name: name, size: Self.size(of: descriptor))
        defer { progress.hide() }
        var chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
        while true {
            let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw unreadable()
            }
            guard count > 0 else { break }
            try body(count == chunk.count ? chunk : Array(chunk[..<count]), &progress)
            progress.advance(by: count)
        }
    }

    /// - Throws: `Unreadable`.
    func readAll() throws -> [UInt8] {
        var bytes: [UInt8] = []
        try readChunks { chunk, _ in bytes.append(contentsOf: chunk) }
        return bytes
    }

    /// The whole file, or the end of the command with exit code 5 and the system's reason.
    static func bytes(of name: String) throws -> [UInt8] {
        do {
            return try InputFile(name).readAll()
        } catch let error as Unreadable {
            throw Stop.cannotRun(error.description)
        }
    }

    /// Reads each of several files; one that cannot be read is a complaint, and the others are read.
    ///
    /// - Parameter read: may throw `Unreadable`.
    /// - Throws: `Stop.cannotRun` with the system's reasons when none of them can be read, and what else `read` throws.
    static func readEach<Output>(
        _ names: [String],
        _ complaints: inout Complaints,
        _ read: (String) throws -> Output
    ) throws -> [Output] {
        var files = InTurn(names)
        var outputs: [Output] = []
        while let output = try files.next(read) { outputs.append(output) }
        try files.end(&complaints)
        return outputs
    }

    /// Several files, one after the other; one that cannot be read is passed over, and told at the end.
    struct InTurn {
        private var waiting: ArraySlice<String>
        private var unreadable: [Unreadable] = []
        private var isAnyRead = false

        init(_ names: [String]) { waiting = names[...] }

        /// - Parameter read: may throw `Unreadable`.
        /// - Returns: of the next file that can be read; `nil` behind the last one.
        mutating func next<Output>(_ read: (String) throws -> Output) throws -> Output? {
            while let name = waiting.popFirst() {
                do {
                    let output = try read(name)
                    isAnyRead = true
                    return output
                } catch let error as Unreadable {
                    unreadable.append(error)
                }
            }
            return nil
        }

        /// - Throws: `Stop.cannotRun` with the system's reasons when none of them could be read.
        func end(_ complaints: inout Complaints) throws {
            guard isAnyRead || unreadable.isEmpty else {
                throw Stop.cannotRun(unreadable.map(\.description).joined(separator: "\nquittance: "))
            }
            for error in unreadable { complaints.tell([error.description], isUseless: true) }
        }
    }

    /// The whole of each file.
    static func readEach(
        _ names: [String],
        _ complaints: inout Complaints
    ) throws -> [(name: String, bytes: [UInt8])] {
        try readEach(names, &complaints) { (name: $0, bytes: try InputFile($0).readAll()) }
    }

    /// - Returns: `nil` when the end cannot be known beforehand, as of a pipe.
    private static func size(of descriptor: Int32) -> Int? {
        let here = lseek(descriptor, 0, SEEK_CUR)
        guard here >= 0 else { return nil }
        let end = lseek(descriptor, 0, SEEK_END)
        guard lseek(descriptor, here, SEEK_SET) == here, end > here else { return nil }
        return Int(end - here)
    }

    private func unreadable() -> Unreadable {
        Unreadable(name: name, reason: String(cString: strerror(errno)))
    }
}
