internal import HubEngine
internal import HubReconciliation

/// What was wrong with the input; told at once, remembered for the exit code and for whoever wants it again.
struct Complaints {
    private(set) var errors: [String] = []
    private(set) var warnings: [String] = []
    var hasErrors: Bool { !errors.isEmpty }
    /// Nothing of a whole file could be used.
    private(set) var hasUselessFile = false

    /// What keeps a place from being used.
    ///
    /// - Parameter isUseless: with errors, nothing at all of the file can be used.
    mutating func tell(_ lines: [String], isUseless: Bool = false) {
        errors += lines
        hasUselessFile = hasUselessFile || isUseless && !lines.isEmpty
        Self.print(lines)
    }

    /// Everything that is wrong with a file.
    mutating func tell(of file: some UnpackedFile, isUseless: Bool) {
        warn(file.warnings.map { "\(file.name): \($0)" })
        tell(file.errors.map { "\(file.name): \($0)" }, isUseless: isUseless)
    }

    mutating func warn(_ lines: [String]) {
        warnings += lines
        Self.print(lines)
    }

    /// The same for the reports of a run, which are read when nobody knows any more what was told.
    var findings: InputFindings { InputFindings(errors: errors, warnings: warnings) }

    private static func print(_ lines: [String]) {
        lines.forEach(Stop.warn)
    }
}

/// Tells files with the same bytes, under whatever name, so that each is read once.
struct SeenBytes {
    private var names: [[UInt8]: String] = [:]

    /// - Parameter digest: of all bytes of the file `name`.
    mutating func isNew(_ digest: [UInt8], _ name: String, _ complaints: inout Complaints) -> Bool {
        guard let earlier = names[digest] else {
            names[digest] = name
            return true
        }
        complaints.warn(["\(name): has the same bytes as \(earlier) and is read once"])
        return false
    }
}
