/// What the runner, the reports and the checks of a playbook have to know of a module or action beside its arguments.
///
/// Each declares its own, so that nobody else knows it by name.
package struct ModuleTraits: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    private init(_ bit: UInt32) { self.init(rawValue: 1 << bit) }
}

/// What it brings into the run.
extension ModuleTraits {
    /// Tasks of a file, which take its place.
    package static let includesTasks = ModuleTraits(0)
    /// Tasks of a role, which take its place.
    package static let includesRole = ModuleTraits(1)
    /// Either.
    package static let includes: ModuleTraits = [.includesTasks, .includesRole]
    /// Hosts or groups, so that patterns may match others behind it.
    package static let changesInventory = ModuleTraits(2)
    /// Variables that its arguments name.
    package static let setsFacts = ModuleTraits(3)
    /// Variables of a file on the controller.
    package static let includesVariables = ModuleTraits(4)
    /// Facts of the host: `ansible_facts` of its result.
    package static let bringsFacts = ModuleTraits(5)
    /// Facts that may have any name; those of other modules begin with `ansible_`.
    package static let bringsFactsOfAnyName = ModuleTraits(6)
    /// It is how a play gathers facts.
    package static let gathersFacts = ModuleTraits(7)
    /// Files on the controller.
    package static let bringsFiles = ModuleTraits(8)
}

/// How it is done.
extension ModuleTraits {
    /// It steers the play or the run.
    package static let controlsRun = ModuleTraits(9)
    /// One host does it for the whole batch: Ansible's attribute `bypass_host_loop`.
    package static let bypassesHostLoop = ModuleTraits(10)
    /// It waits for a person, so that an interrupt ends it at once.
    package static let isInteractive = ModuleTraits(11)
    /// It makes a new connection to the host, which may then be reached where it was not before.
    package static let reconnects = ModuleTraits(12)
    /// Nothing behind it can be looked at ahead: that depends on what it brings, or on a time that passes.
    package static let endsLookAhead = ModuleTraits(13)
    /// Nobody knows what it changes, or whether it will fail: no step is taken ahead with it, and nothing behind it is
    /// looked at before it ends.
    package static let isUnpredictable = ModuleTraits(21)
    /// Whenever it is done, the task fails.
    package static let alwaysFails = ModuleTraits(14)
    /// It is what checks the parameters of a role against `meta/argument_specs`.
    package static let validatesRoles = ModuleTraits(15)
}

/// How its arguments are written, and how its result is told.
extension ModuleTraits {
    /// Its free form is a command line, in which `key=value` belongs to the command unless it is an argument.
    package static let takesCommandLine = ModuleTraits(16)
    /// Text that is no `key=value` is no mistake of form, even where it has no argument for it.
    package static let takesRawParameters = ModuleTraits(17)
    /// Such text may be a template that yields its arguments.
    package static let takesArgumentsInOne = ModuleTraits(20)
    /// An action that refuses unknown arguments in the words of a module.
    package static let hasArgumentSpec = ModuleTraits(18)
    /// A report shows its message or variable, and nothing about the task.
    package static let showsMessageOnly = ModuleTraits(19)
}
