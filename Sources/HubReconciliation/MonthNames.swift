/// The names of months as payers write them, in the languages of SEPA's larger countries and English.
enum MonthNames {
    /// - Parameter word: in capitals.
    /// - Returns: 1...12; `nil` for any other word.
    static func month(_ word: String) -> Int? { months[word] }

    private static let months: [String: Int] = {
        var months: [String: Int] = [:]
        for (place, names) in names.enumerated() {
            for name in names.split(separator: " ") { months[String(name)] = place + 1 }
        }
        return months
    }()

    /// One line a month: in full, then cut.
    private static let names = [
        """
        JANUAR JANUARY JANVIER JÄNNER JAENNER GENNAIO ENERO JANUARI JANEIRO STYCZEŃ STYCZEN STYCZNIA LEDEN LEDNA \
        TAMMIKUU JAN JANV GEN ENE STY
        """,
        """
        FEBRUAR FEBRUARY FÉVRIER FEVRIER FEBER FEBRUARI FEBBRAIO FEBRERO FEVEREIRO LUTY LUTEGO ÚNOR UNOR ÚNORA \
        HELMIKUU FEBR FEBRUÁR FEBRUÁRI FEB FÉV FEV FÉVR FEVR LUT
        """,
        """
        MÄRZ MAERZ MARCH MARS MARZO MAART MARTS MARÇO MARCO MARZEC MARCA BŘEZEN BŘEZNA MAALISKUU MRZ MÄR MAR MRT
        """,
        "APRIL AVRIL APRILE ABRIL KWIECIEŃ KWIECIEN KWIETNIA DUBEN DUBNA HUHTIKUU APR AVR ABR KWI",
        "MAI MAY MAGGIO MAYO MEI MAJ MAIO MAJA KVĚTEN KVĚTNA TOUKOKUU MAG",
        "JUNI JUNE JUIN GIUGNO JUNIO JUNHO CZERWIEC CZERWCA ČERVEN ČERVNA KESÄKUU JUN GIU CZE",
        "JULI JULY JUILLET LUGLIO JULIO JULHO LIPIEC LIPCA ČERVENEC ČERVENCE HEINÄKUU JUL JUIL LUG LIP",
        """
        AUGUST AOÛT AOUT AGOSTO AUGUSTUS AUGUSTI SIERPIEŃ SIERPIEN SIERPNIA SRPEN SRPNA ELOKUU AUG AGO SIE
        """,
        """
        SEPTEMBER SEPTEMBRE SETTEMBRE SEPTIEMBRE SETEMBRO WRZESIEŃ WRZESIEN WRZEŚNIA ZÁŘÍ SYYSKUU SEP SEPT SET WRZ
        """,
        """
        OKTOBER OCTOBER OCTOBRE OTTOBRE OCTUBRE OUTUBRO PAŹDZIERNIK PAZDZIERNIK PAŹDZIERNIKA ŘÍJEN ŘÍJNA LOKAKUU OKT \
        OCT OTT OUT PAŹ
        """,
        "NOVEMBER NOVEMBRE NOVIEMBRE NOVEMBRO LISTOPAD LISTOPADA LISTOPADU MARRASKUU NOV LIS",
        """
        DEZEMBER DECEMBER DÉCEMBRE DECEMBRE DICEMBRE DICIEMBRE DEZEMBRO GRUDZIEŃ GRUDZIEN GRUDNIA PROSINEC PROSINCE \
        JOULUKUU DEZ DEC DÉC DIC GRU
        """,
    ]
}
