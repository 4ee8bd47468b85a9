import BankFiles
import Foundation

/// The reader that is tried: of the format that `QUITTANCE_FUZZ_FORMAT` names, or of the one that the content shows.
private let format = ProcessInfo.processInfo.environment["QUITTANCE_FUZZ_FORMAT"].flatMap(BankFileFormat.init)

/// Called by libFuzzer with one input after the other; a rule that is broken is a crash, so that the input is kept.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTestOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    // Sizes of pieces that follow from the input, so that an input names its case: 1 to 64 bytes.
    var state = bytes.reduce(UInt64(count)) { ($0 &+ UInt64($1)) &* 0x9E37_79B9_7F4A_7C15 }
    let fault = ReadingRules.broken(by: bytes, format: format) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return 1 + Int(state >> 58)
    }
    if let fault {
        FileHandle.standardError.write(Data("broken rule: \(fault)\n".utf8))
        preconditionFailure("a reader broke a rule")
    }
    return 0
}
