/// A streaming reader of the reference rates that the European Central Bank publishes, as XML or CSV.
///
/// Feed the file in pieces of any size and call `finish()` at its end; the same bytes give the same events however they
/// are cut. Rates are taken as written, digit by digit. What cannot be read is an error with its place, and the rest is
/// read on.
///
/// Source: ECB, "Euro foreign exchange reference rates", downloads eurofxref-daily.xml, eurofxref-hist.xml,
/// eurofxref.zip and eurofxref-hist.zip.
public struct ReferenceRateReader: Sendable {
    private enum Reader: Sendable {
        case undecided([UInt8])
        case xml(XMLScanner, RateXMLBuilder)
        case csv(DelimitedReader, RateCSVBuilder)
        case over
    }

    private var reader = Reader.undecided([])
    /// Known once the begin of the file was read.
    public private(set) var format: ReferenceRateFormat?

    public init() {}

    /// Reads the next piece.
    public mutating func feed(_ bytes: [UInt8]) -> [ReferenceRateEvent] {
        guard case .undecided(let start) = reader else { return advance(bytes, isLast: false) }
        let all = start + bytes
        guard all.count >= Self.startBytes else {
            reader = .undecided(all)
            return []
        }
        decide(all)
        return advance(all, isLast: false)
    }

    /// Says that the file ends here.
    public mutating func finish() -> [ReferenceRateEvent] {
        var events: [ReferenceRateEvent] = []
        if case .undecided(let start) = reader {
            decide(start)
            events = advance(start, isLast: false)
        }
        return events + advance([], isLast: true)
    }

    /// Enough to tell XML from CSV.
    private static let startBytes = 256

    private mutating func decide(_ start: [UInt8]) {
        let isXML = FormatDetection.isXML(start)
        format = isXML ? .xml : .csv
        reader = isXML ? .xml(XMLScanner(), RateXMLBuilder()) : .csv(DelimitedReader(), RateCSVBuilder())
    }

    private mutating func advance(_ bytes: [UInt8], isLast: Bool) -> [ReferenceRateEvent] {
        let current = reader
        reader = .over
        switch current {
        case .undecided, .over: return []
        case .xml(var scanner, var builder):
            do throws(BankFileFinding) {
                try scanner.feed(bytes, into: &builder)
                if isLast { try scanner.finish(into: &builder) }
            } catch {
                return builder.takeEvents() + [.failed(error)]
            }
            let events = builder.takeEvents() + (isLast ? builder.last() : [])
            if !isLast { reader = .xml(scanner, builder) }
            return events
        case .csv(var rows, var builder):
            do throws(BankFileFinding) {
                try rows.feed(bytes) { (row) throws(BankFileFinding) in try builder.take(row) }
                if isLast { try rows.finish { (row) throws(BankFileFinding) in try builder.take(row) } }
            } catch {
                return builder.takeEvents() + [.failed(error)]
            }
            let events = builder.takeEvents() + (isLast ? builder.last() : [])
            if !isLast { reader = .csv(rows, builder) }
            return events
        }
    }
}
