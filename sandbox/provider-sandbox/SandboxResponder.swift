import AdapterKit
import HTTPTypes
import Hummingbird
import NIOCore
import ProviderModels

/// The context of a request, with the connection, which a dropped answer cuts.
struct SandboxContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}

/// Sends `/health` and `/_sandbox/` to the control panel, everything else to the model.
struct SandboxResponder: HTTPResponder {
    typealias Context = SandboxContext
    private static let bodyBytesMax = 1 << 20
    let sandbox: StripeSandbox
    let deliveries: DeliveryLoop

    func respond(to request: Request, context: SandboxContext) async throws -> Response {
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: Self.bodyBytesMax)
        } catch {
            return Self.response(status: 413, body: Array("{\"error\":\"the body is larger than 1 MiB\"}".utf8))
        }
        let body = Array(buffer.readableBytesView)
        let path = request.uri.path
        if path == "/health" { return Self.response(status: 200, body: Array("{\"status\":\"ok\"}".utf8)) }
        if path.hasPrefix("/_sandbox/"), !path.hasPrefix("/_sandbox/authenticate/") {
            let panel = ControlPanel(sandbox: sandbox, deliveries: deliveries)
            let answer = panel.answer(method: request.method.rawValue, path: path, body: body)
            return Self.response(status: answer.status, body: answer.body)
        }
        let exchange = ExchangeRequest(
            method: request.method.rawValue,
            url: request.head.path ?? "/",
            headers: request.headers.map { HTTPHeader($0.name.rawName, $0.value) },
            body: body
        )
        guard let answer = sandbox.exchange(exchange) else { return Self.response(status: 503, body: []) }
        return try await deliver(answer, context: context)
    }

    private func deliver(_ answer: FaultedAnswer, context: SandboxContext) async throws -> Response {
        deliveries.poke()
        switch answer {
        case .answer(let response, let delay):
            if delay > 0 { try await Task.sleep(for: .milliseconds(delay)) }
            return Self.response(response)
        case .dropped(_, let delay):
            if delay > 0 { try await Task.sleep(for: .milliseconds(delay)) }
            // The connection ends without a byte of an answer; what is returned has nowhere to go.
            try? await context.channel.close()
            return Response(status: .serviceUnavailable)
        }
    }

    private static func response(status: Int, body: [UInt8]) -> Response {
        response(
            ExchangeResponse(status: status, headers: [HTTPHeader("Content-Type", "application/json")], body: body)
        )
    }

    private static func response(_ answer: ExchangeResponse) -> Response {
        var fields = HTTPFields()
        for header in answer.headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            fields.append(HTTPField(name: name, value: header.value))
        }
        return Response(
            status: .init(code: answer.status),
            headers: fields,
            body: .init(byteBuffer: ByteBuffer(bytes: answer.body))
        )
    }
}
