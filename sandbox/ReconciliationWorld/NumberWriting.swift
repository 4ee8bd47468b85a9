/// Our document numbers, and what payers make of them.
enum NumberWriting {
    static func invoice(_ serial: Int, _ form: WorldPlan.Numbers) -> String {
        (form == .prefixed ? "RE-2026-" : "") + padded(1_000_000 + serial, 7)
    }

    static func creditNote(_ serial: Int, _ form: WorldPlan.Numbers) -> String {
        form == .prefixed ? "GS-2026-\(padded(1_000_000 + serial, 7))" : padded(9_000_000 + serial, 7)
    }

    /// The creditor reference (ISO 11649) of an invoice.
    static func reference(_ serial: Int) -> String {
        let own = "26\(padded(1_000_000 + serial, 7))"
        return "RF\(checkDigits(prefix: "RF", body: own))\(own)"
    }

    /// The number as `corruption` has it written; typing errors are in the seven digits that count.
    static func written(_ number: String, _ corruption: Corruption?, _ random: inout WorldRandom) -> String {
        switch corruption {
        case .digitChanged, .digitsSwapped, .digitLost: mistyped(number, corruption, &random)
        case .numberWithBlanks:
            number.contains("-") ? number.replacing("-", with: " ") : "\(number.prefix(4)) \(number.dropFirst(4))"
        case .numberWithoutPrefix where number.contains("-"):
            String(number.dropFirst(random.chance(basisPoints: 5_000) ? 3 : 8))
        case .numberInSmallLetters: number.lowercased().replacing("-", with: "")
        default: number
        }
    }

    private static func mistyped(_ number: String, _ corruption: Corruption?, _ random: inout WorldRandom) -> String {
        var digits = Array(number.suffix(7))
        let place = random.below(7)
        switch corruption {
        case .digitChanged:
            let old = digits[place].wholeNumberValue ?? 0
            digits[place] = Character(String((old + 1 + random.below(9)) % 10))
        case .digitsSwapped:
            // Equal neighbours swap to the same number, which is no error; the next pair that differs is taken.
            for step in 0..<6 {
                let left = (place + step) % 6
                if digits[left] != digits[left + 1] {
                    digits.swapAt(left, left + 1)
                    break
                }
            }
        default: digits.remove(at: place)
        }
        return number.dropLast(7) + String(digits)
    }

    static let wordsBefore = ["", "Rechnung ", "RG ", "Rechnungsnr. ", "Zahlung ", "INVOICE ", "Re.Nr.: "]
    static let wordsBehind = ["", "", "", " Danke", " vom 12.02.2026", ", Kundennr. 48213", " THANK YOU"]
    static let wordsAlone = [
        "Rechnung", "Zahlung", "Vielen Dank", "lt. Vereinbarung", "Kundennummer 48213", "offene Posten", "PAYMENT", "",
    ]
}
