/// A name in one spelling for all in which it is written: small letters without marks, words in alphabetical order, the
/// legal form last.
///
/// Books keep it: what it makes of a name must not change.
///
/// - Returns: an empty text for a name without any word.
package func foldedPartyName(_ name: String) -> String {
    let folded = PartyName(kept: name)
    guard !folded.isEmpty else { return "" }
    return folded.legalForm.isEmpty ? folded.key : folded.key + " " + folded.legalForm
}

/// A name in the form in which two spellings of one party are equal: small letters without marks, words in
/// alphabetical order, the legal form apart.
///
/// A letter with marks is written in more than one way without them, `ö` as `oe` or `o`: each way is a spelling of the
/// name, and two names are equal where one of each is.
struct PartyName: Hashable, Sendable {
    /// How letters with marks are written without them.
    private enum Folding: CaseIterable {
        /// `ae`, `oe`, `ue`; `a` for `å`.
        case german
        /// The letter alone, as banks do that know no marks.
        case plain
        /// `aa` for `å`.
        case nordic
    }

    let words: [String]
    /// The first one as they are written.
    let firstWord: String?
    /// Canonical legal forms in alphabetical order; empty when the name states none.
    let legalForm: String
    /// All words in the order in which they are written, the legal form among them.
    let spelled: String
    /// It has a word by which a person is addressed, such as `Frau`: no company's name without its legal form has one.
    private(set) var isPerson = false
    /// The name with its marks left out in other ways, where that makes another one.
    private(set) var otherSpellings: [PartyName] = []

    var key: String { words.joined(separator: " ") }
    var spellings: [PartyName] { [self] + otherSpellings }
    var isEmpty: Bool { words.isEmpty }

    init(_ name: String) {
        self.init(name, .german, isLoose: true)
        guard !name.isASCII, name.unicodeScalars.contains(where: Self.isFolded) else { return }
        for folding in Folding.allCases.dropFirst() {
            let other = PartyName(name, folding, isLoose: true)
            if other.spelled != spelled, !otherSpellings.contains(other) { otherSpellings.append(other) }
        }
    }

    /// As books keep names: in one spelling, with the legal forms of old.
    fileprivate init(kept name: String) { self.init(name, .german, isLoose: false) }

    private init(_ name: String, _ folding: Folding, isLoose: Bool) {
        var words: [String] = []
        var forms: [String] = []
        let spelt = Self.words(of: name, folding)
        let written = isLoose && Self.mayEndLongForm(spelt.last) ? Self.shorteningForms(spelt) : spelt
        spelled = written.joined(separator: " ")
        for word in written {
            if !Self.apart.mayHold(word) {
                words.append(word)
            } else if let form = isLoose ? Self.allForms[word] : Self.legalForms[word] {
                forms.append(form)
            } else if isLoose, Self.titles.contains(word) {
                isPerson = true
            } else if isLoose ? !Self.fillers.contains(word) : !Self.keptFillers.contains(word) {
                words.append(word)
            }
        }
        firstWord = words.first
        self.words = words.sorted()
        legalForm = forms.sorted().joined(separator: " ")
    }

    /// Two different legal forms are two companies; a missing one says nothing, unless a person has none.
    func hasCompatibleForm(_ other: PartyName) -> Bool {
        guard legalForm.isEmpty || other.legalForm.isEmpty else { return legalForm == other.legalForm }
        return isPerson == other.isPerson || legalForm.isEmpty && other.legalForm.isEmpty
    }

    /// In small letters without marks, in the order in which they are written.
    private static func words(of name: String, _ folding: Folding) -> [String] {
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
                if let replacement = scalar.isASCII ? nil : replacement(of: scalar, folding) {
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

    /// Puts one word where several are a legal form, such as `sp z oo`.
    private static func shorteningForms(_ words: [String]) -> [String] {
        guard words.count > 1,
            let form = longForms.first(where: { words.suffix($0.words.count).elementsEqual($0.words) })
        else { return words }
        return words.dropLast(form.words.count) + [form.short]
    }

    /// Behind a name, as they are without marks.
    private static let longForms: [(words: [String], short: String)] = [
        (["gesellschaft", "mit", "beschraenkter", "haftung"], "gmbh"),
        (["gesellschaft", "mit", "beschrankter", "haftung"], "gmbh"), (["sp", "z", "oo"], "spzoo"),
        (["sp", "z", "o", "o"], "spzoo"), (["spolka", "z", "oo"], "spzoo"),
        (["spolka", "z", "ograniczona", "odpowiedzialnoscia"], "spzoo"), (["spol", "s", "ro"], "sro"),
        (["spol", "s", "r", "o"], "sro"), (["s", "r", "o"], "sro"), (["d", "o", "o"], "doo"), (["a", "s"], "as"),
        (["anonim", "sirketi"], "as"), (["limited", "sirketi"], "ltd"), (["societe", "anonyme"], "sa"),
        (["sociedad", "anonima"], "sa"), (["sociedad", "limitada"], "sl"), (["e", "k"], "ek"), (["s", "l"], "sl"),
    ]

    /// Asked of every name: most end with a form of four letters, or with a word of some more.
    private static func mayEndLongForm(_ word: String?) -> Bool {
        guard let word, word.utf8.count < 3 || word.utf8.count > 6 else { return false }
        return longEnds.contains(word)
    }

    private static let longEnds = Set(longForms.compactMap(\.words.last))

    private static let allForms = legalForms.merging(moreForms) { known, _ in known }

    private static let moreForms: [String: String] = [
        "aktiengesellschaft": "ag", "kommanditgesellschaft": "kg", "aktiebolag": "ab", "osakeyhtioe": "oy",
        "osakeyhtio": "oy", "oyj": "oyj",
        "as": "as", "sro": "sro", "doo": "doo", "spzoo": "spzoo", "sl": "sl", "slu": "sl", "ek": "ek", "lda": "lda",
        "gbr": "gbr", "eg": "eg", "ooo": "ooo", "ооо": "ooo",
    ]

    private static let legalForms: [String: String] = [
        "gmbh": "gmbh", "mbh": "gmbh", "ag": "ag", "kg": "kg", "ohg": "ohg", "ug": "ug", "se": "se", "ev": "ev",
        "co": "co", "company": "co", "sa": "sa", "sas": "sas", "sarl": "sarl", "srl": "srl", "spa": "spa", "bv": "bv",
        "nv": "nv", "ltd": "ltd", "limited": "ltd", "plc": "plc", "llc": "llc", "llp": "llp", "inc": "inc",
        "incorporated": "inc", "corp": "corp", "corporation": "corp", "oy": "oy", "ab": "ab", "aps": "aps",
        "kft": "kft",
        "pty": "pty", "pte": "pte",
    ]

    /// Legal forms and fillers: most words of a name are neither.
    private static let apart = WordShapes(Array(allForms.keys) + fillers + titles)

    private static let fillers: Set<String> = ["and", "und", "et", "the", "fa", "firma", "firm"]
    private static let keptFillers: Set<String> = [
        "and", "und", "et", "the", "mr", "mrs", "ms", "herr", "frau", "dr",
    ]
    private static let titles: Set<String> = ["mr", "mrs", "ms", "herr", "herrn", "frau", "dr", "mme", "mlle"]

    /// A word in capitals with each letter as it is written where marks are unknown: `ÅTERBET` as `ATERBET`.
    static func withoutMarks(_ word: String) -> String {
        guard !word.isASCII else { return word }
        return word.unicodeScalars.reduce(into: "") { plain, scalar in
            plain += replacement(of: scalar, .plain)?.uppercased() ?? String(scalar)
        }
    }

    /// Letters that are written in more than one way without their marks.
    private static func isFolded(_ scalar: Unicode.Scalar) -> Bool { foldedLetters.contains(scalar) }
    private static let foldedLetters = Set("äöøüåÄÖØÜÅ".unicodeScalars)

    private static func replacement(of scalar: Unicode.Scalar, _ folding: Folding) -> String? {
        let usual = replacements[scalar]
        switch folding {
        case .german: return usual
        // `ß` and `æ` are two letters in all ways.
        case .plain: return usual.map { "äöøüÄÖØÜ".unicodeScalars.contains(scalar) ? String($0.prefix(1)) : $0 }
        case .nordic: return "åÅ".unicodeScalars.contains(scalar) ? "aa" : usual
        }
    }

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
