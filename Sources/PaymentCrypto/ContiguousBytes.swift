/// Hands the bytes of any sequence to libcrypto without copying them where they already lie in one piece
/// (`[UInt8]`, `ArraySlice<UInt8>`, `String.UTF8View`), and as one copy otherwise.
///
/// The only door from safe Swift to raw memory in this module; `body` must not keep the pointer.
func withContiguousBytes<Result>(
    of bytes: some Sequence<UInt8>,
    _ body: (UnsafeBufferPointer<UInt8>) -> Result
) -> Result {
    if let result = bytes.withContiguousStorageIfAvailable(body) { return result }
    return Array(bytes).withUnsafeBufferPointer(body)
}

/// The 32 bytes that `fill` writes.
///
/// libcrypto fails here only when memory has run out or it was built without the algorithm; going on without a code
/// would be worse than stopping, so both stop the process.
func thirtyTwoBytes(_ purpose: StaticString, _ fill: (UnsafeMutablePointer<UInt8>) -> Int32) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
        guard let start = buffer.baseAddress, fill(start) == 1 else {
            preconditionFailure("libcrypto could not compute \(purpose)")
        }
        count = 32
    }
}
