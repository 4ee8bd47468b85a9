import HubSuggestion

extension LinkageScore {
    /// Keys of a suggestion: bits and likelihoods are decimal strings with three decimals.
    func write(to writer: inout JSONWriter) {
        writer.string("score", bitsText(total))
        writer.string("posterior", bitsText(posterior))
        writer.bool("assigned", isAssigned)
        writer.array("weights") { list in
            for part in parts {
                list.object { entry in
                    entry.string("field", part.level.field.rawValue)
                    entry.string("level", part.level.rawValue)
                    entry.string("weight", bitsText(part.weight))
                }
            }
        }
    }
}

extension WeightTable {
    func write(to writer: inout JSONWriter) {
        writer.integer("documents", documents)
        writer.string("none", bitsText(noneWeight))
        writer.integer("confirmed_pairs", confirmedPairs)
        writer.integer("candidate_pairs", candidatePairs)
        writer.array("levels") { list in
            for entry in entries {
                list.object { level in
                    level.string("field", entry.level.field.rawValue)
                    level.string("level", entry.level.rawValue)
                    level.string("m", probabilityText(entry.m))
                    level.string("u", probabilityText(entry.u))
                    level.string("weight", bitsText(entry.weight))
                    level.bool("adjusted_to_frequency", entry.level.isFrequencyAdjusted)
                    level.string("source", entry.source.rawValue)
                }
            }
        }
        writer.array("notes") { list in
            for note in notes { list.string(nil, note) }
        }
    }
}

extension LineException {
    /// How sure the order of the suggestions is; `nil` where nothing competes.
    var marginWords: String? {
        guard let margin, let first = suggestions.first else { return nil }
        let words =
            margin >= 0
            ? "\(first.invoice) is \(bitsText(margin)) bits above the next document"
            : "\(first.invoice) comes first although another document is \(bitsText(0 - margin)) bits above it: "
                + "that one explains another line better"
        return words + (isRankedGreedily ? "; so many lines hang together that the best pair went first" : "")
    }
}

extension ReconciliationResult {
    /// The weights of the suggestions as a part of the page.
    var weightPart: HTMLTable {
        let entries = weights?.entries ?? []
        let notes = weights.map { $0.notes.map { " \($0)." }.joined() } ?? ""
        return HTMLTable(
            name: "weights",
            title: "Weights of the suggestions",
            meaning: "In bits: log2 of how much more often a level is seen when line and document belong together."
                + " A value that many share earns less, a rare one more." + notes,
            columns: [
                HTMLTable.Column(title: "Field", style: "text"), HTMLTable.Column(title: "Level", style: "text"),
                HTMLTable.Column(title: "Together", style: "number"), HTMLTable.Column(title: "Else", style: "number"),
                HTMLTable.Column(title: "Bits", style: "number"), HTMLTable.Column(title: "From", style: "text"),
            ],
            count: entries.count
        ) { place in
            let entry = entries[place]
            return [
                { $0.write(entry.level.field.rawValue) }, { $0.write(entry.level.rawValue) },
                { $0.write(probabilityText(entry.m)) }, { $0.write(probabilityText(entry.u)) },
                { $0.write(bitsText(entry.weight)) }, { $0.write(entry.source.rawValue) },
            ]
        }
    }
}

/// Millionths as a decimal.
private func probabilityText(_ millionths: Int) -> String { decimalText(Int128(millionths), exponent: 6) }
