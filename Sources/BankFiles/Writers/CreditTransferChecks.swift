import PaymentVocabulary

/// Everything that keeps a bank from taking credit transfers.
struct CreditTransferChecks {
    private var shared: PaymentChecks

    static func check(_ order: CreditTransferOrder, _ dialect: PaymentDialect) -> PaymentOrderCheck {
        var checks = CreditTransferChecks(shared: PaymentChecks(dialect))
        checks.run(order)
        return checks.shared.check
    }

    private var profile: PaymentProfile { shared.profile }

    private mutating func run(_ order: CreditTransferOrder) {
        shared.header(
            messageID: order.messageID,
            createdAt: order.createdAt,
            initiatingParty: order.initiatingParty,
            groups: order.groups.count
        )
        var sum = PaymentSum()
        for (index, group) in order.groups.enumerated() {
            self.group(group, index)
            for (place, transfer) in group.transactions.enumerated() {
                sum.add(transfer.amount)
                self.transfer(transfer, group, index, place)
            }
        }
        shared.check.require(sum.fits, "", "the control sum has more than 18 digits", "split the order")
    }

    private mutating func group(_ group: CreditTransferGroup, _ index: Int) {
        let path = "groups[\(index)]"
        shared.group(id: group.id, transactions: group.transactions.count, path)
        shared.party(group.debtor, "\(path).debtor", on: group.executionDate)
        if let name = group.ultimateDebtor { shared.name(name, "\(path).ultimate_debtor") }
        if let agent = group.agent { shared.agent(agent, "\(path).agent", needsIBAN: profile.isSEPA) }
        shared.code(group.serviceLevel, "\(path).service_level")
        shared.code(group.categoryPurpose, "\(path).category_purpose")
        account(group.account, "\(path).account", group.scheme)
        scheme(group, path)
        if profile == .swiss {
            let hasBank = group.agent?.bic != nil || group.agent?.clearingNumber != nil
            let remedy = "give agent.bic, or agent.clearing_system CHBCC and agent.clearing_number"
            shared.check.require(hasBank, "\(path).agent", "a Swiss order names the debtor's bank", remedy)
            if case .iban(let iban) = group.account {
                let remedy = "give the IBAN of the same account"
                shared.check.require(
                    !iban.isQRIBAN,
                    "\(path).account.iban",
                    "no account is debited by its QR-IBAN",
                    remedy
                )
            }
        }
    }

    private mutating func scheme(_ group: CreditTransferGroup, _ path: String) {
        let isAllowed = !profile.isSEPA || group.scheme.isSEPA
        let (problem, remedy) = ("this profile has SEPA transfers only", "use the profile swiss or generic")
        shared.check.require(isAllowed, "\(path).scheme", problem, remedy)
        if group.scheme == .sepaInstant {
            let isKnown = profile != .sepaDK || !shared.dialect.isEarly
            let remedy = "write pain.001.001.09"
            shared.check.require(
                isKnown,
                "\(path).scheme",
                "the German schema of 2009 has no instant transfers",
                remedy
            )
        }
        guard group.scheme.isSEPA else { return }
        let isShared = group.chargeBearer == nil || group.chargeBearer == .serviceLevel
        shared.check.require(isShared, "\(path).charge_bearer", "SEPA knows SLEV only", "leave it out")
        let isSEPA = group.serviceLevel == nil || group.serviceLevel == "SEPA"
        shared.check.require(isSEPA, "\(path).service_level", "in SEPA it is SEPA", "leave it out")
    }

    private mutating func transfer(_ transfer: CreditTransfer, _ group: CreditTransferGroup, _ index: Int, _ place: Int)
    {
        func path() -> String { "groups[\(index)].transactions[\(place)]" }
        shared.endToEnd(transfer.endToEndID, group: index, transaction: place)
        if let id = transfer.instructionID { shared.check.identification(id, "\(path()).instruction_id") }
        shared.party(transfer.creditor, "\(path()).creditor", on: group.executionDate)
        if let name = transfer.ultimateCreditor { shared.name(name, "\(path()).ultimate_creditor") }
        if let agent = transfer.agent { shared.agent(agent, "\(path()).agent", needsIBAN: group.scheme.isSEPA) }
        shared.code(transfer.purpose, "\(path()).purpose")
        shared.remittance(transfer.remittance, "\(path()).remittance", allowsQR: group.scheme == .swiss)
        account(transfer.account, "\(path()).account", group.scheme)
        amount(transfer.amount, "\(path()).amount", group.scheme)
        if group.scheme == .swiss { swiss(transfer, path()) }
        if group.scheme == .crossBorder { crossBorder(transfer, path()) }
    }

    private mutating func account(_ account: PaymentAccount, _ path: @autoclosure () -> String, _ scheme: PaymentScheme)
    {
        switch account {
        case .iban(let iban):
            guard scheme.isSEPA else { return }
            let remedy = "send it as a cross-border payment under the profile generic or swiss"
            shared.check.require(
                SEPACountries.reach(iban),
                "\(path()).iban",
                "\(iban.country) is outside of SEPA",
                remedy
            )
        case .other(let number):
            let remedy = "give the IBAN, or use the cross-border scheme"
            shared.check.require(!scheme.isSEPA, "\(path()).other", "SEPA needs an IBAN", remedy)
            shared.check.identification(number, "\(path()).other", limit: 34)
        }
    }

    private mutating func amount(_ amount: Money, _ path: @autoclosure () -> String, _ scheme: PaymentScheme) {
        switch scheme {
        case .sepa, .sepaInstant:
            let remedy = "convert it, or send it as a cross-border payment"
            shared.check.require(amount.currency == .eur, path(), "SEPA moves euros, not \(amount.currency)", remedy)
            shared.amount(amount, path(), from: 1, to: 99_999_999_999)
        case .swiss:
            let isKnown = amount.currency == .eur || amount.currency.code == "CHF"
            let remedy = "send it as a cross-border payment"
            shared.check.require(isKnown, path(), "this scheme moves CHF and EUR, not \(amount.currency)", remedy)
            shared.amount(amount, path(), from: 1, to: 999_999_999_999)
        case .crossBorder: shared.amount(amount, path(), from: 1, to: 999_999_999_999_999)
        }
    }

    /// Source: Swiss Payment Standards, credit transfers, payment type D; QR-bill guidelines on QR-IBAN and references.
    private mutating func swiss(_ transfer: CreditTransfer, _ path: @autoclosure () -> String) {
        guard case .iban(let iban) = transfer.account else { return }
        let isNear = iban.country == "CH" || iban.country == "LI"
        let remedy = "use the scheme sepa or cross-border"
        shared.check.require(isNear, "\(path()).account.iban", "\(iban.country) is not paid within Switzerland", remedy)
        let hasQR = if case .qrReference = transfer.remittance { true } else { false }
        if iban.isQRIBAN {
            let remedy = "give remittance.qr_reference, or the payee's IBAN instead of the QR-IBAN"
            shared.check.require(hasQR, "\(path()).remittance", "a QR-IBAN is paid with a QR reference only", remedy)
        } else if hasQR {
            let remedy = "give the QR-IBAN of the bill"
            shared.check.refuse("\(path()).account.iban", "a QR reference needs a QR-IBAN", remedy)
        }
    }

    private mutating func crossBorder(_ transfer: CreditTransfer, _ path: @autoclosure () -> String) {
        if case .other = transfer.account {
            let remedy = "give agent.bic, or agent.clearing_system and agent.clearing_number"
            let hasBank = transfer.agent?.bic != nil || transfer.agent?.clearingNumber != nil
            shared.check.require(hasBank, "\(path()).agent", "an account without IBAN needs its bank", remedy)
        }
    }
}
