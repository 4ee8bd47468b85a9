internal import Foundation

/// One number of one run, and what it has to be.
struct Figure {
    enum Limit {
        case atLeast(Double)
        case atMost(Double)
    }

    let name: String
    /// The median of the rounds.
    let value: Double
    let limit: Limit
    let unit: String
    /// What the ratio was made of, for a reader.
    let detail: String

    var holds: Bool {
        switch limit {
        case .atLeast(let floor): value >= floor
        case .atMost(let ceiling): value <= ceiling
        }
    }

    var limitText: String {
        switch limit {
        case .atLeast(let floor): ">= \(Self.shown(floor))"
        case .atMost(let ceiling): "<= \(Self.shown(ceiling))"
        }
    }

    static func shown(_ number: Double) -> String {
        let isWhole = number == number.rounded() || abs(number) >= 100
        let hundredths = (number * 100).rounded() / 100
        return isWhole ? "\(Int(number.rounded()))" : "\(hundredths)"
    }

    static func median(_ numbers: [Double]) -> Double {
        let sorted = numbers.sorted()
        guard let upper = sorted.indices.contains(sorted.count / 2) ? sorted[sorted.count / 2] : nil else { return 0 }
        return sorted.count.isMultiple(of: 2) ? (sorted[sorted.count / 2 - 1] + upper) / 2 : upper
    }

    /// The least and the greatest, which tell how noisy the machine was.
    static func spread(_ numbers: [Double]) -> String {
        "\(shown(numbers.min() ?? 0))..\(shown(numbers.max() ?? 0))"
    }
}

/// All figures of one run.
struct FigureReport {
    var figures: [Figure] = []
    /// What is good to know and holds no floor.
    var notes: [String] = []
    /// How right postings and suggestions are by kind of receipt, world by world.
    var classes: [ClassTable] = []

    var holds: Bool { figures.allSatisfy(\.holds) }

    var table: String {
        let rows =
            [["figure", "is", "to hold", "", "from"]]
            + figures.map {
                [
                    $0.name, "\(Figure.shown($0.value))\($0.unit)", "\($0.limitText)\($0.unit)",
                    $0.holds ? "holds" : "MISSES", $0.detail,
                ]
            }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            row.enumerated().map { column, text in
                column < widths.count ? text.padding(toLength: widths[column], withPad: " ", startingAt: 0) : text
            }.joined(separator: "  ")
        }
        let tables = classes.map { "\n\($0.world)\n\n\($0.text)" }
        return (lines + notes.map { "note: \($0)" } + tables).joined(separator: "\n")
    }

    /// - Throws: when a number cannot be written as JSON, which would be a mistake here.
    func json() throws -> String {
        struct Line: Encodable {
            let figure: String
            let value: Double
            let limit: String
            let unit: String
            let holds: Bool
            let detail: String
        }
        struct Document: Encodable {
            let figures: [Line]
            let notes: [String]
            let classes: [ClassTable]
            let holds: Bool
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let document = Document(
            figures: figures.map {
                Line(
                    figure: $0.name,
                    value: $0.value,
                    limit: $0.limitText,
                    unit: $0.unit.trimmingCharacters(in: .whitespaces),
                    holds: $0.holds,
                    detail: $0.detail
                )
            },
            notes: notes,
            classes: classes,
            holds: holds
        )
        return String(decoding: try encoder.encode(document), as: UTF8.self)
    }
}
