import PaymentVocabulary
import Testing

@Suite struct BankIdentifierTests {
    @Test(
        arguments: [
            ("COBADEFF", "COBADEFF"), ("cobadeffxxx", "COBADEFFXXX"), ("E097AEXX", "E097AEXX"),
            (" DEUT DE FF 500 ", "DEUTDEFF500"),
        ]
    )
    func takesBICs(text: String, code: String) { #expect(BIC(text)?.code == code) }

    @Test(arguments: ["", "COBADEF", "COBADEFFX", "COBA1EFF", "COBADEFF-XX", "ÖOBADEFF"])
    func refusesBICs(text: String) { #expect(BIC(text) == nil) }

    @Test(arguments: ["DE98ZZZ09999999999", "DE98 ABC 09999999999", "NL79ZZZ999999990000"])
    func takesCreditorIdentifiers(text: String) { #expect(CreditorIdentifier(text) != nil) }

    @Test(arguments: ["", "DE99ZZZ09999999999", "DE98ZZZ0999999999Ö", "1298ZZZ09999999999", "DE98ZZZ"])
    func refusesCreditorIdentifiers(text: String) { #expect(CreditorIdentifier(text) == nil) }

    @Test func qrReferencesHaveACheckDigit() {
        #expect(QRReference("21 00000 00003 13947 14300 09017")?.digits == "210000000003139471430009017")
        for text in [
            "210000000003139471430009018", "21000000000313947143000901", "", String(repeating: "0", count: 27),
        ] {
            #expect(QRReference(text) == nil)
        }
        #expect(IBAN("CH4431999123000889012")?.isQRIBAN == true && IBAN("CH9300762011623852957")?.isQRIBAN == false)
        #expect(IBAN("DE89370400440532013000")?.isQRIBAN == false)
    }

    @Test func routingNumbersHaveACheckDigit() {
        #expect(RoutingNumber("091000019")?.institution == "09100001" && RoutingNumber("091000019")?.checkDigit == "9")
        for text in ["091000018", "000000000", "09100001", "0910000199", "09100001x"] {
            #expect(RoutingNumber(text) == nil)
        }
    }
}
