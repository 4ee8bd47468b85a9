import HubDomain
import HubStore
import PaymentVocabulary

extension Hub {
    /// Refuses what somebody else has asked for about a match: to post it, or to undo it.
    ///
    /// A match that was to be posted is rejected; one that was to be undone stays posted.
    ///
    /// - Throws: `HubProblem`: `notFound`; `conflict` when nothing waits for a decision, or the same person has asked.
    package func rejectMatch(_ number: Int64, reason: String, _ request: ChangeRequest) async throws -> StoredAnswer {
        let (moment, principal) = (now, request.principal.name)
        return try await change(request, subject: "match/\(number)", status: 200) { books in
            let match = try books.knownMatch(number)
            guard let open = try books.openApproval(about: match.subject) else {
                throw HubProblem(.conflict, "nothing waits for a second person's decision about match \(number)")
            }
            guard open.proposedBy != principal,
                try books.decide(approval: open.id, by: principal, approved: false, at: moment) != nil
            else {
                let why = "approval \(open.id) has to be decided by somebody else than who proposed it"
                throw HubProblem(.conflict, why)
            }
            if try StoredProposal(open).match?.action == .post {
                let told = "\(reason) (\(open.id), proposed by \(open.proposedBy))"
                try books.reject(match, by: principal, reason: told, at: moment)
            }
            let detail = "\(open.id): rejected, proposed by \(open.proposedBy): \(reason)"
            try books.auditSigned(by: principal, "approval.decide", match.subject, detail: detail, at: moment)
            return try books.view(of: match)
        }
    }
}
