/// The characters that a file may have in names and remittance texts.
enum PaymentCharacters: Hashable, Sendable {
    /// Letters and digits of ASCII, `/ - ? : ( ) . , ' +` and the blank: SWIFT's set X, and what EPC217-08 guarantees.
    case latin
    /// Swiss Payment Standards from 2022 on: ASCII, Latin-1 and Latin Extended-A.
    case swiss
    /// Their version of 2009 for `pain.001.001.03.ch.02`.
    case swissEarly
    /// The characters of NACHA files: printable ASCII, letters in capitals.
    case ach

    /// The character as it is written.
    ///
    /// - Returns: `nil` when it has to be replaced.
    func kept(_ character: Character) -> Character? {
        switch self {
        case .latin: Self.latinSet[character]
        case .swiss: Self.swissSet[character]
        case .swissEarly: Self.swissEarlySet[character]
        case .ach: Self.asciiSet[character]
        }
    }

    /// Whether every byte of the text is a character that stays, so that nothing has to be looked up.
    func keepsAll(_ text: String) -> Bool {
        switch self {
        case .latin, .swissEarly, .swiss: text.utf8.allSatisfy(Self.isLatin)
        case .ach: text.utf8.allSatisfy { (0x20...0x7E).contains($0) && !(0x61...0x7A).contains($0) }
        }
    }

    static func isLatin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x20: true
        case 0x27...0x29, 0x2B...0x2F, 0x3A, 0x3F: true
        default: false
        }
    }

    // Keys compare by canonical equivalence, the values are one code point each.
    private static func set(_ scalars: some Sequence<UInt32>) -> [Character: Character] {
        var set: [Character: Character] = [:]
        for value in scalars {
            guard let scalar = Unicode.Scalar(value) else { continue }
            set[Character(scalar)] = Character(scalar)
        }
        return set
    }

    private static let latinSet = set((UInt32(0x20)...0x7E).filter { isLatin(UInt8(truncatingIfNeeded: $0)) })
    private static let asciiSet = set(0x20...0x7E)
    private static let swissSet = set(
        Array(UInt32(0x20)...0x7E) + Array(0xA0...0xAC) + Array(0xAE...0x17F) + [0x20AC, 0x218, 0x219, 0x21A, 0x21B]
    )
    /// Source: the type BasicText-CH of the schema.
    private static let swissEarlySet = set(
        (UInt32(0x20)...0x7E).filter { $0 != 0x5E && $0 != 0x7C }
            + "´÷£àáâäçèéêëìíîïñòóôöùúûüýßÀÁÂÄÇÈÉÊËÌÍÎÏÒÓÔÖÙÚÛÜÑ".unicodeScalars.map(\.value)
    )
}

/// A text as it is written into a file, and what that did to it.
struct PaymentText: Hashable, Sendable {
    private(set) var text: String
    /// Characters before it was cut.
    private(set) var length: Int

    /// Transliterates first and cuts afterwards, because `ß` takes the room of two.
    ///
    /// A character without counterpart becomes a full stop; blanks around the text go.
    init(_ given: String, _ characters: PaymentCharacters, limit: Int, cuts: Bool) {
        text = Self.trimmed(characters.keepsAll(given) ? given : Self.replaced(given, characters))
        length = text.unicodeScalars.count
        if cuts, length > limit {
            text = Self.trimmed(String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit))))
            length = text.unicodeScalars.count
        }
    }

    /// Whether anything is left that a person or a machine could read.
    var isReadable: Bool {
        text.unicodeScalars.contains { !$0.isASCII || $0.properties.isAlphabetic || (0x30...0x39).contains($0.value) }
    }

    private static func replaced(_ given: String, _ characters: PaymentCharacters) -> String {
        var text = ""
        for character in given {
            if let kept = characters.kept(character) {
                text.append(kept)
            } else {
                for part in Transliteration.latin(character) ?? "." { text.append(characters.kept(part) ?? ".") }
            }
        }
        return characters == .ach ? text.uppercased() : text
    }

    private static func trimmed(_ text: String) -> String {
        guard text.utf8.first == 0x20 || text.utf8.last == 0x20 else { return text }
        let begun = text.unicodeScalars.drop { $0 == " " }
        guard let last = begun.lastIndex(where: { $0 != " " }) else { return "" }
        return String(String.UnicodeScalarView(begun[...last]))
    }
}

extension PaymentOrderCheck {
    /// A name or free text: transliterated, never empty, no longer than the scheme allows.
    mutating func text(
        _ given: String,
        _ path: @autoclosure () -> String,
        _ characters: PaymentCharacters,
        limit: Int,
        cuts: Bool
    ) {
        let written = PaymentText(given, characters, limit: limit, cuts: cuts)
        guard !written.text.isEmpty else { return refuse(path(), "is empty", "give a text or leave the field out") }
        guard written.isReadable else {
            return refuse(path(), "has no letter or digit that the scheme can carry", "write it in Latin letters")
        }
        guard written.length <= limit else {
            let problem = "has \(written.length) characters once transliterated, and \(limit) are allowed"
            return refuse(path(), problem, "shorten it, or allow that long texts are cut")
        }
        let isAsGiven = written.text == given || (characters == .ach && written.text == given.uppercased())
        if !isAsGiven { note(path(), given, written.text) }
    }

    /// An identification: never changed, so that it can be found again.
    mutating func identification(_ given: String, _ path: @autoclosure () -> String, limit: Int = 35) {
        guard !given.isEmpty else { return refuse(path(), "is empty", "give 1 to \(limit) characters") }
        guard given.utf8.allSatisfy(PaymentCharacters.isLatin) else {
            let remedy = "use letters, digits, blanks and / - ? : ( ) . , ' +"
            return refuse(path(), "has a character that identifications may not have", remedy)
        }
        require(given.utf8.count <= limit, path(), "has \(given.utf8.count) characters", "use at most \(limit)")
        let isSlashed = given.hasPrefix("/") || given.hasSuffix("/") || given.contains("//")
        require(!isSlashed, path(), "begins or ends with / or has //", "leave these slashes out")
        let isPadded = given.hasPrefix(" ") || given.hasSuffix(" ")
        require(!isPadded, path(), "begins or ends with a blank", "leave the blank out")
    }
}
