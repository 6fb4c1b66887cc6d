package import ModuleKit

extension Catalogue {
    /// All modules of the project, one sorted line each.
    package static let standard = Catalogue([
        ModuleEntry(CommandModule.self),
        ModuleEntry(Ping.self),
        ModuleEntry(Raw.self),
        ModuleEntry(Script.self),
        ModuleEntry(Service.self),
        ModuleEntry(Setup.self),
        ModuleEntry(Shell.self),
        ModuleEntry(SystemdService.self),
    ])
}
