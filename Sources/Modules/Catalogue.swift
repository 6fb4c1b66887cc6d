package import ModuleKit

extension Catalogue {
    /// All modules of the project, one sorted line each.
    package static let standard = Catalogue([
        ModuleEntry(Apt.self),
        ModuleEntry(Assemble.self),
        ModuleEntry(BlockInFile.self),
        ModuleEntry(CommandModule.self),
        ModuleEntry(Copy.self),
        ModuleEntry(Cron.self),
        ModuleEntry(Fetch.self),
        ModuleEntry(FileModule.self),
        ModuleEntry(Find.self),
        ModuleEntry(GetUrl.self),
        ModuleEntry(Git.self),
        ModuleEntry(GroupModule.self),
        ModuleEntry(LineInFile.self),
        ModuleEntry(Package.self),
        ModuleEntry(Ping.self),
        ModuleEntry(Raw.self),
        ModuleEntry(Replace.self),
        ModuleEntry(Script.self),
        ModuleEntry(Service.self),
        ModuleEntry(Setup.self),
        ModuleEntry(Shell.self),
        ModuleEntry(Slurp.self),
        ModuleEntry(Stat.self),
        ModuleEntry(SystemdService.self),
        ModuleEntry(TempFile.self),
        ModuleEntry(Template.self),
        ModuleEntry(Unarchive.self),
        ModuleEntry(Uri.self),
        ModuleEntry(UserModule.self),
        ModuleEntry(WaitFor.self),
    ])
}
