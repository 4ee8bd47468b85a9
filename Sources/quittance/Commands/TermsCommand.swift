internal import ArgumentParser
internal import Foundation
internal import HubDomain
internal import PaymentVocabulary

/// `quittance terms`: what payment terms mean.
struct TermsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "terms",
        abstract: "Work with payment terms.",
        subcommands: [Show.self]
    )
}

extension TermsCommand {
    /// `quittance terms show`: the dates and amounts of one invoice.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show the due dates, the discounts and what it costs to let them pass.",
            discussion: """
                Terms are written like "net 30", "2/10 net 30", "3/10, 2/20 net 30", "net 30 EOM", "EOM + 15" or
                "due on receipt". Days count from the invoice date; the last day of a window is still inside it.
                """
        )

        @Argument(help: "The terms, such as \"2/10 net 30\".")
        var terms: String

        @Option(help: "The invoice date, as YYYY-MM-DD.")
        var date: String

        @Option(parsing: .unconditional, help: "The amount with tax, as a decimal.")
        var amount: String

        @Option(help: "The currency, as an ISO 4217 code.")
        var currency: String

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            do {
                let view = try TermsView(schedule: schedule(), terms: terms)
                print(json ? try view.json() : view.text())
            } catch let error as TermsError {
                throw Stop.usage(error.description)
            } catch let error as Refusal {
                throw Stop.usage(error.detail)
            }
        }

        private func schedule() throws -> Schedule {
            let issued = try OptionText.date(date, of: "--date")
            guard let currency = Currency(currency) else {
                throw Refusal(detail: "--currency \(currency): no ISO 4217 currency; write it as USD")
            }
            do {
                let money = try Money(parsing: amount, currency: currency)
                return try Terms(parsing: terms).schedule(issued: issued, amount: money)
            } catch let error as MoneyError {
                let example = Money(minorUnits: 1_000 * currency.minorUnitsPerMajor, currency: currency).decimal
                throw Refusal(detail: "--amount \(amount): \(error); write it as \(example) for \(currency)")
            }
        }
    }

    private struct Refusal: Error {
        let detail: String
    }
}

/// A schedule as it is shown; the property names are those of the JSON output.
private struct TermsView: Encodable {
    struct Instalment: Encodable {
        let due: String?
        let amount: String
    }

    struct Discount: Encodable {
        let until: String
        let off: String
        let pay: String
        /// Simple interest in percent a year of paying on the last due date instead; `null` when that is no later.
        let annualCostPercent: String?
    }

    let terms: String
    let issued: String
    let amount: String
    let currency: String
    let instalments: [Instalment]
    let discounts: [Discount]

    init(schedule: Schedule, terms: String) {
        self.terms = terms
        issued = schedule.issued.description
        amount = schedule.amount.decimal
        currency = schedule.amount.currency.code
        instalments = schedule.instalments.map { Instalment(due: $0.due?.description, amount: $0.amount.decimal) }
        discounts = schedule.discounts.map { offer in
            Discount(
                until: offer.until.description,
                off: offer.amount.decimal,
                pay: offer.pay.decimal,
                annualCostPercent: schedule.lastDue.flatMap { offer.annualCost(payingOn: $0) }
            )
        }
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    func text() -> String {
        var lines = ["\(terms), invoice of \(issued) over \(amount) \(currency)"]
        for discount in discounts {
            lines.append("until \(discount.until)  pay \(discount.pay) \(currency)  (\(discount.off) off)")
            guard let cost = discount.annualCostPercent else { continue }
            lines.append("                  not taking it costs \(cost)% a year")
        }
        for instalment in instalments {
            lines.append("due   \(instalment.due ?? "when reached")  pay \(instalment.amount) \(currency)")
        }
        return lines.joined(separator: "\n")
    }
}
