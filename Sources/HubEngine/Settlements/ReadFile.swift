package import BankFiles
package import HubReconciliation
import HubStore
import PaymentCrypto
import PaymentVocabulary

/// A file that explains receipts: its bytes as they are kept, and what was read from them.
///
/// Every bad place is a finding of its file, never a throw.
package struct ReadFile<Contents: Sendable>: Sendable {
    let name: String
    let kept: KeptBytes
    package let files: [Contents]
}

/// A provider's report.
package typealias ReadReport = ReadFile<SettlementFile>

/// A file about amounts that are booked in one.
package typealias ReadAdvice = ReadFile<BatchFile>

extension ReadFile where Contents == SettlementFile {
    package init(_ bytes: [UInt8], name: String, options: BankFileOptions = BankFileOptions()) {
        let files = SettlementFileReader.files(in: bytes, name: name, options: options)
        self.init(name: name, kept: KeptBytes(bytes), files: files)
    }
}

extension ReadFile where Contents == BatchFile {
    package init(_ bytes: [UInt8], name: String) {
        self.init(name: name, kept: KeptBytes(bytes), files: BatchFileReader.files(in: bytes, name: name))
    }
}

extension Books {
    /// Keeps the bytes of a file; the same again add nothing.
    func keep<Contents>(_ file: ReadFile<Contents>, format: String, at now: Timestamp) throws {
        let kept = file.kept
        _ = try insertStatementFile(hash: kept.hash, name: file.name, format: format, form: kept.form, at: now)
    }
}
