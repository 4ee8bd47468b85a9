import Foundation
import Testing

/// Configurations and places that cannot work: the exit code, and a message that names what to change.
@Suite("bad configuration from outside") struct ConfigurationRefusalTests {
    private struct Case {
        let about: String
        var text = ""
        var replaced = ""
        var arguments: [String] = []
        var environment = Shop.environment
        let code: Int32
        let message: String
    }

    private static let cases = [
        Case(
            about: "an unknown key",
            text: "mode: sandbox",
            replaced: "mode: sandbox\ndatabse: x",
            code: 2,
            message: "databse: unknown key on line 2"
        ),
        Case(
            about: "an unknown key inside",
            text: "base_currency",
            replaced: "base_curency",
            code: 2,
            message: "merchants[0].base_curency: unknown key"
        ),
        Case(
            about: "days of an alias that are none",
            text: "mode: sandbox",
            replaced: "mode: sandbox\nreconciliation: {alias_days: 0}",
            code: 2,
            message: "reconciliation.alias_days: 0 is no number of days from 1 to 3660"
        ),
        Case(
            about: "something else to do with a changed account",
            text: "mode: sandbox",
            replaced: "mode: sandbox\nreconciliation: {changed_account: ask}",
            code: 2,
            message: "reconciliation.changed_account: ask is neither hold nor post"
        ),
        Case(
            about: "a secret whose variable is not set",
            environment: ["QUITTANCE_TESTS_KEY": ""],
            code: 2,
            message: "merchants[0].principals[0].key: environment variable QUITTANCE_TESTS_KEY is not set"
        ),
        Case(
            about: "a secret whose file is not there",
            text: "{env: QUITTANCE_TESTS_KEY}",
            replaced: "{file: none.txt}",
            code: 2,
            message: "merchants[0].principals[0].key: secret file none.txt cannot be read"
        ),
        Case(
            about: "two principals of one name",
            text: "{env: QUITTANCE_TESTS_KEY}}",
            replaced: "{env: QUITTANCE_TESTS_KEY}}\n      - {name: tests}",
            code: 2,
            message: "merchants[0].principals[1].name: tests is there already"
        ),
        Case(
            about: "two principals of one person's names",
            text: "{env: QUITTANCE_TESTS_KEY}}",
            replaced: "{env: QUITTANCE_TESTS_KEY}}\n      - {name: Ｔests}",
            code: 2,
            message:
                "merchants[0].principals[1].name: Ｔests is the same person as tests of principals[0]; give each person"
        ),
        Case(
            about: "a principal's name with a sign that nobody sees",
            text: "{env: QUITTANCE_TESTS_KEY}}",
            replaced: "{env: QUITTANCE_TESTS_KEY}}\n      - {name: an\u{200B}na}",
            code: 2,
            message: "merchants[0].principals[1].name: the name has a character that nobody sees (U+200B)"
        ),
        Case(
            about: "a principal's name in two scripts",
            text: "{env: QUITTANCE_TESTS_KEY}}",
            replaced: "{env: QUITTANCE_TESTS_KEY}}\n      - {name: \u{430}nna}",
            code: 2,
            message: "merchants[0].principals[1].name: \u{430}nna mixes letters of several scripts"
        ),
        Case(
            about: "the name of runs",
            text: "{env: QUITTANCE_TESTS_KEY}}",
            replaced: "{env: QUITTANCE_TESTS_KEY}}\n      - {name: Automatic}",
            code: 2,
            message: "merchants[0].principals[1].name: Automatic is the name under which runs post; say who it is"
        ),
        Case(
            about: "two merchants of one id",
            text: "    base_currency: EUR\n    principals:",
            replaced: "    base_currency: EUR\n  - id: shop\n    base_currency: EUR\n    principals:",
            code: 2,
            message: "merchants[1].id: shop is the id of merchants[0] already"
        ),
        Case(
            about: "two principals of one key",
            text: "{env: QUITTANCE_TESTS_KEY}}",
            replaced: "{env: QUITTANCE_TESTS_KEY}}\n      - {name: anna, key: {env: QUITTANCE_TESTS_KEY}}",
            code: 2,
            message: "merchants[0].principals[1].key: this is the key of merchants[0].principals[0] already"
        ),
        Case(
            about: "a key that is there twice",
            text: "mode: sandbox",
            replaced: "mode: sandbox\nmode: live",
            code: 2,
            message: "the key mode is there twice in one mapping"
        ),
        Case(
            about: "an address in the environment that is none",
            environment: ["QUITTANCE_TESTS_KEY": Shop.apiKey, "QUITTANCE_LISTEN": "here"],
            code: 2,
            message: "QUITTANCE_LISTEN: here is no host:port"
        ),
        Case(
            about: "a capability that is none",
            text: "{env: QUITTANCE_TESTS_KEY}",
            replaced: "{env: QUITTANCE_TESTS_KEY}, may: [undo, undoing]",
            code: 2,
            message: "merchants[0].principals[0].may: undoing on line"
        ),
        Case(
            about: "a capability that is no list",
            text: "{env: QUITTANCE_TESTS_KEY}",
            replaced: "{env: QUITTANCE_TESTS_KEY}, may: undo",
            code: 2,
            message: "merchants[0].principals[0].may: a list is expected, [] for reading alone; known: invoices, "
        ),
        Case(
            about: "a secret that the adapter requires",
            text: "secret_key: \(Shop.providerKey)",
            replaced: "",
            code: 2,
            message: "merchants[0].accounts[0].settings.secret_key: required"
        ),
        Case(
            about: "a setting that the adapter does not know",
            text: "secret_key:",
            replaced: "screct_key:",
            code: 2,
            message: "merchants[0].accounts[0].settings."
        ),
        Case(
            about: "an unknown adapter",
            text: "adapter: stripe",
            replaced: "adapter: strype",
            code: 2,
            message: "merchants[0].accounts[0].adapter: no adapter strype; there are: stripe"
        ),
        Case(
            about: "an unknown currency",
            text: "base_currency: EUR",
            replaced: "base_currency: EUX",
            code: 2,
            message: "merchants[0].base_currency: EUX is no ISO 4217 currency"
        ),
        Case(
            about: "an unknown mode",
            text: "mode: sandbox",
            replaced: "mode: test",
            code: 2,
            message: "mode: test is neither"
        ),
        Case(
            about: "plain http in live mode",
            text: "mode: sandbox",
            replaced: "mode: live",
            code: 2,
            message: "merchants[0].accounts[0].settings.api_base"
        ),
        Case(
            about: "a sandbox clock in live mode",
            text: "mode: sandbox",
            replaced: "mode: live",
            arguments: ["--sandbox-clock", "2026-01-01"],
            code: 2,
            message: "a sandbox clock needs `mode: sandbox`"
        ),
        Case(
            about: "a clock that is no date",
            arguments: ["--sandbox-clock", "soon"],
            code: 2,
            message: "soon: no date"
        ),
        Case(
            about: "an address that is none",
            text: "127.0.0.1:0",
            replaced: "everywhere",
            code: 2,
            message: "listen: everywhere is no host:port"
        ),
        Case(
            about: "no YAML",
            text: "mode: sandbox",
            replaced: "mode: [",
            code: 2,
            message: "hub.yaml: line 3, column 7: no YAML"
        ),
        Case(
            about: "a folder that is not there for the database",
            text: "hub.sqlite",
            replaced: "/proc/none/hub.sqlite",
            code: 5,
            message: "the database cannot be used"
        ),
        Case(
            about: "a folder in the database's place",
            text: "hub.sqlite",
            replaced: "/proc",
            code: 5,
            message: "the database cannot be used"
        ),
        Case(
            about: "a database that is none",
            text: "hub.sqlite",
            replaced: "hub.yaml",
            code: 5,
            message: "the database cannot be used"
        ),
    ]

    @Test("each ends with its code and names its place")
    func refused() async throws {
        for row in Self.cases {
            let folder = try TemporaryFolder()
            let yaml =
                row.text.isEmpty ? Shop.yaml() : Shop.yaml().replacingOccurrences(of: row.text, with: row.replaced)
            try #require(row.text.isEmpty || yaml != Shop.yaml(), "\(row.about)")
            let file = try folder.write("hub.yaml", yaml).path
            let found = try await run(
                Programs.quittance,
                ["serve", "--config", file] + row.arguments,
                environment: row.environment
            )
            #expect(found.code == row.code, "\(row.about): \(found.code) \(found.errors)")
            #expect(found.errors.contains(row.message), "\(row.about): \(found.errors)")
            #expect(found.output.isEmpty && !found.errors.contains(Shop.providerKey), "\(row.about): \(found.output)")
        }
    }

    @Test("no configuration, one that is not there, and a port that is taken")
    func elsewhere() async throws {
        let none = try await run(Programs.quittance, ["serve"])
        #expect(none.code == 2 && none.errors.contains("give --config FILE or set QUITTANCE_CONFIG"), "\(none.errors)")
        let missing = try await run(Programs.quittance, ["serve", "--config", "nothing.yaml"])
        #expect(
            missing.code == 2 && missing.errors.contains("nothing.yaml: the file cannot be read"),
            "\(missing.errors)"
        )

        let (first, second) = try (Shop(), Shop())
        let hub = try await first.serve()
        let taken = try await run(
            Programs.quittance,
            ["serve", "--config", second.configuration, "--port", "\(hub.port)"],
            environment: Shop.environment
        )
        #expect(taken.code == 5 && taken.errors.contains("127.0.0.1:\(hub.port)"), "\(taken.code) \(taken.errors)")
        #expect(try hub.call("GET", "/health").status == 200)
    }
}
