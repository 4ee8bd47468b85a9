/// What a BAI type code says of an amount.
///
/// Source: BAI Cash Management Balance Reporting Specifications, version 2, appendix A: the ranges of type codes, with
/// the customised ones of 900 to 999.
enum BAI2TypeCode: Hashable, Sendable {
    /// A balance or another state of the account: 001...099 and 900...919.
    case status
    case credit
    case debit
    /// Text without money, such as 890.
    case information
    /// Loan codes whose side the bank alone knows, and codes that are none.
    case unknown

    init(_ code: Int) {
        switch code {
        case 1...99, 900...919: self = .status
        case 100...399, 720...759, 920...959: self = .credit
        case 400...699, 760...779, 960...999: self = .debit
        case 800...899: self = .information
        default: self = .unknown
        }
    }

    /// The ISO code of a balance, or the type code itself.
    static func balanceType(_ code: Int) -> String {
        switch code {
        case 10: "OPBD"
        case 15: "CLBD"
        case 30: "ITBD"
        case 40: "OPAV"
        case 45: "CLAV"
        case 60: "ITAV"
        default: code < 10 ? "00\(code)" : code < 100 ? "0\(code)" : "\(code)"
        }
    }
}
