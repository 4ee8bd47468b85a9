package import HubDomain
package import HubStore
package import PaymentVocabulary

/// What importing files of reference rates did.
package struct RateImport: Codable, Hashable, Sendable {
    /// Another rate than the stored one of the same day.
    package struct Conflict: Codable, Hashable, Sendable {
        package let currency: String
        package let date: String
        /// What stays and is used.
        package let stored: String
        package let storedFrom: String
        /// What this file says.
        package let told: String

        private enum CodingKeys: String, CodingKey {
            case currency, date, stored
            case storedFrom = "stored_from"
            case told
        }
    }

    package let file: String
    package let format: String
    /// Rates that could be read.
    package let read: Int
    /// Those that were new.
    package let added: Int
    /// Those that were stored already, with the same value.
    package let known: Int
    package let conflicts: [Conflict]
    /// What could not be read, with its place, and what contradicts itself inside of the file.
    package let errors: [String]
}

/// The stored rates of a span of days.
package struct StoredRates: Sendable {
    package let rates: ReferenceRates
    /// What later files said instead; it is not used.
    package let conflicts: [StoredRateConflict]
}

extension Hub {
    /// Stores what is new; a rate that is there stays, whatever this file says, because documents are booked with it.
    ///
    /// - Parameter file: one content as `RateFileReader` gives it.
    package func importRates(_ file: RateFile, _ request: ChangeRequest) async throws -> RateImport {
        let offered = ReferenceRates(file.quotes)
        let (moment, principal) = (now, request.principal.name)
        let stored = try await change(request, needs: .statements, subject: file.name, status: 201) { books in
            let report = try books.store(offered, of: file, at: moment)
            let detail = "\(file.name): \(report.added) new rates, \(report.conflicts.count) conflicts"
            try books.auditSigned(by: principal, "rates.import", file.name, detail: detail, at: moment)
            return report
        }
        return try HubJSON.decode(RateImport.self, from: stored.body)
    }

    /// The stored rates that may be used for these days, both ends included.
    package func storedRates(
        from first: CalendarDate,
        to last: CalendarDate,
        of merchant: MerchantID
    ) async throws -> StoredRates {
        let start = first.adding(days: -ReferenceRates.ageDaysMax)
        return try await read(merchant) { books in
            StoredRates(
                rates: ReferenceRates(try books.referenceQuotes(from: start, to: last)),
                conflicts: try books.rateConflicts(from: start, to: last)
            )
        }
    }
}

extension Books {
    fileprivate func store(_ offered: ReferenceRates, of file: RateFile, at moment: Timestamp) throws -> RateImport {
        var (added, known) = (0, 0)
        var conflicts: [RateImport.Conflict] = []
        for quote in offered.quotes {
            switch try insert(quote, file: file.name, at: moment) {
            case .added: added += 1
            case .known: known += 1
            case .conflict(let stored, let origin):
                conflicts.append(
                    RateImport.Conflict(
                        currency: quote.currency.code,
                        date: quote.date.description,
                        stored: stored.description,
                        storedFrom: origin,
                        told: quote.perEuro.description
                    )
                )
            }
        }
        return RateImport(
            file: file.name,
            format: file.format,
            read: file.quotes.count,
            added: added,
            known: known,
            conflicts: conflicts,
            errors: file.errors.map(\.description) + offered.conflicts.map(\.words)
        )
    }
}

extension RateConflict {
    /// `USD on 2026-03-31: 1.0815 and 1.0816 are both given; none of them is used`.
    package var words: String {
        let given = rates.map(\.description).joined(separator: " and ")
        return "\(currency) on \(date): \(given) are both given; none of them is used"
    }
}
