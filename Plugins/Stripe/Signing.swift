internal import PaymentCrypto
internal import Synchronization

/// The keys of webhook secrets, each scheduled once: that costs as much as authenticating a small event.
final class StripeSigningKeys: Sendable {
    private static let countMax = 1_000
    private let known = Mutex<[String: [HMACSHA256Key]]>([:])

    /// - Parameter setting: the account's `webhook_secret` as it is written.
    func keys(of setting: String) -> [HMACSHA256Key] {
        if let keys = known.withLock({ $0[setting] }) { return keys }
        let keys = StripeSettings.webhookSecrets(setting).map { HMACSHA256Key($0) }
        known.withLock { known in
            // Replaced secrets would stay for ever.
            if known.count >= Self.countMax { known.removeAll() }
            known[setting] = keys
        }
        return keys
    }
}

/// The signature that Stripe puts into the header `Stripe-Signature` of a webhook.
///
/// `t=<seconds>,v1=<hex>[,v1=<hex>…]`: each `v1` is HMAC-SHA-256 over the time as written, a full stop and the raw body,
/// keyed by the whole secret with its `whsec_`. Two `v1` come while a secret is being replaced. `v0` is for tests at
/// Stripe and proves nothing.
///
/// Source: Stripe documentation, "Verify webhook signatures manually".
package struct StripeSignature {
    /// Why a delivery is not trusted.
    package enum Refusal: String, Error {
        case noTime = "Stripe-Signature has no time"
        case noSignature = "Stripe-Signature has no v1 signature"
        case tooOld = "the signed time is too long ago"
        case fromTheFuture = "the signed time is in the future"
        case mismatch = "no v1 signature fits the body"
        case noSecret = "setting webhook_secret is missing"
    }

    /// The time as it stands in the header; it is signed in this spelling.
    private let timeText: String
    private let seconds: Int64
    private let candidates: [String]

    /// - Throws: `noTime`, `noSignature`.
    package init(header: String) throws(Refusal) {
        var time: String?
        var found: [String] = []
        for item in header.utf8.split(separator: UInt8(ascii: ",")) {
            guard let equals = item.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let value = String(Substring(item[item.index(after: equals)...]))
            if item[..<equals].elementsEqual("t".utf8) {
                time = time ?? value
            } else if item[..<equals].elementsEqual("v1".utf8) {
                found.append(value)
            }
        }
        guard let time, time.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int64(time) else {
            throw .noTime
        }
        guard !found.isEmpty else { throw .noSignature }
        timeText = time
        self.seconds = seconds
        candidates = found
    }

    /// Checks the signature first and the time after it, so that only Stripe learns what our clock says.
    ///
    /// Stripe's own libraries let any future time pass; we refuse what is further ahead than the tolerance, because such
    /// a delivery could be repeated for as long as it is ahead.
    package func verify(
        body: [UInt8],
        secrets: [String],
        nowSeconds: Int64,
        toleranceSeconds: Int64
    ) throws(Refusal) {
        try verify(
            body: body,
            keys: secrets.map { HMACSHA256Key($0) },
            nowSeconds: nowSeconds,
            toleranceSeconds: toleranceSeconds
        )
    }

    func verify(
        body: [UInt8],
        keys: [HMACSHA256Key],
        nowSeconds: Int64,
        toleranceSeconds: Int64
    ) throws(Refusal) {
        guard !keys.isEmpty else { throw .noSecret }
        var fits = false
        for key in keys {
            let expected = Self.signature(of: body, timeText: timeText, key: key)
            for candidate in candidates where ConstantTime.equal(expected, candidate) { fits = true }
        }
        guard fits else { throw .mismatch }
        let (age, overflow) = nowSeconds.subtractingReportingOverflow(seconds)
        guard !overflow else { throw .fromTheFuture }
        guard age <= toleranceSeconds else { throw .tooOld }
        guard age >= -toleranceSeconds else { throw .fromTheFuture }
    }

    /// The lower-case hexadecimal text that Stripe would send as `v1`.
    package static func signature(of body: [UInt8], timeText: String, secret: String) -> String {
        signature(of: body, timeText: timeText, key: HMACSHA256Key(secret))
    }

    private static func signature(of body: [UInt8], timeText: String, key: HMACSHA256Key) -> String {
        var message: [UInt8] = []
        message.reserveCapacity(timeText.utf8.count + 1 + body.count)
        message += timeText.utf8
        message.append(UInt8(ascii: "."))
        message += body
        return Hexadecimal.encode(key.authenticationCode(for: message))
    }
}
