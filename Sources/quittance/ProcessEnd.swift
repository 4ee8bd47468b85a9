@preconcurrency internal import Foundation

/// The end of the process, once all that it had to say is written.
enum ProcessEnd {
    /// Ends at once: threads of the store and of libraries may still be on their way, and what `exit` takes down around
    /// them, they still use.
    ///
    /// - Parameter code: 5 instead, with a message, where standard output could not be written.
    static func end(_ code: Int32) -> Never {
        let isWritten = fflush(stdout) == 0 && ferror(stdout) == 0
        if !isWritten {
            let reason = String(cString: strerror(errno))
            FileHandle.standardError.write(Data("quittance: standard output: cannot be written: \(reason)\n".utf8))
        }
        _exit(isWritten ? code : 5)
    }
}
