import Foundation
import PaymentVocabulary
import Testing

@testable import BankFiles

/// Written files as programs of other people judge them.
@Suite("written files before other judges") struct OutsideJudgesTests {
    /// Runs a script on a folder with the documents; it prints a line for each thing it complains of.
    private func complaints(_ script: String, _ documents: [[UInt8]]) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("judges-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (number, document) in documents.enumerated() {
            try Data(document).write(to: folder.appendingPathComponent("\(number)"))
        }
        let process = Process()
        process.executableURL = OutsidePython.program
        process.currentDirectoryURL = folder
        process.arguments = ["-I", "-c", script]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(output)")
        return output
    }

    @Test("achkit finds nothing wrong in NACHA files", .enabled(if: OutsidePython.program != nil))
    func achkit() throws {
        let script = """
            import os
            from achkit.validate import validate
            for name in sorted(os.listdir(".")):
                for error in validate(open(name, encoding="ascii").read())["errors"]: print(name, error)
            """
        let found = try complaints(
            script,
            (UInt64(0)..<150).map { try AchWriterTests.bytes(AchWriterTests.file(seed: $0)) }
        )
        #expect(found.isEmpty, "\(found.prefix(2_000))")
    }

    /// The mock warns of amendments, which it reads past; of NACHA it takes collections that are all different, without
    /// prenotes and offsets.
    @Test("mock-bank refuses nothing in pain.001, pain.008 and NACHA files", .enabled(if: OutsidePython.program != nil))
    func mockBank() throws {
        let script = """
            import datetime, os
            from mockbank import validate
            for name in sorted(os.listdir(".")):
                found = validate.validate(open(name, "rb").read(), today=datetime.date(2026, 11, 26))
                for finding in validate.errors(found): print(name, validate.render(finding))
            """
        var documents: [[UInt8]] = []
        for seed in UInt64(0)..<60 {
            for (profile, version, _) in CreditTransferWriterTests.cases where profile.isSEPA || profile == .generic {
                let order = CreditTransferWriterTests.order(profile, version, seed: seed)
                documents.append(try CreditTransferWriterTests.bytes(order, profile, version))
            }
            let debits = DirectDebitWriterTests.order(.sepa, .v08, seed: seed)
            documents.append(try DirectDebitWriterTests.bytes(debits, .sepa, .v08))
            documents.append(try AchWriterTests.bytes(Self.collections(seed: seed)))
        }
        let found = try complaints(script, documents)
        #expect(found.isEmpty, "\(found.prefix(3_000))")
    }

    private static func collections(seed: UInt64) -> AchFile {
        var file = AchWriterTests.file(seed: seed)
        for batch in file.batches.indices {
            file.batches[batch].offset = nil
            for entry in file.batches[batch].entries.indices {
                file.batches[batch].entries[entry].direction = .debit
                file.batches[batch].entries[entry].identification = "id-\(batch)-\(entry)"
                if file.batches[batch].entries[entry].isPrenote {
                    file.batches[batch].entries[entry].isPrenote = false
                    file.batches[batch].entries[entry].amount = Money(minorUnits: 1, currency: .usd)
                }
            }
        }
        return file
    }
}
