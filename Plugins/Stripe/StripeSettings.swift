internal import AdapterKit

/// The settings of one Stripe account, read once for each call.
struct StripeSettings {
    static let defaultBase = "https://api.stripe.com"
    static let defaultVersion = "2026-10-28.endive"
    static let defaultToleranceSeconds: Int64 = 300

    let secretKey: String
    /// Without a slash at the end.
    let base: String
    let version: String

    /// - Throws: `AdapterError` of kind `authentication` when the key is missing, `invalidRequest` when a value cannot
    ///   stand in a header or an address.
    init(_ settings: AdapterSettings) throws(AdapterError) {
        guard let key = settings["secret_key"], !key.isEmpty else {
            throw AdapterError(kind: .authentication, certainty: .notSent, detail: "setting secret_key is missing")
        }
        secretKey = key
        version = settings["api_version"] ?? Self.defaultVersion
        var address = settings["api_base"] ?? Self.defaultBase
        while address.hasSuffix("/") { address.removeLast() }
        base = address
        guard Self.isVisible(secretKey) else { throw .unsendable("setting secret_key holds unprintable characters") }
        guard Self.isVisible(version) else { throw .unsendable("setting api_version holds unprintable characters") }
        guard !StripeVersion.booksReleasesAsRefunds(version) else {
            throw .unsendable("setting api_version is before \(StripeVersion.oldest)")
        }
        guard Self.isVisible(base), base.hasPrefix("https://") || base.hasPrefix("http://") else {
            throw .unsendable("setting api_base is no address")
        }
    }

    /// Whether a text can stand in a header without ending it.
    static func isVisible(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// The webhook secrets: two while one of them is being replaced.
    static func webhookSecrets(_ setting: String) -> [String] {
        setting.split(separator: ",").map { $0.trimmingSpaces }.filter { !$0.isEmpty }
    }

    /// How far from now a webhook's time may be, in seconds.
    ///
    /// - Throws: `AdapterError` of kind `invalidRequest` unless it is 1 second to one day.
    static func webhookTolerance(_ settings: AdapterSettings) throws(AdapterError) -> Int64 {
        guard let text = settings["webhook_tolerance"] else { return defaultToleranceSeconds }
        guard let seconds = Int64(text), (1...86_400).contains(seconds) else {
            throw .unsendable("setting webhook_tolerance is not 1 to 86400 seconds")
        }
        return seconds
    }
}

/// What we rely on in a version of Stripe's API; versions are dates with a name after them.
enum StripeVersion {
    /// The first version in which only money that was captured is ever refunded.
    static let oldest = "2025-03-31.basil"

    /// Before it, Stripe booked what a partial capture or a cancellation left over as a refund, with a balance
    /// transaction of its own, so that nothing tells it from money that was given back.
    ///
    /// Source: Stripe changelog of 2025-03-31.basil, balance transactions of partial captures and cancellations.
    static func booksReleasesAsRefunds(_ version: String?) -> Bool {
        guard let version else { return false }
        return version.utf8.prefix(10).lexicographicallyPrecedes(oldest.utf8.prefix(10))
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
