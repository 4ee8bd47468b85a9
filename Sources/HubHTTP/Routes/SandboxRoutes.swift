import HTTPTypes
import HubEngine
import PaymentVocabulary

extension APIRoutes {
    /// Only a sandbox has these.
    static func sandbox(_ clock: any MovableClock) -> [APIRoute] {
        [
            APIRoute(.get, "/v1/sandbox/clock", "Tells the sandbox's time.") { _ in
                try APIAnswer(showing: ["now": "\(clock.now())"])
            },
            APIRoute(.post, "/v1/sandbox/clock", "Moves the sandbox's time forward.", body: .json) { call in
                clock.move(to: try moment(call, now: clock.now()))
                return try APIAnswer(showing: ["now": "\(clock.now())"])
            },
        ]
    }

    /// A hundred years: further steps are mistakes, and nothing may overflow.
    private static let secondsMax: Int64 = 100 * 366 * 86_400

    private static func moment(_ call: APICall, now: Timestamp) throws -> Timestamp {
        let object = try call.object(["now", "advance_seconds"])
        let text = try object.optionalName("now")
        let seconds = try object.optionalInteger("advance_seconds")
        let moment: Timestamp
        switch (text, seconds) {
        case (let text?, nil):
            guard let read = Timestamp(rfc3339: text) else {
                throw object.problem("now", "is neither a moment such as 2026-03-01T09:30:00Z nor a date")
            }
            moment = read
        case (nil, let seconds?):
            guard (0...secondsMax).contains(seconds) else {
                throw object.problem("advance_seconds", "is a number from 0 to \(secondsMax)")
            }
            moment = now.adding(seconds: seconds)
        case (nil, nil), (_?, _?): throw HubProblem(.invalidRequest, "give one of now and advance_seconds")
        }
        guard moment >= now else { throw object.problem("now", "time does not go back; it is \(now)") }
        return moment
    }
}
