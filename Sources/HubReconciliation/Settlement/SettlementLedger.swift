package import PaymentVocabulary

/// The lines of providers' reports, sorted into payouts and what still lies at the provider.
///
/// A pure function of the set of lines: neither the order of the files nor a report that is given twice matters.
package struct SettlementLedger: Hashable, Sendable {
    /// What no payout has taken along yet: lines, and payouts of which nobody knows what they took.
    package struct Balance: Hashable, Sendable {
        package let provider: String
        package let currency: Currency
        package let lines: [SettlementLine]
    }

    /// By provider, payout and currency.
    package let payouts: [Payout]
    /// By provider and currency.
    package let balances: [Balance]

    /// Providers whose batches make zero together with their payout, so that a batch without one pays nothing out.
    private static let closesAtZero: Set<String> = ["Adyen"]

    package init(_ lines: [SettlementLine] = []) {
        var sorting = Sorting(lines.withoutRepeats())
        sorting.takeNamed()
        sorting.takeSincePayoutBefore()
        let failures = PayoutFailures(sorting.payouts, sorting.balances.flatMap(\.lines))
        payouts = sorting.payouts.map(failures.settled).sorted { $0.key < $1.key }
        balances = sorting.balances.map {
            Balance(provider: $0.provider, currency: $0.currency, lines: failures.settled($0.lines))
        }
    }

    private struct Pool: Hashable, Comparable {
        let provider: String
        let currency: Currency

        static func < (left: Pool, right: Pool) -> Bool {
            (left.provider, left.currency) < (right.provider, right.currency)
        }
    }

    private struct Sorting {
        private(set) var payouts: [Payout] = []
        /// Lines that say of a payout that it was made.
        private let announcements: [PayoutKey: [SettlementLine]]
        private let named: [PayoutKey: [SettlementLine]]
        private let unnamed: [Pool: [SettlementLine]]
        private var left: [Pool: [SettlementLine]] = [:]

        init(_ lines: [SettlementLine]) {
            var (announcements, named, unnamed) =
                ([PayoutKey: [SettlementLine]](), [PayoutKey: [SettlementLine]](), [Pool: [SettlementLine]]())
            for line in lines {
                let pool = Pool(provider: line.provider, currency: line.net.currency)
                let key = line.payout.map { PayoutKey(provider: line.provider, id: $0, currency: line.net.currency) }
                switch (line.kind, key) {
                case (.payout, let key?):
                    announcements[key, default: []].append(line)
                    unnamed[pool, default: []].append(line)
                case (_, let key?): named[key, default: []].append(line)
                case (_, nil): unnamed[pool, default: []].append(line)
                }
            }
            (self.announcements, self.named, self.unnamed) = (announcements, named, unnamed)
        }

        /// Payouts whose lines the report names.
        mutating func takeNamed() {
            for (key, lines) in named.sorted(by: { $0.key < $1.key }) {
                let announcements = announcements[key] ?? []
                let isClosed = announcements.isEmpty && SettlementLedger.closesAtZero.contains(key.provider)
                payouts.append(payout(key, lines, announced: isClosed ? 0 : amount(of: announcements), .named))
            }
        }

        /// Reports of one balance in the order of time: what came since the payout before is what the next one takes
        /// along, if it makes exactly its amount.
        ///
        /// If not, nobody knows what it took, and it lessens the balance.
        mutating func takeSincePayoutBefore() {
            for (pool, lines) in unnamed.sorted(by: { $0.key < $1.key }) {
                var since: [SettlementLine] = []
                for line in Self.inOrderOfTime(lines) {
                    guard line.kind == .payout, let id = line.payout else {
                        since.append(line)
                        continue
                    }
                    let key = PayoutKey(provider: pool.provider, id: id, currency: pool.currency)
                    let told = announcements[key] ?? []
                    guard named[key] == nil, told.first == line else { continue }
                    let announced = amount(of: told)
                    let sum = since.reduce(Int128(0)) { $0 + Int128($1.net.minorUnits) }
                    if !since.isEmpty, sum == announced {
                        payouts.append(payout(key, since, announced: announced, .sincePayoutBefore))
                    } else {
                        payouts.append(payout(key, [], announced: announced, .notItemised))
                        left[pool, default: []] += since + Self.counted(told)
                    }
                    since = []
                }
                if !since.isEmpty { left[pool, default: []] += since }
            }
        }

        var balances: [Balance] {
            left.sorted { $0.key < $1.key }.map { pool, lines in
                Balance(provider: pool.provider, currency: pool.currency, lines: lines)
            }
        }

        private func amount(of announcements: [SettlementLine]) -> Int128? {
            guard !announcements.isEmpty else { return nil }
            return Self.counted(announcements).reduce(Int128(0)) { $0 - Int128($1.net.minorUnits) }
        }

        /// Announcements of one payout in several files say the same, those of one file are added up: a batch may be paid
        /// out in two amounts.
        private static func counted(_ announcements: [SettlementLine]) -> [SettlementLine] {
            func sum(_ lines: [SettlementLine]) -> Int128 { lines.reduce(0) { $0 + Int128($1.net.minorUnits) } }
            let files = Dictionary(grouping: announcements, by: \.file)
            return files.max { (sum($0.value).magnitude, $1.key) < (sum($1.value).magnitude, $0.key) }?.value ?? []
        }

        private func payout(
            _ key: PayoutKey,
            _ lines: [SettlementLine],
            announced: Int128?,
            _ basis: Payout.Basis
        ) -> Payout {
            let told = (announcements[key] ?? []) + lines
            return Payout(
                provider: key.provider,
                id: key.id,
                currency: key.currency,
                lines: lines.sorted { ($0.file, $0.row) < ($1.file, $1.row) },
                announced: announced,
                arrival: told.compactMap(\.arrival).max(),
                trace: told.lazy.compactMap(\.trace).first,
                basis: basis,
                announcedAs: (announcements[key] ?? []).compactMap(\.id)
            )
        }

        /// By date, and within a date as the file goes; a file that begins with the newest is read from its end.
        ///
        /// Where the report tells from when on money is paid out, that day counts, and the payout of it is behind it.
        private static func inOrderOfTime(_ lines: [SettlementLine]) -> [SettlementLine] {
            var turned: Set<String> = []
            for (file, rows) in Dictionary(grouping: lines, by: \.file) {
                let dates = rows.sorted { $0.row < $1.row }.compactMap(\.date)
                if let first = dates.first, let last = dates.last, first > last { turned.insert(file) }
            }
            let tellsAvailable = lines.contains { $0.available != nil }
            func place(_ line: SettlementLine) -> (Int32, Int, String, Int) {
                let day = line.kind == .payout ? line.date : line.available ?? line.date
                let isBehind = tellsAvailable && line.kind == .payout
                let row = turned.contains(line.file) ? -line.row : line.row
                return (day?.dayNumber ?? .min, isBehind ? 1 : 0, line.file, row)
            }
            return lines.sorted { place($0) < place($1) }
        }
    }
}
