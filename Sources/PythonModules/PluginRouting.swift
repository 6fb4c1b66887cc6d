import Values

/// What a collection, or Ansible of its own modules, says of names that have moved.
struct PluginRouting: Sendable {
    enum Entry: Sendable {
        case redirect(String)
        /// It is gone; why, in the collection's words.
        case tombstone(String)
    }

    private let modules: Mapping

    /// - Parameter path: `meta/runtime.yml` of a collection, or Ansible's own file of that kind.
    init(_ path: String) {
        let root = (try? SourceFile.read(path)).flatMap { try? YAMLReader.read($0, isData: true).root?.value }
        modules = root?.map?["plugin_routing"]?.map?["modules"]?.map ?? [:]
    }

    subscript(name: String) -> Entry? {
        guard let entry = modules[name]?.map else { return nil }
        if let target = entry["redirect"]?.text { return .redirect(target) }
        return entry["tombstone"]?.map.map { .tombstone($0["warning_text"]?.text ?? "it was removed") }
    }
}
