import AdapterKit
import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A server on this machine that takes webhooks one after the other, keeps them as they came and answers 200.
final class LoopbackListener: Sendable {
    let port: UInt16
    private let socket: Int32
    private let received = Mutex<[WebhookDelivery]>([])

    var deliveries: [WebhookDelivery] { received.withLock { $0 } }

    init() throws {
        (socket, port) = try Self.listen()
        Thread.detachNewThread { [self] in
            while case let connection = accept(socket, nil, nil), connection >= 0 { serve(connection) }
        }
    }

    func stop() { _ = shutdown(socket, Int32(SHUT_RDWR)) }

    /// A port that was free a moment ago.
    static func freePort() throws -> UInt16 {
        let (socket, port) = try listen()
        close(socket)
        return port
    }

    private static func listen() throws -> (Int32, UInt16) {
        #if canImport(Glibc)
        let stream = Int32(SOCK_STREAM.rawValue)
        #else
        let stream = SOCK_STREAM
        #endif
        let socket = Glibc.socket(AF_INET, stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, length) | Glibc.listen(socket, 16) | getsockname(socket, address, &length)
            }
        }
        guard socket >= 0, status == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        return (socket, UInt16(bigEndian: address.sin_port))
    }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let delivery = Self.delivery(bytes) {
                received.withLock { $0.append(delivery) }
                let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
                _ = send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
                return
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            bytes += buffer[..<count]
        }
    }

    /// The request, once it is complete.
    private static func delivery(_ bytes: [UInt8]) -> WebhookDelivery? {
        guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: [13, 10, 13, 10]) }) else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        let headers = lines.dropFirst().compactMap { line -> HTTPHeader? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            return HTTPHeader(String(line[..<colon]), value)
        }
        let body = Array(bytes[(end + 4)...])
        guard let length = headers.first(named: "Content-Length").flatMap({ Int($0) }), body.count >= length else {
            return nil
        }
        let words = lines[0].split(separator: " ")
        guard words.count == 3 else { return nil }
        return WebhookDelivery(
            method: String(words[0]),
            path: String(words[1]),
            query: "",
            headers: headers,
            body: Array(body.prefix(length))
        )
    }
}
