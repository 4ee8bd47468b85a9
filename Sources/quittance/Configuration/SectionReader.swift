internal import Foundation
internal import RulesFile
internal import Yams

/// Reads YAML mappings strictly: an unknown key is an error, and so is a missing one.
struct SectionReader {
    let file: String
    /// Relative secret files are looked for here.
    let baseFolder: String
    let environment: [String: String]

    struct Item {
        let node: Node
        let place: String
    }

    /// One mapping with its allowed keys.
    struct Section {
        let reader: SectionReader
        let place: String
        fileprivate let values: [String: Node]

        func error(_ key: String, _ problem: String) -> ConfigurationError {
            ConfigurationError(file: reader.file, place: reader.join(place, key), problem: problem)
        }

        func optionalText(_ key: String) throws -> String? {
            guard let node = values[key] else { return nil }
            guard let text = node.scalar?.string else { throw error(key, "a text is expected") }
            return text
        }

        func text(_ key: String) throws -> String {
            guard let text = try optionalText(key), !text.isEmpty else { throw error(key, "a value is required") }
            return text
        }

        func list(_ key: String) throws -> [Item] {
            guard let node = values[key], let sequence = node.sequence else {
                throw error(key, "a list is expected")
            }
            return sequence.enumerated().map { index, node in
                Item(node: node, place: "\(reader.join(place, key))[\(index)]")
            }
        }

        func optionalItem(_ key: String) -> Item? {
            values[key].map { Item(node: $0, place: reader.join(place, key)) }
        }

        func optionalList(_ key: String) throws -> [Item] { values[key] == nil ? [] : try list(key) }

        /// A mapping inside this one.
        func optionalSection(_ key: String, keys: [String]) throws -> Section? {
            try values[key].map { try reader.section($0, at: reader.join(place, key), keys: keys) }
        }

        /// A secret by reference, `{env: NAME}` or `{file: path}`; a plain text is taken only as it stands.
        func secret(_ key: String) throws -> String {
            guard let node = values[key] else { throw error(key, "a value is required") }
            return try reader.resolve(node, at: reader.join(place, key))
        }

        func optionalSecret(_ key: String) throws -> String? { values[key] == nil ? nil : try secret(key) }

        /// Any keys; each value a text or a reference to a secret.
        func settings(_ key: String) throws -> [String: String] {
            guard let node = values[key] else { return [:] }
            guard let mapping = node.mapping else { throw error(key, "a mapping of settings is expected") }
            var settings: [String: String] = [:]
            for (name, value) in mapping {
                guard let name = name.scalar?.string else { throw error(key, "a setting's name is a text") }
                settings[name] = try reader.resolve(value, at: reader.join(reader.join(place, key), name))
            }
            return settings
        }
    }

    /// The outermost value of a YAML text.
    ///
    /// - Throws: `ConfigurationError`.
    static func root(_ yaml: String, file: String) throws -> Node {
        do {
            guard let node = try compose(yaml: yaml) else {
                throw ConfigurationError(file: file, place: "", problem: "the file is empty")
            }
            return node
        } catch let error as YamlError {
            let (mark, problem) = error.message
            let place = mark.map { "line \($0.line), column \($0.column)" } ?? ""
            throw ConfigurationError(file: file, place: place, problem: problem)
        }
    }

    func section(_ node: Node, at place: String, keys: [String]) throws -> Section {
        guard let mapping = node.mapping else {
            throw ConfigurationError(file: file, place: place, problem: "a mapping of keys is expected")
        }
        var values: [String: Node] = [:]
        for (key, value) in mapping {
            let name = key.scalar?.string ?? ""
            guard keys.contains(name) else {
                let known = keys.joined(separator: ", ")
                let line = key.mark.map { " on line \($0.line)" } ?? ""
                throw ConfigurationError(
                    file: file,
                    place: join(place, name),
                    problem: "unknown key\(line); known here: \(known)"
                )
            }
            values[name] = value
        }
        return Section(reader: self, place: place, values: values)
    }

    fileprivate func resolve(_ node: Node, at place: String) throws -> String {
        if let text = node.scalar?.string { return text }
        let reference = try section(node, at: place, keys: ["env", "file"])
        if let name = try reference.optionalText("env") {
            guard let value = environment[name], !value.isEmpty else {
                throw ConfigurationError(file: file, place: place, problem: "environment variable \(name) is not set")
            }
            return value
        }
        let path = try reference.text("file")
        let full = path.hasPrefix("/") ? path : "\(baseFolder)/\(path)"
        do {
            guard let text = String(validating: try InputFile(full).readAll(), as: UTF8.self) else {
                throw ConfigurationError(file: file, place: place, problem: "secret file \(path) is no UTF-8")
            }
            return text.trimmingCharacters(in: .whitespacesAndNewlines)
        } catch let error as InputFile.Unreadable {
            let problem = "secret file \(path) cannot be read: \(error.reason)"
            throw ConfigurationError(file: file, place: place, problem: problem)
        }
    }

    fileprivate func join(_ place: String, _ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }
}
