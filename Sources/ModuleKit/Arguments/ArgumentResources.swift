package import Values

/// What the controller lends to arguments while they are bound: its files, its templates, its list of secrets.
///
/// The runner implements it, so that modules stay pure and never read a file themselves.
package protocol ArgumentResources: Sendable {
    var secrets: SecretRegistry { get }

    /// Finds a file or directory of the controller as Ansible does: the role's `files/`, the playbook's, …
    func controllerItem(_ name: String, kind: ResourceKind) throws(ModuleFailure) -> ControllerItem

    /// The same with a say in how links and vaulted files are taken.
    func controllerItem(_ name: String, kind: ResourceKind, reading: ControllerReading) throws(ModuleFailure)
        -> ControllerItem

    /// Renders a template file of the controller with the task's variables.
    ///
    /// - Parameter destination: Where the result goes, as the task says.
    func renderTemplate(_ name: String, for destination: String, style: TemplateOptions) throws(ModuleFailure)
        -> RenderedText

    /// The name of the task's host in the inventory.
    var hostName: String { get }

    /// What stands at a path of the controller to which a module may write; a relative path starts at the
    /// playbook's directory.
    func controllerState(_ path: String) throws(ModuleFailure) -> ControllerState

    /// How the task is done, for a module that others have written and that does all by itself.
    var circumstances: TaskCircumstances { get throws(ModuleFailure) }
}

extension ArgumentResources {
    /// For resources that know one way of reading.
    package func controllerItem(_ name: String, kind: ResourceKind, reading: ControllerReading) throws(ModuleFailure)
        -> ControllerItem
    {
        try controllerItem(name, kind: kind)
    }

    package var hostName: String { "" }

    package var circumstances: TaskCircumstances { get throws(ModuleFailure) { TaskCircumstances() } }

    package func controllerState(_ path: String) throws(ModuleFailure) -> ControllerState {
        throw ModuleFailure("nothing may be written on the controller here")
    }
}

/// How a file or tree of the controller is taken.
package struct ControllerReading: Sendable, Hashable {
    /// Whether vaulted files are opened.
    package var decrypts: Bool
    /// Whether links inside a tree are replaced by what they lead to.
    package var followsLinks: Bool
    /// Larger files are streamed, and only their digest is kept. In bytes.
    package var heldUpTo: Int

    package init(decrypts: Bool = true, followsLinks: Bool = true, heldUpTo: Int = 1 << 20) {
        self.decrypts = decrypts
        self.followsLinks = followsLinks
        self.heldUpTo = heldUpTo
    }
}

/// The folder of a role or playbook in which a name is looked for first.
package enum ResourceKind: String, Sendable, Hashable {
    case files, templates, vars, tasks
}

/// A file or directory of the controller.
package enum ControllerItem: Sendable {
    case file(ControllerContent)
    /// Everything below a directory, paths relative to it, in byte order.
    case directory(path: String, [ControllerEntry])
}

package struct ControllerContent: Sendable {
    /// Where it was found.
    package let path: String
    package let content: Content
    /// The lower twelve bits of `st_mode`.
    package let mode: UInt16

    package init(path: String, content: Content, mode: UInt16) {
        self.path = path
        self.content = content
        self.mode = mode
    }
}

package struct ControllerEntry: Sendable {
    package enum Kind: Sendable {
        case file(ControllerContent)
        case directory(mode: UInt16)
        case symbolicLink(target: String)
    }

    package let path: String
    package let kind: Kind

    package init(path: String, kind: Kind) {
        self.path = path
        self.kind = kind
    }
}

/// What a template became, and where it was found.
package struct RenderedText: Sendable {
    package let text: String
    /// The template's file, and the lower twelve bits of its `st_mode`.
    package let path: String
    package let mode: UInt16

    package init(text: String, path: String, mode: UInt16 = 0o644) {
        self.text = text
        self.path = path
        self.mode = mode
    }
}

/// A name of a file or directory on the controller, read when the module asks for it.
package struct ControllerFile: ArgumentValue {
    package let name: String
    private let resources: any ArgumentResources

    package static var typeName: String { "file on the controller" }
    package static var emptyIsNotGiven: Bool { true }
    package static func namedFile(in text: String) -> (name: String, kind: ResourceKind)? { (text, .files) }

    package static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem)
        -> ControllerFile
    {
        let name = try RemotePath.parse(value, resources).text
        return ControllerFile(name: name, resources: resources)
    }

    package func read(_ reading: ControllerReading = ControllerReading()) throws(ModuleFailure) -> ControllerItem {
        try resources.controllerItem(name, kind: .files, reading: reading)
    }
}

/// A name of a template file on the controller, rendered when the module asks for it.
package struct RenderedTemplate: ArgumentValue {
    package let name: String
    private let resources: any ArgumentResources

    package static var typeName: String { "template on the controller" }
    package static func namedFile(in text: String) -> (name: String, kind: ResourceKind)? { (text, .templates) }

    package static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem)
        -> RenderedTemplate
    {
        let name = try RemotePath.parse(value, resources).text
        return RenderedTemplate(name: name, resources: resources)
    }

    package func render(for destination: String, _ style: TemplateOptions) throws(ModuleFailure) -> RenderedText {
        try resources.renderTemplate(name, for: destination, style: style)
    }
}
