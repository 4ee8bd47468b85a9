import AdapterKit
import HubEngine
import PaymentVocabulary

/// What a text of a request has to be to name something.
enum RequestText {
    static let nameMax = 200

    /// 1 to 200 bytes without control characters, not blank at its ends.
    static func isName(_ text: String) -> Bool {
        guard (1...nameMax).contains(text.utf8.count), text.first != " ", text.last != " " else { return false }
        return isPrintable(text)
    }

    static func isPrintable(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
}

/// A JSON object of a request, read strictly: a key that nobody reads is a mistake of the sender.
struct RequestObject {
    private let value: JSONValue
    private let pointer: String

    /// - Throws: `HubProblem` naming the key that is not known here.
    init(root: JSONDocument, keys: [String]) throws(HubProblem) {
        try self.init(root.root, at: "", keys: keys)
    }

    private init(_ value: JSONValue, at pointer: String, keys: [String]) throws(HubProblem) {
        self.value = value
        self.pointer = pointer
        guard value.kind == .object else {
            throw HubProblem(.invalidRequest, "is \(value.kind.rawValue), expected object", field: pointer)
        }
        let members = try read { () throws(JSONError) in try value.members() }
        for member in members where !keys.contains(member.key) {
            throw HubProblem(
                .invalidRequest,
                keys.isEmpty ? "no keys are known here" : "no such key here; there are \(keys.joined(separator: ", "))",
                field: field(member.key)
            )
        }
    }

    func has(_ key: String) -> Bool { (try? value.optionalValue(key)) != nil }

    func field(_ key: String) -> String { "\(pointer)/\(HubProblem.escaped(key))" }

    func problem(_ key: String, _ detail: String) -> HubProblem {
        HubProblem(.invalidRequest, detail, field: field(key))
    }

    /// A text that names something.
    func name(_ key: String) throws(HubProblem) -> String {
        guard let text = try optionalText(key) else { throw problem(key, "is missing") }
        guard RequestText.isName(text) else {
            throw problem(key, "has to have 1 to \(RequestText.nameMax) characters, none of them a control character")
        }
        return text
    }

    func optionalName(_ key: String) throws(HubProblem) -> String? { has(key) ? try name(key) : nil }

    /// A text for people; empty is allowed.
    func optionalText(_ key: String, max: Int = 1_000) throws(HubProblem) -> String? {
        let text = try read { () throws(JSONError) in try value.optionalString(key) }
        guard let text else { return nil }
        guard text.utf8.count <= max, RequestText.isPrintable(text) else {
            throw problem(key, "has more than \(max) bytes or a control character")
        }
        return text
    }

    /// A civil date such as `2026-03-31`.
    func optionalDate(_ key: String) throws(HubProblem) -> CalendarDate? {
        guard let text = try optionalName(key) else { return nil }
        guard let date = CalendarDate(text) else { throw problem(key, "is no date; write it as 2026-03-31") }
        return date
    }

    func optionalInteger(_ key: String) throws(HubProblem) -> Int64? {
        try read { () throws(JSONError) in try value.optionalInteger(key) }
    }

    func currency(_ key: String = "currency") throws(HubProblem) -> Currency {
        let code = try name(key)
        guard let currency = Currency(code) else { throw problem(key, "\(code) is no currency of ISO 4217") }
        return currency
    }

    /// An exact decimal in this currency.
    func money(_ key: String = "amount", in currency: Currency) throws(HubProblem) -> Money {
        guard let money = try optionalMoney(key, in: currency) else { throw problem(key, "is missing") }
        return money
    }

    func optionalMoney(_ key: String = "amount", in currency: Currency) throws(HubProblem) -> Money? {
        let found = try read { () throws(JSONError) in try value.optionalValue(key) }
        guard let found else { return nil }
        switch found.kind {
        case .string: break
        case .integer, .decimal:
            throw problem(key, "write the amount as a string, such as \"119.00\": readers of JSON round numbers")
        case .object, .array, .boolean, .null: throw problem(key, "is \(found.kind.rawValue), expected string")
        }
        let text = try read { () throws(JSONError) in try found.string() }
        do throws(MoneyError) {
            return try Money(parsing: text, currency: currency)
        } catch {
            throw problem(key, Self.explain(error, currency))
        }
    }

    private static func explain(_ error: MoneyError, _ currency: Currency) -> String {
        switch error {
        case .tooManyDecimals(let allowed): "\(currency) has \(allowed) decimals, the amount has more"
        case .malformed: "is no decimal number such as \"119.00\""
        case .overflow, .currencyMismatch: error.description
        }
    }

    /// An object inside this one.
    func optionalObject(_ key: String, keys: [String]) throws(HubProblem) -> RequestObject? {
        let found = try read { () throws(JSONError) in try value.optionalValue(key) }
        guard let found else { return nil }
        return try RequestObject(found, at: field(key), keys: keys)
    }

    /// The objects of a list inside this object; none when it is absent.
    func objects(_ key: String, keys: [String]) throws(HubProblem) -> [RequestObject] {
        let found = try read { () throws(JSONError) in try value.optionalElements(key) }
        var objects: [RequestObject] = []
        for (position, element) in found.enumerated() {
            objects.append(try RequestObject(element, at: "\(field(key))/\(position)", keys: keys))
        }
        return objects
    }

    private func read<Result>(_ body: () throws(JSONError) -> Result) throws(HubProblem) -> Result {
        do throws(JSONError) { return try body() } catch { throw HubProblem(error) }
    }
}

extension RequestObject {
    /// The currency of a thing that exists, which the request may repeat but not change.
    func currency(expected code: String, of thing: String) throws(HubProblem) -> Currency {
        if let given = try optionalName("currency"), given != code {
            throw problem("currency", "\(thing) is in \(code), the request in \(given)")
        }
        guard let currency = Currency(code) else { throw problem("currency", "\(code) is no currency of ISO 4217") }
        return currency
    }
}
