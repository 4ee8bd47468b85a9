import HubDomain
import PaymentVocabulary
import Testing

@testable import HubReconciliation

@Suite("names of payers") struct PayerNameTests {
    @Test(
        "a letter with marks is written in several ways, and so is a legal form",
        arguments: [
            ("Köhler Bau GmbH", "KOHLER BAU GMBH", true), ("Köhler Bau GmbH", "Koehler Bau", true),
            ("Muller Bau GmbH", "Müller Bau GmbH", true), ("Åkerlund & Söner AB", "AKERLUND & SONER AB", true),
            ("Ålesund Fisk AS", "Aalesund Fisk A/S", true), ("Mäkelä Puu Oy", "MAKELA PUU OY", true),
            ("Østergaard Møbler ApS", "Ostergaard Mobler", true), ("Weiß Kraft KG", "WEISS KRAFT KG", true),
            ("Łódzka Huta Sp. z o.o.", "LODZKA HUTA SPOLKA Z OGRANICZONA ODPOWIEDZIALNOSCIA", true),
            ("Čermák Sklo s.r.o.", "Cermak Sklo, spol. s r.o.", true), ("Meier Metall AG", "Meier Metall GmbH", false),
            ("Yıldız İnşaat A.Ş.", "YILDIZ INSAAT ANONIM SIRKETI", true),
            // Other people.
            ("Michael Baur KG", "Michal Baur KG", false), ("Bauer Bau GmbH", "Baur Bau GmbH", false),
        ]
    )
    func spellings(name: String, written: String, areOne: Bool) {
        let items = [
            item("RE-3001", "500.00", name: "Hansa AG"), item("RE-3010", "713.12", customer: "C9", name: name),
        ]
        let expected = areOne ? "0 amount_party_date RE-3010=713.12" : "0 !unknown_payer"
        #expect(outcome(run([line("713.12", "Zahlung", name: written)], items)) == [expected])
    }

    @Test("what books keep of a name does not change with how names are compared")
    func keptNames() {
        #expect(foldedPartyName("Köhler & Söhne Sp. z o.o.") == "koehler oo soehne sp z")
        #expect(foldedPartyName("Muster AS") == "as muster" && foldedPartyName("Muster G.m.b.H.") == "muster gmbh")
    }

    @Test(
        "somebody who is like another customer that owes this amount may have mistyped the number",
        arguments: [
            ("Schmitt Bau GmbH", false), ("Schmidt Bau GmbH & Co. KG", false), ("SchmidtBau", false),
            ("Fa. Schmidt Bau Filiale Kiel", false), ("Schmid Bau", false), ("Werner Holzbau GmbH", true),
            ("Paymaster Ltd", true), ("Bau Nord AG", true),
        ]
    )
    func likeAnother(payer: String, posts: Bool) {
        let customer = item("RE-3001", "1190.00", name: "Hansa Medizintechnik AG")
        let other = item("RE-3010", "1190.00", customer: "C9", name: "Schmidt Bau GmbH")
        let receipt = line("1190.00", "Rechnung RE-3001", name: payer)
        let post = ["0 own_reference RE-3001=1190.00"]
        #expect(outcome(run([receipt], [customer, other])) == (posts ? post : ["0 !contradicting_payer"]), "\(payer)")
        // With another amount open, nothing says that the number is not meant; neither does a customer who is as like.
        let elsewhere = item("RE-3010", "80.00", customer: "C9", name: "Schmidt Bau GmbH")
        if !payer.contains("Filiale") {
            #expect(outcome(run([receipt], [customer, elsewhere])) == post, "\(payer)")
        }
        let alike = item("RE-3001", "1190.00", name: "Schmidt Bau Kiel AG")
        if payer == "Schmid Bau" { #expect(outcome(run([receipt], [alike, other])) == post) }
    }

    @Test(
        "on behalf of a customer, in its field or in the text, is not of another one",
        arguments: [
            ("Hansa AG", "Nordlicht Optik GmbH", "", "!contradicting_payer"),
            ("Hansa AG", "Nordlicht Optik GmbH", "RE-3001", "!contradicting_payer"),
            ("Paymaster Ltd", "Nordlicht Optik GmbH", "RE-3001", "!contradicting_payer"),
            ("Hansa AG", "Nordlicht Optik GmbH", "RE-3002", "own_reference RE-3002=1190.00"),
            ("Paymaster Ltd", "NORDLICHT OPTIK", "RE-3002", "own_reference RE-3002=1190.00"),
            ("Hansa AG", nil, "Zahlung für Nordlicht Optik GmbH", "!contradicting_payer"),
            ("Hansa AG", nil, "on behalf of NORDLICHT OPTIK", "!contradicting_payer"),
            ("Paymaster Ltd", nil, "Nordlicht Optik, RE-3001", "!contradicting_payer"),
            ("Paymaster Ltd", nil, "Nordlicht Optik, RE-3002", "own_reference RE-3002=1190.00"),
            ("Hansa AG", nil, "Nordlicht Optik, RE-3001", "own_reference RE-3001=1190.00"),
            ("Hansa AG", nil, "Waren von Optik", "!no_match"),
            ("Hansa AG", nil, "Waren von Hansa", "amount_party_date RE-3001=1190.00"),
        ]
    )
    func behalf(payer: String, behalf: String?, text: String, expected: String) {
        let items = [
            item("RE-3001", "1190.00", name: "Hansa AG"),
            item("RE-3002", "1190.00", customer: "C9", name: "Nordlicht Optik GmbH"),
        ]
        var receipt = line("1190.00", text, name: payer)
        receipt.ultimateDebtorName = behalf
        #expect(outcome(run([receipt], items)) == ["0 " + expected], "\(payer), \(behalf ?? "nobody"), \(text)")
    }

    @Test(
        "the national number of an account is the account",
        arguments: [
            ("532013000", true), ("0532013000", true), ("37040044/532013000", true), ("370400440532013000", true),
            ("DE89370400440532013000", true), ("532013001", false), ("3000", false), ("37040045/532013000", false),
        ]
    )
    func nationalNumbers(account: String, isIts: Bool) {
        let items = [
            item("RE-3001", "1190.00", name: "Hansa AG"),
            item("RE-3002", "1190.00", customer: "C9", name: "Nordlicht", account: "DE89 3704 0044 0532 0130 00"),
        ]
        let named = line(
            "1190.00",
            "RE-3001",
            name: "Paymaster",
            account: account,
            ownAccount: "DE02120300000000202051"
        )
        let expected = isIts ? "0 !contradicting_payer" : "0 own_reference RE-3001=1190.00"
        #expect(outcome(run([named], items)) == [expected], "\(account)")
        // By its amount alone, only the whole account is enough.
        let bare = line("1190.00", "Zahlung", name: "Paymaster", account: account, ownAccount: "DE02120300000000202051")
        let posted = "0 amount_party_date RE-3002=1190.00"
        #expect(
            outcome(run([bare], items)) == [
                account.hasPrefix("DE") ? posted : isIts ? "0 !ambiguous" : "0 !unknown_payer"
            ]
        )
    }
}
