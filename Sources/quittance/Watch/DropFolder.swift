internal import Foundation

/// A folder into which statements are dropped, with `done/` and `rejected/` inside.
///
/// A file moves by one rename, so it is always in exactly one place. Everything before that can be done again.
struct DropFolder {
    enum Outcome: String, Encodable {
        case done
        case rejected
    }

    let path: String
    /// Ends the program as a power cut would, before this change of the folder (from 1); for tests.
    let killBefore: Int?
    private var changes = 0
    private let lock: Int32

    /// - Throws: `Stop` when the folder is not there or another process watches it.
    init(_ path: String, killBefore: Int?) throws {
        self.path = path
        self.killBefore = killBefore
        lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard lock >= 0 else { throw Stop.cannotRun("--watch \(path): \(String(cString: strerror(errno)))") }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw Stop.cannotRun("--watch \(path): another quittance watches this folder")
        }
        for outcome in [Outcome.done, .rejected] {
            let folder = "\(path)/\(outcome.rawValue)"
            guard mkdir(folder, 0o777) == 0 || errno == EEXIST else {
                throw Stop.cannotRun("--watch \(folder): \(String(cString: strerror(errno)))")
            }
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
                throw Stop.cannotRun("--watch \(folder): is no folder, and statements are moved there; take it away")
            }
        }
    }

    /// The folder and those in it that it moves files to.
    static func folders(of path: String) -> [String] {
        [path] + [Outcome.done, .rejected].map { "\(path)/\($0.rawValue)" }
    }

    static func isSame(_ left: String, _ right: String) -> Bool {
        func real(_ path: String) -> String {
            URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
        }
        return real(left) == real(right)
    }

    /// The regular files of the folder; links and folders are left alone.
    func entries() throws -> [Arrivals.Entry] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw Stop.cannotRun("--watch \(path): \(error.localizedDescription)")
        }
        return names.compactMap { name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
            guard let attributes, attributes[.type] as? FileAttributeType == .typeRegular,
                let size = attributes[.size] as? Int64, let changed = attributes[.modificationDate] as? Date
            else { return nil }
            return Arrivals.Entry(name: name, size: size, changed: changed)
        }
    }

    /// What of the folder is never read, and why: whoever put it there waits for it in vain.
    func unread() -> [(name: String, why: String)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.sorted().compactMap { name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
            switch attributes?[.type] as? FileAttributeType {
            case .typeRegular?, .typeDirectory?: return nil
            case .typeSymbolicLink?: return (name, "a link, which is left alone; put the file itself there")
            // Bytes that are no UTF-8 are replaced in the name, so that nothing has it.
            case nil where name.contains("\u{FFFD}"):
                return (name, "its name is not UTF-8, so it cannot be read; give it another one")
            case nil: return nil
            default: return (name, "no file, and left alone")
            }
        }
    }

    /// The name under which a file is put away: its own, or with a number behind it when another file has that, be it of the
    /// same bytes: each has a report of its own.
    ///
    /// - Parameter out: the folder of the reports. One that is older than the file is another file's, whose file somebody
    ///   has taken away; one that is not was written before the program was killed, and is written again.
    func finalName(of name: String, reportsIn out: String) -> String {
        func time(_ path: String, _ field: KeyPath<stat, timespec>) -> (Int, Int)? {
            var found = stat()
            guard stat(path, &found) == 0 else { return nil }
            return (found[keyPath: field].tv_sec, found[keyPath: field].tv_nsec)
        }
        let arrived = time("\(path)/\(name)", \.st_ctim)
        func isFree(_ name: String) -> Bool {
            let isPutAway = [Outcome.done, .rejected].contains {
                FileManager.default.fileExists(atPath: "\(path)/\($0.rawValue)/\(name)")
            }
            guard !isPutAway, let arrived, let written = time("\(out)/\(name)/report.json", \.st_mtim) else {
                return !isPutAway
            }
            return written > arrived
        }
        var (candidate, number) = (name, 2)
        while !isFree(candidate) {
            candidate = "\(name).\(number)"
            number += 1
        }
        return candidate
    }

    /// Whether a file that came under this name has been put away as `final`.
    static func isFinal(_ final: String, of name: String) -> Bool {
        final == name || final.hasPrefix("\(name).") && Int(final.dropFirst(name.count + 1)) != nil
    }

    /// The names under which these bytes are in `done/` already, in their order.
    func doneNames(of bytes: [UInt8]) throws -> [String] {
        let done = "\(path)/\(Outcome.done.rawValue)"
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: done)
        } catch {
            throw Stop.cannotRun("\(done): \(error.localizedDescription)")
        }
        return names.sorted().filter { name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(done)/\(name)")
            guard let attributes, attributes[.type] as? FileAttributeType == .typeRegular,
                attributes[.size] as? Int64 == Int64(bytes.count)
            else { return false }
            return FileManager.default.contents(atPath: "\(done)/\(name)") == Data(bytes)
        }
    }

    /// Says why a file is rejected, in `rejected/NAME.error.txt`; whole or not at all.
    mutating func explain(_ name: String, _ lines: [String]) throws {
        change()
        let place = "\(path)/\(Outcome.rejected.rawValue)/\(name).error.txt"
        try OutputFile.write(lines.map { $0 + "\n" }.joined(), to: place, as: place)
    }

    /// The marker goes first: were it left behind, it would vouch for the next file of the name.
    mutating func putAway(_ name: String, as final: String, _ outcome: Outcome) throws {
        change()
        unlink("\(path)/\(name)\(Arrivals.marker)")
        change()
        let target = "\(path)/\(outcome.rawValue)/\(final)"
        guard rename("\(path)/\(name)", target) == 0 else {
            throw Stop.cannotRun("\(target): \(String(cString: strerror(errno)))")
        }
    }

    mutating func change() {
        changes += 1
        if changes == killBefore { kill(getpid(), SIGKILL) }
    }
}
