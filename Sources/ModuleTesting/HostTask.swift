package import ModuleKit
import Values

/// Tasks taken one after the other on a host, each held to the whole contract.
package struct HostStory: Sendable, CustomStringConvertible {
    package let name: String
    package var controller: FakeController
    package let tasks: [HostTask]

    package init(_ name: String, controller: FakeController = FakeController(), _ tasks: [HostTask]) {
        self.name = name
        self.controller = controller
        self.tasks = tasks
    }

    package var description: String { name }
}

/// One task, what it must do to the host, and which part of the contract it cannot keep.
package struct HostTask: Sendable {
    package let module: String
    /// A mapping in YAML.
    package let arguments: String
    /// Whether the first run changes the host; `nil` where the test looks itself.
    package var changes: Bool?
    /// Why a second run changes the host again, for tasks whose nature that is.
    package var repeats: String?
    /// Why check mode cannot tell whether the task changes the host.
    package var unpredictable: String?
    /// Why the result does not hold all that Ansible's documentation promises.
    package var unreturned: String?
    /// Shell text run on the host before, behind the modules' back.
    package var before: String?
    /// Shell text that ends with 0 on the host if the task did what it should.
    package var proof: String?

    package init(
        _ module: String, _ arguments: String, changes: Bool? = true, repeats: String? = nil,
        unpredictable: String? = nil, unreturned: String? = nil, before: String? = nil, proof: String? = nil
    ) {
        self.module = module
        self.arguments = arguments
        self.changes = changes
        self.repeats = repeats
        self.unpredictable = unpredictable
        self.unreturned = unreturned
        self.before = before
        self.proof = proof
    }

    /// The arguments as a playbook gives them.
    ///
    /// - Throws: what is wrong with their YAML.
    package func given() throws -> [GivenArgument] {
        let document = try YAMLReader.read(SourceFile(path: "task.yml", text: arguments))
        return (document.root?.entries ?? []).map { GivenArgument($0.key.text ?? "", $0.value.value) }
    }
}
