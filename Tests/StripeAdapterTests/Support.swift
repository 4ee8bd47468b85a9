import AdapterKit
import Foundation
import PaymentVocabulary
import Synchronization
import Testing

@testable import StripeAdapter

/// An exchange that answers from a script and keeps what was asked.
final class ScriptedExchange: HTTPExchange {
    typealias Result = Swift.Result<ExchangeResponse, ExchangeFailure>
    private let state: Mutex<(results: [Result], requests: [ExchangeRequest])>

    init(_ results: [Result]) { state = Mutex((results, [])) }

    convenience init(_ bodies: JSONNode...) {
        self.init(bodies.map { .success(ExchangeResponse(status: 200, headers: [], body: JSONWriter.encode($0))) })
    }

    var requests: [ExchangeRequest] { state.withLock { $0.requests } }

    func send(_ request: ExchangeRequest) async throws(ExchangeFailure) -> ExchangeResponse {
        let result = state.withLock { state -> Result in
            state.requests.append(request)
            guard !state.results.isEmpty else {
                return .failure(ExchangeFailure(bytesLeft: false, detail: "the script has ended"))
            }
            return state.results.removeFirst()
        }
        return try result.get()
    }
}

extension CallContext {
    static let testNow = Timestamp(seconds: 1_790_000_000)
    static let testSettings = ["secret_key": "sk_test_1", "webhook_secret": "whsec_one"]

    static func test(
        _ http: any HTTPExchange = ScriptedExchange([]),
        settings: [String: String] = testSettings,
        now: Timestamp = testNow
    ) -> CallContext {
        CallContext(now: now, deadline: now.adding(seconds: 60), settings: AdapterSettings(settings), http: http)
    }
}

/// A repeatable source of random numbers: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Files outside the repository that some tests compare with; a test without them says so and ends.
enum Outside {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static var shared: URL {
        ProcessInfo.processInfo.environment["QUITTANCE_SHARED"].map { URL(fileURLWithPath: $0) }
            ?? root.deletingLastPathComponent().appendingPathComponent("shared")
    }

    static func sharedFile(_ path: String) -> URL? {
        let file = shared.appendingPathComponent(path)
        guard FileManager.default.fileExists(atPath: file.path) else {
            print("skipped: ../shared/\(path) is absent")
            return nil
        }
        return file
    }

    static func python(_ environment: String) -> URL? {
        let file = root.appendingPathComponent("\(environment)/bin/python")
        guard FileManager.default.fileExists(atPath: file.path) else {
            print("skipped: \(environment) is absent")
            return nil
        }
        return file
    }

    /// Runs a Python program with text on its input and gives the lines it printed.
    static func run(_ python: URL, program: String, input: String) throws -> [String] {
        let process = Process()
        process.executableURL = python
        process.arguments = ["-c", program]
        let (stdin, stdout) = (Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        try process.run()
        // Written from another thread: a program that prints while it reads would block both pipes.
        Thread.detachNewThread {
            stdin.fileHandleForWriting.write(Data(input.utf8))
            try? stdin.fileHandleForWriting.close()
        }
        let output = stdout.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    static func document(_ file: URL) throws -> JSONDocument {
        try JSONDocument(Array(Data(contentsOf: file)), limits: JSONLimits(byteCountMax: 64 << 20, depthMax: 64))
    }
}

/// Objects as Stripe shows them, with some members replaced, added or (by `nil`) taken away.
enum Sample {
    static func object(_ members: [(String, JSONNode)], _ changes: [String: JSONNode?]) -> JSONNode {
        var result = members.compactMap { member in
            switch changes[member.0] {
            case .none: JSONNode.Member(key: member.0, value: member.1)
            case .some(.none): nil
            case .some(.some(let value)): JSONNode.Member(key: member.0, value: value)
            }
        }
        for name in changes.keys.sorted() where !members.contains(where: { $0.0 == name }) {
            if let value = changes[name] ?? nil { result.append(JSONNode.Member(key: name, value: value)) }
        }
        return .object(result)
    }

    static let references: JSONNode = ["quittance_payment": "pay_1", "quittance_operation": "op_1"]

    static func intent(_ status: String, _ changes: [String: JSONNode?] = [:]) -> JSONNode {
        object(
            [
                ("id", "pi_1"), ("object", "payment_intent"), ("amount", 1_050),
                ("amount_received", .integer(status == "succeeded" ? 1_050 : 0)), ("currency", "eur"),
                ("capture_method", "automatic"), ("status", .string(status)), ("created", 1_789_000_000),
                ("canceled_at", status == "canceled" ? 1_789_000_500 : .null), ("latest_charge", "ch_1"),
                ("last_payment_error", .null), ("next_action", .null), ("metadata", references),
            ],
            changes
        )
    }

    static func charge(_ changes: [String: JSONNode?] = [:]) -> JSONNode {
        object(
            [
                ("id", "ch_1"), ("object", "charge"), ("amount", 1_050), ("amount_captured", 1_050),
                ("captured", true), ("currency", "eur"), ("status", "succeeded"), ("created", 1_789_000_010),
                ("payment_intent", "pi_1"), ("disputed", false), ("metadata", references),
            ],
            changes
        )
    }

    static func refund(_ status: String, _ changes: [String: JSONNode?] = [:]) -> JSONNode {
        object(
            [
                ("id", "re_1"), ("object", "refund"), ("amount", 300), ("currency", "eur"),
                ("status", .string(status)), ("payment_intent", "pi_1"), ("charge", "ch_1"),
                ("balance_transaction", "txn_1"), ("created", 1_789_000_020),
                ("metadata", ["quittance_payment": "pay_1", "quittance_operation": "op_r"]),
            ],
            changes
        )
    }

    static func dispute(_ status: String, _ changes: [String: JSONNode?] = [:]) -> JSONNode {
        object(
            [
                ("id", "dp_1"), ("object", "dispute"), ("amount", 1_050), ("currency", "eur"),
                ("status", .string(status)), ("payment_intent", "pi_1"), ("charge", "ch_1"),
                ("balance_transactions", []), ("created", 1_789_000_030), ("metadata", [:]),
            ],
            changes
        )
    }

    static func list(_ data: [JSONNode], more: Bool = false) -> JSONNode {
        ["object": "list", "data": .array(data), "has_more": .boolean(more), "url": "/v1/x"]
    }

    static func event(_ type: String, _ object: JSONNode, version: JSONNode = "2026-10-28.endive") -> JSONNode {
        [
            "id": "evt_1", "object": "event", "api_version": version, "type": .string(type), "created": 1_789_900_000,
            "data": ["object": object],
        ]
    }
}

/// A fact as one line, so that a table row shows all of it.
func line(_ fact: ProviderFact) -> String {
    let claim =
        switch fact.claim {
        case .pending: "pending"
        case .requiresAction(let url): "requiresAction \(url ?? "-")"
        case .declined(let decline): "declined \(decline.reason.rawValue) \(decline.providerCode)"
        case .succeeded(let money): "succeeded \(money)"
        case .returned(let money, let code): "returned \(money) \(code)"
        }
    return "\(fact.subject.rawValue) \(claim) | \(fact.providerPayment) \(fact.providerObject) "
        + "\(fact.payment?.text ?? "-") \(fact.operation?.text ?? "-")"
}

extension Money {
    static func euros(_ cents: Int64) -> Money { Money(minorUnits: cents, currency: .eur) }
}

/// The error that a call ends with, `nil` when it succeeds.
func failure<Answer>(of call: () async throws(AdapterError) -> Answer) async -> AdapterError? {
    do {
        _ = try await call()
        return nil
    } catch {
        return error
    }
}

extension JSONNode {
    /// A value that was read, to be written again.
    init(_ value: JSONValue) throws {
        switch value.kind {
        case .object: self = .object(try value.members().map { Member(key: $0.key, value: try JSONNode($0.value)) })
        case .array: self = .array(try value.elements().map { try JSONNode($0) })
        case .string: self = .string(try value.string())
        case .integer: self = .integer(try value.integer())
        case .boolean: self = .boolean(try value.boolean())
        case .decimal: self = JSONNode.Decimal(try value.numberText()).map { .number($0) } ?? .null
        case .null: self = .null
        }
    }
}
