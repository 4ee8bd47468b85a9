internal import Foundation
internal import HubReconciliation
internal import RulesFile

extension RulesFile {
    /// Reads the file at `path`, or standard input where it is `-`.
    ///
    /// - Throws: `RulesFileError`, also where the file cannot be read.
    init(path: String) throws(RulesFileError) {
        let bytes: [UInt8]
        do {
            bytes = try InputFile(path).readAll()
        } catch {
            let reason = (error as? InputFile.Unreadable)?.reason ?? "\(error)"
            throw RulesFileError(file: path, place: nil, key: "", problem: "the file cannot be read: \(reason)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw RulesFileError(file: path, place: nil, key: "", problem: "no UTF-8")
        }
        try self.init(yaml: text, file: path)
    }

    /// Reads the file of an option, and says on standard error what is wrong with rules that read well.
    ///
    /// - Throws: exit code 2 with the place when the file does not read.
    static func ofOption(_ path: String) throws -> RulesFile {
        do throws(RulesFileError) {
            let file = try RulesFile(path: path)
            file.tellComplaints()
            return file
        } catch {
            throw Stop.usage(error.description)
        }
    }

    func tellComplaints() {
        complaints.map(\.text).forEach(Stop.warn)
    }
}
