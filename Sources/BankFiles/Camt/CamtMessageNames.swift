import PaymentVocabulary

/// Recognises messages by the names and namespaces that they come with.
enum CamtMessageNames {
    static let currencyAttribute = XMLName("Ccy")

    private static let names: [(name: XMLName, kind: CamtKind)] = CamtKind.allCases.flatMap { kind in
        // The first version carries its number in the element's name.
        [kind.messageElement, "\(kind.messageElement)V01"].map { (XMLName($0), kind) }
    }

    static func kind(_ name: XMLName) -> CamtKind? { names.first { $0.name == name }?.kind }
}

extension CamtBuilder {
    private static let identifierBytes = 15

    /// Finds `camt.05N.001.NN` in the attributes of an element, the default namespace or another.
    func messageIdentifier(_ attributes: [XMLAttribute], _ window: Span<UInt8>) -> String? {
        for attribute in attributes where attribute.valueRange.count >= Self.identifierBytes {
            for start in attribute.valueRange.lowerBound...(attribute.valueRange.upperBound - Self.identifierBytes) {
                if let identifier = identifier(at: start, window) { return identifier }
            }
        }
        return nil
    }

    private func identifier(at start: Int, _ window: Span<UInt8>) -> String? {
        guard window[start] == UInt8(ascii: "c"), window[start + 1] == UInt8(ascii: "a") else { return nil }
        var bytes: [UInt8] = []
        for index in start..<start + Self.identifierBytes { bytes.append(window[index]) }
        let text = String(decoding: bytes, as: UTF8.self)
        let isKnown = CamtKind.allCases.contains { text.hasPrefix($0.messageName + ".001.") }
        guard isKnown, bytes.suffix(2).allSatisfy(Ascii.isDigit) else { return nil }
        return text
    }
}

/// Finds the currency of a code without a table lookup for the one that was asked for last.
struct CurrencyCache: Sendable {
    enum Answer: Hashable, Sendable {
        case known(Currency)
        case unknown
        case missing
    }

    private var lastKey: UInt32 = 0
    private var last: Currency?

    mutating func currency(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Answer {
        let key = UInt32(first) << 16 | UInt32(second) << 8 | UInt32(third)
        if key == lastKey, let last { return .known(last) }
        let code = String(decoding: [first, second, third], as: UTF8.self)
        // ISO 4217 has a code for "no currency"; a file without one becomes camt with it.
        let unstated = code == Currency.unstated.code ? Currency.unstated : nil
        guard let currency = Currency(activeOrWithdrawn: code) ?? unstated else { return .unknown }
        lastKey = key
        last = currency
        return .known(currency)
    }
}
