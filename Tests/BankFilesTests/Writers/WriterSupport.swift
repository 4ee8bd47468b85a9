import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

/// The bytes that a writer hands over, in one piece.
func written(_ write: (([UInt8]) throws -> Void) throws -> Void) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try write { bytes += $0 }
    return bytes
}

/// Judges documents by a schema of the shared corpus.
enum SchemaJudge {
    static let tool: String? = {
        let found = ["/usr/bin/xmllint", "/usr/local/bin/xmllint"].first(where: FileManager.default.isExecutableFile)
        if found == nil { print("skipped: written files against their schemas, because xmllint is not installed") }
        return found
    }()

    static var isPresent: Bool { tool != nil && SharedFiles.isPresent }

    /// - Returns: what xmllint complains of; empty when every document is valid.
    static func complaints(_ documents: [[UInt8]], schema: String) throws -> String {
        let root = try #require(SharedFiles.root)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("writers-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let names = (0..<documents.count).map { "\($0).xml" }
        for (name, document) in zip(names, documents) {
            try Data(document).write(to: folder.appendingPathComponent(name))
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tool ?? "")
        process.currentDirectoryURL = folder
        process.arguments =
            ["--noout", "--nonet", "--schema", root.appendingPathComponent("corpus/xsd/\(schema)").path] + names
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let bad = output.split(separator: "\n").filter { !$0.hasSuffix(" validates") }.prefix(10)
        return process.terminationStatus == 0 ? "" : bad.joined(separator: "\n")
    }
}

/// Values that orders are made of at random.
struct OrderMaker {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    static let names = [
        "Müller & Söhne GmbH", "Crédit Agricole d'Île-de-France", "Ødegård Straße A/S", "Ελληνικά Ταχυδρομεία Α.Ε.",
        "ООО «Ромашка» & Ко", "Þór Ægisson <hf>", "Łódź \"Żubr\" Sp. z o.o.", "e\u{301}cole nai\u{308}ve", "東京 Trading",
        "  Blanks  ", "Tab\tand\nline", "O'Neill; Sons_[EU]", "Nguyễn Thị Ánh", "A/B//C \u{1F600}", "Ţară Ștefan", "x",
        "Gr\u{FC}\u{DF}e \u{2013} \u{20AC}uro \u{A7}5 @ 100%", "Straße der Jugend ÄÖÜ äöü ß ñ ç å",
    ]
    static let ibans = [
        "DE89370400440532013000", "FR1420041010050500013M02606", "NL91ABNA0417164300", "AT611904300234573201",
        "BE68539007547034", "ES9121000418450200051332", "IT60X0542811101000000123456", "FI2112345600000785",
    ]
    static let swissIBANs = ["CH9300762011623852957", "LI21088100002324013AA"]
    static let qrIBAN = "CH4431999123000889012"
    static let qrReference = "210000000003139471430009017"

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func optional<Value>(_ percent: Int, _ make: (inout OrderMaker) -> Value) -> Value? {
        chance(percent) ? make(&self) : nil
    }

    mutating func identification(_ prefix: String) -> String {
        let alphabet = Array("ABCabc012-?:().,'+ /")
        var text = prefix
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            let next = pick(alphabet)
            text.append(next == "/" && text.hasSuffix("/") ? "x" : next)
        }
        return text + "9"
    }

    mutating func iban() -> IBAN { IBAN(pick(Self.ibans)) ?? IBAN.example }

    mutating func amount(_ currency: Currency = .eur, most: Int64 = 99_999_999_999) -> Money {
        Money(
            minorUnits: chance(80) ? Int64.random(in: 1...500_000, using: &random) : pick([1, most]),
            currency: currency
        )
    }

    mutating func address(hybrid: Bool) -> PaymentAddress {
        var address = PaymentAddress(
            town: pick(["Köln", "Århus", "Αθήνα", "Paris"]),
            country: pick(["DE", "DK", "GR", "FR"])
        )
        address.postCode = optional(50) { _ in "50667" }
        guard !hybrid else {
            address.lines = ["Straße 1 / Hof", "2. Étage"]
            return address
        }
        address.street = optional(80) { _ in "Große Straße" }
        address.buildingNumber = optional(50) { _ in "12 b" }
        return address
    }

    mutating func party(addresses: Bool = true) -> PaymentParty {
        let name = pick(Self.names)
        guard addresses, chance(50) else { return PaymentParty(name: name) }
        let isHybrid = chance(40)
        return PaymentParty(name: name, address: address(hybrid: isHybrid))
    }

    mutating func remittance() -> PaymentRemittance {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: .none
        case 1: CreditorReference("RF18539007547034").map { .creditorReference($0) } ?? .none
        default: .unstructured("Rechnung \(pick(Self.names)) / \(Int.random(in: 1...9_999, using: &random))")
        }
    }

    mutating func transfers(_ profile: PaymentProfile, early: Bool) -> CreditTransferOrder {
        var order = CreditTransferOrder(
            messageID: identification("MSG"),
            createdAt: pick(["2026-11-26T09:30:00", "2026-11-26T09:30:00.123Z", "2026-11-26T09:30:00+01:00"]),
            initiatingParty: PaymentParty(
                name: pick(Self.names),
                organisationID: optional(30) { $0.identification("ORG") }
            ),
            groups: []
        )
        for group in 0..<Int.random(in: 1...3, using: &random) {
            order.groups.append(self.group(group, profile, early: early))
        }
        return order
    }

    private mutating func group(_ index: Int, _ profile: PaymentProfile, early: Bool) -> CreditTransferGroup {
        let isPlain = profile == .sepaDK && early
        let schemes: [PaymentScheme] =
            switch profile {
            case .sepa: [.sepa, .sepaInstant]
            case .sepaDK: early ? [.sepa] : [.sepa, .sepaInstant]
            case .swiss: [.swiss, .crossBorder, .sepa]
            case .generic: [.crossBorder, .sepa]
            }
        let scheme = pick(schemes)
        var group = CreditTransferGroup(
            id: "P\(index)" + identification("-"),
            executionDate: CalendarDate(dayNumber: 20_800 + Int32(index)),
            debtor: party(addresses: !isPlain),
            account: .iban(profile == .swiss ? IBAN(Self.swissIBANs[0]) ?? iban() : iban()),
            agent: profile == .swiss || chance(50) ? PaymentAgent(bic: BIC("COBADEFFXXX")) : nil,
            scheme: scheme,
            transactions: []
        )
        group.batchBooking = optional(50) { $0.chance(50) }
        group.priority = optional(30) { $0.pick(PaymentPriority.allCases) }
        group.categoryPurpose = optional(30) { _ in "SALA" }
        group.ultimateDebtor = optional(30) { $0.pick(Self.names) }
        if scheme == .crossBorder {
            group.chargeBearer = optional(50) { $0.pick([.shared, .debtor, .creditor]) }
            group.serviceLevel = optional(50) { _ in "URGP" }
        }
        for place in 0..<Int.random(in: 1...5, using: &random) {
            group.transactions.append(transfer("E\(index)-\(place)", scheme, addresses: !isPlain))
        }
        return group
    }

    private mutating func transfer(_ id: String, _ scheme: PaymentScheme, addresses: Bool) -> CreditTransfer {
        var transfer = CreditTransfer(
            endToEndID: id + identification("."),
            amount: amount(),
            creditor: party(addresses: addresses),
            account: .iban(iban()),
            agent: optional(50) { _ in PaymentAgent(bic: BIC("DEUTDEFF")) },
            remittance: remittance()
        )
        transfer.instructionID = optional(30) { $0.identification("I") }
        transfer.purpose = optional(30) { _ in "GDDS" }
        transfer.ultimateCreditor = optional(30) { $0.pick(Self.names) }
        switch scheme {
        case .sepa, .sepaInstant: break
        case .swiss:
            transfer.amount = amount(pick([.eur, Currency("CHF") ?? .eur]))
            transfer.account = .iban(IBAN(pick(Self.swissIBANs)) ?? iban())
            if chance(40), let reference = QRReference(Self.qrReference) {
                transfer.account = .iban(IBAN(Self.qrIBAN) ?? iban())
                transfer.remittance = .qrReference(reference)
            }
        case .crossBorder:
            transfer.amount = amount(pick([.usd, .jpy, .kwd, .eur]), most: 999_999_999_999)
            if chance(50) {
                transfer.account = .other("000123-456")
                transfer.agent = PaymentAgent(clearingSystem: "USABA", clearingNumber: "091000019", name: "Bank of É")
            }
        }
        return transfer
    }

    mutating func debits(_ profile: PaymentProfile, early: Bool) -> DirectDebitOrder {
        let isPlain = profile == .sepaDK && early
        var order = DirectDebitOrder(
            messageID: identification("MSG"),
            createdAt: "2026-11-26T09:30:00",
            initiatingParty: PaymentParty(name: pick(Self.names)),
            groups: []
        )
        for index in 0..<Int.random(in: 1...3, using: &random) {
            var group = DirectDebitGroup(
                id: "D\(index)" + identification("-"),
                collectionDate: CalendarDate(dayNumber: 20_800),
                creditor: party(addresses: !isPlain),
                creditorID: CreditorIdentifier.example,
                account: iban(),
                scheme: pick(DirectDebitScheme.allCases),
                sequence: pick(DirectDebitSequence.allCases),
                transactions: []
            )
            group.agent = optional(50) { _ in PaymentAgent(bic: BIC("COBADEFF")) }
            group.batchBooking = optional(50) { $0.chance(50) }
            for place in 0..<Int.random(in: 1...5, using: &random) {
                group.transactions.append(debit("E\(index)-\(place)", group.sequence, addresses: !isPlain))
            }
            order.groups.append(group)
        }
        return order
    }

    private mutating func debit(_ id: String, _ sequence: DirectDebitSequence, addresses: Bool) -> DirectDebit {
        var debit = DirectDebit(
            endToEndID: id + identification("."),
            amount: amount(),
            mandate: DirectDebitMandate(id: identification("MNDT"), signedOn: CalendarDate(dayNumber: 20_000)),
            debtor: party(addresses: addresses),
            account: iban(),
            remittance: remittance()
        )
        debit.agent = optional(50) { _ in PaymentAgent(bic: BIC("DEUTDEFF")) }
        debit.ultimateDebtor = optional(30) { $0.pick(Self.names) }
        debit.purpose = optional(30) { _ in "GDDS" }
        if sequence != .oneOff {
            debit.mandate.amendment = optional(40) { maker in
                switch Int.random(in: 0..<3, using: &maker.random) {
                case 0: MandateAmendment(hasNewAccount: true)
                case 1: MandateAmendment(originalAccount: IBAN("DE02120300000000202051"))
                default:
                    MandateAmendment(
                        originalMandateID: maker.identification("OLD"),
                        originalCreditorName: maker.pick(Self.names),
                        originalCreditorID: .example
                    )
                }
            }
        }
        return debit
    }
}

extension IBAN {
    static let example = IBAN("DE89370400440532013000").unsafelyExample
}

extension Optional {
    /// Test data that is known to be there.
    fileprivate var unsafelyExample: Wrapped {
        guard let self else { preconditionFailure("test data") }
        return self
    }
}

extension CreditorIdentifier {
    static let example = CreditorIdentifier("DE98ZZZ09999999999").unsafelyExample
}

extension RoutingNumber {
    static let example = RoutingNumber("091000019").unsafelyExample
}
