import PaymentVocabulary

/// Parts that credit transfers and direct debits share.
extension OrderFields {
    mutating func party(_ part: Part, _ key: String) -> PaymentParty? {
        guard let party = object(part, key, keys: "name organisation_id address"), let name = text(party, "name") else {
            return nil
        }
        return PaymentParty(
            name: name,
            address: address(party),
            organisationID: optionalText(party, "organisation_id")
        )
    }

    private mutating func address(_ party: Part) -> PaymentAddress? {
        let keys = "street building_number post_code town subdivision country lines"
        guard let part = optionalObject(party, "address", keys: keys), let country = text(part, "country") else {
            return nil
        }
        var lines: [String] = []
        for line in part.tree["lines"] == nil ? [] : list(part, "lines") {
            if case .text(let text) = line.tree.value {
                lines.append(text)
            } else {
                report("has to be a string", at: line.tree.position, path: line.path)
            }
        }
        return PaymentAddress(
            street: optionalText(part, "street"),
            buildingNumber: optionalText(part, "building_number"),
            postCode: optionalText(part, "post_code"),
            town: optionalText(part, "town"),
            subdivision: optionalText(part, "subdivision"),
            country: country,
            lines: lines
        )
    }

    mutating func account(_ part: Part, _ key: String) -> PaymentAccount? {
        guard let account = object(part, key, keys: "iban other") else { return nil }
        if account.tree["other"] != nil, account.tree["iban"] != nil {
            report("has both iban and other; give one", at: account.tree.position, path: account.path)
            return nil
        }
        if account.tree["other"] != nil { return text(account, "other").map { .other($0) } }
        return iban(account, "iban").map { .iban($0) }
    }

    mutating func ibanAccount(_ part: Part, _ key: String) -> IBAN? {
        object(part, key, keys: "iban").flatMap { iban($0, "iban") }
    }

    mutating func agent(_ part: Part, _ key: String) -> PaymentAgent? {
        guard let agent = optionalObject(part, key, keys: "bic clearing_system clearing_number name") else {
            return nil
        }
        return PaymentAgent(
            bic: optionalValue(agent, "bic", "no BIC: it has 8 or 11 characters") { BIC($0) },
            clearingSystem: optionalText(agent, "clearing_system"),
            clearingNumber: optionalText(agent, "clearing_number"),
            name: optionalText(agent, "name")
        )
    }

    mutating func remittance(_ part: Part, _ key: String) -> PaymentRemittance {
        let keys = "text creditor_reference qr_reference"
        guard let remittance = optionalObject(part, key, keys: keys) else { return .none }
        let given = keys.split(separator: " ").filter { remittance.tree[String($0)] != nil }
        guard given.count == 1 else {
            report("has to have one of \(keys)", at: remittance.tree.position, path: remittance.path)
            return .none
        }
        if given[0] == "text" { return text(remittance, "text").map { .unstructured($0) } ?? .none }
        if given[0] == "qr_reference" {
            let problem = "no QR reference: 27 digits, the last one being the check digit"
            return value(remittance, "qr_reference", problem) { QRReference($0) }.map { .qrReference($0) } ?? .none
        }
        let problem = "no creditor reference of ISO 11649 with check digits that hold"
        let reference = value(remittance, "creditor_reference", problem) { CreditorReference($0) }
        return reference.map { .creditorReference($0) } ?? .none
    }

    mutating func amount(_ part: Part) -> Money? {
        let problem = "no ISO 4217 code in capital letters"
        let currency = value(part, "currency", problem) { Currency($0) }
        return money(part, "amount", in: currency)
    }
}
