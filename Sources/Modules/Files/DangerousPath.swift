import ModuleKit

extension RemotePath {
    /// - Throws: for a path that means the whole host or the directory one happens to be in: `/`, `//`, `/.`,
    ///   `/etc/..`, `.`. Removing or sweeping over it is never meant; mostly a variable in it was empty.
    func refuseDisaster(_ action: String) throws(ModuleFailure) {
        guard normalComponents.isEmpty else { return }
        throw ModuleFailure(
            "refusing to \(action) \(text)", hint: "a variable in the path may be empty; write the path itself")
    }

    /// The components that remain when `.` and `..` are taken for what they mean.
    private var normalComponents: [Substring] {
        text.split(separator: "/").reduce(into: []) { components, component in
            switch component {
            case ".": break
            case "..": _ = components.popLast()
            default: components.append(component)
            }
        }
    }

    /// The directories above, outermost first, without `/` and `.`.
    var ancestors: [RemotePath] {
        var found: [RemotePath] = []
        var path = withoutTrailingSlashes.parent
        while path.text != "/", path.text != ".", path.text != "~" {
            found.append(path)
            path = path.parent
        }
        return found.reversed()
    }
}
