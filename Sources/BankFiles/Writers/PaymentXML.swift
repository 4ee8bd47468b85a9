import PaymentVocabulary

/// Elements that credit transfers and direct debits share.
struct PaymentXML {
    let dialect: PaymentDialect

    func text(_ given: String, limit: Int) -> String {
        PaymentText(given, dialect.characters, limit: limit, cuts: dialect.options.cutsLongTexts).text
    }

    func header(
        _ xml: inout XMLOutput,
        messageID: String,
        createdAt: String,
        sum: PaymentSum,
        initiatingParty: PaymentParty
    ) throws {
        try xml.element("GrpHdr") { xml in
            xml.leaf("MsgId", messageID)
            xml.leaf("CreDtTm", createdAt)
            controls(&xml, sum)
            try party(&xml, "InitgPty", initiatingParty)
        }
    }

    func controls(_ xml: inout XMLOutput, _ sum: PaymentSum) {
        xml.leaf("NbOfTxs", String(sum.count))
        xml.leaf("CtrlSum", sum.text)
    }

    func party(_ xml: inout XMLOutput, _ element: String, _ party: PaymentParty) throws {
        try xml.element(element) { xml in
            xml.leaf("Nm", text(party.name, limit: 70))
            if let address = party.address { try self.address(&xml, address) }
            guard let id = party.organisationID else { return }
            try nested(&xml, ["Id", "OrgId", "Othr"]) { $0.leaf("Id", id) }
        }
    }

    /// A party of whom only the name is told.
    func party(_ xml: inout XMLOutput, _ element: String, named name: String?) throws {
        guard let name else { return }
        try xml.element(element) { $0.leaf("Nm", text(name, limit: 70)) }
    }

    private func address(_ xml: inout XMLOutput, _ address: PaymentAddress) throws {
        let style = dialect.options.addressStyle
        guard style != .omitted else { return }
        try xml.element("PstlAdr") { xml in
            if style != .lines {
                xml.leaf("StrtNm", address.street.map { text($0, limit: 70) })
                xml.leaf("BldgNb", address.buildingNumber.map { text($0, limit: 16) })
                xml.leaf("PstCd", address.postCode.map { text($0, limit: 16) })
                xml.leaf("TwnNm", address.town.map { text($0, limit: 35) })
                xml.leaf("CtrySubDvsn", address.subdivision.map { text($0, limit: 35) })
            }
            xml.leaf("Ctry", address.country)
            for line in style == .lines ? address.asLines : address.lines { xml.leaf("AdrLine", text(line, limit: 70)) }
        }
    }

    func account(_ xml: inout XMLOutput, _ element: String, _ account: PaymentAccount) throws {
        try nested(&xml, [element, "Id"]) { xml in
            switch account {
            case .iban(let iban): xml.leaf("IBAN", iban.electronic)
            case .other(let number): try xml.element("Othr") { $0.leaf("Id", number) }
            }
        }
    }

    /// The element that names a bank; where the schema insists on one that the order does not have, it says so.
    func agent(_ xml: inout XMLOutput, _ element: String, _ agent: PaymentAgent?) throws {
        try nested(&xml, [element, "FinInstnId"]) { xml in
            guard let agent else { return try xml.element("Othr") { $0.leaf("Id", "NOTPROVIDED") } }
            xml.leaf(dialect.isEarly ? "BIC" : "BICFI", agent.bic?.code)
            if let number = agent.clearingNumber {
                try xml.element("ClrSysMmbId") { xml in
                    if let system = agent.clearingSystem { try xml.element("ClrSysId") { $0.leaf("Cd", system) } }
                    xml.leaf("MmbId", number)
                }
            }
            xml.leaf("Nm", agent.name.map { text($0, limit: 70) })
        }
    }

    func code(_ xml: inout XMLOutput, _ element: String, _ code: String?) throws {
        guard let code else { return }
        try xml.element(element) { $0.leaf("Cd", code) }
    }

    func remittance(_ xml: inout XMLOutput, _ remittance: PaymentRemittance) throws {
        switch remittance {
        case .none: return
        case .unstructured(let given): try xml.element("RmtInf") { $0.leaf("Ustrd", text(given, limit: 140)) }
        case .creditorReference(let reference): try self.reference(&xml, "Cd", "SCOR", reference.electronic)
        case .qrReference(let reference): try self.reference(&xml, "Prtry", "QRR", reference.digits)
        }
    }

    private func reference(_ xml: inout XMLOutput, _ kind: String, _ type: String, _ reference: String) throws {
        try nested(&xml, ["RmtInf", "Strd", "CdtrRefInf"]) { xml in
            try nested(&xml, ["Tp", "CdOrPrtry"]) { $0.leaf(kind, type) }
            xml.leaf("Ref", reference)
        }
    }

    func nested(
        _ xml: inout XMLOutput,
        _ elements: [String],
        _ content: (inout XMLOutput) throws -> Void
    ) throws {
        guard let first = elements.first else { return try content(&xml) }
        let rest = Array(elements.dropFirst())
        try xml.element(first) { try nested(&$0, rest, content) }
    }
}
