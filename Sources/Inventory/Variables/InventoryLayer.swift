package import Values

/// Variables that were set together in an inventory. Shared by all hosts they hold for, never copied.
package struct InventoryLayer: Sendable {
    package enum Origin: Sendable, Hashable {
        /// In the inventory itself, for a group or a host.
        case group(String)
        case host(String)
        /// A file below `group_vars` or `host_vars`.
        case file(String)
    }

    package let origin: Origin
    /// Where they come from, for people: `group_vars/web.yml`, `group web of the inventory`.
    package let source: String
    package internal(set) var variables: Mapping = [:]
    /// Where each was set; empty where the inventory does not keep it.
    package internal(set) var spans: [String: SourceSpan] = [:]

    init(origin: Origin) {
        self.origin = origin
        source =
            switch origin {
            case .group(let name): "group \(name) of the inventory"
            case .host(let name): "host \(name) of the inventory"
            case .file(let path): path
            }
    }
}
