package import AdapterKit
package import PaymentVocabulary

/// One merchant's account at one provider, ready to be called.
package struct AdapterAccount: Sendable {
    package let merchant: MerchantID
    package let id: AdapterAccountID
    package let handle: AdapterHandle
    package let settings: AdapterSettings
    /// Hosts (with port where it is not the scheme's) that the account's exchange may reach.
    package let hosts: [String]

    package init(
        merchant: MerchantID,
        id: AdapterAccountID,
        handle: AdapterHandle,
        settings: AdapterSettings,
        hosts: [String]
    ) {
        self.merchant = merchant
        self.id = id
        self.handle = handle
        self.settings = settings
        self.hosts = hosts
    }

    package var adapter: AdapterID { AdapterID(handle.manifest.id) }
}

/// Every configured account, found by its webhook address or by its merchant.
package struct AdapterRegistry: Sendable {
    private let byAddress: [String: AdapterAccount]
    private let byMerchant: [String: AdapterAccount]

    /// - Throws: `AdapterRegistryError.duplicate` when two accounts of one adapter share a name: the webhook address
    ///   names the account without its merchant.
    package init(_ accounts: [AdapterAccount]) throws(AdapterRegistryError) {
        var byAddress: [String: AdapterAccount] = [:]
        var byMerchant: [String: AdapterAccount] = [:]
        for account in accounts {
            let address = Self.address(account.adapter, account.id)
            guard byAddress.updateValue(account, forKey: address) == nil else { throw .duplicate(address: address) }
            byMerchant[Self.name(account.merchant, account.id)] = account
        }
        self.byAddress = byAddress
        self.byMerchant = byMerchant
    }

    /// The account behind `/webhooks/{adapter}/{account}`.
    package func account(adapter: AdapterID, account: AdapterAccountID) -> AdapterAccount? {
        byAddress[Self.address(adapter, account)]
    }

    package func account(merchant: MerchantID, account: AdapterAccountID) -> AdapterAccount? {
        byMerchant[Self.name(merchant, account)]
    }

    /// In the order of merchant and name.
    package var all: [AdapterAccount] { byMerchant.sorted { $0.key < $1.key }.map(\.value) }

    private static func address(_ adapter: AdapterID, _ account: AdapterAccountID) -> String { "\(adapter)/\(account)" }
    private static func name(_ merchant: MerchantID, _ account: AdapterAccountID) -> String { "\(merchant)/\(account)" }
}

package enum AdapterRegistryError: Error, Hashable, Sendable {
    case duplicate(address: String)
}
