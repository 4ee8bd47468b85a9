import PaymentVocabulary

extension OrderFields {
    /// - Returns: `nil`, or a file with parts left out, when there are problems.
    mutating func achFile(_ tree: OrderTree) -> AchFile? {
        let keys =
            "destination destination_name origin origin_name created_on created_at modifier reference "
            + "originating_institution first_trace batches"
        guard let file = object(tree, "", keys: keys) else { return nil }
        let (destination, destinationName) = (routing(file, "destination"), text(file, "destination_name"))
        let (origin, originName) = (text(file, "origin"), text(file, "origin_name"))
        let (date, time) = (date(file, "created_on"), optionalText(file, "created_at"))
        let (modifier, reference) = (optionalText(file, "modifier"), optionalText(file, "reference"))
        let (institution, trace) = (text(file, "originating_institution"), number(file, "first_trace"))
        let batches = list(file, "batches").compactMap { achBatch($0.tree, $0.path) }
        guard let destination, let destinationName, let origin, let originName, let date, let institution else {
            return nil
        }
        return AchFile(
            destination: destination,
            destinationName: destinationName,
            origin: origin,
            originName: originName,
            createdOn: date,
            createdAt: time,
            modifier: modifier ?? "A",
            reference: reference,
            originatingInstitution: institution,
            firstTrace: trace ?? 1,
            batches: batches
        )
    }

    private mutating func routing(_ part: Part, _ key: String) -> RoutingNumber? {
        value(part, key, "no routing number of nine digits whose check digit holds") { RoutingNumber($0) }
    }

    private mutating func achBatch(_ tree: OrderTree, _ path: String) -> AchBatch? {
        let keys =
            "company_name company_data company_id entry_class description descriptive_date effective_date "
            + "same_day offset entries"
        guard let part = object(tree, path, keys: keys) else { return nil }
        let (name, data, id) = (
            text(part, "company_name"), optionalText(part, "company_data"), text(part, "company_id")
        )
        if part.tree["entry_class"] == nil { report("is missing", at: tree.position, path: part.path("entry_class")) }
        let entryClass: AchEntryClass? = choice(part, "entry_class")
        let (description, descriptive) = (text(part, "description"), optionalText(part, "descriptive_date"))
        let (date, isSameDay) = (date(part, "effective_date"), bool(part, "same_day"))
        let offset = offset(part)
        let entries = list(part, "entries").compactMap { achEntry($0.tree, $0.path) }
        guard let name, let id, let entryClass, let description, let date else { return nil }
        var batch = AchBatch(
            companyName: name,
            companyID: id,
            entryClass: entryClass,
            description: description,
            effectiveDate: date,
            isSameDay: isSameDay ?? false,
            entries: entries,
            offset: offset
        )
        batch.companyData = data
        batch.descriptiveDate = descriptive
        return batch
    }

    private mutating func offset(_ batch: Part) -> AchOffset? {
        guard let part = optionalObject(batch, "offset", keys: "routing account account_kind name") else { return nil }
        let (routing, account) = (routing(part, "routing"), text(part, "account"))
        let kind: AchAccountKind? = choice(part, "account_kind")
        let name = optionalText(part, "name")
        guard let routing, let account else { return nil }
        return AchOffset(routing: routing, account: account, accountKind: kind ?? .checking, name: name ?? "OFFSET")
    }

    private mutating func achEntry(_ tree: OrderTree, _ path: String) -> AchEntry? {
        let keys =
            "direction amount name identification routing account account_kind prenote discretionary_data addenda"
        guard let part = object(tree, path, keys: keys) else { return nil }
        if part.tree["direction"] == nil { report("is missing", at: tree.position, path: part.path("direction")) }
        let direction: AchEntry.Direction? = choice(part, "direction")
        let (amount, name, routing) = (money(part, "amount", in: .usd), text(part, "name"), routing(part, "routing"))
        let (account, id) = (text(part, "account"), optionalText(part, "identification"))
        let kind: AchAccountKind? = choice(part, "account_kind")
        let isPrenote = bool(part, "prenote")
        let (data, addenda) = (optionalText(part, "discretionary_data"), optionalText(part, "addenda"))
        guard let direction, let amount, let name, let routing, let account else { return nil }
        return AchEntry(
            direction,
            amount,
            name: name,
            identification: id,
            routing: routing,
            account: account,
            accountKind: kind ?? .checking,
            isPrenote: isPrenote ?? false,
            discretionaryData: data,
            addenda: addenda
        )
    }
}
