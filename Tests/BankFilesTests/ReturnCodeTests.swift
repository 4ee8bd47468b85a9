import Testing

@testable import BankFiles

/// Sources: as for `BankTransactionCode.takesBack(in:)`.
@Suite("codes of what takes a payment back") struct ReturnCodeTests {
    private static func code(
        _ proprietary: String?,
        issuer: String? = nil,
        subfamily: String? = nil,
        domain: String? = "PMNT"
    ) -> BankTransactionCode {
        var code = BankTransactionCode()
        (code.proprietary, code.issuer) = (proprietary, issuer)
        if let subfamily { (code.domain, code.family, code.subfamily) = (domain, "RCDT", subfamily) }
        return code
    }

    @Test(
        "MT940's own types and the German codes",
        arguments: [
            ("NRTI", nil, "NRTI"), ("SRTI", nil, "SRTI"), ("NTRF", nil, nil), ("NMSC", "GVC 109", "GVC 109"),
            ("NTRF", "GVC 166", nil), ("NRTI", "GVC 159", "GVC 159"), ("NTRF", "GVC 899", "GVC 899"),
            ("N062", "GVC 105", nil),
            ("NRTI+109+9071+912", "DK", "GVC 109"), ("NTRF+166+9310+000", "DK", nil), ("", nil, nil), ("557", nil, nil),
        ] as [(String, String?, String?)]
    )
    func readsBankCodes(own: String, issuer: String?, found: String?) {
        #expect(Self.code(own, issuer: issuer).takesBack(in: .mt940) == found)
        #expect(Self.code(own, issuer: issuer).takesBack(in: .camt053) == found)
        #expect(Self.code(own, issuer: issuer).takesBack(in: .csv) == nil)
    }

    @Test("ISO's sub-families of payments, in every format")
    func readsSubfamilies() {
        for (subfamily, isReturn) in [("RRTN", true), ("UPDD", true), ("PRDD", true), ("UPCQ", true), ("ESCT", false)] {
            let code = Self.code(nil, subfamily: subfamily)
            #expect(code.takesBack(in: .camt053) == (isReturn ? subfamily : nil), "\(subfamily)")
            #expect(code.takesBack(in: nil) == (isReturn ? subfamily : nil), "\(subfamily)")
        }
        #expect(Self.code(nil, subfamily: "RRTN", domain: "SECU").takesBack(in: .camt053) == nil)
    }

    @Test("BAI's type codes in BAI2 alone")
    func readsTypeCodes() {
        for (code, found) in [
            ("257", "BAI 257"), ("555", "BAI 555"), ("557", "BAI 557"), ("423", "BAI 423"), ("694", "BAI 694"),
            ("172", "BAI 172"), ("254", "BAI 254"), ("261", "BAI 261"), ("268", "BAI 268"), ("554", "BAI 554"),
            ("561", "BAI 561"), ("568", "BAI 568"), ("142", nil), ("567", nil), ("171", nil), ("174", nil),
        ] {
            #expect(Self.code(code).takesBack(in: .bai2) == found, "\(code)")
            #expect(Self.code(code).takesBack(in: .mt940) == nil, "\(code)")
        }
    }
}
