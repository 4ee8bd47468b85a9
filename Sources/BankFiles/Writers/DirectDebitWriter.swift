import PaymentVocabulary

/// Writes pain.008: checked first, then byte for byte the same for equal orders.
///
/// Source: ISO 20022 pain.008.001.02 and .08; EPC130-08 and EPC131-08 (customer-to-bank guidelines), DFÜ agreement
/// annex 3.
public struct DirectDebitWriter: Sendable {
    private let order: DirectDebitOrder
    private let dialect: PaymentDialect

    public init(
        _ order: DirectDebitOrder,
        version: DirectDebitVersion = .v08,
        options: PaymentWriteOptions = PaymentWriteOptions()
    ) {
        self.order = order
        dialect = PaymentDialect(version, options)
    }

    /// Every fault of the order, and the texts that change on their way to the bank.
    public func check() -> PaymentOrderCheck { DirectDebitChecks.check(order, dialect) }

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
            try xml.element("CstmrDrctDbtInitn") { xml in
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

    private func group(_ xml: inout XMLOutput, _ group: DirectDebitGroup, _ sum: PaymentSum) throws {
        try xml.element("PmtInf") { xml in
            xml.leaf("PmtInfId", group.id)
            xml.leaf("PmtMtd", "DD")
            xml.leaf("BtchBookg", group.batchBooking.map { $0 ? "true" : "false" })
            shared.controls(&xml, sum)
            try xml.element("PmtTpInf") { xml in
                try shared.code(&xml, "SvcLvl", "SEPA")
                try shared.code(&xml, "LclInstrm", group.scheme.rawValue)
                xml.leaf("SeqTp", group.sequence.rawValue)
                try shared.code(&xml, "CtgyPurp", group.categoryPurpose)
            }
            xml.leaf("ReqdColltnDt", group.collectionDate.description)
            try shared.party(&xml, "Cdtr", group.creditor)
            try shared.account(&xml, "CdtrAcct", .iban(group.account))
            try shared.agent(&xml, "CdtrAgt", group.agent)
            xml.leaf("ChrgBr", ChargeBearer.serviceLevel.rawValue)
            try xml.element("CdtrSchmeId") { try creditorID(&$0, group.creditorID) }
            for debit in group.transactions { try self.debit(&xml, debit) }
        }
    }

    private func creditorID(_ xml: inout XMLOutput, _ id: CreditorIdentifier) throws {
        try shared.nested(&xml, ["Id", "PrvtId", "Othr"]) { xml in
            xml.leaf("Id", id.electronic)
            try xml.element("SchmeNm") { $0.leaf("Prtry", "SEPA") }
        }
    }

    private func debit(_ xml: inout XMLOutput, _ debit: DirectDebit) throws {
        try xml.element("DrctDbtTxInf") { xml in
            try xml.element("PmtId") { xml in
                xml.leaf("InstrId", debit.instructionID)
                xml.leaf("EndToEndId", debit.endToEndID)
            }
            xml.leaf("InstdAmt", debit.amount.decimal, ("Ccy", debit.amount.currency.code))
            try shared.nested(&xml, ["DrctDbtTx", "MndtRltdInf"]) { try mandate(&$0, debit.mandate) }
            try shared.agent(&xml, "DbtrAgt", debit.agent)
            try shared.party(&xml, "Dbtr", debit.debtor)
            try shared.account(&xml, "DbtrAcct", .iban(debit.account))
            try shared.party(&xml, "UltmtDbtr", named: debit.ultimateDebtor)
            try shared.code(&xml, "Purp", debit.purpose)
            try shared.remittance(&xml, debit.remittance)
        }
    }

    private func mandate(_ xml: inout XMLOutput, _ mandate: DirectDebitMandate) throws {
        xml.leaf("MndtId", mandate.id)
        xml.leaf("DtOfSgntr", mandate.signedOn.description)
        guard let amendment = mandate.amendment else { return xml.leaf("AmdmntInd", "false") }
        xml.leaf("AmdmntInd", "true")
        try xml.element("AmdmntInfDtls") { xml in
            xml.leaf("OrgnlMndtId", amendment.originalMandateID)
            if amendment.originalCreditorName != nil || amendment.originalCreditorID != nil {
                try xml.element("OrgnlCdtrSchmeId") { xml in
                    xml.leaf("Nm", amendment.originalCreditorName.map { shared.text($0, limit: 70) })
                    if let id = amendment.originalCreditorID { try creditorID(&xml, id) }
                }
            }
            if let account = amendment.originalAccount {
                try shared.account(&xml, "OrgnlDbtrAcct", .iban(account))
            } else if amendment.hasNewAccount {
                // "Same mandate, new debtor account".
                try shared.account(&xml, "OrgnlDbtrAcct", .other("SMNDA"))
            }
        }
    }
}
