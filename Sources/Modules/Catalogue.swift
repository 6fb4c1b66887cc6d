package import ModuleKit

extension Catalogue {
    /// All modules of the project, one sorted line each.
    package static let standard = Catalogue([
        ModuleEntry(Ping.self),
    ])
}
