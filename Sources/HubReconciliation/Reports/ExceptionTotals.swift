import HubDomain
import PaymentVocabulary

/// Exceptions that have something in common.
struct ExceptionTotal: Hashable {
    let number: Int
    /// In minor units.
    let amounts: [Currency: Int128]
    /// Days of the one that waits longest; `nil` of none.
    let oldest: Int?

    fileprivate init(_ members: [Undecided]) {
        number = members.count
        amounts = members.reduce(into: [:]) { sums, member in
            sums[member.amount.currency, default: 0] += Int128(member.amount.minorUnits)
        }
        oldest = members.map(\.age).max()
    }
}

/// What a person has to decide about: a receipt, or a payment inside one.
private struct Undecided {
    let exceptionClass: ExceptionClass
    let amount: Money
    /// Days since the booking.
    let age: Int
}

extension ReconciliationResult {
    private var undecided: [Undecided] {
        exceptions.map { Undecided(exceptionClass: $0.exceptionClass, amount: $0.line.amount, age: $0.age(asOf: asOf)) }
            + waitingParts.map {
                Undecided(exceptionClass: $0.part.exceptionClass, amount: $0.part.amount, age: $0.age(asOf: asOf))
            }
    }

    /// The most frequent first, in the order of `ExceptionClass` among equals.
    var classTotals: [(class: ExceptionClass, total: ExceptionTotal)] {
        let members = Dictionary(grouping: undecided, by: \.exceptionClass)
        let found = ExceptionClass.allCases.enumerated().compactMap { place, exceptionClass in
            members[exceptionClass].map { (place, exceptionClass, ExceptionTotal($0)) }
        }
        return found.sorted { ($1.2.number, $0.0) < ($0.2.number, $1.0) }.map { ($0.1, $0.2) }
    }

    /// Every age, the youngest first.
    var ageTotals: [(age: ExceptionAge, total: ExceptionTotal)] {
        let members = Dictionary(grouping: undecided) { ExceptionAge(days: $0.age) }
        return ExceptionAge.allCases.map { ($0, ExceptionTotal(members[$0] ?? [])) }
    }

    /// For people: by class in the order of `ExceptionClass`, in a class the oldest first, then by file and index.
    var exceptionsForPeople: [LineException] {
        let places = Dictionary(uniqueKeysWithValues: zip(ExceptionClass.allCases, 0...))
        return exceptions.enumerated().sorted { left, right in
            let one = (places[left.element.exceptionClass] ?? 0, left.element.line.bookingDate, left.offset)
            let two = (places[right.element.exceptionClass] ?? 0, right.element.line.bookingDate, right.offset)
            return one < two
        }
        .map(\.element)
    }

    /// One sentence for each two files that show the same movements.
    package var overlaps: [String] {
        let pairs = Dictionary(grouping: repeats) { [$0.line.file, $0.original.file] }
        return pairs.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { files, same in
            guard let file = files.first, let original = files.last, file != original else { return nil }
            return same.count == 1
                ? "\(file): 1 line repeats one of \(original); it counts once"
                : "\(file): \(same.count) lines repeat lines of \(original); they count once"
        }
    }
}
