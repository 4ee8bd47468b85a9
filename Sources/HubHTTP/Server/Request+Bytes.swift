import HTTPTypes
import HubEngine
import Hummingbird
import NIOCore

/// The connection broke, or what came over it was no HTTP: nobody is left to answer.
struct BodyInterrupted: Error {
    let cause: any Error
}

/// The connection ended inside a request.
struct RequestCutShort: Error {}

extension Request {
    /// The whole body.
    ///
    /// A body that announces more than `limit` is refused before any of it is read.
    /// - Throws: `HubProblem` of kind `tooLarge`, `BodyInterrupted`.
    func bytes(upTo limit: Int) async throws -> [UInt8] {
        let announced = headers[.contentLength].flatMap(Int.init)
        if let announced, announced > limit { throw Self.tooLarge(limit) }
        var bytes: [UInt8] = []
        var chunks = body.makeAsyncIterator()
        while let chunk = try await Self.next(&chunks) {
            guard chunk.readableBytes <= limit - bytes.count else { throw Self.tooLarge(limit) }
            // A body of one chunk, as webhooks are, is copied once.
            if bytes.isEmpty { bytes = Array(chunk.readableBytesView) } else { bytes += chunk.readableBytesView }
        }
        // Hummingbird ends a body alike whether it is complete or its connection was closed.
        guard announced.map({ $0 == bytes.count }) ?? true else { throw BodyInterrupted(cause: RequestCutShort()) }
        return bytes
    }

    private static func next(_ chunks: inout RequestBody.AsyncIterator) async throws(BodyInterrupted) -> ByteBuffer? {
        do { return try await chunks.next() } catch { throw BodyInterrupted(cause: error) }
    }

    private static func tooLarge(_ limit: Int) -> HubProblem {
        HubProblem(.tooLarge, "at most \(limit) bytes are taken here")
    }
}
