import PaymentVocabulary

extension OrderFields {
    /// - Returns: `nil`, or an order with parts left out, when there are problems.
    mutating func directDebits(_ tree: OrderTree) -> DirectDebitOrder? {
        let keys = "message_id created_at initiating_party groups"
        guard let order = object(tree, "", keys: keys) else { return nil }
        let (id, time) = (text(order, "message_id"), text(order, "created_at"))
        let party = party(order, "initiating_party")
        let groups = list(order, "groups").compactMap { directDebitGroup($0.tree, $0.path) }
        guard let id, let time, let party else { return nil }
        return DirectDebitOrder(messageID: id, createdAt: time, initiatingParty: party, groups: groups)
    }

    private mutating func directDebitGroup(_ tree: OrderTree, _ path: String) -> DirectDebitGroup? {
        let keys =
            "id collection_date creditor creditor_id account agent scheme sequence batch_booking category_purpose "
            + "transactions"
        guard let part = object(tree, path, keys: keys) else { return nil }
        let (id, date) = (text(part, "id"), date(part, "collection_date"))
        let (creditor, account, agent) = (party(part, "creditor"), ibanAccount(part, "account"), agent(part, "agent"))
        let creditorID = creditorID(part, "creditor_id")
        let scheme: DirectDebitScheme? = choice(part, "scheme")
        if part.tree["sequence"] == nil { report("is missing", at: tree.position, path: part.path("sequence")) }
        let sequence: DirectDebitSequence? = choice(part, "sequence")
        let (booking, purpose) = (bool(part, "batch_booking"), optionalText(part, "category_purpose"))
        let debits = list(part, "transactions").compactMap { directDebit($0.tree, $0.path) }
        guard let id, let date, let creditor, let account, let creditorID, let sequence else { return nil }
        var group = DirectDebitGroup(
            id: id,
            collectionDate: date,
            creditor: creditor,
            creditorID: creditorID,
            account: account,
            scheme: scheme ?? .core,
            sequence: sequence,
            transactions: debits
        )
        group.agent = agent
        group.batchBooking = booking
        group.categoryPurpose = purpose
        return group
    }

    private mutating func creditorID(_ part: Part, _ key: String) -> CreditorIdentifier? {
        value(part, key, "no creditor identifier with check digits that hold") { CreditorIdentifier($0) }
    }

    private mutating func directDebit(_ tree: OrderTree, _ path: String) -> DirectDebit? {
        let keys =
            "end_to_end_id instruction_id amount currency mandate debtor account agent ultimate_debtor remittance "
            + "purpose"
        guard let part = object(tree, path, keys: keys) else { return nil }
        let (id, amount, mandate) = (text(part, "end_to_end_id"), amount(part), mandate(part))
        let (debtor, account, agent) = (party(part, "debtor"), ibanAccount(part, "account"), agent(part, "agent"))
        let remittance = remittance(part, "remittance")
        let (instruction, purpose) = (optionalText(part, "instruction_id"), optionalText(part, "purpose"))
        let ultimate = optionalText(part, "ultimate_debtor")
        guard let id, let amount, let mandate, let debtor, let account else { return nil }
        var debit = DirectDebit(
            endToEndID: id,
            amount: amount,
            mandate: mandate,
            debtor: debtor,
            account: account,
            remittance: remittance
        )
        debit.agent = agent
        debit.instructionID = instruction
        debit.ultimateDebtor = ultimate
        debit.purpose = purpose
        return debit
    }

    private mutating func mandate(_ part: Part) -> DirectDebitMandate? {
        guard let mandate = object(part, "mandate", keys: "id signed_on amendment") else { return nil }
        let (id, date) = (text(mandate, "id"), date(mandate, "signed_on"))
        let amendment = amendment(mandate)
        guard let id, let date else { return nil }
        return DirectDebitMandate(id: id, signedOn: date, amendment: amendment)
    }

    private mutating func amendment(_ mandate: Part) -> MandateAmendment? {
        let keys = "original_mandate_id original_creditor_name original_creditor_id original_account new_account"
        guard let part = optionalObject(mandate, "amendment", keys: keys) else { return nil }
        return MandateAmendment(
            originalMandateID: optionalText(part, "original_mandate_id"),
            originalCreditorName: optionalText(part, "original_creditor_name"),
            originalCreditorID: part.tree["original_creditor_id"] == nil
                ? nil : creditorID(part, "original_creditor_id"),
            originalAccount: part.tree["original_account"] == nil ? nil : iban(part, "original_account"),
            hasNewAccount: bool(part, "new_account") ?? false
        )
    }
}
