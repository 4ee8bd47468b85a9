import AdapterKit
import HTTPTypes
import HubEngine
import HubHTTP
import HubStore
import Testing

@Suite("customers and invoices over HTTP")
struct InvoiceRouteTests {
    static let header =
        "number,kind,customer,customer_name,payer_account,currency,amount,open,issued,due,terms,reference"

    static func json(number: String = "i1", currency: String = "EUR", open: String = "10.00") -> String {
        #"[{"number":"\#(number)","kind":"invoice","customer":"c1","customer_name":"Buyer One","currency":"\#(currency)","#
            + #""amount":"10.00","open":"\#(open)","issued":"2026-01-15","terms":"2/10 net 30"}]"#
    }

    private let csvType = [("Content-Type", "text/csv; charset=utf-8")]

    @Test func aRepeatedImportAddsNothing() async throws {
        let world = try await World()
        try await world.addCustomer()
        let first = try await world.send(.post, "/v1/invoices", Self.json())
        let again = try await world.send(.post, "/v1/invoices", Self.json())
        #expect(first.status == 200 && first.text == #"{"added":1,"known":0,"refused":[]}"#)
        #expect(again.text == #"{"added":0,"known":1,"refused":[]}"#)
        let shown = try await world.send(.get, "/v1/invoices/i1")
        #expect(shown.string("open") == "10.00" && shown.string("due") == "2026-02-14", "\(shown.text)")
        #expect(
            try await world.send(.get, "/v1/invoices").json.elements("data").map { try $0.string("number") } == ["i1"]
        )
    }

    @Test func aBrokenRowIsNamedAndTheRestGoesOn() async throws {
        let world = try await World()
        try await world.addCustomer()
        let body = """
            \(Self.header)
            i1,invoice,c1,Buyer One,,EUR,10.00,10.00,2026-01-15,2026-02-14,net 30,
            i2,invoice,c1,Buyer One,,EUR,10.005,10.00,2026-01-15,2026-02-14,net 30,
            i3,invoice,c9,Nobody,,EUR,10.00,10.00,2026-01-15,2026-02-14,net 30,
            """
        let answer = try await world.send(.post, "/v1/invoices", body, headers: csvType)
        #expect(try answer.json.integer("added") == 1, "\(answer.text)")
        let refused = Array(try answer.json.elements("refused"))
        #expect(refused.count == 2)
        #expect(try refused[0].integer("line") == 3 && refused[0].string("field") == "amount", "\(answer.text)")
        #expect(try refused[1].string("detail").contains("c9"))
    }

    @Test func taxesAreShownAndCorrected() async throws {
        let world = try await World()
        try await world.addCustomer()
        let body = """
            \(Self.header),taxes
            i1,invoice,c1,Buyer One,,EUR,22.60,22.60,2026-01-15,2026-02-14,net 30,,S19:10.00+1.90 S7:10.00+0.70
            i2,invoice,c1,Buyer One,,EUR,11.90,11.90,2026-01-15,2026-02-14,net 30,,19:10.00+1.91
            """
        let answer = try await world.send(.post, "/v1/invoices", body, headers: csvType)
        #expect(try answer.json.integer("added") == 2, "\(answer.text)")
        let warning = try #require(Array(try answer.json.elements("warnings")).first)
        #expect(try warning.integer("line") == 3 && warning.string("field") == "taxes", "\(answer.text)")
        let taxes =
            #""taxes":[{"category":"S","net":"10.00","rate":"19","tax":"1.90"},"#
            + #"{"category":"S","net":"10.00","rate":"7","tax":"0.70"}]"#
        #expect(try await world.send(.get, "/v1/invoices/i1").text.contains(taxes))
        #expect(try await !world.send(.get, "/v1/invoices/i2").text.contains("taxes"))
        let path = "/v1/invoices/i2/correction"
        let wrong = try await world.post(path, #"{"reason":"r","number":"i3","taxes":"19:9.00+1.90"}"#, key: "k1")
        #expect(wrong.status == 422 || wrong.status == 400, "\(wrong.text)")
        #expect(wrong.text.contains("net and tax together are 10.90, the document's total is 11.90"), "\(wrong.text)")
        let fixed = #"{"reason":"r","number":"i3","taxes":"19:10.00+1.90 0:0.00+0.00"}"#
        let corrected = try await world.post(path, fixed, key: "k2")
        #expect(corrected.status == 201 && corrected.text.contains(#""rate":"19","tax":"1.90""#), "\(corrected.text)")
    }

    @Test func aWrongHeaderImportsNothing() async throws {
        let world = try await World()
        try await world.addCustomer()
        let body = "number;kind;customer\ni1;invoice;c1\n"
        let answer = try await world.send(.post, "/v1/invoices", body, headers: csvType)
        #expect(answer.status == 400 && answer.isProblem("malformed"), "\(answer.text)")
        #expect(answer.string("detail")?.hasPrefix("body:1:") == true, "\(answer.text)")
    }

    @Test func aFileThatBreaksOffImportsNothing() async throws {
        let world = try await World()
        try await world.addCustomer()
        let answer = try await world.send(.post, "/v1/invoices", String(Self.json().dropLast()))
        #expect(answer.status == 400 && answer.isProblem("malformed"), "\(answer.text)")
        #expect(try await world.send(.get, "/v1/invoices").text == #"{"data":[],"next":null}"#)
    }

    private static func electronic(_ amount: String) -> String {
        """
        <Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>i1</ID>
        <IssueDate>2026-01-15</IssueDate><InvoiceTypeCode>380</InvoiceTypeCode>
        <DocumentCurrencyCode>EUR</DocumentCurrencyCode><AccountingCustomerParty><Party><PartyIdentification><ID>c1</ID>
        </PartyIdentification></Party></AccountingCustomerParty><LegalMonetaryTotal>
        <TaxInclusiveAmount>10.00</TaxInclusiveAmount><PayableAmount>\(amount)</PayableAmount></LegalMonetaryTotal></Invoice>
        """
    }

    @Test func anElectronicInvoiceIsTakenWithWhatWasAssumed() async throws {
        let world = try await World()
        try await world.addCustomer()
        let type = [("Content-Type", "application/xml")]
        let answer = try await world.send(.post, "/v1/invoices", Self.electronic("10.00"), headers: type)
        #expect(try answer.json.integer("added") == 1, "\(answer.text)")
        let warnings = Array(try answer.json.elements("warnings"))
        #expect(warnings.count == 1)
        #expect(try warnings[0].integer("line") == 1 && warnings[0].string("field") == "/Invoice", "\(answer.text)")
        #expect(try warnings[0].string("detail").hasPrefix("no due date (BT-9)"), "\(answer.text)")
        let shown = try await world.send(.get, "/v1/invoices/i1")
        #expect(shown.string("open") == "10.00" && shown.string("due") == "2026-01-15", "\(shown.text)")
    }

    @Test func aFaultInAnElectronicInvoiceIsNamedWithItsPlace() async throws {
        let world = try await World()
        try await world.addCustomer()
        let type = [("Content-Type", "application/xml")]
        let answer = try await world.send(.post, "/v1/invoices", Self.electronic("10.005"), headers: type)
        #expect(answer.status == 400 && answer.isProblem("malformed"), "\(answer.text)")
        let place = "body:5:47: /Invoice/LegalMonetaryTotal/PayableAmount: the payable amount (BT-115)"
        #expect(answer.string("detail")?.hasPrefix(place) == true, "\(answer.text)")
    }

    @Test func aCustomerIsSavedWithItsLimit() async throws {
        let world = try await World()
        let name = "Müller%20%26%20S%C3%B6hne%2FK%C3%B6ln"
        let body =
            #"{"name":"Müller","payer_account":"DE02120300000000202051","credit_limit":{"amount":"5","currency":"JPY"}}"#
        #expect(try await world.send(.put, "/v1/customers/\(name)", body).status == 200)
        let shown = try await world.send(.get, "/v1/customers/\(name)")
        #expect(shown.string("id") == "Müller & Söhne/Köln", "\(shown.text)")
        let account = try await world.send(.get, "/v1/credit/accounts/\(name)/JPY")
        #expect(account.string("limit") == "5" && account.string("headroom") == "5", "\(account.text)")
        #expect(try await world.send(.get, "/v1/credit/accounts/\(name)/EUR").status == 404)
        let wrong = #"{"name":"Müller","credit_limit":{"amount":"5.0","currency":"JPY"}}"#
        let refused = try await world.send(.put, "/v1/customers/\(name)", wrong)
        #expect(refused.status == 422 && refused.string("field") == "/credit_limit/amount")
    }
}
