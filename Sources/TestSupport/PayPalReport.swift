/// Reports of PayPal as merchants get them.
public enum PayPalReport {
    /// A settlement report of one day: 10.00 at its beginning, 30.00 less 1.17 came in.
    ///
    /// - Parameter fee: of the payment, in cents; the totals stay at 117.
    public static func settlement(fee: String = "117") -> String {
        """
        "RH",2026/04/01 02:44:19 +0200,"A","ACCOUNT",009,
        "FH",01
        "SH",2026/03/31 00:00:00 +0200,2026/03/31 23:59:59 +0200,"ACCOUNT",""
        "CH","Transaction ID","Invoice ID","PayPal Reference ID","PayPal Reference ID Type","Transaction Event Code",\
        "Transaction Initiation Date","Transaction Completion Date","Transaction  Debit or Credit",\
        "Gross Transaction Amount","Gross Transaction Currency","Fee Debit or Credit","Fee Amount","Fee Currency"
        "SB","T1","I1","","","T0006",2026/03/31 10:01:17 +0200,2026/03/31 10:01:17 +0200,"CR",3000,"EUR","DR",\(fee),"EUR"
        "SF","EUR",3000,0,0,117,"CR",1000,"CR",3883,"CR",0,"CR",0,1
        "SC",1
        "RF","EUR",3000,0,0,117,"CR",1000,"CR",3883,"CR",0,"CR",0,1
        "RC",1
        "FF",1

        """
    }
}
