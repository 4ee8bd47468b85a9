internal import Foundation

/// `oracles FILE… [--complete]`: evaluates oracle and vector files.
///
/// Exit 0 when nothing failed, 1 when a case failed (or, with `--complete`, was skipped), 2 for wrong usage or a file
/// that is none.
@main
struct Oracles {
    static func main() async {
        var files: [String] = []
        var isComplete = false
        for argument in CommandLine.arguments.dropFirst() {
            switch argument {
            case "--complete": isComplete = true
            case "--help", "-h":
                print(usage)
                exit(0)
            case _ where argument.hasPrefix("-"): stop("\(argument) is no option\n\(usage)")
            default: files.append(argument)
            }
        }
        guard !files.isEmpty else { stop("no file is given\n\(usage)") }
        var tally = Tally()
        for file in files {
            do {
                for oracleCase in try cases(in: file) { await tally.count(oracleCase) }
            } catch {
                stop("\(error)")
            }
        }
        print("\(tally.passed) passed, \(tally.failed) failed, \(tally.skipped) skipped")
        exit(tally.failed > 0 || (isComplete && tally.skipped > 0) ? 1 : 0)
    }

    private static let usage = "usage: oracles FILE… [--complete]"

    private static func cases(in file: String) throws -> [OracleCase] {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw FileError(file: file, detail: "cannot be read")
        }
        do {
            return try OracleCase.all(in: file, document: JSONReader.read(Array(data)))
        } catch let error as JSONError {
            throw FileError(file: file, detail: error.description)
        }
    }

    private static func stop(_ message: String) -> Never {
        FileHandle.standardError.write(Data("oracles: \(message)\n".utf8))
        exit(2)
    }
}

/// Counts and prints what came of the cases.
private struct Tally {
    var passed = 0
    var failed = 0
    var skipped = 0

    mutating func count(_ oracleCase: OracleCase) async {
        let name = "\(oracleCase.file) \(oracleCase.id)"
        switch await Registry.evaluate(oracleCase) {
        case .passed: passed += 1
        case .skipped(let why):
            skipped += 1
            print("skipped \(name): \(why)")
        case .failed(let differences):
            failed += 1
            for difference in differences { print("failed \(name): \(difference)") }
        case .refused(let why):
            let reason = Registry.reasonToBeStricter(oracleCase) ?? (oracleCase.mayRefuse ? "the case allows it" : nil)
            guard let reason else {
                failed += 1
                print("failed \(name): refused: \(why)")
                return
            }
            passed += 1
            print("stricter \(name): \(why) (\(reason))")
        }
    }
}
