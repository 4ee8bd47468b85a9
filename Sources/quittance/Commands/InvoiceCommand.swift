internal import ArgumentParser
internal import Foundation
internal import HubDomain
internal import HubEngine
internal import HubStore
internal import PaymentVocabulary

/// `quittance invoice`: the documents in the hub's books.
struct InvoiceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invoice",
        abstract: "Import, show, cancel and correct invoices in the hub's books.",
        subcommands: [
            InvoiceImportCommand.self, List.self, Show.self, InvoiceCancelCommand.self, InvoiceCorrectCommand.self,
        ]
    )

    /// `quittance invoice list`: every document by number.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the documents by number, with what is open.",
            discussion: "Example: quittance invoice list --config hub.yaml --open"
        )

        @OptionGroup var books: MerchantOptions

        @Flag(help: "Only documents with something open.")
        var open = false

        @Flag(help: "Print one JSON line a document.")
        var json = false

        func run() async throws {
            let views = try await books.inBooks { composition, merchant in
                var (views, after): ([InvoiceView], String?) = ([], "")
                while let cursor = after {
                    let request = PageRequest(after: cursor, limit: 500)
                    let page = try await composition.hub.invoices(request, of: merchant.id)
                    views += page.data
                    after = page.next
                }
                return views
            }
            for view in views where !open || view.open.contains(where: { ("1"..."9").contains($0) }) {
                print(try json ? String(decoding: HubJSON.encode(view), as: UTF8.self) : InvoiceText.line(view))
            }
        }
    }

    /// `quittance invoice show NUMBER`: one document.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show one document.",
            discussion: "Example: quittance invoice show INV-1001 --config hub.yaml"
        )

        @Argument(help: "The number of the document.")
        var number: String

        @OptionGroup var books: MerchantOptions

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let view = try await books.inBooks { composition, merchant in
                try await composition.hub.invoice(InvoiceNumber(number), of: merchant.id)
            }
            guard let view else { throw Stop.tell("no invoice \(number)", Stop.no) }
            print(try json ? String(decoding: HubJSON.encode(view), as: UTF8.self) : InvoiceText.page(view))
        }
    }
}

/// Documents for people.
enum InvoiceText {
    static func line(_ view: InvoiceView) -> String {
        let state = view.cancelledBy.map { "  cancelled by \($0)" } ?? ""
        let amounts = "\(view.amount) \(view.currency), open \(view.open), due \(view.due)"
        return "\(view.number)  \(view.kind)  \(view.customer)  \(amounts)\(state)"
    }

    static func page(_ view: InvoiceView) -> String {
        let rows: [(name: String, value: String?)] = [
            ("number", view.number), ("kind", view.kind), ("customer", "\(view.customer) \(view.customerName)"),
            ("amount", "\(view.amount) \(view.currency)"), ("open", "\(view.open) \(view.currency)"),
            ("issued", view.issued), ("due", view.due), ("terms", view.terms.isEmpty ? nil : view.terms),
            ("reference", view.reference), ("taxes", view.taxes.map(taxes)), ("open since cut-over", view.cutOver),
            ("cancelled by", view.cancelledBy),
            ("because", view.cancelReason), ("replaced by", view.replacedBy), ("corrects", view.corrects),
        ]
        return rows.compactMap { row in
            row.value.map { row.name.padding(toLength: 20, withPad: " ", startingAt: 0) + $0 }
        }.joined(separator: "\n")
    }

    /// `19 % of 100.00 is 19.00`, for each rate.
    private static func taxes(_ taxes: [TaxView]) -> String {
        taxes.map { part in
            let category = part.category.map { "\($0) " } ?? ""
            return "\(category)\(part.rate) % of \(part.net) is \(part.tax)"
        }.joined(separator: ", ")
    }

    static func text(_ view: CorrectionView) -> String {
        let cancelled = "\(view.cancelled.number) is cancelled by \(view.document.number)"
        return [cancelled, view.replacement.map { "it is replaced by \(line($0))" }].compactMap(\.self)
            .joined(separator: "\n")
    }
}

/// What command-line texts have to be, with the option's name in the refusal.
enum OptionText {
    static func date(_ text: String, of option: String) throws -> CalendarDate {
        guard let date = CalendarDate(text) else {
            throw Stop.usage("\(option) \(text): no such date; write it as 2026-03-31")
        }
        return date
    }

    static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }

    /// `EUR=12345.67`.
    static func money(_ text: String, of option: String) throws -> Money {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let currency = Currency(parts[0]),
            let money = try? Money(parsing: parts[1], currency: currency)
        else { throw Stop.usage("\(option) \(text): write it as EUR=12345.67") }
        return money
    }

    /// Turns the engine's refusal into a line and an exit code.
    static func told(_ problem: HubProblem) -> ExitCode { Stop.tell(problem.detail, Stop.no) }
}
