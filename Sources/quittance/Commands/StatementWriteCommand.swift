internal import ArgumentParser
internal import BankFiles
internal import Foundation

extension StatementCommand {
    /// `quittance statement write`: an order of payments as a file that banks take.
    struct Write: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "write",
            abstract: "Write a payment file for a bank: pain.001, pain.008 or NACHA.",
            discussion: """
                The order is JSON, or CSV with one payment a row; docs/payment-files.md has the fields. Everything is \
                checked first: when anything is wrong each fault is told with file, line and field, nothing is \
                written, and the command ends with 3. Names and texts are transliterated to what banks take; \
                identifications never are. Equal orders give equal bytes.

                Example: quittance statement write --to pain.001.001.09 --input order.json --out order.xml
                """
        )

        @Option(help: "\(PaymentFileKind.names.joined(separator: ", ")).")
        var to: String

        @Option(help: "The order, JSON or CSV; - is standard input.")
        var input: String

        @Option(help: "The file to write, standard output without it. It appears when it is whole.")
        var out: String?

        @Option(help: "Whose rules to follow: sepa, sepa-dk, swiss or generic; sepa without it. Not for NACHA.")
        var profile: String?

        @Option(help: "How the bank wants addresses: as-given, structured, lines or omitted.")
        var addressStyle: String?

        @Flag(help: "Cut names and texts that are too long once transliterated, instead of refusing them.")
        var cut = false

        @Flag(help: "Print counts, sums, changed texts and faults, and write nothing.")
        var dryRun = false

        func run() throws {
            guard let kind = PaymentFileKind(name: to) else {
                throw Stop.usage("--to \(to): one of \(PaymentFileKind.names.joined(separator: ", "))")
            }
            if let out { try OutputFile.refuse([OutputFile(option: "--out", path: out)], over: [input]) }
            let file = PaymentOrderFile(try read(), for: kind, options: try options(for: kind))
            let check = file.check()
            if dryRun { print(file, check) }
            let complaints = complaints(file, check)
            guard complaints.isEmpty else {
                for complaint in complaints.prefix(Self.complaintsMax) { tell(complaint) }
                let more = complaints.count - Self.complaintsMax
                if more > 0 { tell("and \(more) more") }
                tell("nothing was written")
                throw Stop.rejected
            }
            guard !dryRun else { return }
            try write(file)
            let sums = file.summary.sumTexts.joined(separator: ", ")
            let changed = check.changeCount == 0 ? "" : "; texts changed: \(check.changeCount) (see --dry-run)"
            tell("\(out ?? "standard output"): \(to), \(file.summary.count) payments, \(sums)\(changed)")
        }

        private static let complaintsMax = 100

        private func options(for kind: PaymentFileKind) throws -> PaymentWriteOptions {
            var options = PaymentWriteOptions()
            if let profile {
                guard kind != .ach else { throw Stop.usage("--profile is not for NACHA files; leave it out") }
                guard let found = PaymentProfile(rawValue: profile) else {
                    throw Stop.usage("--profile \(profile): one of \(Self.names(of: PaymentProfile.self))")
                }
                options.profile = found
            }
            if let addressStyle {
                guard kind != .ach else { throw Stop.usage("--address-style is not for NACHA files; leave it out") }
                guard let found = PaymentAddressStyle(rawValue: addressStyle) else {
                    throw Stop.usage(
                        "--address-style \(addressStyle): one of \(Self.names(of: PaymentAddressStyle.self))"
                    )
                }
                options.addressStyle = found
            }
            options.cutsLongTexts = cut
            return options
        }

        private static func names<Value: RawRepresentable & CaseIterable>(of type: Value.Type) -> String
        where Value.RawValue == String {
            Value.allCases.map(\.rawValue).joined(separator: ", ")
        }

        private func read() throws -> [UInt8] {
            try InputFile.bytes(of: input)
        }

        /// `order.json:12:20: groups[0].transactions[1].amount: what is wrong; what to do`.
        private func complaints(_ file: PaymentOrderFile, _ check: PaymentOrderCheck) -> [String] {
            file.problems.map { complaint($0.position, $0.path, $0.problem) }
                + check.faults.map { complaint(file.position(of: $0.path), $0.path, "\($0.problem); \($0.remedy)") }
        }

        private func complaint(_ position: BankFilePosition, _ path: String, _ problem: String) -> String {
            "\(input):\(position.line ?? 1):\(position.column ?? 1): \(path.isEmpty ? "" : path + ": ")\(problem)"
        }

        private func print(_ file: PaymentOrderFile, _ check: PaymentOrderCheck) {
            var lines = ["\(to) from \(input): \(file.summary.count) payments"]
            for group in file.summary.groups {
                lines.append("  \(group.name)  \(group.date)  \(group.count)  \(group.sums.joined(separator: ", "))")
            }
            lines.append("total  \(file.summary.sumTexts.joined(separator: ", "))")
            if check.changeCount > 0 { lines.append("texts as the bank gets them: \(check.changeCount)") }
            for change in check.changes.prefix(Self.complaintsMax) {
                lines.append("  \(change.path): \(change.given) -> \(change.written)")
            }
            if check.changeCount > Self.complaintsMax {
                lines.append("  and \(check.changeCount - Self.complaintsMax) more")
            }
            lines.append("faults: \(file.problems.count + check.faults.count)")
            Swift.print(lines.joined(separator: "\n"))
        }

        private func write(_ file: PaymentOrderFile) throws {
            guard let out else {
                try file.write { FileHandle.standardOutput.write(Data($0)) }
                return
            }
            // Whoever watches the folder must not take half a file.
            try OutputFile.write(to: out, as: "--out \(out)") { emit in try file.write { try emit($0) } }
        }

        private func tell(_ message: String) {
            Stop.warn(message)
        }
    }
}
