/// The options of a command as they were written; groups that the command does not have are `nil`.
struct WrittenOptions {
    /// Those of commands that contact hosts.
    struct OfRun {
        let reach: ReachOptions
        let control: ControlOptions
        let output: OutputOptions
        /// `nil` for `exec`, which has one task.
        var tasks: TaskOptions?
        /// `nil` for playbooks.
        var adHoc: AdHocOutput?
        /// Of `exec`, in seconds.
        var taskTimeout: Int?
    }

    let variables: VariableOptions
    var hosts: InventoryOptions?
    /// Where playbooks are, whose group_vars and host_vars count.
    var folders = Folders.none
    var run: OfRun?

    enum Folders {
        case none
        case ofPlaybooks([String])
        /// `--playbook-dir`, or else the setting of that name, or else this.
        case option(String?, fallback: String?)
    }
}

/// How `exec` shows the result of its task.
struct AdHocOutput {
    let oneLine: Bool
    /// The folder for a file of each host.
    let tree: String?
}
