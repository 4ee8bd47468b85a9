import PaymentVocabulary

extension OrderFields {
    /// - Returns: `nil`, or an order with parts left out, when there are problems.
    mutating func creditTransfers(_ tree: OrderTree, scheme: PaymentScheme) -> CreditTransferOrder? {
        let keys = "message_id created_at initiating_party groups"
        guard let order = object(tree, "", keys: keys) else { return nil }
        let (id, time) = (text(order, "message_id"), text(order, "created_at"))
        let party = party(order, "initiating_party")
        let groups = list(order, "groups").compactMap { creditTransferGroup($0.tree, $0.path, scheme) }
        guard let id, let time, let party else { return nil }
        return CreditTransferOrder(messageID: id, createdAt: time, initiatingParty: party, groups: groups)
    }

    private mutating func creditTransferGroup(
        _ tree: OrderTree,
        _ path: String,
        _ scheme: PaymentScheme
    ) -> CreditTransferGroup? {
        let keys =
            "id execution_date debtor account agent scheme batch_booking charge_bearer priority service_level "
            + "category_purpose ultimate_debtor transactions"
        guard let part = object(tree, path, keys: keys) else { return nil }
        let (id, date) = (text(part, "id"), date(part, "execution_date"))
        let (debtor, account, agent) = (party(part, "debtor"), account(part, "account"), agent(part, "agent"))
        let chosen: PaymentScheme? = choice(part, "scheme")
        let booking = bool(part, "batch_booking")
        let bearer: ChargeBearer? = choice(part, "charge_bearer")
        let priority: PaymentPriority? = choice(part, "priority")
        let (level, purpose) = (optionalText(part, "service_level"), optionalText(part, "category_purpose"))
        let ultimate = optionalText(part, "ultimate_debtor")
        let transfers = list(part, "transactions").compactMap { creditTransfer($0.tree, $0.path) }
        guard let id, let date, let debtor, let account else { return nil }
        var group = CreditTransferGroup(
            id: id,
            executionDate: date,
            debtor: debtor,
            account: account,
            agent: agent,
            scheme: chosen ?? scheme,
            transactions: transfers
        )
        group.batchBooking = booking
        group.chargeBearer = bearer
        group.priority = priority
        group.serviceLevel = level
        group.categoryPurpose = purpose
        group.ultimateDebtor = ultimate
        return group
    }

    private mutating func creditTransfer(_ tree: OrderTree, _ path: String) -> CreditTransfer? {
        let keys =
            "end_to_end_id instruction_id amount currency creditor account agent ultimate_creditor remittance "
            + "purpose"
        guard let part = object(tree, path, keys: keys) else { return nil }
        let (id, amount) = (text(part, "end_to_end_id"), amount(part))
        let (creditor, account, agent) = (party(part, "creditor"), account(part, "account"), agent(part, "agent"))
        let remittance = remittance(part, "remittance")
        let (instruction, purpose) = (optionalText(part, "instruction_id"), optionalText(part, "purpose"))
        let ultimate = optionalText(part, "ultimate_creditor")
        guard let id, let amount, let creditor, let account else { return nil }
        var transfer = CreditTransfer(
            endToEndID: id,
            amount: amount,
            creditor: creditor,
            account: account,
            agent: agent,
            remittance: remittance
        )
        transfer.instructionID = instruction
        transfer.ultimateCreditor = ultimate
        transfer.purpose = purpose
        return transfer
    }
}
