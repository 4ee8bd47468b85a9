import PaymentVocabulary

/// Checks that credit transfers and direct debits share.
struct PaymentChecks {
    let dialect: PaymentDialect
    var check = PaymentOrderCheck()
    /// Where an end-to-end identification was seen first.
    private var endToEndIDs: [String: (group: Int, transaction: Int)] = [:]
    private var groupIDs: Set<String> = []

    init(_ dialect: PaymentDialect) { self.dialect = dialect }

    var profile: PaymentProfile { dialect.profile }

    mutating func name(_ name: String, _ path: @autoclosure () -> String) { text(name, path(), limit: 70) }

    mutating func text(_ text: String, _ path: @autoclosure () -> String, limit: Int) {
        check.text(text, path(), dialect.characters, limit: limit, cuts: dialect.options.cutsLongTexts)
    }

    mutating func header(messageID: String, createdAt: String, initiatingParty: PaymentParty, groups: Int) {
        check.identification(messageID, "message_id")
        let remedy = "write it as 2026-11-26T09:30:00, with or without a zone"
        check.require(Self.isTime(createdAt), "created_at", "is no date and time", remedy)
        name(initiatingParty.name, "initiating_party.name")
        if let id = initiatingParty.organisationID { check.identification(id, "initiating_party.organisation_id") }
        let remedyForAddress = "give the debtor's or creditor's address in the group"
        check.require(
            initiatingParty.address == nil,
            "initiating_party.address",
            "banks take no address here",
            remedyForAddress
        )
        check.require(groups > 0, "groups", "are none", "give at least one group")
    }

    mutating func group(id: String, transactions: Int, _ path: String) {
        check.identification(id, "\(path).id")
        check.require(groupIDs.insert(id).inserted, "\(path).id", "is used twice", "give every group its own id")
        check.require(transactions > 0, "\(path).transactions", "are none", "give at least one, or leave the group out")
    }

    mutating func endToEnd(_ id: String, group: Int, transaction: Int) {
        let path = { "groups[\(group)].transactions[\(transaction)].end_to_end_id" }
        check.identification(id, path())
        guard id != "NOTPROVIDED" else { return }
        if let first = endToEndIDs[id] {
            let place = "groups[\(first.group)].transactions[\(first.transaction)]"
            check.refuse(path(), "is already that of \(place)", "give every payment its own, or send it once")
        } else {
            endToEndIDs[id] = (group, transaction)
        }
    }

    /// - Parameter date: the day of execution, because the rules for addresses change.
    mutating func party(_ party: PaymentParty, _ path: @autoclosure () -> String, on date: CalendarDate) {
        name(party.name, "\(path()).name")
        if let id = party.organisationID { check.identification(id, "\(path()).organisation_id") }
        if let address = party.address { self.address(address, "\(path()).address", on: date) }
    }

    private mutating func address(_ address: PaymentAddress, _ path: String, on date: CalendarDate) {
        let style = dialect.options.addressStyle
        guard style != .omitted else { return }
        let isCode = address.country.utf8.count == 2 && address.country.utf8.allSatisfy { (0x41...0x5A).contains($0) }
        check.require(isCode, "\(path).country", "is no ISO 3166 code", "give two capital letters such as DE")
        fields(of: address, path)
        let isAlone = address.town == nil
        guard style != .lines else {
            check.require(
                date < PaymentAddressStyle.linesEnd,
                path,
                "lines alone are refused from \(PaymentAddressStyle.linesEnd) on",
                "choose the address style as-given, structured or omitted"
            )
            return
        }
        let remedy = "give street, building_number, post_code, town and country, or town, country and two lines"
        if isAlone, date >= PaymentAddressStyle.linesEnd {
            check.refuse("\(path).town", "is missing: no bank takes addresses without it on \(date)", remedy)
        } else if isAlone, address.lines.isEmpty {
            check.refuse("\(path).town", "is missing", remedy)
        }
        let isMixed = style == .structured && !address.lines.isEmpty
        check.require(!isMixed, "\(path).lines", "this bank takes no address lines", remedy)
        let hasFields = [address.street, address.buildingNumber, address.postCode, address.town, address.subdivision]
            .contains { $0 != nil }
        check.require(
            profile != .sepaDK || !dialect.isEarly || !hasFields,
            path,
            "the German schema of this version has no structured address",
            "write pain.001.001.09 or pain.008.001.08, or choose the address style omitted"
        )
    }

    private mutating func fields(of address: PaymentAddress, _ path: String) {
        if let street = address.street { text(street, "\(path).street", limit: 70) }
        if let number = address.buildingNumber { text(number, "\(path).building_number", limit: 16) }
        if let code = address.postCode { text(code, "\(path).post_code", limit: 16) }
        if let town = address.town { text(town, "\(path).town", limit: 35) }
        if let subdivision = address.subdivision { text(subdivision, "\(path).subdivision", limit: 35) }
        check.require(
            address.lines.count <= 2,
            "\(path).lines",
            "are \(address.lines.count), and two are allowed",
            "put street, post code and town into their own fields"
        )
        let lines = dialect.options.addressStyle == .lines ? address.asLines : address.lines
        for (index, line) in lines.enumerated() { text(line, "\(path).lines[\(index)]", limit: 70) }
    }

    mutating func agent(_ agent: PaymentAgent, _ path: @autoclosure () -> String, needsIBAN: Bool) {
        if let bic = agent.bic, dialect.isEarly {
            let remedy = "ask the bank for its SWIFT code, or write the version of 2019"
            check.require(Self.isEarlyBIC(bic.code), "\(path()).bic", "has a form that this version refuses", remedy)
        }
        if agent.clearingNumber != nil || agent.clearingSystem != nil {
            check.require(
                !needsIBAN,
                "\(path()).clearing_number",
                "SEPA knows no clearing numbers",
                "give the BIC or nothing"
            )
            let system = agent.clearingSystem ?? ""
            let isCode = (1...5).contains(system.utf8.count) && system.utf8.allSatisfy(Self.isCodeByte)
            let remedy = "give an ISO code such as USABA, GBDSC or CHBCC"
            check.require(isCode, "\(path()).clearing_system", "is missing or no code", remedy)
            check.identification(agent.clearingNumber ?? "", "\(path()).clearing_number")
        }
        if let name = agent.name {
            check.require(!needsIBAN, "\(path()).name", "SEPA takes no name of the bank", "leave it out")
            self.name(name, "\(path()).name")
        }
        let isEmpty = agent.bic == nil && agent.clearingNumber == nil && agent.name == nil
        check.require(!isEmpty, path(), "names no bank", "give its bic, or leave the agent out")
    }

    mutating func amount(_ amount: Money, _ path: @autoclosure () -> String, from least: Int64, to most: Int64) {
        guard amount.minorUnits < least || amount.minorUnits > most else { return }
        let bounds =
            "\(Money(minorUnits: least, currency: amount.currency)) to "
            + "\(Money(minorUnits: most, currency: amount.currency))"
        check.refuse(path(), "\(amount) is outside of what the scheme takes", "give \(bounds)")
    }

    mutating func code(_ code: String?, _ path: @autoclosure () -> String) {
        guard let code else { return }
        let isCode = (1...4).contains(code.utf8.count) && code.utf8.allSatisfy(Self.isCodeByte)
        check.require(isCode, path(), "is no ISO external code", "give up to four capital letters such as SALA")
    }

    mutating func remittance(_ remittance: PaymentRemittance, _ path: @autoclosure () -> String, allowsQR: Bool) {
        switch remittance {
        case .none, .creditorReference: break
        case .unstructured(let text): self.text(text, "\(path()).text", limit: 140)
        case .qrReference:
            let remedy = "write it as text, or order under the Swiss scheme"
            check.require(allowsQR, "\(path()).qr_reference", "only Swiss transfers carry QR references", remedy)
        }
    }

    static func isCodeByte(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) }

    /// Source: the type BICIdentifier of the schemas of 2009.
    private static func isEarlyBIC(_ code: String) -> Bool {
        let bytes = Array(code.utf8)
        guard bytes.count >= 8, bytes[..<4].allSatisfy({ (0x41...0x5A).contains($0) }) else { return false }
        return bytes[6] != UInt8(ascii: "0") && bytes[6] != UInt8(ascii: "1") && bytes[7] != UInt8(ascii: "O")
    }

    /// `YYYY-MM-DDThh:mm:ss`, then a fraction or none, then `Z`, `+hh:mm`, `-hh:mm` or nothing.
    static func isTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count >= 19, CalendarDate(String(text.prefix(10))) != nil, bytes[10] == UInt8(ascii: "T"),
            let hours = pair(bytes, 11), let minutes = pair(bytes, 14), let seconds = pair(bytes, 17),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"), hours < 24, minutes < 60, seconds < 60
        else { return false }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard (1...9).contains(digits.count) else { return false }
            rest = rest.dropFirst(1 + digits.count)
        }
        if rest.isEmpty || rest.elementsEqual("Z".utf8) { return true }
        let zone = Array(rest)
        guard zone.count == 6, zone[0] == UInt8(ascii: "+") || zone[0] == UInt8(ascii: "-"),
            zone[3] == UInt8(ascii: ":"), let hours = pair(zone, 1), let minutes = pair(zone, 4)
        else { return false }
        return hours <= 14 && minutes < 60
    }

    private static func pair(_ bytes: [UInt8], _ place: Int) -> Int? {
        bytes.span.count >= place + 2 ? twoDigits(bytes.span, place) : nil
    }
}

/// Countries and territories whose accounts SEPA reaches.
///
/// Source: EPC409-09, list of SEPA scheme countries (2025).
enum SEPACountries {
    /// In the European Economic Area.
    static let economicArea: Set<String> = [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI",
        "LT",
        "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "GI",
    ]
    static let others: Set<String> = [
        "AD", "AL", "CH", "GB", "MC", "MD", "ME", "MK", "RS", "SM", "VA",
    ]

    static func reach(_ iban: IBAN) -> Bool { economicArea.contains(iban.country) || others.contains(iban.country) }
}
