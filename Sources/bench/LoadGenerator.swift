internal import Foundation

/// Writes requests one after the other into memory that is used again and again.
protocol RequestWriter: AnyObject {
    /// - Returns: the bytes of request `number`, until the next call; nil when there are no more.
    func request(_ number: Int) -> UnsafeRawBufferPointer?
}

/// Keep-alive connections to a server on loopback, driven by one thread with one `poll` for all, and one `send` and one
/// `recv` a request: as little as a client can do, since it shares the processor with what it measures.
final class LoadGenerator {
    struct Outcome {
        /// The numbers of the requests that were answered with 2xx.
        var acknowledged: [Int] = []
        /// Answers other than 2xx.
        var refused = 0
        /// Answers of both kinds that came before the end.
        var answeredInTime = 0
        var seconds = 0.0
        /// Microseconds from sending to the whole answer, of answers in time.
        var latencies: [Double] = []
        /// A request ended the run early because there were no more.
        var ranOut = false

        var perSecond: Double { seconds > 0 ? Double(answeredInTime) / seconds : 0 }

        func latency(_ share: Double) -> Double {
            let sorted = latencies.sorted()
            return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
        }
    }

    private struct Connection {
        var request = 0
        var sentAt = 0.0
        var isWaiting = false
        var filled = 0
    }

    private static let bytesMax = 32_768
    private var descriptors: [pollfd] = []
    private var connections: [Connection] = []
    private let memory: UnsafeMutableRawBufferPointer

    /// - Throws: `BenchError` when the server does not accept.
    init(port: UInt16, connections count: Int) throws {
        memory = .allocate(byteCount: count * Self.bytesMax, alignment: 16)
        for _ in 0..<count {
            descriptors.append(pollfd(fd: try Loopback.connect(port: port), events: Int16(POLLIN), revents: 0))
            connections.append(Connection())
        }
    }

    deinit {
        for descriptor in descriptors where descriptor.fd >= 0 { close(descriptor.fd) }
        memory.deallocate()
    }

    /// Keeps every connection busy for `seconds`, calls `atEnd`, and reads what is still answered.
    func run(_ writer: some RequestWriter, seconds: Double, atEnd: () -> Void = {}) -> Outcome {
        var outcome = Outcome()
        var next = 0
        let start = Loopback.seconds
        for index in connections.indices { send(on: index, &next, writer, &outcome) }
        var isOver = false
        while true {
            let now = Loopback.seconds
            if !isOver, now - start >= seconds || outcome.ranOut {
                isOver = true
                outcome.seconds = now - start
                outcome.answeredInTime = outcome.acknowledged.count + outcome.refused
                atEnd()
            }
            guard connections.contains(where: \.isWaiting), now - start < seconds + 10 else {
                if isOver { return outcome }
                // All connections broke: nothing more will come.
                outcome.ranOut = true
                continue
            }
            guard poll(&descriptors, nfds_t(descriptors.count), 100) > 0 else { continue }
            for index in descriptors.indices where descriptors[index].revents != 0 {
                guard receive(on: index, isOver: isOver, &outcome) else { continue }
                if !isOver { send(on: index, &next, writer, &outcome) }
            }
        }
    }

    private func send(on index: Int, _ next: inout Int, _ writer: some RequestWriter, _ outcome: inout Outcome) {
        guard let bytes = writer.request(next) else {
            outcome.ranOut = true
            return
        }
        connections[index].request = next
        connections[index].isWaiting = true
        connections[index].sentAt = Loopback.seconds
        next += 1
        if !Loopback.sendAll(bytes, to: descriptors[index].fd) { drop(index) }
    }

    /// - Returns: whether a whole answer came.
    private func receive(on index: Int, isOver: Bool, _ outcome: inout Outcome) -> Bool {
        let base = index * Self.bytesMax
        let free = UnsafeMutableRawBufferPointer(
            rebasing: memory[(base + connections[index].filled)..<(base + Self.bytesMax)]
        )
        let count = recv(descriptors[index].fd, free.baseAddress, free.count, 0)
        guard count > 0 else {
            drop(index)
            return false
        }
        connections[index].filled += count
        let received = UnsafeRawBufferPointer(rebasing: memory[base..<(base + connections[index].filled)])
        guard let answer = AnswerHead(received), received.count >= answer.byteCount else { return false }
        connections[index].filled = 0
        connections[index].isWaiting = false
        if (200..<300).contains(answer.status) {
            outcome.acknowledged.append(connections[index].request)
        } else {
            outcome.refused += 1
        }
        if !isOver { outcome.latencies.append((Loopback.seconds - connections[index].sentAt) * 1e6) }
        return true
    }

    private func drop(_ index: Int) {
        close(descriptors[index].fd)
        // `poll` passes over negative descriptors.
        descriptors[index].fd = -1
        connections[index].isWaiting = false
    }
}

/// The status and the length of an answer with `Content-Length`.
struct AnswerHead {
    let status: Int
    /// Head and body.
    let byteCount: Int

    /// - Returns: nil while the head is not complete.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var line = 0
        var length = 0
        var status = 0
        var position = 0
        while position + 1 < bytes.count {
            guard bytes[position] == 0x0D, bytes[position + 1] == 0x0A else {
                position += 1
                continue
            }
            if position == line {
                self.status = status
                byteCount = position + 2 + length
                return
            }
            let text = UnsafeRawBufferPointer(rebasing: bytes[line..<position])
            if line == 0 {
                status = Self.number(text.dropFirst(9).prefix(3))
            } else if text.count > 15, text[0] | 0x20 == UInt8(ascii: "c"), text[14] == UInt8(ascii: ":"),
                text[8] | 0x20 == UInt8(ascii: "l")
            {
                // Of our headers only Content-Length has these letters in these places.
                length = Self.number(text.dropFirst(15))
            }
            position += 2
            line = position
        }
        return nil
    }

    private static func number(_ digits: some Sequence<UInt8>) -> Int {
        digits.reduce(0) { (48...57).contains($1) ? $0 * 10 + Int($1 - 48) : $0 }
    }
}
