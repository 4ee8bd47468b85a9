/// Inspects one file as it lies on disk: itself, what a gzip file holds, or each member of a zip archive.
///
/// A member is reported as `archive.zip/member.xml`, the content of a gzip file under the file's own name. What is
/// wrong with an archive outside its members is one more inspection, under the archive's name.
public final class PackedFileInspector {
    private let file: String
    private let format: BankFileFormat?
    private let options: BankFileOptions
    private let decompression = Decompression()
    private var current: StatementInspector?

    /// - Parameters:
    ///   - file: the name under which the file is reported.
    ///   - format: overrides what the contents look like.
    ///   - options: how to read; details are not kept in any case.
    public init(file: String, format: BankFileFormat? = nil, options: BankFileOptions = BankFileOptions()) {
        self.file = file
        self.format = format
        self.options = options
    }

    /// Takes the next piece of the file; 64 to 256 KiB is good.
    ///
    /// - Returns: the inspections of the contents that end in it.
    public func feed(_ bytes: [UInt8]) -> [StatementInspection] {
        var done: [StatementInspection] = []
        decompression.feed(bytes) { take($0, &done) }
        return done
    }

    /// Says that the file ends here.
    ///
    /// - Returns: the rest; with what `feed` returned before, at least one inspection a file.
    public func finish() -> [StatementInspection] {
        var done: [StatementInspection] = []
        decompression.finish { take($0, &done) }
        return done
    }

    /// The file cannot be read on, as `error` says: ends what is open, so that what was read is shown.
    public func stop(because error: BankFileFinding) -> StatementInspection {
        guard var inspector = current else { return .unread(file: file, because: error) }
        current = nil
        return inspector.finish(because: error)
    }

    private func take(_ event: Decompression.Event, _ done: inout [StatementInspection]) {
        switch event {
        case .begin(let name):
            let shown = Decompression.name(file, member: name)
            current = StatementInspector(file: shown, format: format, options: options)
        case .bytes(let bytes): current?.feed(bytes)
        case .warning(let finding): current?.add(warning: finding)
        case .end(let reason):
            if let inspection = current?.finish(because: reason) { done.append(inspection) }
            current = nil
        case .failed(let finding): done.append(.unread(file: file, because: finding))
        }
    }
}

extension Decompression {
    /// The name under which a content is reported: the archive's, and the member's behind a slash.
    public static func name(_ file: String, member: String?) -> String { member.map { "\(file)/\($0)" } ?? file }
}
