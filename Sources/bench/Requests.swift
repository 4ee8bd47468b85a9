internal import Foundation
internal import PaymentCrypto

/// The same request again and again.
final class ConstantRequest: RequestWriter {
    private let bytes: UnsafeMutableRawBufferPointer

    init(_ text: String) { bytes = .copy(of: Array(text.utf8)) }
    deinit { bytes.deallocate() }

    func request(_ number: Int) -> UnsafeRawBufferPointer? { UnsafeRawBufferPointer(bytes) }
}

/// Requests that were written before.
final class ListedRequests: RequestWriter {
    private let all: [UnsafeMutableRawBufferPointer]

    init(_ texts: [String]) { all = texts.map { .copy(of: Array($0.utf8)) } }
    deinit { for bytes in all { bytes.deallocate() } }

    func request(_ number: Int) -> UnsafeRawBufferPointer? {
        all.indices.contains(number) ? UnsafeRawBufferPointer(all[number]) : nil
    }
}

/// Signed Stripe events of 3.5 kB, each with an id and a payment of its own that the hub does not know.
///
/// The signatures are computed before the clock starts; while it runs an event costs the copying of 76 bytes.
final class SignedEvents: RequestWriter {
    static let path = "/webhooks/stripe/cards"
    private static let digits = 8
    private let template: UnsafeMutableRawBufferPointer
    private let signatures: [UInt8]
    private let signaturePlace: Int
    private let numberPlaces: [Int]
    private let run: String

    /// - Parameters:
    ///   - run: tells the events of one run from those of another.
    ///   - secret: the webhook secret of the account.
    ///   - count: how many events there are.
    ///   - seconds: the signed time, since 1970.
    init(run: String, secret: String, count: Int, seconds: Int64) {
        self.run = run
        let mark = String(repeating: "#", count: Self.digits)
        var body = Array(Self.event(run: run, number: mark, seconds: seconds).utf8)
        let blank = String(repeating: "0", count: 64)
        let head = """
            POST \(Self.path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json; charset=utf-8\r\n\
            Content-Length: \(body.count)\r\nStripe-Signature: t=\(seconds),v1=\(blank)\r\n\r\n
            """
        let places = Self.places(of: Array(mark.utf8), in: body)
        let key = HMACSHA256Key(secret)
        let prefix = Array("\(seconds).".utf8)
        var message = prefix + body
        var signatures: [UInt8] = []
        signatures.reserveCapacity(count * 64)
        for number in 0..<count {
            let text = Self.text(number)
            for place in places {
                message.replaceSubrange((prefix.count + place)..<(prefix.count + place + 8), with: text)
            }
            signatures += Hexadecimal.encode(key.authenticationCode(for: message)).utf8
        }
        self.signatures = signatures
        let headBytes = Array(head.utf8)
        signaturePlace = headBytes.count - 4 - 64
        numberPlaces = places.map { headBytes.count + $0 }
        body.insert(contentsOf: headBytes, at: 0)
        template = .copy(of: body)
    }

    deinit { template.deallocate() }

    /// What the hub knows event `number` by.
    func eventID(_ number: Int) -> String { "evt_\(run)\(String(decoding: Self.text(number), as: UTF8.self))" }

    func request(_ number: Int) -> UnsafeRawBufferPointer? {
        guard (number + 1) * 64 <= signatures.count else { return nil }
        let text = Self.text(number)
        for place in numberPlaces { UnsafeMutableRawBufferPointer(rebasing: template[place...]).copyBytes(from: text) }
        signatures.withUnsafeBytes { all in
            UnsafeMutableRawBufferPointer(rebasing: template[signaturePlace...])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: all[(number * 64)..<(number * 64 + 64)]))
        }
        return UnsafeRawBufferPointer(template)
    }

    private static func text(_ number: Int) -> [UInt8] {
        var rest = number
        var text = [UInt8](repeating: 48, count: digits)
        for place in text.indices.reversed() where rest > 0 {
            text[place] = 48 + UInt8(rest % 10)
            rest /= 10
        }
        return text
    }

    private static func places(of mark: [UInt8], in bytes: [UInt8]) -> [Int] {
        bytes.indices.filter { bytes[$0...].starts(with: mark) }
    }

    private static func event(run: String, number: String, seconds: Int64) -> String {
        // Two fields of the provider's that nobody reads here bring the event to its usual size.
        let padding = String(repeating: "x", count: 480)
        return """
            {"id":"evt_\(run)\(number)","object":"event","api_version":"2026-10-28.endive","created":\(seconds),\
            "data":{"object":{"id":"pi_\(run)\(number)","object":"payment_intent","amount":11900,\
            "amount_capturable":0,"amount_details":{"tip":{}},"amount_received":11900,"application":null,\
            "application_fee_amount":null,"automatic_payment_methods":{"allow_redirects":"never","enabled":true},\
            "canceled_at":null,"cancellation_reason":null,"capture_method":"automatic_async",\
            "client_secret":"pi_\(run)\(number)_secret_dmFsdWUgb2Ygbm8gdXNlIHRvIGFueWJvZHk",\
            "confirmation_method":"automatic","created":\(seconds),"currency":"eur","customer":"cus_Qx8mP2nV7cLk3R",\
            "description":"Order 4711, 2 pallets, net 30","invoice":null,"last_payment_error":null,\
            "latest_charge":"ch_\(run)\(number)","livemode":false,"metadata":{"order":"4711","channel":"web",\
            "note":"\(padding)"},"next_action":null,"on_behalf_of":null,"payment_method":"pm_1QmJ2eLkdIwHu7ix",\
            "payment_method_configuration_details":{"id":"pmc_1QmJ2eLkdIwHu7ix","parent":null},\
            "payment_method_options":{"card":{"installments":null,"mandate_options":null,"network":null,\
            "request_three_d_secure":"automatic"},"link":{"persistent_token":null},"sepa_debit":{"mandate_options":{}}},\
            "payment_method_types":["card","link","sepa_debit"],"processing":null,"receipt_email":"ap@example.com",\
            "review":null,"setup_future_usage":null,"shipping":{"address":{"city":"Hamburg","country":"DE",\
            "line1":"Speicherstrasse 12","line2":null,"postal_code":"20457","state":null},"carrier":null,\
            "name":"Example GmbH","phone":"+49401234567","tracking_number":null},"source":null,\
            "statement_descriptor":null,"statement_descriptor_suffix":null,"status":"succeeded",\
            "transfer_data":null,"transfer_group":null,"charges":{"object":"list","data":[{"id":"ch_\(run)\(number)",\
            "object":"charge","amount":11900,"amount_captured":11900,"amount_refunded":0,\
            "balance_transaction":"txn_3QmJ2eLkdIwHu7ix","billing_details":{"address":{"city":"Hamburg","country":"DE",\
            "line1":"Speicherstrasse 12","line2":null,"postal_code":"20457","state":null},"email":"ap@example.com",\
            "name":"Example GmbH","phone":null},"captured":true,"created":\(seconds),"currency":"eur","disputed":false,\
            "failure_code":null,"failure_message":null,"fraud_details":{},"outcome":{"network_status":\
            "approved_by_network","reason":null,"risk_level":"normal","risk_score":21,"seller_message":\
            "Payment complete.","type":"authorized"},"paid":true,"payment_method_details":{"card":{"brand":"visa",\
            "checks":{"address_line1_check":"pass","address_postal_code_check":"pass","cvc_check":"pass"},\
            "country":"DE","exp_month":4,"exp_year":2031,"funding":"credit","last4":"4242","network":"visa",\
            "three_d_secure":null,"wallet":null},"type":"card"},"refunded":false,"status":"succeeded"}],\
            "has_more":false,"total_count":1,"note":"\(padding)"}}},"livemode":false,"pending_webhooks":1,\
            "request":{"id":"req_dmFsdWUgb2Yg","idempotency_key":"6f0c8b0e-3a0e-4c2b-9a57-\(run)\(number)"},\
            "type":"payment_intent.succeeded"}
            """
    }
}

extension UnsafeMutableRawBufferPointer {
    fileprivate static func copy(of bytes: [UInt8]) -> UnsafeMutableRawBufferPointer {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
        memory.copyBytes(from: bytes)
        return memory
    }
}
