internal import BankFiles
internal import HubDomain
internal import HubEngine
internal import HubReconciliation
internal import PaymentVocabulary

/// The payments of `GET /v1/payments`, one page or a plain array: those that can be used, and what is wrong with others.
struct PaymentExport {
    private(set) var payments: [ExpectedPayment] = []
    /// Each with file, place and field.
    private(set) var errors: [String] = []

    /// - Parameter file: how the file is named in `errors`.
    init(_ bytes: [UInt8], file: String) {
        let page = try? HubJSON.decode(Page.self, from: bytes)
        let attempts = page?.data ?? (try? HubJSON.decode([Attempt].self, from: bytes))
        var problems: [Problem] = []
        for (index, attempt) in (attempts ?? []).enumerated() {
            let place = "\(page == nil ? "" : "data")[\(index)]"
            do {
                payments.append(try attempt.record.get().expected)
            } catch let problem as Problem {
                problems.append(problem.below(place))
            } catch {
                problems.append(Problem(error).below(place))
            }
        }
        if attempts == nil { problems = [Problem("", "is neither a list of payments nor a page of them")] }
        guard !problems.isEmpty else { return }
        do throws(OrderFileProblem) {
            let tree = try OrderTree(json: bytes)
            errors = problems.map { problem in
                let position = tree.position(of: problem.path)
                return Self.told(file, position, [problem.path, problem.words])
            }
        } catch {
            errors = [Self.told(file, error.position, [error.problem])]
        }
    }

    private static func told(_ file: String, _ position: BankFilePosition, _ words: [String]) -> String {
        let place = [position.line, position.column].compactMap { $0.map(String.init) }
        return "\(([file] + place).joined(separator: ":")): \(words.filter { !$0.isEmpty }.joined(separator: ": "))"
    }
}

private struct Page: Decodable {
    let data: [Attempt]
}

/// A record that leaves the others readable when it cannot be read itself.
private struct Attempt: Decodable {
    let record: Result<Record, any Error>

    init(from decoder: any Decoder) { record = Result { try Record(from: decoder) } }
}

/// A payment, and what other systems may add to it: how it travels.
private struct Record: Decodable {
    /// Of payments that bring no money, or not yet.
    private static let overStatuses: Set<String> = [
        "created", "requires_action", "declined", "authorised", "refunded", "voided",
    ]

    private enum CodingKeys: String, CodingKey {
        case rail
    }

    let view: PaymentView
    let rail: String?

    init(from decoder: any Decoder) throws {
        view = try PaymentView(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        rail = try container.decodeIfPresent(String.self, forKey: .rail)
    }

    var expected: ExpectedPayment {
        get throws {
            guard let currency = Currency(view.currency) else {
                throw Problem("currency", "\(view.currency) is no ISO 4217 currency")
            }
            var payment = ExpectedPayment(
                payment: PaymentID(view.id),
                endToEndID: view.id,
                customer: CustomerID(view.customer),
                amount: try Self.money(view.amount, currency, "amount"),
                shares: try view.allocations.enumerated().map { index, share in
                    let amount = try Self.money(share.amount, currency, "allocations[\(index)].amount")
                    return ExpectedPayment.Share(invoice: InvoiceNumber(share.invoice), amount: amount)
                }
            )
            payment.providerIDs = ExpectedPayment.providerIDs(of: view.operations.compactMap(\.providerObject))
            payment.sentOn = view.capturedOn
            payment.rail = rail
            payment.isUnderWay = !Self.overStatuses.contains(view.status)
            return payment
        }
    }

    private static func money(_ text: String, _ currency: Currency, _ path: String) throws -> Money {
        guard let amount = try? Money(parsing: text, currency: currency), !amount.isNegative else {
            throw Problem(path, "\(text) is no amount in \(currency); an example: 119.00")
        }
        return amount
    }
}

/// What is wrong with a record, and in which of its fields.
private struct Problem: Error {
    let path: String
    let words: String

    init(_ path: String, _ words: String) { (self.path, self.words) = (path, words) }

    init(_ error: any Error) {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            self.init(Self.path(context.codingPath + [key]), "is missing")
        case DecodingError.valueNotFound(_, let context): self.init(Self.path(context.codingPath), "is null")
        case DecodingError.typeMismatch(_, let context):
            self.init(Self.path(context.codingPath), "is of another kind: \(context.debugDescription)")
        case DecodingError.dataCorrupted(let context):
            self.init(Self.path(context.codingPath), context.debugDescription)
        default: self.init("", "\(error)")
        }
    }

    func below(_ place: String) -> Problem {
        Problem(path.isEmpty || path.hasPrefix("[") ? place + path : "\(place).\(path)", words)
    }

    /// Without the place of the record itself, which stands before it.
    private static func path(_ keys: [any CodingKey]) -> String {
        let start = keys.firstIndex { $0.intValue != nil }.map { $0 + 1 } ?? 0
        return keys.dropFirst(start).reduce("") { text, key in
            if let index = key.intValue { return "\(text)[\(index)]" }
            return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
        }
    }
}
