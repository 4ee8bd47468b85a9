/// A name in one spelling for all in which it is written: small letters without marks, words in alphabetical order, the
/// legal form last.
///
/// - Returns: an empty text for a name without any word.
package func foldedPartyName(_ name: String) -> String {
    let folded = PartyName(name)
    guard !folded.isEmpty else { return "" }
    return folded.legalForm.isEmpty ? folded.key : folded.key + " " + folded.legalForm
}

/// A name in the form in which two spellings of one party are equal: small letters without marks, words in
/// alphabetical order, the legal form apart.
struct PartyName: Hashable, Sendable {
    let words: [String]
    /// Canonical legal forms in alphabetical order; empty when the name states none.
    let legalForm: String
    /// All words in the order in which they are written, the legal form among them.
    let spelled: String

    var key: String { words.joined(separator: " ") }
    var isEmpty: Bool { words.isEmpty }

    init(_ name: String) {
        var words: [String] = []
        var forms: [String] = []
        let written = Self.words(of: name)
        spelled = written.joined(separator: " ")
        for word in written {
            if let form = Self.legalForms[word] {
                forms.append(form)
            } else if !Self.fillers.contains(word) {
                words.append(word)
            }
        }
        self.words = words.sorted()
        legalForm = forms.sorted().joined(separator: " ")
    }

    /// Two different legal forms are two companies; a missing one says nothing.
    func hasCompatibleForm(_ other: PartyName) -> Bool {
        legalForm.isEmpty || other.legalForm.isEmpty || legalForm == other.legalForm
    }

    /// In small letters without marks, in the order in which they are written.
    private static func words(of name: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        func end() {
            guard !word.isEmpty else { return }
            words.append(String(decoding: word, as: UTF8.self))
            word.removeAll(keepingCapacity: true)
        }
        for scalar in name.unicodeScalars {
            switch scalar {
            case "a"..."z", "0"..."9": word.append(UInt8(truncatingIfNeeded: scalar.value))
            case "A"..."Z": word.append(UInt8(truncatingIfNeeded: scalar.value) | 0x20)
            // A point inside an abbreviation joins (`G.m.b.H.`), an apostrophe too (`O'Neill`).
            case ".", "'": break
            default:
                if let replacement = scalar.isASCII ? nil : replacements[scalar] {
                    word.append(contentsOf: replacement.utf8)
                } else if !scalar.isASCII, scalar.properties.isAlphabetic {
                    word.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
                } else {
                    end()
                }
            }
        }
        end()
        return words
    }

    private static let legalForms: [String: String] = [
        "gmbh": "gmbh", "mbh": "gmbh", "ag": "ag", "kg": "kg", "ohg": "ohg", "ug": "ug", "se": "se", "ev": "ev",
        "co": "co", "company": "co", "sa": "sa", "sas": "sas", "sarl": "sarl", "srl": "srl", "spa": "spa", "bv": "bv",
        "nv": "nv", "ltd": "ltd", "limited": "ltd", "plc": "plc", "llc": "llc", "llp": "llp", "inc": "inc",
        "incorporated": "inc", "corp": "corp", "corporation": "corp", "oy": "oy", "ab": "ab", "aps": "aps",
        "kft": "kft",
        "pty": "pty", "pte": "pte",
    ]

    private static let fillers: Set<String> = ["and", "und", "et", "the", "mr", "mrs", "ms", "herr", "frau", "dr"]

    private static let replacements: [Unicode.Scalar: String] = {
        let groups: [(String, String)] = [
            ("àáâãāăąÀÁÂÃĀĂĄ", "a"), ("äæÄÆ", "ae"), ("åÅ", "a"), ("çćčÇĆČ", "c"), ("ďđðĎĐÐ", "d"),
            ("èéêëēęěÈÉÊËĒĘĚ", "e"), ("ğĞ", "g"), ("ìíîïīıİÌÍÎÏĪ", "i"), ("łľĺŁĽĹ", "l"), ("ñńňÑŃŇ", "n"),
            ("òóôõōőÒÓÔÕŌŐ", "o"), ("öøœÖØŒ", "oe"), ("řŕŘŔ", "r"), ("śšşșŚŠŞȘ", "s"), ("ßẞ", "ss"),
            ("ťțţŤȚŢ", "t"), ("ùúûūůűÙÚÛŪŮŰ", "u"), ("üÜ", "ue"), ("ýÿÝ", "y"), ("źżžŹŻŽ", "z"), ("þÞ", "th"),
        ]
        var table: [Unicode.Scalar: String] = [:]
        for (scalars, replacement) in groups {
            for scalar in scalars.unicodeScalars { table[scalar] = replacement }
        }
        return table
    }()
}
