/// How a module such as `service` finds the module of the host's manager that does its work in Ansible. Here one module
/// does both, but what `module_defaults` give to the manager's holds.
package struct HandingOn: Sendable {
    /// The fact that names the manager, without its prefix; the argument `use` comes before it.
    package let fact: String
    package let topic: FactTopic
    /// All names of each manager's module.
    package let modules: [String: [String]]

    package init(by fact: String, of topic: FactTopic, to modules: [String: [String]]) {
        self.fact = fact
        self.topic = topic
        self.modules = modules
    }

    package var allNames: Set<String> { Set(modules.values.joined()) }
}
