internal import ArgumentParser
internal import HubStore
internal import HubStoreSQLite
internal import PaymentVocabulary

/// The hub's books of one merchant.
struct MerchantOptions: ParsableArguments {
    @OptionGroup var hub: HubOptions

    @Option(help: "The merchant, unless there is only one.")
    var merchant: String?

    /// Opens the hub, does the work in one merchant's books, and closes the store whatever happens.
    func inBooks<Output>(_ work: (Composition, Merchant) async throws -> Output) async throws -> Output {
        let composition = try await hub.open()
        do {
            let merchants = try await composition.store.read { try Merchant.list($0) }
            guard let chosen = merchants.first(where: { $0.id.text == merchant ?? $0.id.text }),
                merchant != nil || merchants.count == 1
            else {
                throw Stop.usage("--merchant: one of \(merchants.map(\.id.text).joined(separator: ", "))")
            }
            let output = try await work(composition, chosen)
            await composition.store.close()
            return output
        } catch {
            await composition.store.close()
            throw error
        }
    }
}
