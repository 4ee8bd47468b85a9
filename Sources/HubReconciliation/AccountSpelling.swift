import PaymentVocabulary

/// Whether two accounts, as identities of lines have them, may be one that is written in two ways.
enum AccountSpelling {
    /// Short account numbers count too: here more is held, and nothing posted, where two are taken for one.
    ///
    /// Books may have accounts from files as they are written: with the currency behind it, without zeros of the number.
    static func mayBeOne(_ account: String, _ other: String) -> Bool {
        let (one, another) = (withoutBank(withoutCurrency(account)), withoutBank(withoutCurrency(other)))
        if isSameAccount(one, another) || one.hasSuffix(another) || another.hasSuffix(one) { return true }
        if isMasked(one, as: another) || isMasked(another, as: one) { return true }
        return areGermanAndOne(one, another)
    }

    /// Whether two accounts of payers, in capitals and digits, are certainly one: the national number at the end of an
    /// IBAN, or a German bank code and number.
    static func isOne(_ account: String, _ other: String) -> Bool {
        let (one, another) = (withoutBank(account), withoutBank(other))
        return isSameAccount(one, another) || areGermanAndOne(one, another)
    }

    /// Whether two accounts of ours are one: the same, the whole national number of an IBAN, or a German bank code and
    /// number.
    static func isCertainlyOne(_ account: String, _ other: String) -> Bool {
        guard account != other else { return true }
        let (one, another) = (withoutCurrency(account), withoutCurrency(other))
        return one == another || nationalNumber(one) == another || one == nationalNumber(another)
            || areGermanAndOne(one, another)
    }

    /// Everything behind country and check digits; `nil` for what is no IBAN.
    private static func nationalNumber(_ account: String) -> String? { IBAN(account)?.basicAccountNumber }

    private static func areGermanAndOne(_ one: String, _ another: String) -> Bool {
        let (left, right) = (germanNumber(one), germanNumber(another))
        guard left.prefix(bankCodeLength) == right.prefix(bankCodeLength), isNumeric(left), isNumeric(right) else {
            return false
        }
        func number(_ account: Substring) -> Substring { account.dropFirst(bankCodeLength).drop { $0 == "0" } }
        return !number(left).isEmpty && number(left) == number(right)
    }

    /// Of Germany, before the number of the account.
    private static let bankCodeLength = 8

    /// Bank code and number, of an IBAN too.
    private static func germanNumber(_ account: String) -> Substring {
        account.hasPrefix("DE") && account.utf8.count == 22 ? account.dropFirst(4) : account[...]
    }

    private static func isNumeric(_ text: Substring) -> Bool { ReferenceIndex.isNumeric(Array(text.utf8)[...]) }

    /// The number behind a BIC, as in `:25:INGDDEFFXXX/0648489890`.
    ///
    /// Source: ISO 9362: four letters, the country, two characters of the place, three of the branch or none.
    private static func withoutBank(_ account: String) -> String {
        let letters = account.prefix { ("A"..."Z").contains($0) }.count
        for length in [11, 8] where letters >= 6 && account.utf8.count >= length + numberDigitsMin {
            let number = account.dropFirst(length)
            if isNumeric(number) { return String(number.drop { $0 == "0" }) }
        }
        return account
    }

    private static let numberDigitsMin = 6

    /// Whether an account of which exports hide the middle, `DE12XXXX9890`, is another one: begin and end are the same.
    private static func isMasked(_ account: String, as other: String) -> Bool {
        guard let first = account.firstIndex(of: "X"), let last = account.lastIndex(of: "X"), first < last,
            account[first...last].allSatisfy({ $0 == "X" })
        else { return false }
        let (begin, end) = (account[..<first], account[account.index(after: last)...])
        return end.count >= maskedDigitsMin && isNumeric(end) && other.hasPrefix(begin) && other.hasSuffix(end)
            && other.count >= begin.count + end.count
    }

    private static let maskedDigitsMin = 4

    private static func withoutCurrency(_ account: String) -> String {
        let number = account.dropLast(3)
        let isCurrency = number.last?.isNumber == true && Currency(String(account.suffix(3))) != nil
        return isCurrency ? String(number) : account
    }
}
