/// The formats that can be read; the raw values are what `--json` prints.
public enum BankFileFormat: String, Hashable, Codable, Sendable, CaseIterable {
    case camt052
    case camt053
    case camt054
    case pain001
    case pain002
    case pain008
    case pacs004
    case mt940
    case bai2
    case ach
    case x937
    case ofx
    case csv
    case provider
    case giro
    case lockbox
    case edi820

    init(_ kind: CamtKind) {
        switch kind {
        case .report: self = .camt052
        case .statement: self = .camt053
        case .notification: self = .camt054
        }
    }

    /// The name that people know the format by.
    public var title: String {
        switch self {
        case .camt052: "ISO 20022 camt.052"
        case .camt053: "ISO 20022 camt.053"
        case .camt054: "ISO 20022 camt.054"
        case .pain001: "ISO 20022 pain.001"
        case .pain002: "ISO 20022 pain.002"
        case .pain008: "ISO 20022 pain.008"
        case .pacs004: "ISO 20022 pacs.004"
        case .mt940: "MT940/MT942"
        case .bai2: "BAI2"
        case .ach: "NACHA ACH"
        case .x937: "X9.37"
        case .ofx: "OFX/QFX"
        case .csv: "CSV statement"
        case .provider: "provider report"
        case .giro: "giro file"
        case .lockbox: "BAI lockbox"
        case .edi820: "EDI 820"
        }
    }
}
