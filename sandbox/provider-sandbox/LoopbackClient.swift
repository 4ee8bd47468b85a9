import AdapterKit
import Foundation

/// An `http` address on this machine.
struct LoopbackAddress: Hashable, Sendable {
    let port: UInt16
    let target: String

    /// - Returns: `nil` for anything that is not `http://127.0.0.1` or `http://localhost`: webhooks never leave.
    init?(_ url: String) {
        guard let parts = URLComponents(string: url), parts.scheme == "http", parts.user == nil,
            parts.host == "127.0.0.1" || parts.host == "localhost", let port = UInt16(exactly: parts.port ?? 80)
        else { return nil }
        let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
        self.port = port
        target = parts.percentEncodedQuery.map { "\(path)?\($0)" } ?? path
    }
}

/// Posts one message to loopback and reads the status of the answer; blocks its thread, which is made for waiting.
enum LoopbackClient {
    struct Failure: Error, Sendable {
        let detail: String
    }

    private static let timeoutSeconds = 10

    static func post(_ body: [UInt8], headers: [HTTPHeader], to address: LoopbackAddress) throws(Failure) -> Int {
        let descriptor = socket(AF_INET, streamType, 0)
        guard descriptor >= 0 else { throw Failure(detail: "no socket: errno \(errno)") }
        defer { close(descriptor) }
        limitWaiting(descriptor)
        try connect(descriptor, port: address.port)
        var head = "POST \(address.target) HTTP/1.1\r\nHost: 127.0.0.1:\(address.port)\r\n"
        for header in headers { head += "\(header.name): \(header.value)\r\n" }
        head += "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n"
        try send(Array(head.utf8) + body, over: descriptor)
        return try status(from: descriptor)
    }

    #if canImport(Glibc)
    private static let streamType = Int32(SOCK_STREAM.rawValue)
    private static let sendFlags = Int32(MSG_NOSIGNAL)
    #else
    private static let streamType = SOCK_STREAM
    private static let sendFlags: Int32 = 0
    #endif

    private static func limitWaiting(_ descriptor: Int32) {
        var limit = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    }

    private static func connect(_ descriptor: Int32, port: UInt16) throws(Failure) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Foundation.connect(descriptor, $0, size) }
        }
        guard result == 0 else { throw Failure(detail: "no connection: errno \(errno)") }
    }

    private static func send(_ bytes: [UInt8], over descriptor: Int32) throws(Failure) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, sendFlags)
            }
            guard count > 0 else { throw Failure(detail: "sending stopped: errno \(errno)") }
            sent += count
        }
    }

    /// Reads to the end (at most 64 KiB) and takes the three digits of the status line.
    private static func status(from descriptor: Int32) throws(Failure) -> Int {
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while answer.count < 65_536 {
            let count = piece.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard count > 0 else { break }
            answer += piece[0..<count]
        }
        let words = answer.prefix { $0 != UInt8(ascii: "\r") }.split(separator: UInt8(ascii: " "))
        guard words.count >= 2, let status = Int(String(decoding: words[1], as: UTF8.self)) else {
            throw Failure(detail: "no answer")
        }
        return status
    }
}
