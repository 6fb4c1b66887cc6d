import Values

extension Object {
    /// What a Python literal writes; `nil` if the text is none. Sets are no values here.
    ///
    /// - Parameter readsJSON: JSON's `true`, `false` and `null` count too, because Ansible lets them.
    static func literal(_ text: String, readsJSON: Bool = true) -> Object? {
        PythonLiteral.parse(text, readsJSON: readsJSON).flatMap { Object($0) }
    }

    private init?(_ tree: PythonLiteral.Tree) {
        switch tree {
        case .scalar(let value): self = Object(key: value)
        case .list(let trees):
            guard let items = Self.objects(trees) else { return nil }
            self = .list(items)
        case .tuple(let trees):
            guard let items = Self.objects(trees) else { return nil }
            self = .tuple(items)
        case .dict(let entries):
            guard let dict = Self.dict(entries) else { return nil }
            self = .dict(dict)
        case .set: return nil
        }
    }

    private static func objects(_ trees: [PythonLiteral.Tree]) -> [Object]? {
        var objects: [Object] = []
        for tree in trees {
            guard let object = Object(tree) else { return nil }
            objects.append(object)
        }
        return objects
    }

    private static func dict(_ entries: [(key: PythonLiteral.Tree, value: PythonLiteral.Tree)]) -> DictObject? {
        let dict = DictObject()
        for entry in entries {
            guard let key = try? Object(entry.key)?.key(), let value = Object(entry.value),
                (try? dict.set(key, value)) != nil
            else { return nil }
        }
        return dict
    }
}
