internal import BankFiles
internal import Foundation

/// How far a long piece of work is, on one line of standard error; only on a terminal, and erased at the end.
struct Progress {
    /// Work that is done sooner shows nothing.
    private static let delay = Duration.milliseconds(500)
    private static let period = Duration.milliseconds(100)
    private static let barWidth = 25

    private let name: String
    /// In bytes; `nil` where nobody knows, as on standard input.
    private let size: Int?
    private let isTerminal = isatty(2) == 1
    private let start = ContinuousClock.now
    private var shown: ContinuousClock.Instant?
    private var isVisible = false
    private var done = 0

    init(name: String, size: Int?) {
        self.name = StatementInspection.printable(name == "-" ? "standard input" : name)
        self.size = size
    }

    mutating func advance(by count: Int) {
        done += count
        guard isTerminal else { return }
        let now = ContinuousClock.now
        guard now - start >= Self.delay, shown.map({ now - $0 >= Self.period }) ?? true else { return }
        shown = now
        isVisible = true
        tell("\r\u{1B}[K\(line(after: now - start))")
    }

    /// Erases the line, so that something can be printed.
    mutating func hide() {
        if isVisible { tell("\r\u{1B}[K") }
        isVisible = false
    }

    private func line(after time: Duration) -> String {
        let rate = Double(done) / 1e6 / (time / .seconds(1))
        let speed = "\(Self.megabytes(done))\(size.map { " of " + Self.megabytes($0) } ?? "") MB, \(Int(rate)) MB/s"
        guard let size, size > 0 else { return "\(shortName) \(speed)" }
        let percent = min(100, done * 100 / size)
        let full = percent * Self.barWidth / 100
        let bar = String(repeating: "#", count: full) + String(repeating: ".", count: Self.barWidth - full)
        return "\(shortName) [\(bar)] \(percent)% \(speed)"
    }

    private var shortName: String { name.count > 30 ? "…" + name.suffix(29) : name }

    private static func megabytes(_ bytes: Int) -> String { "\(bytes / 1_000_000).\(bytes / 100_000 % 10)" }

    private func tell(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
