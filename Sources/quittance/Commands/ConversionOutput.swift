internal import ArgumentParser
internal import BankFiles
internal import Foundation

/// Where a conversion is written to: standard output, one file, or a folder of files.
final class ConversionPlace {
    private enum Kind {
        case standardOutput
        case file(String)
        case folder(String)
    }

    private let kind: Kind
    /// What is read, and must not be written over.
    private let inputs: [String]
    private var used: Set<String> = []

    /// - Throws: `Stop.cannotRun` when the folder cannot be made, `Stop.usage` when `out` is one of the inputs.
    init(out: String?, inputs: [String]) throws {
        self.inputs = inputs
        guard let out else {
            kind = .standardOutput
            return
        }
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: out, isDirectory: &isFolder)
        guard out.hasSuffix("/") || exists && isFolder.boolValue else {
            kind = .file(out)
            try OutputFile.refuse([OutputFile(option: "--out", path: out)], over: inputs)
            return
        }
        kind = .folder(out.hasSuffix("/") ? out : out + "/")
        try OutputFile.makeFolder(out, as: "--out \(out)")
    }

    var isFolder: Bool { if case .folder = kind { true } else { false } }

    /// - Throws: `Stop.usage` when the result would be written over a file that is read.
    func output(for name: String, as target: ConversionTarget) throws -> ConversionOutput {
        switch kind {
        case .standardOutput: return ConversionOutput(path: nil)
        case .file(let path): return ConversionOutput(path: path)
        case .folder(let folder):
            let file = folder + freeName(for: name, as: target)
            try OutputFile.refuse([OutputFile(option: "--out", path: file)], over: inputs)
            return ConversionOutput(path: file)
        }
    }

    /// The input's own name with the target's ending; of a member, the archive's name before it.
    ///
    /// A name that was given before gets a number. Nothing of a member's path can lead out of the folder.
    private func freeName(for name: String, as target: ConversionTarget) -> String {
        let parts = name == "-" ? ["stdin"] : name.split(separator: "/").map(String.init)
        let isMember = !FileManager.default.fileExists(atPath: name)
        let archive = parts.indices.first { index in
            isMember && Self.isFile((name.hasPrefix("/") ? "/" : "") + parts[...index].joined(separator: "/"))
        }
        let kept = archive.map { Array(parts[$0...]) } ?? Array(parts.suffix(1))
        let plain = kept.joined(separator: "_").map { $0 == "\\" || $0 == "\0" || $0.isNewline ? "_" : $0 }
        let base = String(String(plain).prefix(200))
        var candidate = "\(base).\(target.nameExtension)"
        var number = 2
        while !used.insert(candidate).inserted {
            candidate = "\(base)-\(number).\(target.nameExtension)"
            number += 1
        }
        return candidate
    }

    private static func isFile(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
    }
}

/// Writes to a file that is made when the first text comes, and keeps what is held back in a temporary file once it is
/// large.
final class ConversionOutput: ConversionSink {
    private static let bufferBytes = 256 << 10
    private static let heldBytesMax = 8 << 20

    /// `nil` is standard output.
    private let path: String?
    private var descriptor: Int32?
    private var buffer: [UInt8] = []
    private var held: [UInt8] = []
    /// A temporary file without a name, once there was too much to hold in memory.
    private var spool: Int32?

    init(path: String?) { self.path = path }

    deinit {
        if let spool { Glibc.close(spool) }
        if let descriptor, path != nil { Glibc.close(descriptor) }
    }

    func write(_ text: String) throws {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    func hold(_ text: String) throws {
        held.append(contentsOf: text.utf8)
        guard held.count >= Self.heldBytesMax else { return }
        let file = try spool ?? makeSpool()
        spool = file
        try OutputFile.write(held, to: file, "a temporary file")
        held.removeAll(keepingCapacity: true)
    }

    func release() throws {
        if let spool {
            try flush()
            lseek(spool, 0, SEEK_SET)
            var chunk = [UInt8](repeating: 0, count: Self.bufferBytes)
            while true {
                let count = chunk.withUnsafeMutableBytes { read(spool, $0.baseAddress, $0.count) }
                guard count >= 0 else { throw OutputFile.failed("a temporary file") }
                guard count > 0 else { break }
                buffer.append(contentsOf: chunk[..<count])
                try flush()
            }
            ftruncate(spool, 0)
            lseek(spool, 0, SEEK_SET)
        }
        buffer.append(contentsOf: held)
        held.removeAll(keepingCapacity: true)
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    /// Writes what is left, and says so when that fails.
    func close() throws {
        try flush()
        guard let descriptor, path != nil else { return }
        self.descriptor = nil
        guard Glibc.close(descriptor) == 0 else { throw OutputFile.failed(path ?? "") }
    }

    private func flush() throws {
        guard !buffer.isEmpty else { return }
        let target = try descriptor ?? openTarget()
        descriptor = target
        try OutputFile.write(buffer, to: target, path ?? "standard output")
        buffer.removeAll(keepingCapacity: true)
    }

    private func openTarget() throws -> Int32 {
        guard let path else { return 1 }
        let made = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard made >= 0 else { throw OutputFile.failed(path) }
        return made
    }

    private func makeSpool() throws -> Int32 {
        var template = Array((NSTemporaryDirectory() + "/quittance-XXXXXX").utf8CString)
        let made = mkstemp(&template)
        guard made >= 0 else { throw OutputFile.failed("a temporary file") }
        unlink(template)
        return made
    }
}
