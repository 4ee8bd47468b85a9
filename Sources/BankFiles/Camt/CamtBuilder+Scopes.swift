import PaymentVocabulary

extension CamtBuilder {
    /// An element that holds others begins.
    mutating func begin(
        _ field: CamtField,
        at offset: Int,
        window: Span<UInt8>,
        context: inout XMLContext
    ) throws(BankFileFinding) {
        switch field {
        case .group: try beginGroup(at: offset, window: window, context: &context)
        case .balance: balance = BalanceDraft(position: context.position(at: offset, window: window))
        case .entry: beginEntry(at: offset, window: window, context: &context)
        case .batch: entry.batchBlocks += 1
        case .detail: beginDetail()
        case .structured: remittance = BankFileRemittance()
        case .document: document = BankFileDocument()
        case .adjustment: adjustment = nil
        case .returnInformation: entry.returnReason = nil
        default: break
        }
    }

    /// An element that holds others ends.
    mutating func finish(_ field: CamtField, at offset: Int, window: Span<UInt8>, context: inout XMLContext) {
        switch field {
        case .group: endGroup()
        case .balance: endBalance()
        case .entry: endEntry(&context)
        case .detail: endDetail()
        case .structured: endStructured()
        case .document: endDocument()
        case .adjustment: endAdjustment()
        case .returnInformation: endReturn()
        default: break
        }
    }

    private mutating func beginGroup(
        at offset: Int,
        window: Span<UInt8>,
        context: inout XMLContext
    ) throws(BankFileFinding) {
        guard groups < Self.groupsMax else {
            let place = context.position(at: offset, window: window)
            throw BankFileFinding(.limit, "more than \(Self.groupsMax) groups in one file", at: place)
        }
        context.numberInnermost(groups + 1)
        let place = context.place(at: offset, window: window).position(path: nil)
        summary = BankFileGroupSummary(group: BankFileGroup(kind: kind.groupElement, index: groups, position: place))
        groups += 1
        groupEntries = 0
        isGroupAnnounced = false
        controls = CamtControls()
    }

    private mutating func endGroup() {
        let booked = controls.bookedCounts.all
        if booked > 0 { summary?.statuses[BankFileStatus.booked.code] = booked }
        guard let summary else { return }
        announceGroup()
        for finding in controls.findings(summary) { report(.warning(finding)) }
        if summary.isBalanced == false { warnOfBalance(summary) }
        events.append(.groupEnd(summary))
        self.summary = nil
    }

    private mutating func warnOfBalance(_ summary: BankFileGroupSummary) {
        guard let opening = summary.opening, let closing = summary.closing else { return }
        let currency = opening.amount.currency
        var message = "opening \(opening.amount), closing \(closing.amount): currencies differ"
        if closing.amount.currency == currency {
            let net = summary.bookedSums.all.map { "\(decimal($0.credit - $0.debit, $0.currency)) \($0.currency)" }
            let entries = net.isEmpty ? "none" : net.joined(separator: " and ")
            message =
                "opening \(opening.amount) and booked entries (net \(entries)) do not make closing \(closing.amount)"
            let booked = summary.bookedSums.all.filter { $0.currency == currency }.reduce(Int128(0)) {
                $0 + $1.credit - $1.debit
            }
            let off = Int128(closing.amount.minorUnits) - Int128(opening.amount.minorUnits) - booked
            message += "; the difference is \(decimal(off, currency)) \(currency)"
        }
        warn(.balance, message, at: closing.position)
    }

    private mutating func announceGroup() {
        guard !isGroupAnnounced, let summary else { return }
        isGroupAnnounced = true
        events.append(.group(summary.group))
    }

    private mutating func endBalance() {
        guard !balance.isFaulty else { return }
        guard let amount = balance.amount, let side = balance.side else {
            let what = balance.amount == nil ? "amount" : "credit/debit indicator"
            let code: BankFileFinding.Code = balance.amount == nil ? .amount : .direction
            return report(.error(BankFileFinding(code, "a balance without \(what)", at: balance.position)))
        }
        guard (summary?.group.balances.count ?? 0) < Self.balancesMax else {
            return warn(.limit, "more than \(Self.balancesMax) balances; this one is not kept", at: balance.position)
        }
        let type = balance.type ?? ""
        let signed = side.signed(amount)
        summary?.group.balances.append(
            BankFileBalance(type: type, amount: signed, date: balance.date, position: balance.position)
        )
    }

    // MARK: Entries

    private mutating func beginEntry(at offset: Int, window: Span<UInt8>, context: inout XMLContext) {
        announceGroup()
        groupEntries += 1
        context.numberInnermost(groupEntries)
        let place = context.place(at: offset, window: window)
        let position = place.position(path: nil)
        entry.reset(index: entries, groupIndex: groups - 1, position: position)
        keptBytes = 0
        isFull = false
        entries += 1
    }

    private mutating func endEntry(_ context: inout XMLContext) {
        if entry.amount == nil, !entry.findings.contains(where: { $0.code == .amount }) {
            entry.findings.append(BankFileFinding(.amount, "an entry without amount", at: locatedEntry(&context)))
        }
        if entry.side == nil, !entry.findings.contains(where: { $0.code == .direction }) {
            let message = "an entry without credit/debit indicator"
            entry.findings.append(BankFileFinding(.direction, message, at: locatedEntry(&context)))
        }
        if entry.entry.status == nil {
            warn(.status, "an entry without status, which is not taken as booked", at: locatedEntry(&context))
        }
        count()
        guard entry.findings.isEmpty, let amount = entry.amount, let side = entry.side else {
            let (index, group) = (entry.entry.index, entry.entry.groupIndex)
            let unreadable = BankFileUnreadableEntry(index: index, groupIndex: group, findings: entry.findings)
            if keepsDetails { entry.entry = EntryDraft.empty }
            return events.append(.unreadable(unreadable))
        }
        entry.entry.amount = amount
        entry.entry.side = side
        checkDetails(amount, side, &context)
        guard keepsDetails else { return }
        if let total = entry.chargeTotal, entry.entry.charges.isEmpty, entry.entry.separateCharges.isEmpty {
            entry.entry.charges = [total]
        }
        // Swapped out instead of copied: an entry is large, and a copy would count up every text in it.
        var done = EntryDraft.empty
        swap(&done, &entry.entry)
        events.append(.entry(done))
    }

    /// Where the entry that ends begins; it is still on the path.
    private func locatedEntry(_ context: inout XMLContext) -> BankFilePosition {
        var position = entry.entry.position
        position.path = context.path
        return position
    }

    private mutating func count() {
        let isBooked = entry.entry.status?.isBooked == true
        summary?.entries += 1
        if !isBooked { summary?.statuses.count(entry.entry.status?.code ?? "") }
        summary?.details += entry.details
        summary?.batches += entry.batchBlocks
        if entry.entry.isReversal { summary?.reversals += 1 }
        controls.counts.add(entry.side)
        if isBooked { controls.bookedCounts.add(entry.side) }
        // An amount that is given twice is no amount.
        let isCertain = !entry.findings.contains { $0.code == .amount || $0.code == .direction }
        guard isCertain, let amount = entry.amount, let side = entry.side else {
            summary?.unsummed += 1
            return
        }
        summary?.sums.add(amount, side)
        if isBooked { summary?.bookedSums.add(amount, side) }
    }

    private mutating func checkDetails(
        _ amount: Money,
        _ side: CreditDebit,
        _ context: inout XMLContext
    ) {
        guard entry.details > 0 else { return }
        if entry.batchBlocks == 1, let stated = entry.entry.batchCount, stated != entry.details {
            let message = "the batch states \(stated) payments and details \(entry.details)"
            warn(.controlTotal, message, at: locatedEntry(&context))
        }
        guard let sum = entry.detailSum, entry.detailCurrency == amount.currency else { return }
        let difference = (sum - Int128(side.signed(amount).minorUnits)).magnitude
        guard difference != 0, difference != entry.charges.magnitude else { return }
        let details = decimal(sum, amount.currency)
        warn(.detailSum, "details sum to \(details), the entry is \(side.signed(amount))", at: locatedEntry(&context))
    }

    // MARK: Details

    private mutating func beginDetail() {
        entry.details += 1
        if !keepsDetails {
            detail.resetSums()
        } else if !isDetailNew {
            detail = BankFileDetail()
        }
        isDetailNew = false
        weigh(512)
    }

    private mutating func endDetail() {
        addToSum()
        let total = entry.detailChargeTotal.take()
        guard keepsDetails, !isFull else { return }
        if let total, detail.charges.isEmpty, detail.separateCharges.isEmpty { detail.charges = [total] }
        var done = BankFileDetail()
        swap(&done, &detail)
        isDetailNew = true
        entry.entry.details.append(done)
    }

    private mutating func addToSum() {
        guard let sum = entry.detailSum, let side = detail.side ?? entry.side else { return }
        guard let amount = detail.amount ?? detail.transactionAmount,
            entry.detailCurrency == nil || entry.detailCurrency == amount.currency
        else {
            entry.detailSum = nil
            return
        }
        entry.detailCurrency = amount.currency
        entry.detailSum = sum + Int128(side.signed(amount).minorUnits)
    }

    private mutating func endStructured() {
        weigh(256)
        if keepsDetails, !isFull { detail.structured.append(remittance) }
    }

    private mutating func endDocument() {
        weigh(128)
        if keepsDetails, !isFull { remittance.documents.append(document) }
    }

    private mutating func endAdjustment() {
        guard let adjustment else { return }
        weigh(128)
        if keepsDetails, !isFull { remittance.adjustments.append(adjustment) }
    }

    private mutating func endReturn() {
        detail.isReturn = true
        if detail.returnReason == nil { detail.returnReason = entry.returnReason }
        summary?.returns.count(entry.returnReason ?? "unspecified")
    }

    /// Adds to what the entry keeps, and stops keeping when that is too much: the entry then counts as unreadable.
    mutating func weigh(_ bytes: Int) {
        guard keepsDetails, !isFull else { return }
        keptBytes += bytes
        guard keptBytes > Self.entryBytesMax else { return }
        isFull = true
        let message = "an entry with more than \(Self.entryBytesMax / 1_048_576) MiB of details"
        note(BankFileFinding(.limit, message, at: entry.entry.position))
    }
}
