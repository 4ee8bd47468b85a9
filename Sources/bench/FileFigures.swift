internal import BankFiles
internal import CLibXML
internal import Foundation

/// Reading of bank files, against what memory allows, against libxml2 and against the readers of PyPI.
///
/// Times are processor time of the whole process, since nothing here waits: what else the machine does counts less so.
struct FileFigures {
    private static let sampleBytes = 40_000_000
    /// What the readers of PyPI are given: they take seconds for more.
    private static let peerBytes = 2_000_000

    let world: BenchWorld
    let plan: BenchPlan

    func measure(into report: inout FigureReport) throws {
        try measureCamt(into: &report)
        try measure("NACHA", .nacha(bytes: Self.sampleBytes), floor: .memorySum(0.08), into: &report) {
            NachaReader(options: $0)
        }
        try measure("BAI2", .bai2(bytes: Self.sampleBytes), floor: .memchr(0.02), into: &report) {
            BAI2Reader(options: $0)
        }
        try measure("MT940", .mt940(bytes: Self.sampleBytes), floor: .memchr(0.01), into: &report) {
            MT940Reader(options: $0)
        }
        try measure("CSV", .csv(bytes: Self.sampleBytes), floor: .memchr(0.02), into: &report) {
            CSVReader(options: $0)
        }
        try measurePeers(into: &report)
        try LargeFileFigure(world: world).measure(into: &report)
    }

    // MARK: Against the machine

    /// What a reader is compared with, and the share of its rate that the reader has to reach.
    private enum Floor {
        /// The sum of the file's 64-bit words.
        case memorySum(Double)
        /// A search for a byte that the file does not have.
        case memchr(Double)

        var name: String {
            switch self {
            case .memorySum: "memory sum"
            case .memchr: "memchr"
            }
        }

        var share: Double {
            switch self {
            case .memorySum(let share), .memchr(let share): share
            }
        }

        func read(_ bytes: UnsafeRawBufferPointer) throws {
            guard let start = bytes.baseAddress else { return }
            switch self {
            case .memchr:
                if Foundation.memchr(start, 0, bytes.count) != nil { throw BenchError("a sample has a zero byte") }
            case .memorySum:
                var sum: UInt64 = 0
                for word in bytes.prefix(bytes.count & ~7).bindMemory(to: UInt64.self) { sum &+= word }
                if sum == 0 { throw BenchError("a sample is empty") }
            }
        }
    }

    private func measure(
        _ name: String,
        _ sample: BankFileSample,
        floor: Floor,
        into report: inout FigureReport,
        _ reader: (BankFileOptions) -> any BankFileReading
    ) throws {
        let pieces = sample.pieces()
        var (checked, detailed, least): ([Double], [Double], [Double]) = ([], [], [])
        for _ in 0..<plan.rounds {
            checked.append(try Self.seconds { try Self.read(pieces, reader(.checking), sample) })
            least.append(try Self.seconds { try sample.bytes.withUnsafeBytes(floor.read) })
            detailed.append(try Self.seconds { try Self.read(pieces, reader(BankFileOptions()), sample) })
        }
        let ratios = zip(checked, least).map { $1 / $0 }
        report.figures.append(
            Figure(
                name: "\(name), all checks / \(floor.name)",
                value: Figure.median(ratios),
                limit: .atLeast(floor.share),
                unit: "",
                detail: "\(sample.rate(checked)) / \(sample.rate(least)); with every text kept "
                    + "\(sample.rate(detailed)); rounds \(Figure.spread(ratios))"
            )
        )
    }

    private func measureCamt(into report: inout FigureReport) throws {
        let sample = BankFileSample.camt(bytes: Self.sampleBytes)
        let pieces = sample.pieces()
        var (checked, detailed, peer): ([Double], [Double], [Double]) = ([], [], [])
        for _ in 0..<plan.rounds {
            checked.append(try Self.seconds { try Self.read(pieces, CamtReader(options: .checking), sample) })
            peer.append(try Self.seconds { try Self.readWithLibXML2(sample) })
            detailed.append(try Self.seconds { try Self.read(pieces, CamtReader(), sample) })
        }
        for (name, times, floor) in [("all checks", checked, 2.0), ("every text kept", detailed, 1.0)] {
            let ratios = zip(times, peer).map { $1 / $0 }
            report.figures.append(
                Figure(
                    name: "camt.053, \(name) / libxml2 SAX",
                    value: Figure.median(ratios),
                    limit: .atLeast(floor),
                    unit: "",
                    detail: "\(sample.rate(times)) / \(sample.rate(peer)), "
                        + "\(sample.bytes.count / max(1, sample.entries)) bytes an entry; "
                        + "rounds \(Figure.spread(ratios))"
                )
            )
        }
    }

    private static func readWithLibXML2(_ sample: BankFileSample) throws {
        var sums = camt_sax_sums()
        let isWellFormed = sample.bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return Int32(0) }
            return camt_sax_read(start, Int32(bytes.count), &sums)
        }
        guard isWellFormed == 1, sums.faults == 0, sums.entries == sample.entries, sums.credit == sample.credit,
            sums.debit == sample.debit
        else { throw BenchError("libxml2 read \(sums.entries) of \(sample.entries) entries, or other sums") }
    }

    /// Reads a sample and holds what was read against what was written.
    private static func read(
        _ pieces: [[UInt8]],
        _ made: any BankFileReading,
        _ sample: BankFileSample
    ) throws {
        var reader = made
        var found = BankFileSample.Found()
        for piece in pieces { found.take(reader.feed(piece)) }
        found.take(reader.finish())
        guard found.findings == 0, found.entries == sample.entries, found.credit == sample.credit,
            found.debit == sample.debit
        else {
            throw BenchError("read \(found.entries) of \(sample.entries) entries with \(found.findings) findings")
        }
    }

    private static func seconds(_ work: () throws -> Void) throws -> Double {
        let start = ProcessorTime.seconds
        try work()
        return max(1e-9, ProcessorTime.seconds - start)
    }

    // MARK: Against the readers of PyPI

    private func measurePeers(into report: inout FigureReport) throws {
        let peers: [(FilePeer, BankFileSample, (BankFileOptions) -> any BankFileReading)] = [
            (.mt940, .mt940(bytes: Self.peerBytes), { MT940Reader(options: $0) }),
            (.bai2, .bai2(bytes: Self.peerBytes), { BAI2Reader(options: $0) }),
            (.ofx, .ofx(bytes: Self.peerBytes), { OFXReader(options: $0) }),
        ]
        for (peer, sample, reader) in peers {
            guard let python = FilePeer.python else {
                report.notes.append("skipped: \(peer.package) (PyPI), since .venv-bench-files is not there")
                continue
            }
            let path = "\(world.folder)/\(peer.rawValue).sample"
            try Data(sample.bytes).write(to: URL(fileURLWithPath: path))
            let pieces = sample.pieces()
            var (checked, detailed, other): ([Double], [Double], [Double]) = ([], [], [])
            for _ in 0..<plan.rounds {
                checked.append(try Self.seconds { try Self.read(pieces, reader(.checking), sample) })
                detailed.append(try Self.seconds { try Self.read(pieces, reader(BankFileOptions()), sample) })
                other.append(try peer.seconds(python: python, reading: path, entries: sample.entries))
            }
            let ratios = zip(checked, other).map { $1 / $0 }
            let textRatios = zip(detailed, other).map { $1 / $0 }
            report.figures.append(
                Figure(
                    name: "\(peer.title), all checks / \(peer.package) (PyPI)",
                    value: Figure.median(ratios),
                    limit: .atLeast(30),
                    unit: "",
                    detail: "\(sample.rate(checked)) / \(sample.rate(other)); with every text kept "
                        + "\(Figure.shown(Figure.median(textRatios))) times; rounds \(Figure.spread(ratios))"
                )
            )
        }
    }
}

extension BankFileOptions {
    /// Everything is checked, counted and summed, and no entry is handed over.
    fileprivate static var checking: BankFileOptions {
        var options = BankFileOptions()
        options.keepsDetails = false
        return options
    }
}

extension BankFileSample {
    /// What a reader said of a sample.
    fileprivate struct Found {
        var entries = 0
        var credit: Int128 = 0
        var debit: Int128 = 0
        var findings = 0

        mutating func take(_ events: [BankFileEvent]) {
            // By index: a loop over the events would copy each entry.
            for index in events.indices {
                switch events[index] {
                case .groupEnd(let summary):
                    entries += summary.entries
                    for sums in summary.sums.all {
                        credit += sums.credit
                        debit += sums.debit
                    }
                case .warning, .error, .failed, .unreadable: findings += 1
                case .group, .entry, .end: break
                }
            }
        }
    }

    /// The rate at which the file was read, given the seconds of each round.
    fileprivate func rate(_ seconds: [Double]) -> String {
        "\(Figure.shown(megabytes / max(1e-9, Figure.median(seconds)))) MB/s"
    }
}
