package import HubDomain

extension StatementLine {
    /// The line as texts name it: by its name in the books, or else as `--explain` takes it.
    var placeText: String { "the line " + (identity ?? "\(file):\(index)") }
}

// Inside a run a line is known by file and index; where these were only made up for the run, the true ones come back.
extension ReconciliationResult {
    package mutating func placeLines(_ place: (inout StatementLine) -> Void) {
        for index in matches.indices { place(&matches[index].line) }
        for index in exceptions.indices { place(&exceptions[index].line) }
        for index in debits.indices { debits[index].placeLines(place) }
        for index in pending.indices { place(&pending[index]) }
        for index in repeats.indices { repeats[index].placeLines(place) }
        for index in settlements.entries.indices {
            guard var line = settlements.entries[index].bankLine else { continue }
            place(&line)
            settlements.entries[index].bankLine = line
        }
    }
}

extension LineExplanation {
    package mutating func placeLines(_ place: (inout StatementLine) -> Void) {
        place(&line)
        switch outcome {
        case .match(var match):
            place(&match.line)
            outcome = .match(match)
        case .exception(var exception):
            place(&exception.line)
            outcome = .exception(exception)
        case .debit(var debit):
            debit.placeLines(place)
            outcome = .debit(debit)
        case .pending: break
        case .repeated(var original):
            place(&original)
            outcome = .repeated(original: original)
        }
    }
}

extension Debit {
    fileprivate mutating func placeLines(_ place: (inout StatementLine) -> Void) {
        place(&line)
        if var receipt = takesPartOf {
            place(&receipt)
            takesPartOf = receipt
        }
        if var payout = collects {
            place(&payout.line)
            collects = payout
        }
        guard var match = takesBack else { return }
        place(&match.line)
        takesBack = match
    }
}

extension Repeat {
    fileprivate mutating func placeLines(_ place: (inout StatementLine) -> Void) {
        place(&line)
        place(&original)
    }
}
