internal import ArgumentParser
internal import Foundation
internal import HubEngine
internal import HubStore
internal import HubStoreSQLite
internal import PaymentVocabulary
internal import RulesFile

/// The hub's books of one merchant.
struct MerchantOptions: ParsableArguments {
    @OptionGroup var hub: HubOptions

    @Option(help: "The merchant, unless there is only one.")
    var merchant: String?

    /// Does the work in the merchant's books.
    func inBooks<Output>(_ work: (Composition, Merchant) async throws -> Output) async throws -> Output {
        try await hub.inBooks(of: merchant, work)
    }
}

extension Principal {
    /// Who runs the command: the user of the operating system, which is all that a command line can know.
    static func ofShell(_ merchant: MerchantID) -> Principal {
        let user = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) }
        let name = user.flatMap { $0.problemAsPersonName == nil ? $0 : nil }
        return Principal(merchant: merchant, name: name ?? "user \(getuid())")
    }
}

extension HubOptions {
    /// Opens the hub, does the work in one merchant's books, and closes the store whatever happens.
    ///
    /// A server on the same database waits for half a second at most while a run posts: nothing next to the file that
    /// somebody waits for.
    ///
    /// - Parameters:
    ///   - name: may be `nil` when the configuration has one merchant only.
    ///   - rules: instead of those of the configuration.
    func inBooks<Output>(
        of name: String?,
        rules: RulesFile? = nil,
        _ work: (Composition, Merchant) async throws -> Output
    ) async throws -> Output {
        let composition = try await open(rules: rules, options: .command, postingsPerUnit: 5_000)
        do {
            let merchants = try await composition.store.read { try Merchant.list($0) }
            guard let chosen = merchants.first(where: { $0.id.text == name ?? $0.id.text }),
                name != nil || merchants.count == 1
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

extension SQLiteStore.Options {
    /// For a process that does one piece of work, perhaps a large one: pages stay in memory and in the log until they are
    /// full, and are copied into the file once.
    fileprivate static var command: Self {
        var options = Self()
        options.writerCacheKilobytes = 65_536
        options.checkpointIntervalMilliseconds = 1_000
        options.logBytesLimit = 256 << 20
        return options
    }
}
