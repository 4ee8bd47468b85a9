internal import Foundation

/// A text that names one thing of one kind; the kind is part of the type, so swapped arguments do not compile.
///
/// Letters with marks are one character each (Unicode Standard Annex 15, form C): a store compares bytes, and Swift does
/// not, so that one name in two forms would be two things here and one there.
public struct Identifier<Kind>: Hashable, Sendable {
    public let text: String

    public init(_ text: String) {
        self.text = text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCanonicalMapping
    }
}

extension Identifier: Comparable {
    /// Byte order of the text, which is time order for identifiers that the hub made.
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

extension Identifier: CustomStringConvertible {
    public var description: String { text }
}

extension Identifier: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// The kinds that an `Identifier` can have; they have no values.
public enum IdentifierKind {
    public enum Merchant {}
    public enum Customer {}
    public enum Invoice {}
    public enum Payment {}
    public enum Operation {}
    public enum AdapterAccount {}
    public enum Adapter {}
    public enum IdempotencyKey {}
    public enum Reservation {}
}

public typealias MerchantID = Identifier<IdentifierKind.Merchant>
public typealias CustomerID = Identifier<IdentifierKind.Customer>
/// The number that the merchant printed on the invoice.
public typealias InvoiceNumber = Identifier<IdentifierKind.Invoice>
public typealias PaymentID = Identifier<IdentifierKind.Payment>
/// One authorisation, capture, void, refund that we asked a provider for.
public typealias OperationID = Identifier<IdentifierKind.Operation>
/// One configured account at one provider, named by the merchant.
public typealias AdapterAccountID = Identifier<IdentifierKind.AdapterAccount>
/// The adapter's own name, such as `stripe`.
public typealias AdapterID = Identifier<IdentifierKind.Adapter>
public typealias IdempotencyKey = Identifier<IdentifierKind.IdempotencyKey>
public typealias ReservationID = Identifier<IdentifierKind.Reservation>
