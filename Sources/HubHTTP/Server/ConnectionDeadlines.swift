import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

/// Bounds how long one connection may keep us waiting, and closes it where the rest of a request is not wanted.
///
/// - A request that began has to be complete within the request deadline, else it gets 408. Bytes that trickle do not
///   prolong it, only an announced length does, by what a slow line needs for it. The same holds for the first request
///   of a connection from the moment it was accepted.
/// - Between requests, and while the client takes an answer, the idle limit holds.
/// - An answer that is given before its request was read (401, 413) closes the connection once it is sent: the rest of
///   the body is dropped, not waited for.
///
/// The time that we need ourselves for an answer is not bounded here. One timer looks after all this, so that a request
/// costs two readings of the clock.
final class ConnectionDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    struct Limits: Sendable {
        let request: TimeAmount
        let idle: TimeAmount
        /// How long a client that is still sending may take to see that we stopped listening.
        let linger: TimeAmount = .seconds(1)

        private let bytesMax: Int64

        init(_ options: HTTPOptions) {
            bytesMax = Int64(max(options.webhookBytesMax, options.requestBytesMax, options.importBytesMax))
            request = .milliseconds(options.requestDeadlineMilliseconds)
            idle = .milliseconds(options.idleMilliseconds)
        }

        /// A second more for every half mebibyte, as far as any body may be long.
        func allowance(for head: HTTPRequest) -> TimeAmount {
            // Looked for one by one: asking by name would make an index of all fields first.
            let announced = head.headerFields.first { $0.name == .contentLength }.flatMap { Int64($0.value) } ?? 0
            return .milliseconds(min(max(0, announced), bytesMax) / 512)
        }

        /// How often the timer looks.
        var interval: TimeAmount { .nanoseconds(max(1_000_000, min(request, idle, linger).nanoseconds / 4)) }
    }

    /// The request did not come in time.
    struct RequestTooSlow: Error {}

    private let limits: Limits
    /// Nothing is bounded while this is nil.
    private var deadline: NIODeadline?
    /// Requests whose first line came and whose answer is not finished.
    private var unanswered = 0
    private var isReading = false
    /// More time for the request that is being read, because it announced a long body.
    private var allowance = TimeAmount.zero
    private var isAnswering = false
    private var isClosing = false
    private var timer: Scheduled<Void>?

    init(_ limits: Limits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) {
        deadline = .now() + limits.request
        look(after: context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            unanswered += 1
            isReading = true
            allowance = limits.allowance(for: head)
            bound()
        case .body: break
        case .end:
            isReading = false
            bound()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            isAnswering = true
            deadline = .now() + limits.idle
            if isReading, unanswered == 1 {
                isClosing = true
                head.headerFields[.connection] = "close"
                context.write(wrapOutboundOut(.head(head)), promise: promise)
            } else {
                context.write(data, promise: promise)
            }
        case .body: context.write(data, promise: promise)
        case .end:
            isAnswering = false
            unanswered -= 1
            guard !isClosing else {
                context.writeAndFlush(data, promise: promise)
                return stopListening(context)
            }
            bound()
            context.write(data, promise: promise)
        }
    }

    /// Sets the deadline that the present state asks for.
    ///
    /// While answers are owed to earlier requests, the later ones may wait because of us.
    private func bound() {
        deadline =
            switch (unanswered, isReading) {
            case (0, _): .now() + limits.idle
            case (1, true): .now() + limits.request + allowance
            default: nil
            }
    }

    private func look(after context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: limits.interval) {
            guard let deadline = self.deadline, deadline <= .now() else { return self.look(after: context) }
            self.expire(context)
        }
    }

    private func expire(_ context: ChannelHandlerContext) {
        guard isReading, unanswered == 1, !isAnswering, !isClosing else { return context.close(promise: nil) }
        isClosing = true
        let body = Response.problemBytes(
            kind: "too-slow",
            status: 408,
            title: "The request did not come in time",
            detail: "a whole request has to arrive within \(limits.request.nanoseconds / 1_000_000) ms",
            field: nil
        )
        let head = HTTPResponse(
            status: .requestTimeout,
            headerFields: [
                .contentType: MediaName.problem.rawValue, .contentLength: String(body.count), .connection: "close",
            ]
        )
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        // Whoever waits for the body must not take what came of it for the whole.
        context.fireErrorCaught(RequestTooSlow())
        stopListening(context)
        look(after: context)
    }

    /// Closes our side; closing both at once could destroy an answer that the client has not read.
    private func stopListening(_ context: ChannelHandlerContext) {
        context.close(mode: .output, promise: nil)
        deadline = .now() + limits.linger
    }
}
