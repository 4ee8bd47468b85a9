import PaymentVocabulary

/// Writes pain.001: checked first, then byte for byte the same for equal orders.
///
/// Source: ISO 20022 pain.001.001.03 and .09; EPC132-08 and EPC115-06 (customer-to-bank guidelines), DFÜ agreement
/// annex 3, Swiss Payment Standards.
public struct CreditTransferWriter: Sendable {
    private let order: CreditTransferOrder
    private let dialect: PaymentDialect

    public init(
        _ order: CreditTransferOrder,
        version: CreditTransferVersion = .v09,
        options: PaymentWriteOptions = PaymentWriteOptions()
    ) {
        self.order = order
        dialect = PaymentDialect(version, options)
    }

    /// Every fault of the order, and the texts that change on their way to the bank.
    public func check() -> PaymentOrderCheck { CreditTransferChecks.check(order, dialect) }

    /// Hands the file over in pieces of about 64 KiB.
    ///
    /// - Throws: `PaymentOrderRefused` before the first piece when the order has a fault; what `emit` throws.
    public func write(_ emit: ([UInt8]) throws -> Void) throws {
        let faults = check().faults
        guard faults.isEmpty else { throw PaymentOrderRefused(faults: faults) }
        try withoutActuallyEscaping(emit) { emit in
            var xml = XMLOutput(emit)
            try document(&xml)
            try xml.finish()
        }
    }

    private var shared: PaymentXML { PaymentXML(dialect: dialect) }

    private func document(_ xml: inout XMLOutput) throws {
        let sums = order.groups.map { group in
            group.transactions.reduce(into: PaymentSum()) { $0.add($1.amount) }
        }
        try xml.element("Document", ("xmlns", dialect.namespace)) { xml in
            try xml.element("CstmrCdtTrfInitn") { xml in
                try shared.header(
                    &xml,
                    messageID: order.messageID,
                    createdAt: order.createdAt,
                    sum: sums.reduce(into: PaymentSum()) { $0.add($1) },
                    initiatingParty: order.initiatingParty
                )
                for (group, sum) in zip(order.groups, sums) { try self.group(&xml, group, sum) }
            }
        }
    }

    private func group(_ xml: inout XMLOutput, _ group: CreditTransferGroup, _ sum: PaymentSum) throws {
        try xml.element("PmtInf") { xml in
            xml.leaf("PmtInfId", group.id)
            xml.leaf("PmtMtd", "TRF")
            xml.leaf("BtchBookg", group.batchBooking.map { $0 ? "true" : "false" })
            shared.controls(&xml, sum)
            try type(&xml, group)
            if dialect.isEarly {
                xml.leaf("ReqdExctnDt", group.executionDate.description)
            } else {
                try xml.element("ReqdExctnDt") { $0.leaf("Dt", group.executionDate.description) }
            }
            try shared.party(&xml, "Dbtr", group.debtor)
            try shared.account(&xml, "DbtrAcct", group.account)
            try shared.agent(&xml, "DbtrAgt", group.agent)
            try shared.party(&xml, "UltmtDbtr", named: group.ultimateDebtor)
            let bearer = group.chargeBearer ?? (group.scheme.isSEPA ? .serviceLevel : nil)
            xml.leaf("ChrgBr", bearer?.rawValue)
            for transfer in group.transactions { try self.transfer(&xml, transfer) }
        }
    }

    private func type(_ xml: inout XMLOutput, _ group: CreditTransferGroup) throws {
        let level = group.scheme.isSEPA ? "SEPA" : group.serviceLevel
        guard level != nil || group.priority != nil || group.categoryPurpose != nil else { return }
        try xml.element("PmtTpInf") { xml in
            xml.leaf("InstrPrty", group.priority?.rawValue)
            try shared.code(&xml, "SvcLvl", level)
            try shared.code(&xml, "LclInstrm", group.scheme == .sepaInstant ? "INST" : nil)
            try shared.code(&xml, "CtgyPurp", group.categoryPurpose)
        }
    }

    private func transfer(_ xml: inout XMLOutput, _ transfer: CreditTransfer) throws {
        try xml.element("CdtTrfTxInf") { xml in
            try xml.element("PmtId") { xml in
                xml.leaf("InstrId", transfer.instructionID)
                xml.leaf("EndToEndId", transfer.endToEndID)
            }
            try xml.element("Amt") { xml in
                xml.leaf("InstdAmt", transfer.amount.decimal, ("Ccy", transfer.amount.currency.code))
            }
            if let agent = transfer.agent { try shared.agent(&xml, "CdtrAgt", agent) }
            try shared.party(&xml, "Cdtr", transfer.creditor)
            try shared.account(&xml, "CdtrAcct", transfer.account)
            try shared.party(&xml, "UltmtCdtr", named: transfer.ultimateCreditor)
            try shared.code(&xml, "Purp", transfer.purpose)
            try shared.remittance(&xml, transfer.remittance)
        }
    }
}
