import AdapterKit
import HTTPTypes
import HubEngine
import Hummingbird
import NIOCore
import NIOHTTPTypes

/// Takes webhooks out of a connection before the router sees them, when nothing about them is unusual.
///
/// A delivery of announced length to an account that verifies on the spot is verified on the event loop and handed to
/// the store from there, so that it costs two hand-overs between threads and no task. Whatever does not fit (another address, no length, too long, a signature
/// that does not verify, a store that fails) is passed on untouched, so that there is one place for refusals.
final class WebhookLane: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// What the lanes of one server share.
    struct Shared: Sendable {
        let hub: Hub
        let bytesMax: Int
        private let accounts: [String: ProvingAccount]

        init(hub: Hub, bytesMax: Int) {
            self.hub = hub
            self.bytesMax = bytesMax
            var accounts: [String: ProvingAccount] = [:]
            for account in hub.provingAccounts {
                accounts[WebhookIngress.path(account.address.adapter, account.address.account)] = account
            }
            self.accounts = accounts
        }

        /// - Returns: the account and the length of the body, nil when the request takes the usual way.
        func account(for head: HTTPRequest) -> (account: ProvingAccount, length: Int)? {
            guard head.method == .post, let path = head.path, let account = accounts[path] else { return nil }
            var length: Int?
            // One look at each; asking for them by name would make an index first.
            for field in head.headerFields {
                switch field.name {
                case .contentLength: length = Int(field.value)
                case .transferEncoding, .expect, .connection: return nil
                default: break
                }
            }
            guard let length, (1...bytesMax).contains(length) else { return nil }
            return (account, length)
        }
    }

    /// A class, because a state that is copied would count the references of everything in it.
    private final class Collected {
        let head: HTTPRequest
        let account: ProvingAccount
        let length: Int
        var body = ByteBuffer()

        init(head: HTTPRequest, account: ProvingAccount, length: Int) {
            self.head = head
            self.account = account
            self.length = length
        }
    }

    private enum State {
        /// Between requests.
        case idle
        /// The rest of a request goes to the router.
        case passing
        case collecting(Collected)
        /// The delivery is on its way to the store.
        case storing(Collected)
    }

    private static let heldMax = 16

    private let shared: Shared
    private var state = State.idle
    /// Requests that went to the router and are not answered; answers keep the order of the requests.
    private var owed = 0
    /// What came while a delivery was being stored.
    private var held: [Held] = []
    private var wantsRead = false
    private var context: ChannelHandlerContext?

    private enum Held {
        case part(HTTPRequestPart)
        case event(Any)
    }

    init(_ shared: Shared) { self.shared = shared }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        take(unwrapInboundIn(data), context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The end of the input and the wish to shut down concern the connection once it owes nothing.
        switch state {
        case .collecting, .storing: held.append(.event(event))
        case .idle, .passing: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.fireErrorCaught(error)
        guard case .collecting = state else { return }
        // What was begun will not be ended: the connection is of no more use.
        state = .idle
        release(context)
    }

    func read(context: ChannelHandlerContext) {
        // Who waits for an answer sends nothing more, as a rule; who does, is read no further at some point.
        if held.count >= Self.heldMax { wantsRead = true } else { context.read() }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { owed -= 1 }
        context.write(data, promise: promise)
    }

    /// The delivery was stored, or could not be (`nil`).
    func finish(_ receipt: WebhookReceipt?) {
        guard case .storing(let collected) = state, let context else { return }
        state = .idle
        if let receipt {
            answer(receipt, context)
        } else {
            passOn(collected, context)
        }
        release(context)
        guard wantsRead, held.count < Self.heldMax else { return }
        wantsRead = false
        context.read()
    }

    /// Goes on with what came in the meantime, as far as no delivery holds it up again.
    private func release(_ context: ChannelHandlerContext) {
        guard !held.isEmpty else { return }
        let waiting = held
        held = []
        for item in waiting {
            switch (item, state) {
            case (.part(let part), .idle), (.part(let part), .passing), (.part(let part), .collecting):
                take(part, context)
            case (.event(let event), .idle), (.event(let event), .passing):
                context.fireUserInboundEventTriggered(event)
            case (_, .storing), (.event, .collecting): held.append(item)
            }
        }
        // Parts are handed on in bulk, at the end of each read; the one they came in is over.
        context.fireChannelReadComplete()
    }

    private func take(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        switch (state, part) {
        case (.storing, _): held.append(.part(part))
        case (.idle, .head(let head)):
            if owed == 0, let (account, length) = shared.account(for: head) {
                state = .collecting(Collected(head: head, account: account, length: length))
            } else {
                owed += 1
                state = .passing
                context.fireChannelRead(wrapInboundOut(part))
            }
        case (.collecting(let collected), .body(var bytes)):
            if collected.body.readableBytes == 0 { collected.body = bytes } else { collected.body.writeBuffer(&bytes) }
        case (.collecting(let collected), .end):
            store(collected, context)
        case (.passing, .end):
            state = .idle
            context.fireChannelRead(wrapInboundOut(part))
        case (.idle, _), (.passing, _), (.collecting, .head):
            context.fireChannelRead(wrapInboundOut(part))
        }
    }

    private func store(_ collected: Collected, _ context: ChannelHandlerContext) {
        guard collected.body.readableBytes == collected.length else { return passOn(collected, context) }
        let delivery = WebhookIngress.delivery(collected.head, body: Array(collected.body.readableBytesView))
        guard let proven = collected.account.prove(delivery, at: shared.hub.now) else {
            return passOn(collected, context)
        }
        state = .storing(collected)
        let (loop, lane) = (context.eventLoop, NIOLoopBound(self, eventLoop: context.eventLoop))
        shared.hub.receive(proven) { result in loop.execute { lane.value.finish(try? result.get()) } }
    }

    /// Gives the request to the router, as if nobody had looked at it.
    private func passOn(_ collected: Collected, _ context: ChannelHandlerContext) {
        state = .idle
        owed += 1
        context.fireChannelRead(wrapInboundOut(.head(collected.head)))
        if collected.body.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(.body(collected.body))) }
        context.fireChannelRead(wrapInboundOut(.end(nil)))
        context.fireChannelReadComplete()
    }

    private func answer(_ receipt: WebhookReceipt, _ context: ChannelHandlerContext) {
        let body = WebhookIngress.answer(receipt)
        var fields = HTTPFields()
        fields.reserveCapacity(3)
        fields.append(HTTPField(name: .contentType, value: MediaName.json.rawValue))
        fields.append(HTTPField(name: .contentLength, value: String(body.readableBytes)))
        fields.append(HTTPField(name: .date, value: HTTPDate.text(of: shared.hub.now)))
        context.write(wrapOutboundOut(.head(HTTPResponse(status: .ok, headerFields: fields))), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
