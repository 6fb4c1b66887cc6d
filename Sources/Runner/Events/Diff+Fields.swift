import ModuleKit
import Values

extension Value {
    /// The return key `diff` with all differences; `nil` for one difference that there is not.
    static func diffs(_ diffs: [Diff], as style: ModuleDoc.Diffs) -> Value? {
        diffs.count > 1 || style == .list ? .list(diffs.map(\.fields)) : diffs.first?.fields
    }
}

extension Diff {
    /// What was before and what is after, by Ansible's names.
    fileprivate var fields: Value {
        switch self {
        case .contents(let before, let after, let beforeHeader, let afterHeader):
            [
                "before": .string(String(hostBytes: before ?? [])), "after": .string(String(hostBytes: after ?? [])),
                "before_header": .string(beforeHeader), "after_header": .string(afterHeader),
            ]
        case .attributes(let attributes, let path):
            [
                "before": .map(Self.side(attributes.map { ($0.name, $0.before) }, path)),
                "after": .map(Self.side(attributes.map { ($0.name, $0.after) }, path)),
            ]
        case .prepared(let text): ["prepared": .string(text)]
        }
    }

    private static func side(_ attributes: [(String, String)], _ path: RemotePath) -> Mapping {
        Mapping(([("path", path.text)] + attributes).map { ($0.0, Value.string($0.1)) })
    }
}
