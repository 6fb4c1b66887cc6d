package import Values

/// What stands at a path of the controller that a module may write to.
package struct ControllerState: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case nothing
        case file(sha1: String, md5: String?)
        case directory
        /// A device, a socket, or a link that leads nowhere.
        case other
    }

    /// Absolute and free of `.` and `..`.
    package var path: String
    package var kind: Kind

    package init(path: String, kind: Kind) {
        self.path = path
        self.kind = kind
    }
}

/// A path on the controller that a module writes to. What stands there is looked at when the module asks.
package struct ControllerDestination: ArgumentValue {
    package let text: String
    private let resources: any ArgumentResources

    package static var typeName: String { "path on the controller" }

    package static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem)
        -> ControllerDestination
    {
        ControllerDestination(text: try RemotePath.parse(value, resources).text, resources: resources)
    }

    /// The name of the task's host in the inventory, if it can be the name of a directory.
    ///
    /// - Throws: for a name that would lead elsewhere, such as `../x`, `a/b` or one with a NUL.
    package func hostDirectory() throws(ModuleFailure) -> String {
        let name = resources.hostName
        guard !name.isEmpty, name != ".", name != "..", !name.contains("/"), !name.utf8.contains(0) else {
            throw ModuleFailure(
                "the host's name cannot be used as a directory name", hint: "use `flat: true`, or rename the host",
                fields: ["host": .string(name)])
        }
        return name
    }

    package func state(of path: String) throws(ModuleFailure) -> ControllerState { try resources.controllerState(path) }
}
