/// Every route under `/v1`, in the order in which they are described.
enum APIRoutes {
    static func all(clock: (any MovableClock)?) -> [APIRoute] {
        customers + invoices + corrections + payments + approvals + statements + matches + aliases + credit + periods
            + records + (clock.map(sandbox) ?? [])
    }
}
