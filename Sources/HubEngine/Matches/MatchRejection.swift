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
        return try await change(request, needs: .approve, .undo, subject: "match/\(number)", status: 200) { books in
            let match = try books.knownMatch(number)
            guard let open = try books.openApproval(about: match.subject) else {
                throw HubProblem(.conflict, "nothing waits for a second person's decision about match \(number)")
            }
            try books.decide(open, approve: false, by: principal, at: moment)
            if let asked = try StoredProposal(open).match {
                let refused = MatchProposal(match, action: asked.action, note: reason)
                try books.decide(refused, approve: false, approval: open, by: principal, at: moment)
            }
            let detail = "\(open.id): rejected, proposed by \(open.proposedBy): \(reason)"
            try books.auditSigned(by: principal, "approval.decide", match.subject, detail: detail, at: moment)
            return try books.view(of: match)
        }
    }
}
