/// Why an order is not written: the place, what is wrong there, and the way out.
public struct PaymentOrderFault: Error, Hashable, Sendable {
    /// The field as order files spell it, such as `groups[0].transactions[3].creditor.name`; empty for the whole order.
    public let path: String
    public let problem: String
    /// What the caller can do.
    public let remedy: String

    public init(_ path: String, _ problem: String, _ remedy: String) {
        self.path = path
        self.problem = problem
        self.remedy = remedy
    }
}

extension PaymentOrderFault: CustomStringConvertible {
    public var description: String { "\(path.isEmpty ? "" : path + ": ")\(problem); \(remedy)" }
}

/// An order that was not written, with everything that is wrong with it.
public struct PaymentOrderRefused: Error, Hashable, Sendable, CustomStringConvertible {
    public let faults: [PaymentOrderFault]
    public var description: String { faults.map(\.description).joined(separator: "\n") }
}

/// A text that banks get in another form than the order has it.
public struct PaymentTextChange: Hashable, Sendable {
    public let path: String
    public let given: String
    public let written: String
}

/// What checking an order found.
public struct PaymentOrderCheck: Hashable, Sendable {
    /// Empty when the order can be written.
    public internal(set) var faults: [PaymentOrderFault] = []
    /// Texts that are transliterated or cut, the first thousand of them.
    public internal(set) var changes: [PaymentTextChange] = []
    /// How many texts are transliterated or cut.
    public internal(set) var changeCount = 0

    /// Faults that are kept; an order with more is no less refused.
    static let faultsMax = 1_000
    static let changesMax = 1_000

    mutating func refuse(_ path: @autoclosure () -> String, _ problem: String, _ remedy: String) {
        if faults.count < Self.faultsMax { faults.append(PaymentOrderFault(path(), problem, remedy)) }
    }

    mutating func require(
        _ holds: Bool,
        _ path: @autoclosure () -> String,
        _ problem: @autoclosure () -> String,
        _ remedy: @autoclosure () -> String
    ) {
        if !holds { refuse(path(), problem(), remedy()) }
    }

    mutating func note(_ path: @autoclosure () -> String, _ given: String, _ written: String) {
        changeCount += 1
        if changes.count < Self.changesMax {
            changes.append(PaymentTextChange(path: path(), given: given, written: written))
        }
    }
}
