import PaymentVocabulary

/// Field 25: the account, as an IBAN or as a number behind a bank code or a BIC, often with the currency behind it.
///
/// Sources: SWIFT MT940, field 25 (35x); DFÜ-Abkommen, annex 3, chapter 8 (`BLZ/account`, currency behind the number);
/// Rabobank Format Description MT940 Structured, field 25 (IBAN, blank, currency).
enum MT940Account {
    /// - Parameter text: the content of the field; line ends in it are none of the number's.
    static func account(_ text: String) -> (account: BankFileAccount, currency: Currency?) {
        var account = BankFileAccount()
        let whole = trimmed(Substring(text.replacing("\n", with: "")))
        if let iban = iban(in: whole) {
            account.iban = iban
            return (account, nil)
        }
        let (number, currency) = withoutCurrency(whole)
        account.iban = iban(in: number)
        if account.iban == nil { account.other = String(padded(number).prefix(140)) }
        return (account, currency)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text
        while let first = rest.first, first == " " { rest.removeFirst() }
        while let last = rest.last, last == " " { rest.removeLast() }
        return rest
    }

    /// The IBAN that is all of the text, or stands behind the BIC.
    private static func iban(in text: Substring) -> String? {
        let last = text.split(separator: "/", omittingEmptySubsequences: false).last ?? text
        return IBAN(String(last)).map(\.electronic)
    }

    /// A code of a currency at the end, behind a digit, a blank or a slash.
    private static func withoutCurrency(_ text: Substring) -> (number: Substring, currency: Currency?) {
        let number = text.dropLast(3)
        guard let before = number.last, before == " " || before == "/" || before.isASCII && before.isNumber,
            let currency = Currency(activeOrWithdrawn: String(text.suffix(3)))
        else { return (text, nil) }
        return (trimmed(before == "/" ? number.dropLast() : number), currency)
    }

    /// German and Austrian numbers in the length that they have in an IBAN: banks leave zeros in front out.
    private static func padded(_ text: Substring) -> Substring {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Ascii.isDigit) }),
            let length = [8: 10, 5: 11][parts[0].utf8.count], parts[1].utf8.count < length
        else { return text }
        return parts[0] + "/" + String(repeating: "0", count: length - parts[1].utf8.count) + parts[1]
    }
}
