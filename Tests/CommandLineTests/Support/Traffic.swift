import Foundation
import Synchronization

/// An event of a provider, as its body is delivered.
struct ProviderEvent: Sendable {
    let id: String
    let body: String

    /// The same news in another event.
    func renamed(_ name: String) -> ProviderEvent {
        ProviderEvent(id: name, body: body.replacingOccurrences(of: "\"\(id)\"", with: "\"\(name)\""))
    }
}

/// What a provider knows of its deliveries while the hub comes and goes: what is not acknowledged is sent again.
final class Traffic: Sendable {
    private struct State {
        var made = 0
        var waiting: [ProviderEvent] = []
        var acknowledged: Set<String> = []
        var refusals: [String] = []
    }

    private let templates: [ProviderEvent]
    private let state = Mutex(State())

    init(templates: [ProviderEvent]) { self.templates = templates }

    var acknowledged: Set<String> { state.withLock(\.acknowledged) }
    /// Sent, and not answered before the hub was gone.
    var waiting: Int { state.withLock(\.waiting.count) }
    /// Answers other than 2xx, of which there should be none.
    var refusals: [String] { state.withLock(\.refusals) }

    /// Delivers one event after the other until the hub does not answer any more; each third one twice.
    func deliverUntilGone(_ hub: Server) {
        while true {
            let (event, isRepeated) = next()
            guard deliver(event, to: hub) else { return }
            if isRepeated, !deliver(event, to: hub) { return }
        }
    }

    /// Delivers what was not acknowledged yet.
    func deliverTheRest(to hub: Server) {
        let rest = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for event in rest { _ = deliver(event, to: hub) }
    }

    private func next() -> (event: ProviderEvent, isRepeated: Bool) {
        state.withLock { state in
            state.made += 1
            let isRepeated = state.made % 3 == 0
            if state.made % 2 == 0, let event = state.waiting.popLast() { return (event, isRepeated) }
            let template = templates[state.made % templates.count]
            return (template.renamed("evt_made_\(state.made)"), isRepeated)
        }
    }

    private func deliver(_ event: ProviderEvent, to hub: Server) -> Bool {
        guard let answer = try? hub.deliver(event.body) else {
            // A second delivery that is cut off takes nothing back.
            state.withLock { if !$0.acknowledged.contains(event.id) { $0.waiting.append(event) } }
            return false
        }
        state.withLock { state in
            if (200...299).contains(answer.status) {
                state.acknowledged.insert(event.id)
            } else {
                state.refusals.append("\(event.id): \(answer.status) \(answer.text)")
            }
        }
        return true
    }
}
