/// Looks on this machine for modules that the catalogue does not have, when a task names one.
package protocol ModuleFinder: Sendable {
    /// The module of this name; `nil` if there is none, or none that can run.
    func module(named name: String) -> ModuleEntry?

    /// Why a module of this name cannot run although there is one, or what is missing to find it, as a sentence and what to
    /// do; `nil` if nothing is known of it.
    func obstacle(to name: String) -> (reason: String, help: String)?

    /// What the project itself brings along under this name, which may also be one of ours; `nil` if it brings nothing.
    func ownModule(named name: String) -> OwnModule?

    /// From now on, what stands beside a playbook or in a role counts, too.
    func look(beside folder: String)

    /// From now on, short names are looked for in these collections, too.
    func look(in collections: [String])
}

/// A module that a project brings along: beside a playbook, in a role, or in a folder that was named for it.
package struct OwnModule: Sendable {
    package let path: String
    package let use: Use

    package enum Use: Sendable {
        case runs(ModuleEntry)
        /// Why it cannot run, as a sentence.
        case cannot(String)
    }

    package init(path: String, use: Use) {
        self.path = path
        self.use = use
    }
}
