package import Hummingbird
package import Logging

/// What Hummingbird carries along with a request.
package struct HubRequestContext: RequestContext {
    package var coreContext: CoreRequestContextStorage

    package init(source: ApplicationRequestContextSource) { coreContext = CoreRequestContextStorage(source: source) }

    /// For a request that came over no connection.
    package init(logger: Logger) { coreContext = CoreRequestContextStorage(source: Detached(logger: logger)) }

    private struct Detached: RequestContextSource {
        let logger: Logger
    }
}
