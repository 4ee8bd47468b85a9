import PaymentVocabulary

/// Takes the rates out of `<Cube time='2026-03-31'><Cube currency='USD' rate='1.0815'/>…</Cube>`.
struct RateXMLBuilder: XMLSink, Sendable {
    private var events: [ReferenceRateEvent] = []
    /// The date of the innermost open `Cube` with one, and the depth at which it ends.
    private var day: (date: CalendarDate?, depth: Int)?
    private var hasDays = false
    private var rates = 0

    var wantsText: Bool { false }

    private static let cube = XMLName("Cube")
    private static let (time, currency, rate) = (XMLName("time"), XMLName("currency"), XMLName("rate"))

    mutating func start(
        _ name: XMLName,
        attributes: [XMLAttribute],
        at offset: Int,
        window: Span<UInt8>,
        context: inout XMLContext
    ) throws(BankFileFinding) {
        guard name == Self.cube else { return }
        func value(_ name: XMLName) -> String? {
            attributes.first { $0.name == name }.map { fileText(window.extracting($0.valueRange)) }
        }
        if let text = value(Self.time) {
            hasDays = true
            day = (CalendarDate(text), context.depth)
            guard day?.date == nil else { return }
            let message = "time \"\(text.prefix(20))\" is no date YYYY-MM-DD; the rates of this day are left out"
            events.append(.error(BankFileFinding(.date, message, at: context.position(at: offset, window: window))))
            return
        }
        let (code, text) = (value(Self.currency), value(Self.rate))
        guard code != nil || text != nil else { return }
        rates += 1
        guard let day else {
            let position = context.position(at: offset, window: window)
            return events.append(.error(BankFileFinding(.missing, "a rate that stands in no day", at: position)))
        }
        guard let date = day.date else { return }
        let rate = ReferenceRateEvent.rate(
            code ?? "",
            text ?? "",
            on: date,
            at: context.position(at: offset, window: window)
        )
        events.append(rate)
    }

    mutating func text(_: Span<UInt8>) {}

    mutating func found(_ blemish: BankFileFinding) { events.append(.error(blemish)) }

    mutating func end(at _: Int, window _: Span<UInt8>, context: inout XMLContext) throws(BankFileFinding) {
        if let day, day.depth == context.depth { self.day = nil }
    }

    mutating func takeEvents() -> [ReferenceRateEvent] {
        defer { events = [] }
        return events
    }

    /// What is to be said at the end of the file.
    func last() -> [ReferenceRateEvent] {
        guard !hasDays || rates == 0 else { return [] }
        let message =
            "no <Cube time='YYYY-MM-DD'> with rates; expected the ECB's eurofxref-daily.xml or eurofxref-hist.xml"
        return [.failed(BankFileFinding(.notRecognised, message, at: BankFilePosition(line: 1, column: 1, byte: 0)))]
    }
}
