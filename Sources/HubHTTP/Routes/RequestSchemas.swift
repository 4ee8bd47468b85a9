import AdapterKit
import HTTPTypes

/// What the bodies of requests look like, for the description of the API.
///
/// Written by hand beside the routes; a test asks each route for the keys that it knows and compares.
enum RequestSchemas {
    /// - Returns: `nil` for a route that is missing here.
    static func schema(of route: APIRoute) -> JSONNode? { all["\(route.method.rawValue) \(route.path)"] }

    private static let all: [String: JSONNode] = [
        "PUT /v1/customers/{id}": object(
            required: ["name"],
            ["name": text, "payer_account": text, "credit_limit": object(required: ["amount", "currency"], amount)]
        ),
        "POST /v1/payments": object(
            required: ["customer", "account", "amount", "currency", "method"],
            [
                "customer": text, "account": text, "amount": decimal, "currency": currency,
                "capture": ["type": "string", "enum": ["automatic", "manual"]], "method": text, "description": note,
                "invoices": [
                    "type": "array", "items": object(required: ["number"], ["number": text, "amount": decimal]),
                ],
            ]
        ),
        "POST /v1/payments/{id}/captures": object(required: [], amount),
        "POST /v1/payments/{id}/refunds": object(required: [], amount),
        "POST /v1/payments/{id}/voids": object(required: [], [:]),
        "POST /v1/payments/{id}/inquiry": object(required: [], [:]),
        "POST /v1/credit/decisions": object(
            required: ["customer", "amount", "currency"],
            ["customer": text, "amount": decimal, "currency": currency]
        ),
        "POST /v1/credit/reservations": object(
            required: ["id", "customer", "amount", "currency"],
            [
                "id": text, "customer": text, "amount": decimal, "currency": currency,
                "expires_at": ["type": "string", "format": "date-time"],
            ]
        ),
        "POST /v1/credit/reservations/{id}/commit": object(required: [], amount),
        "POST /v1/credit/reservations/{id}/release": object(required: [], [:]),
        "POST /v1/payments/{id}/resolutions": object(
            required: ["operation", "outcome", "note"],
            ["operation": text, "outcome": ["type": "string", "enum": ["succeeded", "declined"]], "note": text]
        ),
        "POST /v1/approvals/{id}/decision": object(
            required: ["decision"],
            ["decision": ["type": "string", "enum": ["approve", "reject"]]]
        ),
        "POST /v1/invoices/{number}/cancellation": object(required: ["reason"], ["reason": text, "document": text]),
        "POST /v1/invoices/{number}/correction": object(
            required: ["reason", "number"],
            [
                "reason": text, "document": text, "number": text, "amount": decimal, "currency": currency,
                "issued": date, "due": date, "terms": text, "reference": text, "taxes": text,
            ]
        ),
        "POST /v1/periods/{period}/closing": object(required: [], ["note": note]),
        "POST /v1/periods/{period}/reopening": object(required: ["note"], ["note": note]),
        "POST /v1/periods/{period}/provider-balances": object(
            required: ["account", "amount", "currency"],
            ["account": text, "amount": decimal, "currency": currency, "date": date]
        ),
        "POST /v1/reconciliations": object(required: [], ["as_of": ["type": "string", "format": "date"]]),
        "POST /v1/reconciliation/lines/{id}/matches": object(
            required: ["currency", "allocations", "reason"],
            [
                "currency": currency, "allocations": allocations, "reason": text,
                "propose": ["type": "string", "enum": ["only"]],
            ]
        ),
        "POST /v1/reconciliation/lines/{id}/return": object(
            required: ["receipt", "reason"],
            ["receipt": text, "amount": decimal, "currency": currency, "allocations": allocations, "reason": text]
        ),
        "POST /v1/reconciliation/lines/{id}/return/undo": object(required: ["reason"], ["reason": text]),
        "POST /v1/reconciliation/matches/{id}/post": object(required: ["reason"], ["reason": text]),
        "POST /v1/reconciliation/matches/{id}/undo": object(required: ["reason"], ["reason": text]),
        "POST /v1/reconciliation/matches/{id}/supersede": object(
            required: ["currency", "allocations", "reason"],
            ["currency": currency, "allocations": allocations, "reason": text]
        ),
        "POST /v1/reconciliation/lines/{id}/owner": object(
            required: ["customer", "reason"],
            ["customer": text, "reason": text]
        ),
        "POST /v1/reconciliation/aliases": object(
            required: ["customer", "reason"],
            ["account": text, "name": text, "customer": text, "reason": text]
        ),
        "POST /v1/reconciliation/aliases/{payer}/forget": object(
            required: ["reason"],
            ["customer": text, "reason": text]
        ),
        "POST /v1/sandbox/clock": object(required: [], ["now": text, "advance_seconds": ["type": "integer"]]),
    ]

    private static let text: JSONNode = ["type": "string", "minLength": 1, "maxLength": 200]
    private static let date: JSONNode = ["type": "string", "format": "date"]
    private static let note: JSONNode = ["type": "string", "maxLength": 1_000]
    private static let decimal: JSONNode = ["type": "string", "pattern": "^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)$"]
    private static let currency: JSONNode = ["type": "string", "pattern": "^[A-Z]{3}$"]
    private static let allocations: JSONNode = [
        "type": "array", "minItems": 1,
        "items": object(
            required: [],
            [
                "kind": ["type": "string", "enum": ["invoice", "credit_note", "discount", "unapplied"]],
                "invoice": text, "customer": text, "amount": decimal,
            ]
        ),
    ]
    private static let amount: JSONNode = ["amount": decimal, "currency": currency]

    private static func object(required: [JSONNode], _ properties: JSONNode) -> JSONNode {
        [
            "type": "object", "required": .array(required), "properties": properties,
            "additionalProperties": false,
        ]
    }
}
