import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

/// A small trade with repeated list prices, mistyped numbers, part and double payments, several invoices a receipt,
/// credit notes, discounts and strangers, all from one seed.
struct Trade {
    var items: [OpenItem] = []
    var lines: [StatementLine] = []
    var payments: [ExpectedPayment] = []

    init(seed: UInt64, count: Int = 60) {
        var random = SeededGenerator(seed: seed)
        for number in 0..<count { items.append(Self.item(number, &random)) }
        for index in 0..<count { lines.append(receipt(index, &random)) }
        for index in 0..<3 {
            let item = items[Int.random(in: 0..<count, using: &random)]
            payments.append(
                ExpectedPayment(
                    payment: PaymentID("pay-\(index)"),
                    endToEndID: "HUB\(index)",
                    customer: item.invoice.customer,
                    amount: item.invoice.open,
                    shares: [ExpectedPayment.Share(invoice: item.invoice.number, amount: item.invoice.open)]
                )
            )
        }
    }

    private static func item(_ number: Int, _ random: inout SeededGenerator) -> OpenItem {
        let customer = Int.random(in: 0..<8, using: &random)
        let units = [100, 250, 999, 1_000].randomElement(using: &random) ?? 100
        let isNote = Int.random(in: 0..<10, using: &random) == 0
        let isDiscounted = Int.random(in: 0..<3, using: &random) == 0
        return HubReconciliationTests.item(
            "INV-\(1_000 + number)",
            "\(units).00",
            customer: "C\(customer)",
            name: "Company \(["Ash", "Birch", "Cedar", "Date", "Elm", "Fir", "Gum", "Hazel"][customer])",
            account: customer < 4 ? "DE00\(customer)" : nil,
            kind: isNote ? .creditNote : .invoice,
            discount: isDiscounted && !isNote ? (off: "20.00", until: "2026-03-15") : nil
        )
    }

    private func receipt(_ index: Int, _ random: inout SeededGenerator) -> StatementLine {
        let first = items[Int.random(in: 0..<items.count, using: &random)]
        let second = items[Int.random(in: 0..<items.count, using: &random)]
        var amount = first.invoice.open.minorUnits
        var text = "payment \(first.invoice.number)"
        switch Int.random(in: 0..<8, using: &random) {
        case 0: amount -= 2_000
        case 1: amount /= 2
        case 2: amount += 777
        case 3:
            amount += (second.invoice.kind == .creditNote ? -1 : 1) * second.invoice.open.minorUnits
            text += " and \(second.invoice.number)"
        case 4: text = "thanks"
        case 5: text = "INV-\(Int.random(in: 990..<1_070, using: &random))"
        default: break
        }
        let payer = Int.random(in: 0..<4, using: &random) == 0 ? second : first
        let day = Int.random(in: 5...25, using: &random)
        return line(
            Money(minorUnits: max(1, amount), currency: .eur).decimal,
            text,
            index: index / 2,
            file: "s\(index % 2).xml",
            name: Int.random(in: 0..<5, using: &random) == 0 ? nil : payer.invoice.customerName,
            account: Int.random(in: 0..<2, using: &random) == 0 ? payer.invoice.payerAccount : nil,
            on: "2026-03-\(day < 10 ? "0" : "")\(day)",
            bankReference: "R\(index)",
            endToEndID: Int.random(in: 0..<9, using: &random) == 0 ? "HUB\(index % 3)" : nil
        )
    }

    func result() -> ReconciliationResult { run(lines, items, payments: payments) }
}

@Suite("what holds for every input")
struct PropertyTests {
    @Test("any order of the input gives the same bytes", arguments: UInt64(0)..<60)
    func ignoresOrder(seed: UInt64) {
        var trade = Trade(seed: seed)
        let first = trade.result()
        let sources = ReportSources(statements: ["s0.xml", "s1.xml"], invoices: ["i.csv"])
        var random = SeededGenerator(seed: seed &+ 1_000)
        trade.items.shuffle(using: &random)
        trade.lines.shuffle(using: &random)
        trade.payments.shuffle(using: &random)
        let second = trade.result()
        #expect(second.json == first.json)
        #expect(second.text == first.text)
        #expect(second.csv == first.csv)
        #expect(second.html(sources) == first.html(sources))
    }

    @Test("nothing is allocated beyond a receipt or beyond what is open", arguments: UInt64(0)..<60)
    func neverOverAllocates(seed: UInt64) {
        let trade = Trade(seed: seed)
        let result = trade.result()
        var used: [InvoiceNumber: Int64] = [:]
        for match in result.matches {
            let money = match.allocations.filter(\.kind.isMoney)
            #expect(money.map(\.amount.minorUnits).reduce(0, +) == match.line.amount.minorUnits)
            for allocation in match.allocations {
                #expect(allocation.kind == .creditNote ? allocation.amount.isNegative : allocation.amount.isPositive)
                if let invoice = allocation.invoice { used[invoice, default: 0] += abs(allocation.amount.minorUnits) }
            }
        }
        let open = Dictionary(uniqueKeysWithValues: result.openItems.map { ($0.invoice.number, $0.open.minorUnits) })
        for item in trade.items {
            let left = item.invoice.open.minorUnits - (used[item.invoice.number] ?? 0)
            #expect(left >= 0 && left == open[item.invoice.number] ?? 0, "\(item.invoice.number)")
        }
        #expect(!result.matches.isEmpty && !result.exceptions.isEmpty)
        #expect(result.matches.count + result.exceptions.count == trade.lines.count)
        #expect(result.summary.lines == trade.lines.count && result.summary.matched == result.matches.count)
    }

    @Test("what was posted agrees with the payer, if the payer is known", arguments: UInt64(0)..<60)
    func postsForThePayer(seed: UInt64) throws {
        let trade = Trade(seed: seed)
        let customers = Dictionary(uniqueKeysWithValues: trade.items.map { ($0.invoice.number, $0.invoice) })
        for match in trade.result().matches where match.rule != .endToEndID {
            for number in match.allocations.compactMap(\.invoice) {
                let invoice = try #require(customers[number])
                #expect(match.line.counterpartyName == nil || match.line.counterpartyName == invoice.customerName)
            }
        }
    }

    @Test("the same statement under another name, whole or in part, adds nothing", arguments: UInt64(0)..<30)
    func ignoresRepeats(seed: UInt64) {
        var trade = Trade(seed: seed)
        let before = trade.result()
        let again = trade.lines.filter { $0.file == "s0.xml" }.map { $0.with(file: "z.xml") }
        trade.lines += again
        let after = trade.result()
        #expect(after.matches == before.matches && after.exceptions == before.exceptions)
        #expect(after.summary == before.summary && after.repeats.map(\.line) == again)
    }

    @Test("any text is read without harm, and no amount leaves its bounds", arguments: UInt64(0)..<200)
    func survivesAnything(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("INVinv0123456789 -/.,:_€$'RFéß字\u{0}\u{202E}\n")
        func text() -> String {
            String(
                (0..<Int.random(in: 0..<40, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? " " }
            )
        }
        let amounts = [Int64.max, Int64.max - 1, 1, 0, 5_000, -5, Int64.min]
        func amount() -> String {
            Money(minorUnits: amounts.randomElement(using: &random) ?? 1, currency: .eur).decimal
        }
        let items = (0..<12).map { _ in
            item(text(), "0.00", customer: text(), name: text(), open: amount(), reference: text())
        }
        let lines = (0..<12).map { index in
            line(amount(), items[index].invoice.number.text + " " + text(), index: index, references: [text()])
        }
        let result = run(lines, items)
        #expect(result.matches.count + result.exceptions.count + result.repeats.count == lines.count)
        let turned = run(lines.reversed(), items.reversed())
        let sources = ReportSources(statements: ["s.xml"], invoices: [text()])
        #expect(result.json == turned.json && result.csv == turned.csv)
        #expect(result.html(sources) == turned.html(sources))
        #expect(!result.text.contains("\u{202E}") && !result.html(sources).contains("\u{202E}"))
        #expect((try? readCSV(result.csv))?.count ?? 0 > lines.count)
        #expect(explained(lines[0], among: lines, items)?.text(TextStyle()).isEmpty == false)
    }

    @Test("what is left open is what a second run over the new lines sees", arguments: UInt64(0)..<30)
    func runsAgain(seed: UInt64) {
        let trade = Trade(seed: seed)
        let first = trade.result()
        let rest = first.openItems.map { left in
            OpenItem(invoice: left.invoice.with(open: left.open))
        }
        let matched = Set(first.matches.map(\.line))
        let second = run(trade.lines.filter(matched.contains), rest)
        for match in second.matches {
            for allocation in match.allocations where allocation.kind == .invoice {
                let open = rest.first { $0.invoice.number == allocation.invoice }?.invoice.open.minorUnits ?? 0
                #expect(allocation.amount.minorUnits <= open)
            }
        }
    }
}

extension Invoice {
    func with(open: Money) -> Invoice {
        Invoice(
            number: number,
            kind: kind,
            customer: customer,
            customerName: customerName,
            payerAccount: payerAccount,
            amount: amount,
            open: open,
            issued: issued,
            due: due,
            terms: terms,
            reference: reference
        )
    }
}
