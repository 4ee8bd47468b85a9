internal import Foundation

/// What was wrong with the input; told at once, remembered for the exit code and for whoever wants it again.
struct Complaints {
    private(set) var errors: [String] = []
    private(set) var warnings: [String] = []
    var hasErrors: Bool { !errors.isEmpty }

    /// What keeps a place from being used.
    mutating func tell(_ lines: [String]) {
        errors += lines
        Self.print(lines)
    }

    mutating func warn(_ lines: [String]) {
        warnings += lines
        Self.print(lines)
    }

    private static func print(_ lines: [String]) {
        for line in lines { FileHandle.standardError.write(Data("quittance: \(line)\n".utf8)) }
    }
}
