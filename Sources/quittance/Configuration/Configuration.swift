internal import Foundation
internal import HubEngine
internal import PaymentVocabulary
internal import RulesFile
internal import Yams

/// What a merchant sets: one YAML file, then environment variables, then flags.
struct Configuration {
    enum Mode: String {
        /// Loopback providers and a movable clock are allowed.
        case sandbox
        case live
    }

    struct MerchantSection {
        let id: MerchantID
        let name: String
        let baseCurrency: Currency
        let timeZone: String
        let principals: [PrincipalSection]
        let accounts: [AccountSection]
    }

    struct PrincipalSection {
        let name: String
        /// `nil` for who calls no API.
        let key: String?
        /// `nil` for everything.
        let may: [Capability]?
    }

    struct AccountSection {
        let id: AdapterAccountID
        let adapter: AdapterID
        /// Secrets resolved.
        let settings: [String: String]
        /// Where in the file the account begins, for messages.
        let place: String
    }

    let mode: Mode
    let database: String
    let host: String
    let port: Int
    let merchants: [MerchantSection]
    /// `nil` where the built-in rules decide alone.
    let rules: RulesFile?
    /// Matches of receipts above this many minor units need two people.
    let fourEyesAbove: [Currency: Int64]
    let payers: PayerSettings

    /// - Throws: `ConfigurationError` that names file, place and the way out.
    init(file: String, environment: [String: String]) throws {
        try self.init(yaml: try ConfigurationError.text(of: file), file: file, environment: environment)
    }

    init(yaml: String, file: String, environment: [String: String]) throws {
        let root = try SectionReader.root(yaml, file: file)
        let base = URL(fileURLWithPath: file).deletingLastPathComponent().path
        let reader = SectionReader(file: file, baseFolder: base, environment: environment)
        let top = try reader.section(root, at: "", keys: ["mode", "database", "listen", "reconciliation", "merchants"])
        let modeText = try environment["QUITTANCE_MODE"] ?? top.optionalText("mode") ?? "live"
        /// Whatever the environment says is not in the file.
        func error(_ key: String, or variable: String, _ problem: String) -> ConfigurationError {
            environment[variable] == nil
                ? top.error(key, problem) : ConfigurationError(file: variable, place: "", problem: problem)
        }
        guard let mode = Mode(rawValue: modeText) else {
            throw error("mode", or: "QUITTANCE_MODE", "\(modeText) is neither sandbox nor live")
        }
        self.mode = mode
        let database = try environment["QUITTANCE_DATABASE"] ?? top.text("database")
        self.database = database.hasPrefix("/") ? database : "\(base)/\(database)"
        let listen = try environment["QUITTANCE_LISTEN"] ?? top.optionalText("listen") ?? "127.0.0.1:8080"
        guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]),
            (0...65_535).contains(port)
        else {
            throw error("listen", or: "QUITTANCE_LISTEN", "\(listen) is no host:port; an example: 127.0.0.1:8080")
        }
        host = String(listen[..<colon])
        self.port = port
        rules = try Self.rules(top, reader)
        merchants = try top.list("merchants").map { try Self.merchant($0, reader) }
        try Self.requireDistinct(merchants, top)
        fourEyesAbove = try Self.fourEyes(top)
        payers = try PayerSettings(top.optionalSection("reconciliation", keys: Self.reconciliationKeys))
    }

    /// A key opens one merchant's books as one principal.
    private static func requireDistinct(_ merchants: [MerchantSection], _ top: SectionReader.Section) throws {
        var (ids, keys): ([MerchantID: Int], [String: String]) = ([:], [:])
        for (place, merchant) in merchants.enumerated() {
            if let other = ids.updateValue(place, forKey: merchant.id) {
                throw top.error("merchants[\(place)].id", "\(merchant.id) is the id of merchants[\(other)] already")
            }
            for (number, principal) in merchant.principals.enumerated() {
                guard let key = principal.key else { continue }
                let holder = "merchants[\(place)].principals[\(number)]"
                if let other = keys.updateValue(holder, forKey: key) {
                    throw top.error("\(holder).key", "this is the key of \(other) already; give each its own")
                }
            }
        }
    }

    private static let reconciliationKeys = ["four_eyes_above", "rules"] + PayerSettings.keys

    private static func fourEyes(_ top: SectionReader.Section) throws -> [Currency: Int64] {
        guard let section = try top.optionalSection("reconciliation", keys: reconciliationKeys) else { return [:] }
        return try section.settings("four_eyes_above").reduce(into: [:]) { limits, setting in
            guard let currency = Currency(setting.key),
                let limit = try? Money(parsing: setting.value, currency: currency), !limit.isNegative
            else {
                let problem = "\(setting.key): \(setting.value) is no amount of a currency; an example: EUR: 10000.00"
                throw section.error("four_eyes_above", problem)
            }
            limits[currency] = limit.minorUnits
        }
    }

    private static func rules(_ top: SectionReader.Section, _ reader: SectionReader) throws -> RulesFile? {
        guard let item = top.optionalItem("reconciliation") else { return nil }
        let section = try reader.section(item.node, at: item.place, keys: reconciliationKeys)
        guard let path = try section.optionalText("rules") else { return nil }
        do throws(RulesFileError) {
            return try RulesFile(path: path.hasPrefix("/") ? path : "\(reader.baseFolder)/\(path)")
        } catch {
            throw section.error("rules", error.description)
        }
    }

    private static func merchant(_ item: SectionReader.Item, _ reader: SectionReader) throws -> MerchantSection {
        let keys = ["id", "name", "base_currency", "time_zone", "principals", "accounts"]
        let section = try reader.section(item.node, at: item.place, keys: keys)
        let zone = try section.optionalText("time_zone") ?? "UTC"
        guard TimeZone(identifier: zone) != nil else {
            throw section.error("time_zone", "\(zone) is no time zone; an example: Europe/Berlin")
        }
        let currencyText = try section.text("base_currency")
        guard let currency = Currency(currencyText) else {
            throw section.error("base_currency", "\(currencyText) is no ISO 4217 currency; an example: EUR")
        }
        let id = try section.text("id")
        let principals = try section.optionalList("principals").map { item in
            try principalSection(try reader.section(item.node, at: item.place, keys: ["name", "key", "may"]))
        }
        for (place, principal) in principals.enumerated() {
            guard let other = principals[..<place].firstIndex(where: { $0.name.isSamePerson(as: principal.name) })
            else {
                continue
            }
            let what =
                principals[other].name == principal.name
                ? "\(principal.name) is there already"
                : "\(principal.name) is the same person as \(principals[other].name) of principals[\(other)]; give each person "
                    + "one name"
            throw section.error("principals[\(place)].name", what)
        }
        return MerchantSection(
            id: MerchantID(id),
            name: try section.optionalText("name") ?? id,
            baseCurrency: currency,
            timeZone: zone,
            principals: principals,
            accounts: try section.optionalList("accounts").map { item in
                let account = try reader.section(item.node, at: item.place, keys: ["id", "adapter", "settings"])
                return AccountSection(
                    id: AdapterAccountID(try account.text("id")),
                    adapter: AdapterID(try account.text("adapter")),
                    settings: try account.settings("settings"),
                    place: item.place
                )
            }
        )
    }
}

extension Configuration {
    private static func principalSection(_ section: SectionReader.Section) throws -> PrincipalSection {
        let key = try section.optionalSecret("key")
        guard (key?.utf8.count ?? .max) >= 16 else {
            throw section.error("key", "an API key has at least 16 characters")
        }
        let name = try section.text("name")
        if let problem = name.problemAsPersonName { throw section.error("name", problem) }
        guard let words = section.optionalItem("may") else { return PrincipalSection(name: name, key: key, may: nil) }
        let known = Capability.allCases.map(\.rawValue).joined(separator: ", ")
        guard words.node.sequence != nil else {
            throw section.error("may", "a list is expected, [] for reading alone; known: \(known)")
        }
        let may = try section.list("may").map { item in
            let word = item.node.scalar?.string ?? ""
            guard let capability = Capability(rawValue: word) else {
                let line = item.node.mark.map { " on line \($0.line)" } ?? ""
                throw section.error("may", "\(word)\(line) is none of \(known)")
            }
            return capability
        }
        return PrincipalSection(name: name, key: key, may: may)
    }
}

/// What is wrong with a configuration, where, and what would be right.
struct ConfigurationError: Error, CustomStringConvertible {
    let file: String
    let place: String
    let problem: String

    var description: String { place.isEmpty ? "\(file): \(problem)" : "\(file): \(place): \(problem)" }

    /// The text of a file of settings.
    ///
    /// - Throws: `ConfigurationError` with the system's reason, and for what is no UTF-8.
    static func text(of file: String) throws -> String {
        do {
            guard let text = String(validating: try InputFile(file).readAll(), as: UTF8.self) else {
                throw ConfigurationError(file: file, place: "", problem: "no UTF-8; save it as such")
            }
            return text
        } catch let error as InputFile.Unreadable {
            throw ConfigurationError(file: file, place: "", problem: "the file cannot be read: \(error.reason)")
        }
    }
}
