import Foundation
import Glibc
import Synchronization

/// A server on a free port of this machine that does to each connection exactly what a test tells it to.
final class LoopbackServer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let accepted = Mutex(0)

    /// How many connections were accepted so far.
    var connectionCount: Int { accepted.withLock { $0 } }

    /// - Parameter serve: runs on a thread of its own for each connection, which is closed when it returns.
    /// - Throws: when no port can be had.
    init(_ serve: @escaping @Sendable (Connection) -> Void) throws {
        (listener, port) = try Self.listen(backlog: 256)
        let thread = Thread { [self] in
            defer { close(listener) }
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { return }
                let number = accepted.withLock { count in
                    count += 1
                    return count
                }
                Thread.detachNewThread {
                    let connection = Connection(descriptor: descriptor, number: number)
                    serve(connection)
                    close(descriptor)
                }
            }
        }
        thread.start()
    }

    /// Ends the accepting thread, which closes the listener itself: closed here, its number could already belong to
    /// another test's server when that thread accepts once more.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Calls `body` with a port that belongs to this process and that nobody listens on.
    static func withDeafPort<R>(_ body: (UInt16) async throws -> R) async throws -> R {
        let (descriptor, port) = try listen(backlog: nil)
        defer { close(descriptor) }
        return try await body(port)
    }

    private static func listen(backlog: Int32?) throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0
                    && (backlog.map { Glibc.listen(descriptor, $0) } ?? 0) == 0
                    && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard descriptor >= 0, status else { throw CocoaError(.featureUnsupported) }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }
}

/// One accepted connection.
struct Connection: Sendable {
    let descriptor: Int32
    /// Counted from 1 over the server's life.
    let number: Int

    /// The next whole request, header and body, or `nil` when the client closed.
    func readRequest() -> String? {
        var received: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let length = Self.requestLength(received), received.count >= length {
                return String(decoding: received, as: UTF8.self)
            }
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            received += chunk[..<count]
        }
    }

    @discardableResult
    func write(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// A complete answer that leaves the connection open.
    @discardableResult
    func answer(_ body: String, status: String = "200 OK", headers: String = "") -> Bool {
        write("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
    }

    private static func requestLength(_ received: [UInt8]) -> Int? {
        let text = String(decoding: received, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let header = text[..<end.lowerBound].lowercased()
        let length = header.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces)) }
        return text[..<end.upperBound].utf8.count + (length ?? 0)
    }
}
