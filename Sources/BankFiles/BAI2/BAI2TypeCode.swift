/// What a BAI type code says of an amount.
///
/// Source: BAI Cash Management Balance Reporting Specifications, version 2, appendix A: the ranges of type codes, with
/// the customised ones of 900 to 999.
enum BAI2TypeCode: Hashable, Sendable {
    /// A balance or another state of the account: 001...099 and 900...919.
    case status
    case credit
    case debit
    /// The sum of several movements, such as 100 for all credits of the account, which is no movement itself.
    case total
    /// Text without money, such as 890.
    case information
    /// Loan codes whose side the bank alone knows, and codes that are none.
    case unknown

    init(_ code: Int) {
        switch code {
        case 1...99, 900...919: self = .status
        case 100...699 where Self.isTotal[code]: self = .total
        case 100...399, 720...759, 920...959: self = .credit
        case 400...699, 760...779, 960...999: self = .debit
        case 800...899: self = .information
        default: self = .unknown
        }
    }

    /// By code, whether appendix A names a sum over several movements; asked for each transaction.
    private static let isTotal: [Bool] = (0..<700).map(totals.contains)

    private static let totals: Set<Int> = [
        100, 101, 107, 109, 110, 130, 131, 140, 150, 160, 170, 180, 182, 185, 186, 188, 190, 200, 205, 207, 210, 215,
        230, 231, 239, 250, 251, 256, 260, 270, 280, 285, 294, 300, 303, 304, 305, 307, 309, 315, 316, 320, 321, 324,
        325, 326, 327, 330, 332, 338, 340, 352, 360, 370, 385, 389, 390, 400, 401, 403, 405, 410, 412, 416, 430, 446,
        450, 470, 471, 480, 482, 486, 490, 500, 505, 507, 510, 515, 530, 532, 550, 551, 556, 560, 570, 580, 590, 594,
        596, 600, 610, 625, 640, 670, 685, 689, 690,
    ]

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
