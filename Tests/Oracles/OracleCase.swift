/// One case of an oracle file or one vector of a vector file.
struct OracleCase: Sendable {
    /// As it was named on the command line.
    let file: String
    /// The provider that a vector file is about; `nil` in oracle files.
    let provider: String?
    let id: String
    let kind: String
    /// The whole case.
    let json: JSON

    var expected: JSON { json["expect"] ?? .object([:]) }

    /// A hub that does not offer what the case is about may refuse it.
    var mayRefuse: Bool { expected["or_reject"]?.bool == true || json["may_differ"]?.bool == true }

    /// The cases of a file: an array of them, or an object with `provider` and `vectors`.
    ///
    /// - Throws: `FileError` naming the element that is no case.
    static func all(in file: String, document: JSON) throws(FileError) -> [OracleCase] {
        guard let elements = document.array ?? document["vectors"]?.array else {
            throw FileError(file: file, detail: "neither an array of cases nor an object with \"vectors\"")
        }
        var cases: [OracleCase] = []
        var ids: Set<String> = []
        for (index, element) in elements.enumerated() {
            guard let id = element["id"]?.string, let kind = element["kind"]?.string else {
                throw FileError(file: file, detail: "element \(index): no \"id\" and \"kind\" as texts")
            }
            guard case .object = element["expect"] else {
                throw FileError(file: file, detail: "element \(index) (\(id)): no object \"expect\"")
            }
            guard ids.insert(id).inserted else {
                throw FileError(file: file, detail: "element \(index): id \(id) twice")
            }
            let provider = document["provider"]?.string
            cases.append(OracleCase(file: file, provider: provider, id: id, kind: kind, json: element))
        }
        return cases
    }
}

/// A file that cannot be evaluated at all.
struct FileError: Error, CustomStringConvertible {
    let file: String
    let detail: String

    var description: String { "\(file): \(detail)" }
}
