import AdapterKit
import HTTPTypes
import HubEngine
import HubStore
import Hummingbird

/// Turns whatever a route throws into a problem that tells what to do and nothing about the inside.
///
/// Source: RFC 9457.
struct ProblemMiddleware: RouterMiddleware {
    typealias Context = HubRequestContext

    let hub: Hub
    let methods: MethodTable

    func handle(
        _ request: Request,
        context: HubRequestContext,
        next: (Request, HubRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let interrupted as BodyInterrupted {
            throw interrupted.cause
        } catch {
            return response(to: error, request)
        }
    }

    private func response(to error: any Error, _ request: Request) -> Response {
        switch error {
        case let problem as HubProblem: return Response.problem(problem)
        case let error as JSONError: return Response.problem(HubProblem(error))
        case let error as StoreError where error.isPassing:
            log(.warning, "request refused", error, request)
            return Response.problem(HubProblem(.unavailable, "the database cannot take it now; try again"))
        case let error as HTTPError where error.status == .notFound: return notRouted(request)
        default: return internalError(error, request)
        }
    }

    private func notRouted(_ request: Request) -> Response {
        let allowed = methods.methods(at: request.uri.path)
        guard !allowed.isEmpty, !allowed.contains(request.method) else {
            return Response.problem(HubProblem(.notFound, "\(request.method) \(request.uri.path) is no address here"))
        }
        let list = allowed.map(\.rawValue).joined(separator: ", ")
        var response = Response.problem(
            kind: "method-not-allowed",
            status: 405,
            title: "The address does not know this method",
            detail: "\(request.uri.path) knows \(list)",
            field: nil
        )
        response.headers[.allow] = list
        return response
    }

    private func internalError(_ error: any Error, _ request: Request) -> Response {
        let id = hub.environment.identifiers.next("err")
        log(.error, "request failed", error, request, [("id", id)])
        return Response.problem(
            kind: "internal",
            status: 500,
            title: "Something went wrong here",
            detail: "the log has more under \(id)",
            field: nil
        )
    }

    private func log(
        _ level: HubLogLine.Level,
        _ message: String,
        _ error: any Error,
        _ request: Request,
        _ more: [(name: String, value: String)] = []
    ) {
        let place = [("method", "\(request.method)"), ("path", request.uri.path), ("error", "\(error)")]
        hub.environment.log(HubLogLine(level, message, place + more))
    }
}

extension Response {
    static func problem(_ problem: HubProblem) -> Response {
        var response = Response.problem(
            kind: problem.kind.rawValue,
            status: problem.kind.status,
            title: problem.kind.title,
            detail: problem.detail,
            field: problem.field
        )
        switch problem.kind {
        case .unavailable, .stillRunning: response.headers[.retryAfter] = "1"
        case .unauthorised: response.headers[.wwwAuthenticate] = #"Bearer realm="quittance""#
        case .malformed, .invalidRequest, .forbidden, .notFound, .idempotencyKeyMissing, .idempotencyKeyReused,
            .conflict, .amountNotAvailable, .untrusted, .tooLarge:
            break
        }
        return response
    }

    static func problem(kind: String, status: Int, title: String, detail: String, field: String?) -> Response {
        .json(
            status,
            problemBytes(kind: kind, status: status, title: title, detail: detail, field: field),
            type: .problem
        )
    }

    static func problemBytes(kind: String, status: Int, title: String, detail: String, field: String?) -> [UInt8] {
        var members: [JSONNode.Member] = [
            .init(key: "type", value: .string("/problems/\(kind)")),
            .init(key: "title", value: .string(title)),
            .init(key: "status", value: .integer(Int64(status))),
            .init(key: "detail", value: .string(detail)),
        ]
        if let field { members.append(.init(key: "field", value: .string(field))) }
        return JSONWriter.encode(.object(members))
    }
}

extension StoreError {
    /// Whether the same request may succeed later.
    var isPassing: Bool {
        switch self {
        case .busy, .overloaded, .full, .io, .transactionLost, .interrupted, .closed: true
        case .constraint, .corrupt, .readOnly, .invalidStatement, .unexpectedColumn, .cannotOpen, .migration, .other:
            false
        }
    }
}
