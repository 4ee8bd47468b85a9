internal import ArgumentParser
internal import Foundation

/// Ends a command with a message on standard error and one of the documented exit codes.
enum Stop {
    /// 1: it ran, and the answer is no.
    static let no = ExitCode(1)
    /// 3: input was rejected, with its position.
    static let rejected = ExitCode(3)

    /// 2: wrong usage or configuration.
    static func usage(_ message: String) -> ExitCode { tell(message, ExitCode(2)) }

    /// 5: the database, the disk or the network does not allow it.
    static func cannotRun(_ message: String) -> ExitCode { tell(message, ExitCode(5)) }

    static func tell(_ message: String, _ code: ExitCode) -> ExitCode {
        warn(message)
        return code
    }

    /// A line on standard error; the command goes on.
    static func warn(_ message: String) {
        FileHandle.standardError.write(Data("quittance: \(message)\n".utf8))
    }
}
