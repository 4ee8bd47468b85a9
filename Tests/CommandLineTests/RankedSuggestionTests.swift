import Foundation
import Testing

/// What `reconcile` suggests for a line that nobody could post, with its weights.
@Suite("ranked suggestions from outside") struct RankedSuggestionTests {
    private static let invoices = """
        number,kind,customer,customer_name,payer_account,currency,amount,open,issued,due,terms,reference
        RE-1000123,invoice,C1,Zenith Papier AG,,EUR,1190.00,1190.00,2026-02-01,2026-03-03,net 30,
        RE-1000777,invoice,C2,Acme Tools GmbH,,EUR,505.00,505.00,2026-02-01,2026-03-03,net 30,
        RE-1000888,invoice,C3,Bolt Stahl KG,,EUR,88.00,88.00,2026-02-01,2026-03-03,net 30,

        """

    private static let statement = """
        :20:START
        :25:10020030/1234567
        :28C:1/1
        :60F:C260301EUR0,00
        :61:2603020302C1190,00NTRFNONREF//B1
        :86:166?00GUTSCHRIFT?20Rechnung 1000132?32Zenith Papir
        :62F:C260302EUR1190,00
        -

        """

    @Test("the mistyped number's document comes first, with fields, sum and likelihood, and the table is in the report")
    func ranks() async throws {
        let folder = try TemporaryFolder()
        let (open, paid) = (folder.url.appending(path: "open.csv").path, folder.url.appending(path: "march.sta").path)
        try Self.invoices.write(toFile: open, atomically: true, encoding: .utf8)
        try Self.statement.write(toFile: paid, atomically: true, encoding: .utf8)
        let files = ["reconcile", "--statement", paid, "--invoices", open]
        let found = try await run(Programs.quittance, files + ["--json"])
        let report = try #require(try found.objects().first)
        let exception = try #require((report["exceptions"] as? [[String: Any]])?.first, "\(found.errors)")
        let first = try #require((exception["suggestions"] as? [[String: Any]])?.first)
        #expect(first["invoice"] as? String == "RE-1000123")
        let weights = try #require(first["weights"] as? [[String: String]])
        #expect(weights.map { $0["field"] } == ["amount", "name", "date", "reference", "account"])
        #expect(weights.first?["level"] == "exact" && weights.contains { $0["level"] == "slip" })
        let sum = weights.compactMap { $0["weight"].flatMap { Decimal(string: $0) } }.reduce(0, +)
        #expect(Decimal(string: first["score"] as? String ?? "") == sum)
        #expect((report["weights"] as? [String: Any])?["documents"] as? Int == 3)
        let told = try await run(Programs.quittance, files + ["--explain", "0"])
        #expect(told.output.contains("amount exact ") && told.output.contains(" bits, likelihood "), "\(told.output)")
        #expect(
            try await run(Programs.quittance, files + ["--html", "-"]).output.contains("Weights of the suggestions")
        )
    }
}
