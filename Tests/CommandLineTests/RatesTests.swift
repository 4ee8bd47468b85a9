import Foundation
import Testing

/// `rates import` and `rates show` with the built program, the results read back.
@Suite("exchange rates from outside") struct RatesTests {
    static let history = "Date,USD,JPY,GBP,\n2026-03-31,1.0815,161.60,0.83650,\n2026-03-30,1.0798,161.12,N/A,\n"

    /// `eurofxref.zip` with `eurofxref.csv` of 25 November 2024 inside, as the ECB packs it.
    private static let archive =
        "UEsDBBQAAAAIAACAeVkZLvAlSgAAAE8AAAANAAAAZXVyb2Z4cmVmLmNzdnNJLEnVUQgNdtFR8AqI1FFwdwrQUXD2cNNR4DIyVfDLL0vNTUot"
        + "UjAyMDLRUTDUMzCxNAXSZoZ6ZkC+gZ6FsYmZKYhhaQxSwAUAUEsBAhQDFAAAAAgAAIB5WRku8CVKAAAATwAAAA0AAAAAAAAAAAAAAIABAAAA"
        + "AGV1cm9meHJlZi5jc3ZQSwUGAAAAAAEAAQA7AAAAdQAAAAAA"

    private static func rates(_ arguments: [String], in shop: Shop? = nil) async throws -> Finished {
        let hub = shop.map { ["--config", $0.configuration] } ?? []
        return try await run(Programs.quittance, ["rates"] + arguments + hub, environment: Shop.environment)
    }

    @Test("an import is read back, a second one adds nothing, and a rate that differs is kept as a conflict")
    func imports() async throws {
        let shop = try Shop()
        let file = try shop.folder.write("eurofxref-hist.csv", Self.history).path
        for (added, known, more) in [(5, 0, ["--dry-run"]), (5, 0, []), (0, 5, [])] {
            let found = try await Self.rates(["import", file, "--json"] + more, in: shop)
            #expect(found.code == 0 && found.errors.isEmpty, "\(found.errors)")
            let report = try #require(try found.objects().first)
            #expect(report["read"] as? Int == 5 && report["added"] as? Int == added && report["known"] as? Int == known)
            #expect(report["format"] as? String == "ecb-csv" && report["file"] as? String == file)
        }
        let other = try shop.folder.write("other.csv", "Date,USD,CHF,\n2026-03-31,1.0816,0.95,\n").path
        let conflicting = try await Self.rates(["import", other, "--json"], in: shop)
        #expect(conflicting.code == 1, "\(conflicting.errors)")
        let conflicts = try #require(try conflicting.objects().first?["conflicts"] as? [[String: String]])
        #expect(
            conflicts == [
                ["currency": "USD", "date": "2026-03-31", "stored": "1.0815", "stored_from": file, "told": "1.0816"]
            ]
        )
        let shown = try await Self.rates(
            ["show", "--from", "USD", "--to", "EUR", "--date", "2026-03-31", "--amount", "1000.00", "--json"],
            in: shop
        )
        #expect(shown.code == 0 && shown.errors.contains("other.csv says 1.0816 USD for 2026-03-31; not used"))
        let rate = try #require(try shown.objects().first)
        // 1000 / 1.0815 is 924.6417…, computed with Python's fractions.
        #expect(rate["converted"] as? String == "924.64" && rate["rate"] as? String == "0.9246417013")
        #expect(rate["rate_date"] as? String == "2026-03-31" && rate["age_days"] as? Int == 0)
        #expect(rate["to_per_euro"] is NSNull && rate["from_per_euro"] as? String == "1.0815")
        let database = try Database(shop.database)
        #expect(try database.number("SELECT count(*) FROM exchange_rates") == 6)
        #expect(try database.number("SELECT count(*) FROM exchange_rate_conflicts") == 1)
        #expect(try await shop.verify().code == 0, "the audit chain is whole")
    }

    @Test("show works on the ECB's archive without a hub, takes the last publication, and says no beyond its limit")
    func files() async throws {
        let folder = try TemporaryFolder()
        let archive = folder.url.appending(path: "eurofxref.zip")
        try #require(Data(base64Encoded: Self.archive)).write(to: archive)
        func show(_ date: String) async throws -> Finished {
            try await Self.rates(
                [
                    "show", "--from", "USD", "--to", "GBP", "--date", date, "--amount", "1234.56", "--rates",
                    archive.path,
                ]
            )
        }
        let found = try await show("2024-11-27")
        #expect(found.code == 0 && found.errors.isEmpty, "\(found.errors)")
        #expect(
            found.output == """
                1 USD = 0.7952834683 GBP on 2024-11-27
                rate of 2024-11-25 source ECB: 1 EUR = 1.0495 USD = 0.83465 GBP (the last publication, 2 days before)
                1234.56 USD = 981.83 GBP, rounded half up

                """
        )
        let late = try await show("2024-12-01")
        #expect(late.code == 1 && late.output.isEmpty && late.errors.contains("no rate of USD and GBP on 2024-12-01"))
    }

    @Test("bad rows are named with file, line and field, and the rest is imported")
    func badRows() async throws {
        let shop = try Shop()
        let file = try shop.folder.write("bad.csv", Self.history + "2026-03-27,1.08x,160.9,0.8361,\n").path
        let found = try await Self.rates(["import", file], in: shop)
        #expect(found.code == 3)
        #expect(found.errors.contains("\(file): line 4, column 12"), "\(found.errors)")
        #expect(found.errors.contains("USD: rate \"1.08x\" of USD on 2026-03-27"), "\(found.errors)")
        #expect(found.output.contains("7 rates read, 7 new, 0 stored already, 0 in conflict"), "\(found.output)")
    }
}
