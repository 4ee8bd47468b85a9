internal import Foundation

/// Why nothing could be measured.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Plain blocking sockets to this machine.
enum Loopback {
    /// A clock that only goes forward.
    static var seconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// How long something takes by that clock; more than nothing.
    static func elapsed(_ work: () throws -> Void) rethrows -> Double {
        let begin = seconds
        try work()
        return max(1e-9, seconds - begin)
    }

    static func connect(port: UInt16) throws -> Int32 {
        #if os(Linux)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw BenchError("no socket: \(String(cString: strerror(errno)))") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw BenchError("127.0.0.1:\(port) does not accept: \(reason)")
        }
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return descriptor
    }

    static func sendAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = send(descriptor, bytes.baseAddress?.advanced(by: sent), bytes.count - sent, 0)
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Sends one request on a connection of its own and waits for the first byte of its answer.
    static func firstByte(of request: String, port: UInt16) throws {
        let descriptor = try connect(port: port)
        defer { close(descriptor) }
        let isSent = Array(request.utf8).withUnsafeBytes { sendAll($0, to: descriptor) }
        var byte: UInt8 = 0
        guard isSent, recv(descriptor, &byte, 1, 0) == 1 else { throw BenchError("no answer on port \(port)") }
    }
}
