import HubEngine
import Logging

/// Hands the server's own warnings to the hub's log; its chatter goes nowhere.
struct HubLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.warning
    private let sink: @Sendable (HubLogLine) -> Void

    static func logger(of hub: Hub) -> Logger {
        let sink = hub.environment.log
        return Logger(label: "http") { _ in HubLogHandler(sink: sink) }
    }

    private init(sink: @escaping @Sendable (HubLogLine) -> Void) { self.sink = sink }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let level: HubLogLine.Level = event.level >= .error ? .error : .warning
        sink(HubLogLine(level, "http server", [("detail", "\(event.message)")]))
    }
}
