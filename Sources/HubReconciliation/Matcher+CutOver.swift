import HubDomain
import PaymentVocabulary

extension Matcher {
    /// Leaves to a person what was booked before its document was taken over; later receipts may pay it.
    ///
    /// What was open on that day may be less this receipt already.
    mutating func checkingCutOver(_ verdict: Verdict?) -> Verdict? {
        guard !takenOver.isEmpty, case .match(let match) = verdict else { return verdict }
        let booked = match.line.bookingDate
        let late = match.numbers.compactMap { number in takenOver[number].map { (number: number, date: $0) } }
        guard let (number, date) = late.first(where: { booked < $0.date }) else { return verdict }
        let paid = paidItems(match)
        for (item, minorUnits) in claims(of: match, on: paid) {
            remaining[item] += minorUnits
            claimant[item] = nil
        }
        return exception(
            match.line,
            .duplicate,
            "was booked on \(booked), before \(number) was taken over with what was open on \(date): that may be less "
                + "this receipt already; \(match.explanation)",
            suggesting: paid.map { (item: $0, reason: "it is named or fits, with what was open later") },
            documents: paid.count
        )
    }
}
