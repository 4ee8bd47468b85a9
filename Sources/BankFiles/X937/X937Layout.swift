/// The fields of the records that are read, by their names and places from 0.
///
/// Source: the Federal Reserve's adoption of DSTU X9.37-2003; ANSI X9.100-187 for the credit item (type 62).
enum X937Layout {
    typealias Field = (name: String, range: Range<Int>)

    static func fields(of type: Int) -> [Field] {
        switch type {
        case 1: fileHeader
        case 10: cashLetterHeader
        case 20: bundleHeader
        case 25: checkDetail
        case 26, 32: depositAddendum
        case 28, 35: endorsement
        case 31: returned
        case 33: payorAddendum
        case 61: credit
        case 62: creditItem
        // Of an image only what stands before its key; the image itself is never kept.
        case 52: [("image", 2..<105)]
        default: [("record", 2..<Int.max)]
        }
    }

    private static let fileHeader: [Field] = [
        ("standard level", 2..<4), ("test file indicator", 4..<5), ("immediate destination", 5..<14),
        ("immediate origin", 14..<23), ("creation date", 23..<31), ("creation time", 31..<35),
        ("resend indicator", 35..<36), ("destination name", 36..<54), ("origin name", 54..<72),
        ("file ID modifier", 72..<73), ("country code", 73..<75), ("user field", 75..<79), ("reserved", 79..<80),
    ]
    private static let cashLetterHeader: [Field] = [
        ("collection type", 2..<4), ("destination routing number", 4..<13), ("institution routing number", 13..<22),
        ("business date", 22..<30), ("creation date", 30..<38), ("creation time", 38..<42),
        ("record type indicator", 42..<43), ("documentation type", 43..<44), ("cash letter ID", 44..<52),
        ("originator contact name", 52..<66), ("originator contact phone", 66..<76), ("Fed work type", 76..<77),
        ("returns indicator", 77..<78), ("user field", 78..<79), ("reserved", 79..<80),
    ]
    private static let bundleHeader: [Field] = [
        ("collection type", 2..<4), ("destination routing number", 4..<13), ("institution routing number", 13..<22),
        ("business date", 22..<30), ("creation date", 30..<38), ("bundle ID", 38..<48),
        ("bundle sequence number", 48..<52), ("cycle number", 52..<54), ("return location routing number", 54..<63),
        ("user field", 63..<68), ("reserved", 68..<80),
    ]
    private static let checkDetail: [Field] = [
        ("auxiliary on-us", 2..<17), ("external processing code", 17..<18), ("payor bank routing number", 18..<26),
        ("payor bank check digit", 26..<27), ("on-us", 27..<47), ("item amount", 47..<57),
        ("item sequence number", 57..<72), ("documentation type", 72..<73), ("return acceptance", 73..<74),
        ("MICR valid", 74..<75), ("bank of first deposit", 75..<76), ("addenda count", 76..<78),
        ("correction", 78..<79), ("archive type", 79..<80),
    ]
    private static let depositAddendum: [Field] = [
        ("record number", 2..<3), ("bank of first deposit", 3..<12), ("endorsement date", 12..<20),
        ("item sequence number", 20..<35), ("deposit account", 35..<53), ("deposit branch", 53..<58),
        ("payee name", 58..<73), ("truncation", 73..<74), ("conversion", 74..<75), ("correction", 75..<76),
        ("user field", 76..<77), ("reserved", 77..<80),
    ]
    private static let endorsement: [Field] = [
        ("record number", 2..<4), ("endorsing bank", 4..<13), ("endorsement date", 13..<21),
        ("item sequence number", 21..<36), ("truncation", 36..<37), ("conversion", 37..<38), ("correction", 38..<39),
        ("return reason", 39..<40), ("user field", 40..<55), ("reserved", 55..<80),
    ]
    private static let returned: [Field] = [
        ("payor bank routing number", 2..<10), ("payor bank check digit", 10..<11), ("on-us", 11..<31),
        ("item amount", 31..<41), ("return reason", 41..<42), ("addenda count", 42..<44),
        ("documentation type", 44..<45), ("forward bundle date", 45..<53), ("item sequence number", 53..<68),
        ("external processing code", 68..<69), ("return notification", 69..<70), ("archive type", 70..<71),
        ("times returned", 71..<72), ("reserved", 72..<80),
    ]
    private static let payorAddendum: [Field] = [
        ("payor bank name", 2..<20), ("auxiliary on-us", 20..<35), ("payor bank item sequence number", 35..<50),
        ("payor bank business date", 50..<58), ("payor account name", 58..<80),
    ]
    private static let credit: [Field] = [
        ("auxiliary on-us", 2..<17), ("external processing code", 17..<18), ("routing number", 18..<27),
        ("credit account on-us", 27..<47), ("item amount", 47..<57), ("item sequence number", 57..<72),
        ("documentation type", 72..<73), ("account type", 73..<74), ("source of work", 74..<75), ("work type", 75..<76),
        ("debit/credit", 76..<77), ("reserved", 77..<80),
    ]
    private static let creditItem: [Field] = [
        ("auxiliary on-us", 2..<17), ("external processing code", 17..<18), ("posting bank routing number", 18..<27),
        ("on-us", 27..<47), ("item amount", 47..<61), ("item sequence number", 61..<76),
        ("documentation type", 76..<77),
        ("account type", 77..<78), ("source of work", 78..<80), ("user field", 80..<96), ("reserved", 96..<100),
    ]
}
