internal import HubDomain
internal import HubEngine
internal import HubReconciliation
internal import PaymentVocabulary

extension StoredExplanation {
    /// For people.
    func text(_ style: TextStyle) -> String {
        switch self {
        case .posted(let line, let identity, let rule, let explanation, let posted):
            let moment = posted.map { " on \($0)" } ?? ""
            return """
                \(Self.heading(line, identity))
                POSTED by \(rule)\(moment)
                  \(explanation)

                """
        case .waiting(let explanation, let identity, _):
            return "IN THE BOOKS \(identity)\n\n" + explanation.text(style)
        case .noted(let line, let identity, let explanation):
            return """
                \(Self.heading(line, identity))
                NOT MATCHED
                  \(explanation.isEmpty ? "lines that are not booked are never matched, and debits only as payouts that a provider collects" : explanation)

                """
        }
    }

    private static func heading(_ line: StatementLine, _ identity: String) -> String {
        """
        IN THE BOOKS \(identity)

        LINE \(line.file):\(line.index)
          \(line.direction.rawValue) of \(line.amount), \(line.status.rawValue) \(line.bookingDate)

        """
    }

    /// One line without a line end.
    var json: String {
        get throws {
            switch self {
            case .posted(let line, let identity, let rule, let explanation, let posted):
                return try Self.encode(
                    Recorded(line, identity, "posted", rule: rule, explanation, at: posted.map { "\($0)" })
                )
            case .waiting(let explanation, _, let date): return explanation.json(asOf: date)
            case .noted(let line, let identity, let explanation):
                return try Self.encode(Recorded(line, identity, "noted", rule: nil, explanation, at: nil))
            }
        }
    }

    private static func encode(_ recorded: Recorded) throws -> String {
        String(decoding: try HubJSON.encode(recorded), as: UTF8.self)
    }
}

private struct Recorded: Encodable {
    struct Place: Encodable {
        let file: String
        let index: Int
        let bankReference: String

        private enum CodingKeys: String, CodingKey {
            case file, index
            case bankReference = "bank_reference"
        }
    }

    let line: Place
    let identity: String
    let amount: String
    let currency: String
    let outcome: String
    let rule: String?
    let explanation: String
    let postedAt: String?

    private enum CodingKeys: String, CodingKey {
        case line, identity, amount, currency, outcome, rule, explanation
        case postedAt = "posted_at"
    }

    init(
        _ line: StatementLine,
        _ identity: String,
        _ outcome: String,
        rule: String?,
        _ explanation: String,
        at moment: String?
    ) {
        self.line = Place(file: line.file, index: line.index, bankReference: line.bankReference)
        (self.identity, self.outcome, self.rule, self.explanation) = (identity, outcome, rule, explanation)
        (amount, currency, postedAt) = (line.amount.decimal, line.amount.currency.code, moment)
    }
}
