internal import Foundation

/// How many files and connections this process may have open at once.
///
/// A server without any left cannot answer, cannot reach its database or a provider, and may be ended by a library that
/// counts on one. Clients open connections, so their number has to stay below.
enum OpenFiles {
    /// What the database, the calls to providers and the runtime keep for themselves.
    private static let reserve = 384
    /// More than any hub needs; some systems allow so many that libraries that walk through them all get slow.
    private static let wanted: rlim_t = 65_536

    /// Raises the limit as far as the system lets us.
    ///
    /// - Returns: how many may be open now.
    static func raiseLimit() -> Int {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return 1_024 }
        var raised = limit
        raised.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, wanted))
        let now = setrlimit(resource, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur
        return Int(min(now, wanted))
    }

    /// How many of them may be clients' connections.
    static func connectionsMax(of files: Int) -> Int { max(files - reserve, files / 4) }
}
