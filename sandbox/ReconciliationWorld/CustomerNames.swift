/// Names of companies that differ from each other in at least one of family, trade and town, and how banks and payers
/// write them.
struct CustomerNames {
    static let count = families.count * trades.count * towns.count

    private let offset: Int

    init(seed: UInt64) { offset = Int(seed % UInt64(Self.count)) }

    struct Name: Hashable {
        let words: [String]
        let form: String

        var text: String { (words + [form]).joined(separator: " ") }
    }

    /// Different for every number below `count`.
    func name(_ number: Int) -> Name {
        // 7919 is a prime that divides no list's length, so this is a permutation.
        let place = (number * 7_919 + offset) % Self.count
        let (rest, family) = place.quotientAndRemainder(dividingBy: Self.families.count)
        let (town, trade) = rest.quotientAndRemainder(dividingBy: Self.trades.count)
        return Name(
            words: [Self.families[family], Self.trades[trade], Self.towns[town]],
            form: Self.forms[(number * 31 + offset) % Self.forms.count]
        )
    }

    /// What the statement shows of a name; `nil` when nothing.
    static func written(_ name: Name, _ corruption: Corruption?) -> String? {
        switch corruption {
        case .legalFormDropped: name.words.joined(separator: " ")
        case .umlautsWrittenOut: withoutUmlauts(name.text)
        case .wordsInOtherOrder: (name.words.reversed() + [name.form]).joined(separator: " ")
        case .nameAbbreviated:
            ([name.words[0], String(name.words[1].prefix(4)) + "."] + name.words[2...]).joined(separator: " ")
        case .nameInCapitals: withoutUmlauts(name.text).uppercased()
        case .nameCutAt27: cut(name.text, 27)
        case .nameCutAt35: cut(name.text, 35)
        case .nameMissing: nil
        default: name.text
        }
    }

    static func cut(_ text: String, _ width: Int) -> String {
        var cut = String(text.prefix(width))
        while cut.last == " " { cut.removeLast() }
        return cut
    }

    static func withoutUmlauts(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "ä": result += "ae"
            case "ö": result += "oe"
            case "ü": result += "ue"
            case "ß": result += "ss"
            case "Ä": result += "Ae"
            case "Ö": result += "Oe"
            case "Ü": result += "Ue"
            default: result.append(character)
            }
        }
        return result
    }

    /// A payer who is none of the customers.
    static func stranger(_ random: inout WorldRandom) -> String {
        "\(random.one(of: strangerNames)) \(random.one(of: strangerTrades)) \(random.one(of: forms))"
    }

    private static let forms = ["GmbH", "AG", "GmbH & Co. KG", "KG", "Ltd", "B.V.", "S.A.", "OHG"]
    private static let strangerNames = ["Quandt", "Zwirner", "Uhlig", "Ypsen", "Ixmann", "Oswald", "Queck", "Zobel"]
    private static let strangerTrades = ["Hausverwaltung", "Versicherung", "Leasing", "Energie", "Reisen", "Stiftung"]
    private static let families = [
        "Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz", "Hoffmann",
        "Schäfer", "Koch", "Bauer", "Richter", "Klein", "Wolf", "Schröder", "Neumann", "Schwarz", "Zimmermann", "Braun",
        "Krüger", "Hofmann", "Hartmann", "Lange", "Schmitt", "Werner", "Krause", "Meier", "Lehmann", "Köhler",
        "Herrmann", "König", "Walter", "Mayer", "Huber", "Kaiser", "Fuchs", "Peters", "Lang", "Scholz", "Möller",
        "Weiß", "Jung", "Hahn", "Vogel", "Keller", "Günther", "Frank", "Berger", "Winkler", "Roth", "Beck", "Lorenz",
        "Baumann", "Albrecht", "Schuster", "Böhm", "Ludwig", "Simon", "Kraus", "Martin", "Schumacher", "Krämer",
    ]
    private static let trades = [
        "Maschinenbau", "Elektrotechnik", "Stahlhandel", "Medizintechnik", "Lebensmittel", "Werkzeuge", "Anlagenbau",
        "Logistik", "Büromöbel", "Druckerei", "Kältetechnik", "Fördertechnik", "Verpackung", "Baustoffe", "Textil",
        "Papier", "Chemie", "Kunststoffe", "Metallbau", "Holzhandel", "Gartenbau", "Optik", "Labortechnik", "Antriebe",
        "Ventile", "Pumpen", "Filter", "Sensorik", "Software", "Großhandel", "Armaturen", "Feinmechanik",
    ]
    private static let towns = [
        "Hamburg", "Hannover", "Berlin", "München", "Köln", "Frankfurt", "Stuttgart", "Düsseldorf", "Leipzig",
        "Dortmund", "Essen", "Bremen", "Dresden", "Nürnberg", "Duisburg", "Bochum", "Wuppertal", "Bielefeld", "Bonn",
        "Münster", "Mannheim", "Karlsruhe", "Augsburg", "Wiesbaden", "Aachen", "Kiel", "Lübeck", "Halle", "Magdeburg",
        "Freiburg", "Krefeld", "Mainz", "Erfurt", "Rostock", "Kassel", "Hagen", "Potsdam", "Ulm", "Würzburg", "Graz",
    ]
}
