import Foundation

enum StandardOutput {
    /// Writes a line at once, so that whoever started this process may wait for it.
    static func writeLine(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
