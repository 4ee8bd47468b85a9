import BankFiles
import HubStore
import PaymentCrypto

/// The bytes of a file as the books keep them: packed where that is smaller, under the hash of what came.
struct KeptBytes: Sendable {
    let hash: [UInt8]
    let form: StoredFileForm

    init(_ bytes: [UInt8]) {
        hash = SHA256.hash(bytes)
        form = Compression.gzip(bytes).map(StoredFileForm.gzip) ?? .asTheyCame(bytes)
    }
}

extension StoredFileForm {
    /// Whether these are the bytes that have this hash.
    func isKept(under hash: [UInt8]) -> Bool {
        switch self {
        case .asTheyCame(let bytes): return SHA256.hash(bytes) == hash
        case .gzip(let bytes):
            var running = RunningSHA256()
            let isWhole = Compression.unpack(bytes) { running.update($0) }
            return isWhole && running.digest() == hash
        }
    }
}
