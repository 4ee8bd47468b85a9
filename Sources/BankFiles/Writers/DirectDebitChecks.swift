import PaymentVocabulary

/// Everything that keeps a bank from taking direct debits.
struct DirectDebitChecks {
    private var shared: PaymentChecks

    static func check(_ order: DirectDebitOrder, _ dialect: PaymentDialect) -> PaymentOrderCheck {
        var checks = DirectDebitChecks(shared: PaymentChecks(dialect))
        checks.run(order)
        return checks.shared.check
    }

    private mutating func run(_ order: DirectDebitOrder) {
        shared.header(
            messageID: order.messageID,
            createdAt: order.createdAt,
            initiatingParty: order.initiatingParty,
            groups: order.groups.count
        )
        let remedy = "use the profile sepa or sepa-dk"
        shared.check.require(shared.profile.isSEPA, "profile", "direct debits are written for SEPA only", remedy)
        var sum = PaymentSum()
        for (index, group) in order.groups.enumerated() {
            self.group(group, index)
            for (place, debit) in group.transactions.enumerated() {
                sum.add(debit.amount)
                self.debit(debit, group, index, place)
            }
        }
        shared.check.require(sum.fits, "", "the control sum has more than 18 digits", "split the order")
    }

    private mutating func group(_ group: DirectDebitGroup, _ index: Int) {
        let path = "groups[\(index)]"
        shared.group(id: group.id, transactions: group.transactions.count, path)
        shared.party(group.creditor, "\(path).creditor", on: group.collectionDate)
        let hasID = group.creditor.organisationID != nil
        let remedy = "leave it out: creditor_id says who collects"
        shared.check.require(!hasID, "\(path).creditor.organisation_id", "banks take none here", remedy)
        if let agent = group.agent { shared.agent(agent, "\(path).agent", needsIBAN: true) }
        shared.code(group.categoryPurpose, "\(path).category_purpose")
        reach(group.account, "\(path).account")
    }

    private mutating func debit(_ debit: DirectDebit, _ group: DirectDebitGroup, _ index: Int, _ place: Int) {
        func path() -> String { "groups[\(index)].transactions[\(place)]" }
        shared.endToEnd(debit.endToEndID, group: index, transaction: place)
        if let id = debit.instructionID { shared.check.identification(id, "\(path()).instruction_id") }
        shared.party(debit.debtor, "\(path()).debtor", on: group.collectionDate)
        if let name = debit.ultimateDebtor { shared.name(name, "\(path()).ultimate_debtor") }
        if let agent = debit.agent { shared.agent(agent, "\(path()).agent", needsIBAN: true) }
        shared.code(debit.purpose, "\(path()).purpose")
        shared.remittance(debit.remittance, "\(path()).remittance", allowsQR: false)
        reach(debit.account, "\(path()).account")
        let isEuro = debit.amount.currency == .eur
        shared.check.require(isEuro, "\(path()).amount", "SEPA moves euros, not \(debit.amount.currency)", "convert it")
        shared.amount(debit.amount, "\(path()).amount", from: 1, to: 99_999_999_999)
        mandate(debit.mandate, debit, group, "\(path()).mandate")
        // EPC rulebooks, attribute AT-09: the debtor's address when its bank is outside of the EEA.
        let needsAddress = SEPACountries.others.contains(debit.account.country)
        let hasAddress = debit.debtor.address != nil && shared.dialect.options.addressStyle != .omitted
        let remedy = "give town and country at least"
        shared.check.require(
            !needsAddress || hasAddress,
            "\(path()).debtor.address",
            "is needed for an account of \(debit.account.country), outside of the EEA",
            remedy
        )
    }

    private mutating func mandate(
        _ mandate: DirectDebitMandate,
        _ debit: DirectDebit,
        _ group: DirectDebitGroup,
        _ path: @autoclosure () -> String
    ) {
        shared.check.identification(mandate.id, "\(path()).id")
        shared.check.require(
            mandate.signedOn <= group.collectionDate,
            "\(path()).signed_on",
            "is after the collection on \(group.collectionDate)",
            "give the date on the mandate"
        )
        guard let amendment = mandate.amendment else { return }
        shared.check.require(!amendment.isEmpty, "\(path()).amendment", "says of no change", "leave it out")
        if let id = amendment.originalMandateID {
            shared.check.identification(id, "\(path()).amendment.original_mandate_id")
        }
        if let name = amendment.originalCreditorName {
            shared.name(name, "\(path()).amendment.original_creditor_name")
        }
        shared.check.require(
            !amendment.hasNewAccount || amendment.originalAccount == nil,
            "\(path()).amendment",
            "has both an original account and a new account at another bank",
            "give one of the two"
        )
        shared.check.require(
            amendment.originalAccount != debit.account,
            "\(path()).amendment.original_account",
            "is the account that is debited",
            "leave the amendment out"
        )
        shared.check.require(
            group.sequence != .oneOff || !amendment.hasNewAccount,
            "\(path()).amendment",
            "a one-off mandate has no earlier account",
            "leave it out"
        )
    }

    private mutating func reach(_ iban: IBAN, _ path: @autoclosure () -> String) {
        let remedy = "collect from an account within SEPA"
        shared.check.require(SEPACountries.reach(iban), path(), "\(iban.country) is outside of SEPA", remedy)
    }
}
