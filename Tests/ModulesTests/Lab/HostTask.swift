import ModuleKit
import ModuleTesting

/// Tasks taken one after the other on a host, each held to the whole contract.
struct HostStory: Sendable, CustomStringConvertible {
    let name: String
    var controller = FakeController()
    let tasks: [HostTask]

    init(_ name: String, controller: FakeController = FakeController(), _ tasks: [HostTask]) {
        self.name = name
        self.controller = controller
        self.tasks = tasks
    }

    var description: String { name }
}

/// One task, what it must do to the host, and which part of the contract it cannot keep.
struct HostTask: Sendable {
    let module: String
    /// A mapping in YAML.
    let arguments: String
    /// Whether the first run changes the host.
    var changes = true
    /// Why a second run changes the host again, for tasks whose nature that is.
    var repeats: String?
    /// Why check mode cannot tell whether the task changes the host.
    var unpredictable: String?
    /// Why the result does not hold all that Ansible's documentation promises.
    var unreturned: String?
    /// Shell text run on the host before, behind the modules' back.
    var before: String?
    /// Shell text that ends with 0 on the host if the task did what it should.
    var proof: String?

    init(
        _ module: String, _ arguments: String, changes: Bool = true, repeats: String? = nil,
        unpredictable: String? = nil,
        unreturned: String? = nil,
        before: String? = nil, proof: String? = nil
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
}
