package import BankFiles
import HubDomain
import HubLedger
package import HubReconciliation
package import HubStore
import PaymentCrypto
package import PaymentVocabulary

extension Hub {
    /// Keeps the bytes of an advice, before anything is posted because of it; the same again adds nothing.
    package func keepAdvice(_ advice: ReadAdvice, by principal: Principal) async throws {
        let moment = now
        let formats = Set(advice.files.compactMap(\.reader.format?.rawValue)).sorted().joined(separator: ",")
        try await run(principal.merchant) { books in
            try books.require(.statements, of: principal.name)
            try books.keep(advice, format: formats, at: moment)
        }
    }
}

extension PaymentBatch {
    /// By which the books know it, whichever file tells it: what it is, its first key, and a digest of all that it says.
    var nameInBooks: String {
        var text = [kind.rawValue, currency.code, stated.map { "\($0)" } ?? "", "\(adjustments)"]
        text += [date?.description ?? "", payerName ?? "", "\(keys.count)"] + keys
        for part in parts {
            text += [part.endToEndID ?? "", part.amount.decimal, part.payerName ?? "", "\(part.documents.count)"]
            for document in part.documents {
                text += [document.number, document.paid.decimal, document.discount?.decimal ?? ""]
            }
        }
        // Lengths before the texts, so that no two batches run together into one.
        let whole = text.map { "\($0.utf8.count):\($0)" }.joined()
        let digest = Hexadecimal.encode(SHA256.hash(Array(whole.utf8))).prefix(16)
        return [kind.rawValue, keys.first, String(digest)].compactMap(\.self).joined(separator: " ")
    }
}

/// How a batch is stored beside the documents that it pays: so that it is posted once.
extension Books.Application {
    fileprivate static let batch = "batch"

    /// Names a batch and no document.
    var isBatch: Bool { kind == Self.batch }
}

extension [Books.Application] {
    /// A receipt stays the batch that it was, whatever a person says that it pays: no other one may be that batch too.
    func batchParts(movedTo customer: CustomerID?) -> [Books.Application] {
        filter(\.isBatch).map {
            Books.Application(kind: $0.kind, number: $0.number, customer: customer ?? $0.customer, amount: $0.amount)
        }
    }
}

extension Match {
    /// The part that names the batch which the match is; none for other matches.
    func batchParts(_ customer: CustomerID?) -> [Books.Application] {
        guard let batch, let customer else { return [] }
        let kind = Books.Application.batch
        return [Books.Application(kind: kind, number: batch.nameInBooks, customer: customer, amount: line.amount)]
    }

    /// What of it the books cannot post, as there is no document for it; empty for what they can.
    func unpostedWords(_ applications: [ReceiptApplication]) -> String {
        let parts = allocations.filter { $0.kind != .exchangeDifference }
        guard parts.count != applications.count else { return "" }
        let others = parts.filter { $0.kind == .payment }
        let shown = others.prefix(5).map { "\($0.payment ?? "a payment") \($0.amount)" }
        let more = others.count > shown.count ? " and \(others.count - shown.count) more" : ""
        return "\(explanation); no document that is open here is paid by \(shown.joined(separator: ", "))\(more): "
            + "a person has to say what that pays"
    }
}
