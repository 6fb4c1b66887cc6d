/// A piece of YAML that remembers where it stands.
///
/// Aliases share their anchor's storage, so a file full of them costs little memory until it is printed.
package struct Node: Sendable {
    package indirect enum Content: Sendable {
        /// A scalar, already resolved: text with Jinja markers is `.template`, `!unsafe` text `.string`.
        case scalar(Value)
        case sequence([Node])
        case mapping([Entry])
    }

    package struct Entry: Sendable {
        package let key: Node
        package let value: Node

        package init(key: Node, value: Node) {
            self.key = key
            self.value = value
        }
    }

    package let content: Content
    package let span: SourceSpan

    package init(_ content: Content, at span: SourceSpan) {
        self.content = content
        self.span = span
    }
}

extension Node {
    /// The same data without places; templates and sealed texts keep theirs.
    package var value: Value {
        switch content {
        case .scalar(let value): value
        case .sequence(let items): .list(items.map(\.value))
        case .mapping(let entries): .map(Mapping(entries.lazy.map { ($0.key.value, $0.value.value) }))
        }
    }

    package var scalar: Value? {
        if case .scalar(let value) = content { value } else { nil }
    }

    /// The text of a text scalar, unrendered.
    package var text: String? { scalar?.text }

    package var sequence: [Node]? {
        if case .sequence(let items) = content { items } else { nil }
    }

    package var entries: [Entry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    package var isNull: Bool { scalar?.isNull ?? false }

    /// The value of the last entry with this key, as YAML readers of Ansible decide on duplicates.
    package subscript(key: String) -> Node? { entry(key)?.value }

    package func entry(_ key: String) -> Entry? { entries?.last { $0.key.text == key } }
}
