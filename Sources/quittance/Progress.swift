internal import BankFiles
internal import Foundation
internal import HubReconciliation
internal import Synchronization

/// How far a long piece of work is, on one line of standard error; only on a terminal, and erased at the end.
struct Progress {
    enum Unit {
        case bytes
        case lines
    }

    /// Work that is done sooner shows nothing.
    private static let delay = Duration.milliseconds(500)
    private static let period = Duration.milliseconds(100)
    private static let barWidth = 25

    private let unit: Unit
    private var name: String
    /// `nil` where nobody knows, as of the bytes on standard input.
    private var size: Int?
    private let isTerminal = isatty(2) == 1
    private let start = ContinuousClock.now
    private var shown: ContinuousClock.Instant?
    private var isVisible = false
    private var done = 0

    init(name: String, size: Int?, unit: Unit = .bytes) {
        self.name = StatementInspection.printable(name == "-" ? "standard input" : name)
        (self.size, self.unit) = (size, unit)
    }

    mutating func advance(by count: Int) {
        done += count
        show()
    }

    /// Goes on to another step of the same work, or along in it.
    mutating func tell(_ progress: RunProgress) {
        (done, size) = (progress.done, progress.total)
        name = StatementInspection.printable(progress.step)
        show()
    }

    /// Erases the line, so that something can be printed.
    mutating func hide() {
        if isVisible { print("\r\u{1B}[K") }
        isVisible = false
    }

    private mutating func show() {
        guard isTerminal else { return }
        let now = ContinuousClock.now
        guard now - start >= Self.delay, shown.map({ now - $0 >= Self.period }) ?? true else { return }
        shown = now
        isVisible = true
        print("\r\u{1B}[K\(line(after: now - start))")
    }

    private func line(after time: Duration) -> String {
        let counts =
            switch unit {
            case .bytes: megabytes(after: time)
            case .lines: "\(done)\(size.map { " of \($0)" } ?? "")"
            }
        guard let size, size > 0 else { return "\(shortName) \(counts)" }
        let percent = min(100, done * 100 / size)
        let full = percent * Self.barWidth / 100
        let bar = String(repeating: "#", count: full) + String(repeating: ".", count: Self.barWidth - full)
        return "\(shortName) [\(bar)] \(percent)% \(counts)"
    }

    private var shortName: String { name.count > 40 ? "…" + name.suffix(39) : name }

    private func megabytes(after time: Duration) -> String {
        let rate = Double(done) / 1e6 / (time / .seconds(1))
        return "\(Self.megabytes(done))\(size.map { " of " + Self.megabytes($0) } ?? "") MB, \(Int(rate)) MB/s"
    }

    private static func megabytes(_ bytes: Int) -> String { "\(bytes / 1_000_000).\(bytes / 100_000 % 10)" }

    private func print(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

/// The progress of a run, told from wherever its steps are done.
final class ShownProgress: Sendable {
    private let progress = Mutex(Progress(name: "", size: nil, unit: .lines))

    var listener: RunListener {
        { told in self.progress.withLock { $0.tell(told) } }
    }

    func hide() { progress.withLock { $0.hide() } }
}
