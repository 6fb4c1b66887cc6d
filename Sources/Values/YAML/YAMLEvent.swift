/// A place in the text given to libyaml; all three count from 0, in Unicode scalars.
struct YAMLMark: Sendable, Hashable {
    var index: Int
    var line: Int
    var column: Int
}

/// One step of a walk over a YAML text, before any meaning is given to tags and scalars.
struct YAMLEvent: Sendable {
    enum Kind: Sendable {
        case streamStart, streamEnd
        case documentStart, documentEnd
        case alias(String)
        case scalar(YAMLScalarText)
        case sequenceStart(YAMLProperties)
        case mappingStart(YAMLProperties)
        case collectionEnd
    }

    let kind: Kind
    let start: YAMLMark
    let end: YAMLMark
}

/// What may stand before a node: `&anchor` and `!tag`.
struct YAMLProperties: Sendable {
    let anchor: String?
    let tag: String?
}

struct YAMLScalarText: Sendable {
    enum Style: Sendable {
        case plain, singleQuoted, doubleQuoted, literal, folded
    }

    let text: String
    let style: Style
    /// Whether the text's form decides its type: plain text, or any text but an empty one behind a lone `!`.
    let isResolved: Bool
    let properties: YAMLProperties
}

/// What libyaml says of a text that is not well formed.
struct YAMLProblem: Error, Sendable {
    let problem: String
    let mark: YAMLMark
    /// What was being read, such as `while parsing a block mapping`, and where it began.
    let context: String?
    let contextMark: YAMLMark?
}
