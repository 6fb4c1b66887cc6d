package import Values

/// A value as a person wrote it behind a keyword: unrendered, with the places of the word and of the value.
package struct KeywordValue: Sendable {
    package let value: Value
    /// Where the keyword stands.
    package let nameSpan: SourceSpan
    /// The value with places inside it, for messages about one item of a list.
    package let node: Node

    package init(_ node: Node, nameSpan: SourceSpan) {
        self.node = node
        self.nameSpan = nameSpan
        value = node.value
    }

    /// Where the value stands.
    package var span: SourceSpan { node.span }

    /// The items of a list; anything else is a list of itself, and nothing an empty one, as Ansible reads
    /// `tags`, `notify`, `when` and the like.
    package var items: [KeywordValue] {
        if let sequence = node.sequence { return sequence.map { KeywordValue($0, nameSpan: nameSpan) } }
        return node.isNull ? [] : [self]
    }
}
