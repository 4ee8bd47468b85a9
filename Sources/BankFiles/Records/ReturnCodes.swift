extension BankTransactionCode {
    /// The code by which the bank says that the entry takes a payment back, or brings one back; `nil` for any other.
    ///
    /// Sources: ISO 20022 bank transaction codes (sub-families of PMNT); SWIFT MT940, field 61, subfield 6 (RTI, returned
    /// item); DFÜ-Abkommen, annex 3 (business transaction codes); BAI, Cash Management Balance Reporting Specifications
    /// version 2, appendix A.
    ///
    /// - Parameter format: of the file; a bank's own codes mean something only in the formats that define them.
    public func takesBack(in format: BankFileFormat?) -> String? {
        if let subfamily, domain == nil || domain == "PMNT", Self.subfamilies.contains(subfamily) { return subfamily }
        let own = proprietary ?? ""
        switch format {
        case .bai2: return Self.baiCodes.contains(own) ? "BAI \(own)" : nil
        case .mt940, .camt052, .camt053, .camt054:
            // German banks write type, business transaction code, primanota and more, with plus signs between.
            let parts = own.split(separator: "+", omittingEmptySubsequences: false)
            let german = issuer.flatMap { $0.hasPrefix("GVC ") ? $0.dropFirst(4) : nil } ?? parts.dropFirst().first
            if let german, Self.germanCodes.contains(String(german)) { return "GVC \(german)" }
            return parts.first.flatMap { Self.swiftTypes.contains(String($0)) ? String($0) : nil }
        default: return nil
        }
    }

    /// Credit transfers that are returned or called back, direct debits that are unpaid, refunded or reversed, cheques,
    /// card payments and drafts that are unpaid, and what the ACH returns or reverses.
    private static let subfamilies: Set<String> = [
        "RRTN", "RPCR", "UPDD", "RCDD", "PRDD", "UPCQ", "XPCQ", "CQRV", "UPCT", "UDFT", "ARET", "AREV",
    ]
    private static let swiftTypes: Set<String> = ["NRTI", "FRTI", "SRTI"]
    /// Direct debits, card payments and cheques charged back (108 to 111), transfers that came back (159, 160), direct
    /// debits, card payments and cheques that are given back (181 to 184), reversals (193, 199) and cancellations (899); 009
    /// and 059 are their forerunners.
    private static let germanCodes: Set<String> = [
        "009", "059", "108", "109", "110", "111", "159", "160", "181", "182", "183", "184", "193", "199", "899",
    ]
    /// Besides returned items and reversals what corrects a deposit or a posting, is rejected, or adjusts what was returned.
    private static let baiCodes: Set<String> = [
        "172", "252", "254", "255", "257", "258", "261", "266", "268", "423", "552", "554", "555", "557", "558", "561",
        "566", "568", "694",
    ]
}
