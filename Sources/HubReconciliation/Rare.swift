/// A part that few values of a kind have: the others pay one word for it, wherever they are kept.
///
/// A run holds a match or two for every receipt, and what only payouts or foreign payments have was most of each.
///
/// It is in the module that uses it, since what is generic and `package` is compiled for no type of another one.
@propertyWrapper
package struct Rare<Value: Hashable & Sendable>: Hashable, Sendable {
    private indirect enum Box: Hashable, Sendable {
        case holding(Value)
    }

    private var box: Box?

    package init(wrappedValue: Value?) { box = wrappedValue.map(Box.holding) }

    package var wrappedValue: Value? {
        get {
            guard case .holding(let value) = box else { return nil }
            return value
        }
        set { box = newValue.map(Box.holding) }
    }
}
