import BankFiles
import HubDomain
import PaymentVocabulary

/// The payment terms of an electronic invoice in the form in which merchants write them, and the date on which it is
/// due.
///
/// Dates win over texts. XRechnung's discount lines in BT-20 and the discount terms of EXTENDED become `2.00/14 net 30`;
/// a text that is in that form already, such as `net 30`, is taken as it is. Discounts of an electronic invoice are on what
/// is still to be paid (BT-115), and those of our terms on the whole: where something was paid before, they become the
/// percentage of the whole that makes the same amount.
///
/// Source: XRechnung, rule BR-DE-18: without a BASISBETRAG the discount is on the payable amount.
struct InvoiceTermsReading {
    private(set) var text = ""
    private(set) var due: CalendarDate

    private struct Offer {
        let days: Int
        let percent: Percentage
    }

    /// - Parameter amount: what was invoiced, of which something may be paid already.
    init(
        _ document: ElectronicInvoice,
        of amount: Money,
        _ dueDate: InvoiceFile.DueDate,
        _ warnings: inout [BankFileFinding]
    ) {
        due = document.due ?? document.issued
        // Nobody gets a discount for taking money.
        guard document.kind == .invoice else { return }
        let written = Self.plain(document.paymentTerms ?? "")
        if document.discounts.isEmpty, case .success(let date) = dueDate(written, document.issued) {
            text = written
            due = document.due ?? date
            return
        }
        let offers = Self.offers(document, &warnings).compactMap { offer in
            let percent = Self.percent(offer.percent, of: document.payable, on: amount)
            if percent == nil {
                let message =
                    "a discount of \(offer.percent) percent on \(document.payable) is not taken: no share of \(amount)"
                warnings.append(BankFileFinding(.amount, message, at: document.termsPosition))
            }
            return percent.map { Offer(days: offer.days, percent: $0) }
        }
        if document.due == nil { assumeDueDate(document, offers, &warnings) }
        let days = due.days(since: document.issued)
        // Due before it was written: no number of days says so.
        guard days >= 0 else { return }
        let net = days == 0 ? "due on receipt" : "net \(days)"
        text = net
        guard !offers.isEmpty else { return }
        let discounted = offers.map { "\($0.percent)/\($0.days)" }.joined(separator: ", ") + " net \(days)"
        do throws(TermsError) {
            _ = try Terms(parsing: discounted)
            text = discounted
        } catch {
            let message = "the discounts in the payment terms (BT-20) are not taken: \(error.detail)"
            warnings.append(BankFileFinding(.code, message, at: document.termsPosition))
        }
    }

    private mutating func assumeDueDate(
        _ document: ElectronicInvoice,
        _ offers: [Offer],
        _ warnings: inout [BankFileFinding]
    ) {
        let last = offers.last?.days ?? 0
        due = document.issued.adding(days: last)
        let assumed = last > 0 ? "the last discount's end" : "the date of issue"
        let message = "no due date (BT-9), and the payment terms (BT-20) say none that is understood: \(assumed), "
        warnings.append(BankFileFinding(.missing, message + "\(due), is taken", at: document.position))
    }

    /// The discounts by their windows, the shortest first.
    private static func offers(_ document: ElectronicInvoice, _ warnings: inout [BankFileFinding]) -> [Offer] {
        var offers = skonto(document, &warnings)
        if offers.isEmpty {
            for discount in document.discounts {
                if let percent = Percentage(discount.percent) {
                    offers.append(Offer(days: discount.days, percent: percent))
                } else {
                    let message = "a discount of \(discount.percent.prefix(20)) percent is not taken"
                    warnings.append(BankFileFinding(.amount, message, at: discount.position))
                }
            }
        }
        return offers.filter { $0.percent > .zero }
            .sorted { ($0.days, $1.percent) < ($1.days, $0.percent) }
    }

    /// The percentage of the whole that is the same amount as that of a part.
    ///
    /// - Returns: `nil` where six decimals do not make it.
    private static func percent(_ percent: Percentage, of part: Money, on whole: Money) -> Percentage? {
        guard part != whole, let off = try? percent.of(part) else { return percent }
        return Percentage(off, of: whole)
    }

    private static func skonto(_ document: ElectronicInvoice, _ warnings: inout [BankFileFinding]) -> [Offer] {
        guard let text = document.paymentTerms, text.contains("#SKONTO#") else { return [] }
        func warn(_ message: String) {
            warnings.append(BankFileFinding(.code, message, at: document.termsPosition))
        }
        var lines: [SkontoText.Line]
        do throws(TermsError) {
            // The line break that closes the last line is the one that writers forget.
            if let strict = try? SkontoText(parsing: text) {
                lines = strict.lines
            } else {
                lines = try SkontoText(parsing: text + "\n").lines
                warn(
                    "the last discount line of the payment terms (BT-20) lacks its line break; it is read all the same"
                )
            }
        } catch {
            warn("the discounts in the payment terms (BT-20) are not taken: \(error.detail); \(error.wayOut)")
            return []
        }
        let payable = document.payable
        let isWhole = lines.filter { line in
            guard let base = line.baseHundredths else { return true }
            guard let amount = hundredths(payable) else { return false }
            return amount == Int128(base)
        }
        if isWhole.count < lines.count {
            warn("a discount on a part of the payable amount (BASISBETRAG in BT-20) is not taken")
        }
        return isWhole.map { Offer(days: $0.days, percent: $0.percent) }
    }

    /// - Returns: `nil` for an amount with more than two decimals.
    private static func hundredths(_ money: Money) -> Int128? {
        var units = Int128(money.minorUnits)
        switch money.currency.exponent {
        case 0...2:
            for _ in money.currency.exponent..<2 { units *= 10 }
            return units
        default:
            var divisor: Int128 = 1
            for _ in 2..<money.currency.exponent { divisor *= 10 }
            return units.isMultiple(of: divisor) ? units / divisor : nil
        }
    }

    private static func plain(_ text: String) -> String {
        var rest = Substring(text)
        while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return String(rest)
    }
}
