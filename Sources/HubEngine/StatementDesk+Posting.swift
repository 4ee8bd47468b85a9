import HubDomain
import HubLedger
import HubReconciliation
import HubStore
import PaymentVocabulary

/// A match of a run, with all that posting it takes.
struct MatchPosting: Sendable {
    let match: Match
    let applications: [ReceiptApplication]
    let identity: String
    /// Names the approval that a second person has to give; `nil` posts at once.
    let approval: String?
    /// Set for a match that is the payout of a provider.
    var clearing: Clearing?

    struct Clearing: Sendable {
        let payout: Payout
        let account: AdapterAccountID
    }
}

extension Hub {
    private static let postingsPerUnit = 250

    /// Posts matches, many in one unit of work.
    ///
    /// Where the books have moved since they were read, those of the unit are posted one by one: the line of one that
    /// does not fit any more stays as it is, and a later run decides.
    func post(_ postings: [MatchPosting], of merchant: MerchantID, at moment: Timestamp) async throws {
        for start in stride(from: 0, to: postings.count, by: Self.postingsPerUnit) {
            let unit = Array(postings[start..<min(start + Self.postingsPerUnit, postings.count)])
            do {
                try await run(merchant) { books in for posting in unit { try books.post(posting, at: moment) } }
            } catch let problem as HubProblem where problem.kind == .conflict {
                for posting in unit { try await postAlone(posting, of: merchant, at: moment) }
            }
        }
    }

    private func postAlone(_ posting: MatchPosting, of merchant: MerchantID, at moment: Timestamp) async throws {
        do {
            try await run(merchant) { try $0.post(posting, at: moment) }
        } catch let problem as HubProblem where problem.kind == .conflict {
            log(.notice, "match not posted", [("line", posting.identity), ("detail", problem.detail)])
        }
    }
}
