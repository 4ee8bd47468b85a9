/// Writes letters of European alphabets with those of the Latin one.
///
/// Canonically equal characters (`ä` as one code point or as two) are the same here, as they are for `Character`.
/// Sources: EPC217-08 (SEPA requirements for an extended character set), best practice of converting Latin, Greek and
/// Cyrillic characters; ICAO Doc 9303 part 3, section 6, where it leaves a choice (`ä` becomes `ae`, `ø` `oe`).
enum Transliteration {
    /// - Returns: `nil` for a character that has no counterpart.
    static func latin(_ character: Character) -> String? {
        if let found = table[character] { return found }
        guard let first = character.unicodeScalars.first else { return nil }
        // A letter of ASCII under marks that no table has.
        let marks = character.unicodeScalars.dropFirst()
        if first.isASCII, !marks.isEmpty, marks.allSatisfy({ (0x300...0x36F).contains($0.value) }) {
            return String(Character(first))
        }
        return marks.isEmpty ? vietnamese(first) : nil
    }

    /// The block of Vietnamese letters holds each base letter in a row, capital and small in turn.
    private static func vietnamese(_ scalar: Unicode.Scalar) -> String? {
        let base: String
        switch scalar.value {
        case 0x1EA0...0x1EB7: base = "A"
        case 0x1EB8...0x1EC7: base = "E"
        case 0x1EC8...0x1ECB: base = "I"
        case 0x1ECC...0x1EE3: base = "O"
        case 0x1EE4...0x1EF1: base = "U"
        case 0x1EF2...0x1EF9: base = "Y"
        default: return nil
        }
        return scalar.value.isMultiple(of: 2) ? base : base.lowercased()
    }

    private static let table: [Character: String] = {
        var table: [Character: String] = [:]
        for pair in letters.split(whereSeparator: \.isWhitespace) {
            guard let letter = pair.first else { continue }
            let counterpart = String(pair.dropFirst())
            table[letter] = counterpart
            let capital = String(letter).uppercased()
            if capital.count == 1, let capital = capital.first, capital != letter {
                table[capital] = counterpart.prefix(1).uppercased() + counterpart.dropFirst()
            }
        }
        for (character, counterpart) in signs { table[character] = counterpart }
        return table
    }()

    /// A small letter and what it becomes.
    private static let letters = """
        äae öoe üue ßss æae œoe øoe åaa àa áa âa ãa āa ăa ąa ǎa çc ćc ĉc ċc čc ďd đd ðd èe ée êe ëe ēe ĕe ėe ęe ěe
        ĝg ğg ġg ģg ĥh ħh ìi íi îi ïi ĩi īi ĭi įi ıi ĵj ķk ĸk ĺl ļl ľl ŀl łl ñn ńn ņn ňn ŉn ŋn òo óo ôo õo ōo ŏo őo
        ŕr ŗr řr śs ŝs şs šs șs ţt ťt ŧt țt þth ùu úu ûu ũu ūu ŭu ůu űu ųu ŵw ýy ÿy ŷy źz żz žz ƒf ơo ưu
        αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo άa έe ήi ίi όo ύy ώo ϊi ϋy ΐi ΰy
        аa бb вv гg дd еe жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хh цts чch шsh щsht ъa ьy юyu яya ыy эe ёe
        іi їi єie ґg ђdj јj љlj њnj ћc џdz ѓgj ќkj ѕdz ўu
        """

    private static let signs: [Character: String] = [
        "&": "+", "_": "-", "\"": "'", "`": "'", "´": "'", "‘": "'", "’": "'", "‚": ",", "“": "'", "”": "'", "„": "'",
        "«": "'", "»": "'", "‹": "'", "›": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "…": "...",
        "€": "EUR", "£": "GBP", "¥": "JPY", "$": "USD", ";": ",", "[": "(", "{": "(", "<": "(", "]": ")", "}": ")",
        ">": ")", "\\": "/", "|": "/", "~": "-", "ẞ": "SS", "İ": "I", "ª": "a", "º": "o", "°": "o", "²": "2", "³": "3",
        "¹": "1", "½": "1/2", "¼": "1/4", "¾": "3/4", "×": "x", "·": ".", "•": "-", "№": "No", "™": "TM", "®": "(R)",
        "©": "(C)", "\u{A0}": " ", "\u{202F}": " ", "\u{2009}": " ", "\u{3000}": " ", "\t": " ", "\n": " ", "\r": " ",
        "\r\n": " ", "\u{AD}": "", "\u{200B}": "", "\u{FEFF}": "",
    ]
}
