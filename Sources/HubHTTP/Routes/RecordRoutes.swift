import AdapterKit
import HTTPTypes
import HubEngine

extension APIRoutes {
    static let records = [
        APIRoute(
            .get,
            "/v1/events",
            "Lists what happened, in the order of its sequence numbers.",
            pages: ["after", "limit"]
        ) { call in
            let page = try await call.hub.events(after: call.sequence(), limit: call.limit(), of: call.merchant)
            return APIAnswer(json: EventPage.encode(page))
        },
        APIRoute(
            .get,
            "/v1/deliveries",
            "Lists verified webhook deliveries and what became of them.",
            pages: ["after", "limit"]
        ) { call in
            try APIAnswer(
                showing: try await call.hub.deliveries(after: call.sequence(), limit: call.limit(), of: call.merchant)
            )
        },
        APIRoute(.get, "/v1/quarantine", "Lists deliveries that did not verify, the newest first.", pages: ["limit"]) {
            call in
            try APIAnswer(showing: ["data": try await call.hub.quarantine(limit: call.limit(), of: call.merchant)])
        },
        APIRoute(.get, "/v1/ledger/balances", "Lists the balances of the ledger; debit is positive.") { call in
            try APIAnswer(showing: ["data": try await call.hub.ledgerBalances(of: call.merchant)])
        },
    ]
}

/// A page of events.
///
/// Their payloads are JSON already and are put in as they are.
enum EventPage {
    static func encode(_ page: Page<EventView>) -> [UInt8] {
        var bytes = Array(#"{"data":["#.utf8)
        for (position, event) in page.data.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            let head = JSONWriter.encode([
                "sequence": .integer(event.sequence), "type": .string(event.type), "subject": .string(event.subject),
                "created_at": .string(event.createdAt),
            ])
            bytes += head.dropLast()
            bytes += Array(#","data":"#.utf8)
            bytes += event.payload
            bytes.append(UInt8(ascii: "}"))
        }
        bytes += Array(#"],"next":"#.utf8)
        bytes += JSONWriter.encode(page.next.map(JSONNode.string) ?? .null)
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }
}
