import HubDomain
import HubReconciliation
import PaymentVocabulary
import Testing

private let swiss = "210000000003139471430009017"
private let printedSwiss = "21 00000 00003 13947 14300 09017"
private let belgian = "+++090/9337/55493+++"

/// Two customers owe the same, so that nothing but the reference can tell.
private func owed(_ number: String, reference: String? = nil) -> [OpenItem] {
    [
        item(number, "100.00", reference: reference),
        item("OTHER-777", "100.00", customer: "C2", name: "Bolt AG"),
    ]
}

private let paid = "structured_reference INV-2026-0014=100.00"

/// Every receipt alone against the same items: what one of them settles stays open for the others.
struct ReferenceTexts: CustomTestStringConvertible, Sendable {
    let name: String
    let items: [OpenItem]
    let rows: [(text: String, outcome: String)]
    var inField = false

    var testDescription: String { name }
}

let referenceTexts: [ReferenceTexts] = [
    ReferenceTexts(
        name: "Swiss: in groups, in one, with other gaps, without zeros in front of it",
        items: owed("INV-2026-0014", reference: swiss),
        rows: [
            (printedSwiss, paid), (swiss, paid), ("Ref. 21.00000.00003.13947.14300.09017 merci", paid),
            ("210000000003139471430009071", "!unknown_payer"), ("1" + swiss, "!unknown_payer"),
        ]
    ),
    ReferenceTexts(
        name: "Swiss, with zeros in front: printed or left out",
        items: owed("INV-2026-0014", reference: "00 00000 00000 96111 69000 00663"),
        rows: [
            ("00 00000 00000 96111 69000 00663", paid), ("961116900000663", paid), ("000961116900000663", paid),
            ("96111 69000 00663", paid), ("961116900000664", "!unknown_payer"),
        ]
    ),
    ReferenceTexts(
        name: "Belgian: plus signs, stars, blanks, in one",
        items: owed("INV-2026-0014", reference: belgian),
        rows: [
            (belgian, paid), ("***090/9337/55493***", paid), ("communication 090 9337 55493", paid),
            ("090933755493", paid), ("90933755493", paid), ("+++090/9337/55439+++", "!unknown_payer"),
        ]
    ),
    ReferenceTexts(
        name: "Finnish: in groups of five from the right, zeros in front",
        items: owed("INV-2026-0014", reference: "2026 00143"),
        rows: [("2026 00143", paid), ("202600143", paid), ("00000 00000 02026 00143", paid)]
    ),
    ReferenceTexts(
        name: "Finnish of six digits: one group and five, from the right and with blanks only",
        items: owed("INV-2026-0014", reference: "123453"),
        rows: [
            ("viite 1 23453", "own_reference INV-2026-0014=100.00"), ("1 23453", "own_reference INV-2026-0014=100.00"),
            ("viite 123453", "own_reference INV-2026-0014=100.00"), ("12 3453", "!unknown_payer"),
            ("12345 3", "!unknown_payer"), ("1/23453", "!unknown_payer"), ("1 23454", "!unknown_payer"),
            ("1 23453 EUR", "!unknown_payer"), ("2 1 23453", "own_reference INV-2026-0014=100.00"),
        ]
    ),
    ReferenceTexts(
        name: "Finnish of seven digits",
        items: owed("INV-2026-0014", reference: "1234561"),
        rows: [
            ("viite 12 34561", "own_reference INV-2026-0014=100.00"), ("1234561", "own_reference INV-2026-0014=100.00"),
            ("1 23456 1", "!unknown_payer"), ("123 4561", "!unknown_payer"), ("12 34562", "!unknown_payer"),
        ]
    ),
    ReferenceTexts(
        name: "numbers of six digits that are no Finnish references are not cut",
        items: owed("INV-2026-0014", reference: "123453")
            + [item("INV-2026-0077", "55.00", reference: "123454")],
        rows: [("1 23453", "!unknown_payer"), ("123453", "own_reference INV-2026-0014=100.00")]
    ),
    ReferenceTexts(
        name: "Norwegian and Swedish, modulus 10 and 11",
        items: [
            item("INV-2026-0014", "100.00", reference: "12345674"),
            item("INV-2026-0015", "100.00", reference: "123456785"),
        ],
        rows: [
            ("KID 12345674", paid), ("KID: 0000012345674", paid), ("1234 5674", paid),
            ("123456785", "structured_reference INV-2026-0015=100.00"), ("12345678", "!unknown_payer"),
            ("12345674 NOK", "!unknown_payer"),
        ]
    ),
    ReferenceTexts(
        name: "no number of ours inside a reference that is mistyped or of somebody else",
        items: ["13947", "14300", "09017", "55493", "4567", "7034", "5390"].enumerated().map { place, number in
            item(number, "100.00", customer: "C\(place)", name: "Company \(place)")
        },
        rows: [
            ("21 00000 00003 13947 14300 09018", "!unknown_payer"), (printedSwiss, "!unknown_payer"),
            ("+++090/9337/55493+++", "!unknown_payer"), ("+++090/4567/55493+++", "!unknown_payer"),
            ("RF18 5390 0754 7034", "!unknown_payer"), ("RF19 5390 0754 7034 merci", "!unknown_payer"),
            ("13947 14300", "!ambiguous"), ("x 13947", "own_reference 13947=100.00"),
            ("RF18 5390 0754 7034, 13947", "own_reference 13947=100.00"),
        ]
    ),
    ReferenceTexts(
        name: "a row of numbers is a Finnish reference only for those who give such",
        items: owed("10017", reference: "12345 67897"),
        rows: [
            ("12345 67897", "structured_reference 10017=100.00"), ("98765 10017", "!unknown_payer"),
            ("98765, 10017", "own_reference 10017=100.00"), ("10017", "own_reference 10017=100.00"),
        ]
    ),
    ReferenceTexts(
        name: "our number is all that a checked reference holds",
        items: owed("1814"),
        rows: [
            ("00 00000 00000 00000 00000 18147", "structured_reference 1814=100.00"),
            ("00 00000 00000 00000 00000 18144", "!unknown_payer"),
            ("12 00000 00000 00000 00000 18147", "!unknown_payer"),
            ("+++000/0001/81468+++", "structured_reference 1814=100.00"), ("+++000/0001/81469+++", "!unknown_payer"),
            // In a text these may be anything.
            ("0001814", "!unknown_payer"), ("18143", "!unknown_payer"), ("18147", "!unknown_payer"),
        ]
    ),
    ReferenceTexts(
        name: "our number in a field for references, with zeros or a check digit",
        items: owed("401814"),
        rows: [
            ("000401814", "structured_reference 401814=100.00"),
            ("4018149", "structured_reference 401814=100.00"), ("4018148", "!unknown_payer"),
        ],
        inField: true
    ),
]

@Suite("checked references of several countries")
struct StructuredReferenceTests {
    @Test("in any print form, whole or not at all", arguments: referenceTexts)
    func printForms(_ example: ReferenceTexts) {
        for row in example.rows {
            let receipt =
                example.inField ? line("100.00", references: [row.text]) : line("100.00", row.text)
            let result = run([receipt], example.items)
            #expect(outcome(result) == ["0 \(row.outcome)"], "\(row.text): \(result.exceptions.map(\.explanation))")
        }
    }

    @Test("what stands for no reference is none", arguments: ["SI99", "HR99"])
    func noReference(text: String) {
        let items = [
            item("RE-3001", "100.00", reference: text), item("RE-3002", "100.00", customer: "C2", reference: text),
        ]
        for receipt in [line("100.00", references: [text]), line("100.00", text)] {
            #expect(outcome(run([receipt], items)) == ["0 !unknown_payer"], "\(text)")
        }
    }

    @Test("a reference of ours that was not given speaks against the amount")
    func unknownReferences() {
        let items = [item("INV-2026-0014", "100.00", reference: swiss), item("INV-2026-0015", "70.00")]
        let other = "120000000000234478943216899"
        let receipts = [
            line("70.00", "12 00000 00000 23447 89432 16899", name: "Acme GmbH"),
            line("70.00", index: 1, name: "Acme GmbH", references: [other]),
            line("70.00", "210000000003139471430009071", index: 2, name: "Acme GmbH"),
        ]
        for receipt in receipts {
            #expect(outcome(run([receipt], items)) == ["\(receipt.index) !unknown_reference"], "\(receipt.remittance)")
        }
        // Who gives no such references need not mind them.
        #expect(
            outcome(run([receipts[0]], [item("INV-2026-0015", "70.00")])) == ["0 amount_party_date INV-2026-0015=70.00"]
        )
    }

    @Test("any grouping finds a reference, and no mistyped digit another number", arguments: UInt64(0)..<300)
    func groupings(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let scheme = try #require(ReferenceScheme.allCases.randomElement(using: &random))
        let length = scheme == .belgian ? 12 : scheme == .swiss ? 27 : Int.random(in: 9...16, using: &random)
        let own =
            "1"
            + (0..<(length - 1 - scheme.checkLength)).map { _ in "\(Int.random(in: 0...9, using: &random))" }.joined()
        let checks = (0...99).map { "\($0)" }.map {
            String(repeating: "0", count: max(0, scheme.checkLength - $0.count)) + $0
        }
        guard
            let check = checks.first(where: {
                $0.count == scheme.checkLength && scheme.holds(for: Array((own + $0).utf8)[...])
            })
        else { return }
        let reference = own + check
        // Every part of it is the number of an invoice of somebody else.
        var items = [item("INV-2026-0014", "100.00", reference: reference)]
        for size in 4...6 {
            for start in 0...(reference.count - size) {
                let part = String(reference.dropFirst(start).prefix(size))
                items.append(item(part, "100.00", customer: "P\(part)", name: "Company \(part)"))
            }
        }
        #expect(outcome(run([line("100.00", "pays \(reference) thanks")], items)) == ["0 \(paid)"])
        let zeros = String(repeating: "0", count: Int.random(in: 0...4, using: &random))
        #expect(outcome(run([line("100.00", references: [zeros + reference])], items)) == ["0 \(paid)"])
        var digits = Array(reference.utf8)
        let place = Int.random(in: 0..<digits.count, using: &random)
        digits[place] = 0x30 + (digits[place] - 0x30 + UInt8.random(in: 1...9, using: &random)) % 10
        let mistyped = String(decoding: digits, as: UTF8.self)
        #expect(run([line("100.00", mistyped)], items).matches.isEmpty, "\(mistyped) for \(reference)")
        if scheme == .swiss {
            let groups = [0..<2, 2..<7, 7..<12, 12..<17, 17..<22, 22..<27]
            func printed(_ text: String) -> String {
                groups.map { String(text.dropFirst($0.lowerBound).prefix($0.count)) }.joined(separator: " ")
            }
            #expect(outcome(run([line("100.00", printed(reference))], items)) == ["0 \(paid)"])
            #expect(run([line("100.00", printed(mistyped))], items).matches.isEmpty)
        }
    }
}
