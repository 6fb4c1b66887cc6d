import Runner
import Values

extension TaskHeader {
    /// The arguments as Ansible writes them into headings.
    var argumentText: String { arguments.map { "\($0.name)=\($0.value.pythonText)" }.joined(separator: ", ") }
}
