package import ModuleKit
package import Values

/// What the controller lends to arguments, in memory: its files, its templates, its own places.
package struct FakeController: ArgumentResources {
    package let secrets = SecretRegistry()
    /// Files by the name tasks use.
    package var files: [String: ControllerItem] = [:]
    /// Rendered templates by the name tasks use.
    package var templates: [String: String] = [:]
    /// What stands where modules may write, by absolute path.
    package var states: [String: ControllerState.Kind] = [:]
    package var hostName = "fake"
    /// Whether every other name is an empty file or template, for examples of documentation.
    package var knowsEverything = false

    package init() {}

    package mutating func put(_ name: String, _ text: String, mode: UInt16 = 0o644) {
        files[name] = .file(Self.file(name, text.hostBytes, mode: mode))
    }

    package static func file(_ path: String, _ bytes: [UInt8], mode: UInt16 = 0o644) -> ControllerContent {
        let content = Content(.bytes(bytes), size: bytes.count, sha1: DigestAlgorithm.sha1.hexDigest(of: bytes))
        return ControllerContent(path: path, content: content, mode: mode)
    }

    package func controllerItem(_ name: String, kind: ResourceKind) throws(ModuleFailure) -> ControllerItem {
        if let item = files[name] { return item }
        guard knowsEverything else { throw ModuleFailure("no file \(name) on the controller") }
        return .file(Self.file(name, []))
    }

    package func renderTemplate(_ name: String, for destination: String, style: TemplateOptions) throws(ModuleFailure)
        -> RenderedText
    {
        if let text = templates[name] { return RenderedText(text: text, path: "/templates/" + name) }
        guard knowsEverything else { throw ModuleFailure("no template \(name) on the controller") }
        return RenderedText(text: "", path: "/templates/" + name)
    }

    package func controllerState(_ path: String) throws(ModuleFailure) -> ControllerState {
        let absolute = path.hasPrefix("/") ? path : "/playbooks/" + path
        return ControllerState(path: absolute, kind: states[absolute] ?? .nothing)
    }
}
