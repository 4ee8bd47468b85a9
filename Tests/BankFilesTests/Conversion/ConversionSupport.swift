@testable import BankFiles

/// Keeps what is written.
struct TextSink: ConversionSink {
    var text = ""
    private var held = ""

    mutating func write(_ text: String) { self.text += text }
    mutating func hold(_ text: String) { held += text }
    mutating func release() {
        text += held
        held = ""
    }
}

/// One file's conversion, and what was said of it.
struct Converted {
    var text = ""
    var refusal: String?
    var errors: [BankFileFinding] = []
    var cuts: (all: Int, lost: Int) = (0, 0)

    init(_ bytes: [UInt8], to target: ConversionTarget, pieces: Int = 65_536) throws {
        var conversion = BankFileConversion(to: target, sink: TextSink())
        do {
            try conversion.begin(file: "f")
            var start = 0
            while start < bytes.count {
                let end = min(start + pieces, bytes.count)
                try conversion.feed(Array(bytes[start..<end]))
                start = end
            }
            try conversion.end()
            try conversion.finish()
        } catch let refused as ConversionRefusal {
            refusal = refused.description
        }
        text = conversion.sink.text
        errors = conversion.takeProblems().filter(\.isError).map(\.finding)
        cuts = conversion.cuts
    }

    init(_ text: String, to target: ConversionTarget) throws { try self.init(Array(text.utf8), to: target) }
}
