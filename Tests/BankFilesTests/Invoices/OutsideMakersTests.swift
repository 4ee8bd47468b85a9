import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

/// Invoices that programs of other people write, of values that are drawn here, read by us.
@Suite("electronic invoices of other makers") struct OutsideMakersTests {
    /// Runs a script that writes documents into its folder and prints a line for each: its name, and what it says.
    private func makes(_ script: String, documents count: Int) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("makers-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = Process()
        process.executableURL = OutsidePython.program
        process.currentDirectoryURL = folder
        process.arguments = ["-I", "-X", "utf8", "-c", script]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let lines = output.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
        #expect(lines.count == count)
        for line in lines {
            let name = String(line.first ?? "")
            let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
            let reading = ElectronicInvoiceFile.reading(bytes)
            let invoice = try #require(reading.invoice, "\(name): \(reading.errors)")
            #expect(reading.warnings.isEmpty, "\(name): \(reading.warnings)")
            #expect(Self.said(invoice) == line.dropFirst().map(String.init), "\(name)")
        }
    }

    private static func said(_ invoice: ElectronicInvoice) -> [String] {
        let buyer = invoice.buyer
        let values: [String?] = [
            invoice.number, invoice.kind.rawValue, invoice.currency.code, "\(invoice.issued)",
            invoice.due.map { "\($0)" }, invoice.payable.decimal, invoice.total?.decimal, buyer.name,
            buyer.legalRegistration?.value, buyer.identifiers.first?.value, buyer.vatIdentifier, buyer.endpoint?.value,
            invoice.buyerReference, invoice.purchaseOrder, invoice.salesOrder, invoice.paymentReference,
            invoice.payeeAccounts.first, invoice.payerAccount, invoice.paymentTerms, invoice.precedingInvoices.first,
            invoice.discounts.map { "\($0.percent)/\($0.days)" }.first,
        ]
        return values.map { $0 ?? "" }
    }

    @Test(
        "factur-x: UBL and CII of several profiles, every other one of CII in a PDF",
        .enabled(if: OutsidePython.program != nil)
    )
    func facturX() throws { try makes(Self.facturXScript, documents: 70) }

    @Test("drafthorse: CII of the profile EXTENDED, with discount terms", .enabled(if: OutsidePython.program != nil))
    func drafthorse() throws { try makes(Self.drafthorseScript, documents: 40) }

    /// Both makers check their documents against the schema of the profile.
    private static let facturXScript = #"""
        import datetime, io, random
        from decimal import Decimal
        import facturx
        from pypdf import PdfWriter

        random.seed(7)
        def text(length=12): return "".join(random.choice("abcXYZ0189 -/&<é'\"ßŁ€") for _ in range(length)).strip(" -/'\"") or "x"
        def digits(length): return "".join(random.choice("0123456789") for _ in range(length))
        def maybe(value): return value if random.random() < 0.7 else None
        def cents(value): return f"{Decimal(value) / 100:.2f}"
        def blank():
            writer, out = PdfWriter(), io.BytesIO()
            writer.add_blank_page(width=595, height=842)
            writer.write(out)
            return out.getvalue()

        kinds = [("factur-x", level) for level in ("basicwl", "en16931", "extended")] + [("ubl-2.1", "en16931")] * 3
        for number in range(70):
            flavor, level = kinds[number % len(kinds)]
            issued = datetime.date(2026, 1, 1) + datetime.timedelta(days=random.randrange(700))
            total, prepaid = random.randrange(100, 10**9), random.choice([0, random.randrange(100)])
            tax = total * 19 // 119
            data = {
                "BT-1": text(), "BT-2": issued, "BT-3": random.choice(["380", "381", "384", "389", "396"]),
                "BT-5": random.choice(["EUR", "USD", "PLN"]), "BT-8": "invoice", "BT-9": issued + datetime.timedelta(days=random.randrange(90)),
                "BT-10": maybe(text()), "BT-13": maybe(text()), "BT-14": maybe(text()), "BT-20": maybe(text(30)), "BT-23": "S1", "BT-72": issued,
                "BG-4": {"name": text(), "legal_identifier": digits(9), "legal_identifier_schemeid": "0002", "vat_identifier": "FR11" + digits(9),
                         "country_code": "FR", "city": "Lyon", "postcode": "69001", "addr_l1": "1"},
                "BG-7": {"name": text(20), "identifiers": {random.choice([None, "0088"]): text()}, "legal_identifier": digits(9),
                         "legal_identifier_schemeid": "0002", "vat_identifier": "DE" + digits(9), "einvoicing_addr": digits(9),
                         "einvoicing_addr_schemeid": "0225", "country_code": "DE", "city": "Bonn", "postcode": "53111", "addr_l1": "1"},
                "BT-81": "59", "BT-83": maybe(text()), "BT-84": "FR" + digits(25), "BT-89": "M1", "BT-90": "C1", "BT-91": "DE" + digits(20),
                "BG-23": [{"BT-117": cents(tax), "BT-116": cents(total - tax), "BT-118": "S", "BT-119": "19.00"}],
                "BT-106": cents(total - tax), "BT-109": cents(total - tax), "BT-110": cents(tax), "BT-112": cents(total),
                "BT-113": cents(prepaid), "BT-115": cents(total - prepaid),
                "BG-3": [{"BT-25": text()}],
                "BG-25": [{"BT-126": "1", "BT-153": "x", "BT-146": "1.00", "BT-129": "1", "BT-130": "C62", "BT-151": "S", "BT-152": "19.00", "BT-131": cents(total - tax)}],
            }
            data = {key: value for key, value in data.items() if value is not None}
            # UBL has the sales order inside of the reference to the purchase order.
            if flavor == "ubl-2.1" and "BT-13" not in data: data.pop("BT-14", None)
            xml = facturx.generate_xml(data, flavor=flavor, level=level, check_xsd=True, check_schematron=False, prefixed_namespaces=bool(number % 3))
            name = f"{number:02}-{flavor}-{level}.xml"
            if flavor == "factur-x" and number % 2:
                xml = facturx.generate_from_binary(blank(), xml, flavor="factur-x", level=level, check_xsd=False)
                name = name.replace(".xml", ".pdf")
            open(name, "wb").write(xml)
            buyer = data["BG-7"]
            value = lambda key: data.get(key, "")
            said = [name, data["BT-1"], "credit_note" if data["BT-3"] in ("381", "396") else "invoice", data["BT-5"], issued,
                    data["BT-9"], data["BT-115"], data["BT-112"], buyer["name"], buyer["legal_identifier"],
                    list(buyer["identifiers"].values())[0], buyer["vat_identifier"], buyer["einvoicing_addr"],
                    value("BT-10"), value("BT-13"), "" if level == "basicwl" else value("BT-14"),
                    value("BT-83"), data["BT-84"], data["BT-91"], value("BT-20"), data["BG-3"][0]["BT-25"]]
            print("\t".join(map(str, said + [""])))
        """#

    private static let drafthorseScript = #"""
        import datetime, random
        from decimal import Decimal
        from drafthorse.models.accounting import ApplicableTradeTax
        from drafthorse.models.document import Document
        from drafthorse.models.party import TaxRegistration
        from drafthorse.models.payment import PaymentMeans, PaymentTerms
        from drafthorse.models.tradelines import LineItem

        random.seed(8)
        def text(length=12): return "".join(random.choice("abcXYZ0189 -/&<é'\"ßŁ€") for _ in range(length)).strip(" -/'\"") or "x"
        for number in range(40):
            issued = datetime.date(2026, 1, 1) + datetime.timedelta(days=random.randrange(700))
            due = issued + datetime.timedelta(days=random.randrange(15, 90))
            total = Decimal(random.randrange(1, 10**9)) / 100
            days, percent = random.randrange(1, 15), f"{random.randrange(1, 500) / 100:.2f}"
            offers = random.choice([True, False])
            number_, name, buyer_id, reference = text(), text(20), text(), text()
            kind = random.choice(["380", "381"])
            doc = Document()
            doc.context.guideline_parameter.id = "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"
            doc.header.id, doc.header.type_code, doc.header.issue_date_time = number_, kind, issued
            agreement, settlement = doc.trade.agreement, doc.trade.settlement
            agreement.seller.name, agreement.seller.address.country_id = "S", "DE"
            agreement.buyer.id, agreement.buyer.name, agreement.buyer.address.country_id = buyer_id, name, "DE"
            agreement.buyer.tax_registrations.add(TaxRegistration(id=("FC", "1/2")))
            agreement.buyer.tax_registrations.add(TaxRegistration(id=("VA", "DE000000000")))
            settlement.currency_code, settlement.payment_reference = "EUR", reference
            means = PaymentMeans()
            means.type_code, means.payee_account.iban = "58", "DE89370400440532013000"
            settlement.payment_means.add(means)
            tax = ApplicableTradeTax()
            tax.calculated_amount, tax.basis_amount, tax.rate_applicable_percent = Decimal("0.00"), total, Decimal("0.00")
            tax.type_code, tax.category_code = "VAT", "Z"
            settlement.trade_tax.add(tax)
            terms = PaymentTerms()
            terms.due = due
            if offers:
                terms.discount_terms.basis_period_measure = (Decimal(days), "DAY")
                terms.discount_terms.calculation_percent = Decimal(percent)
            settlement.terms.add(terms)
            line = LineItem()
            line.document.line_id, line.product.name = "1", "x"
            line.agreement.net.amount, line.delivery.billed_quantity = total, (Decimal(1), "H87")
            line.settlement.trade_tax.type_code, line.settlement.trade_tax.category_code = "VAT", "Z"
            line.settlement.monetary_summation.total_amount = total
            doc.trade.items.add(line)
            sums = settlement.monetary_summation
            sums.line_total = sums.tax_basis_total = sums.grand_total = sums.due_amount = total
            sums.charge_total = sums.allowance_total = sums.tax_total = Decimal("0.00")
            file = f"drafthorse-{number:02}.xml"
            open(file, "wb").write(doc.serialize(schema="FACTUR-X_EXTENDED"))
            print("\t".join(map(str, [file, number_, "invoice" if kind == "380" else "credit_note", "EUR", issued, due, f"{total:.2f}", f"{total:.2f}",
                name, "", buyer_id, "DE000000000", "", "", "", "", reference, "DE89370400440532013000", "", "", "",
                f"{percent}/{days}" if offers else ""])))
        """#
}
