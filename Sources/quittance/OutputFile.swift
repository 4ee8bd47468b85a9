internal import ArgumentParser
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

extension OutputFile {
    /// Writes a file whole or not at all, with the rights that it had; what is no file, as a device or a pipe, gets the
    /// bytes as they come.
    ///
    /// - Parameters:
    ///   - name: as in messages: `--out order.xml`.
    ///   - emit: hands the bytes on, piece by piece.
    /// - Throws: `Stop.cannotRun` with the system's reason, and what `emit` throws.
    static func write(to path: String, as name: String, _ emit: (([UInt8]) throws -> Void) throws -> Void) throws {
        var (known, link) = (stat(), stat())
        let isKnown = stat(path, &known) == 0
        let leadsNowhere = !isKnown && lstat(path, &link) == 0
        guard !leadsNowhere, !isKnown || known.st_mode & S_IFMT == S_IFREG else {
            let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw failed(name) }
            defer { close(descriptor) }
            return try emit { try write($0, to: descriptor, name) }
        }
        // A link stays one: what it leads to is replaced.
        let target = isKnown ? URL(fileURLWithPath: path).resolvingSymlinksInPath().path : path
        let draft = "\(target).\(UUID().uuidString)"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failed(name) }
        do {
            if isKnown { fchmod(descriptor, known.st_mode & 0o7777) }
            try emit { try write($0, to: descriptor, name) }
            guard fsync(descriptor) == 0, rename(draft, target) == 0 else { throw failed(name) }
        } catch {
            close(descriptor)
            unlink(draft)
            throw error
        }
        close(descriptor)
    }

    /// Makes a folder, and those above it.
    ///
    /// - Throws: `Stop.cannotRun` with the system's reason.
    static func makeFolder(_ path: String, as name: String) throws {
        guard makeFolder(path) else {
            throw Stop.cannotRun("\(name): cannot be made: \(String(cString: strerror(errno)))")
        }
    }

    /// - Returns: whether there is one now; else `errno` says why not.
    private static func makeFolder(_ path: String) -> Bool {
        if mkdir(path, 0o777) == 0 { return true }
        var known = stat()
        if errno == EEXIST, stat(path, &known) == 0 {
            errno = known.st_mode & S_IFMT == S_IFDIR ? 0 : ENOTDIR
            return errno == 0
        }
        let above = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard errno == ENOENT, above != path, makeFolder(above) else { return false }
        return mkdir(path, 0o777) == 0
    }

    static func write(_ text: String, to path: String, as name: String) throws {
        try write(to: path, as: name) { try $0(Array(text.utf8)) }
    }

    /// - Throws: `Stop.cannotRun` with the system's reason.
    static func write(_ bytes: [UInt8], to descriptor: Int32, _ name: String) throws {
        try bytes.withUnsafeBytes { raw in
            var start = 0
            while start < raw.count {
                let count = Glibc.write(descriptor, raw.baseAddress?.advanced(by: start), raw.count - start)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw failed(name) }
                start += count
            }
        }
    }

    /// Why the last call of the system failed.
    static func failed(_ name: String) -> ExitCode {
        Stop.cannotRun("\(name): cannot be written: \(String(cString: strerror(errno)))")
    }
}
