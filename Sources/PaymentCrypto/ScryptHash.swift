/// What is stored instead of a password or an API key: parameters, salt and derived key in one line of text.
///
/// ```
/// $scrypt$ln=15,r=8,p=1$<salt>$<key>
/// ```
/// Salt and key are base64 with padding. The parameters travel with the hash, so they can be raised later without
/// locking anybody out.
public struct ScryptHash: Hashable, Sendable {
    /// The work that one verification takes.
    public let parameters: ScryptParameters
    private let salt: [UInt8]
    private let key: [UInt8]

    private static let keyByteCount = 32

    /// Derives the hash of a secret.
    ///
    /// - Parameters:
    ///   - secret: the password or key.
    ///   - salt: random bytes used for this hash alone, 16 of them as a rule.
    ///   - parameters: the work that each verification will take.
    /// - Throws: `CryptoError.outOfMemory`.
    /// - Precondition: the salt has 8 to 64 bytes.
    public init(
        of secret: some Sequence<UInt8>,
        salt: [UInt8],
        parameters: ScryptParameters
    ) throws(CryptoError) {
        precondition((8...64).contains(salt.count))
        self.parameters = parameters
        self.salt = salt
        key = try Scrypt.derive(
            password: secret,
            salt: salt,
            parameters: parameters,
            byteCount: Self.keyByteCount
        )
    }

    /// Reads a stored hash.
    ///
    /// - Returns: `nil` when the text has another form, or asks for more work than `ScryptParameters` admits.
    public init?(encoded: String) {
        let parts = encoded.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
        guard let parameters = Self.parameters(in: parts[2]) else { return nil }
        guard let salt = Base64.decode(parts[3]), (8...64).contains(salt.count) else { return nil }
        guard let key = Base64.decode(parts[4]), key.count == Self.keyByteCount else { return nil }
        self.parameters = parameters
        self.salt = salt
        self.key = key
    }

    /// The text to store.
    public var encoded: String {
        let numbers = "ln=\(parameters.costLog2),r=\(parameters.blockSize),p=\(parameters.parallelism)"
        return "$scrypt$\(numbers)$\(Base64.encode(salt))$\(Base64.encode(key))"
    }

    /// Whether `secret` is the one that was hashed; takes as long as hashing did.
    ///
    /// - Throws: `CryptoError.outOfMemory`.
    public func matches(_ secret: some Sequence<UInt8>) throws(CryptoError) -> Bool {
        let candidate = try Scrypt.derive(
            password: secret,
            salt: salt,
            parameters: parameters,
            byteCount: Self.keyByteCount
        )
        return ConstantTime.equal(candidate, key)
    }

    private static func parameters(in text: Substring) -> ScryptParameters? {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 3 else { return nil }
        guard let costLog2 = number(in: fields[0], after: "ln=") else { return nil }
        guard let blockSize = number(in: fields[1], after: "r=") else { return nil }
        guard let parallelism = number(in: fields[2], after: "p=") else { return nil }
        return ScryptParameters(costLog2: costLog2, blockSize: blockSize, parallelism: parallelism)
    }

    private static func number(in field: Substring, after prefix: String) -> Int? {
        guard field.hasPrefix(prefix) else { return nil }
        let digits = field.dropFirst(prefix.count)
        guard digits.count <= 3, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(digits)
    }
}
