/// The tags that mean something: YAML's own and Ansible's.
enum YAMLTag: String, Sendable {
    case string = "tag:yaml.org,2002:str"
    case integer = "tag:yaml.org,2002:int"
    case float = "tag:yaml.org,2002:float"
    case boolean = "tag:yaml.org,2002:bool"
    case null = "tag:yaml.org,2002:null"
    case timestamp = "tag:yaml.org,2002:timestamp"
    case binary = "tag:yaml.org,2002:binary"
    case sequence = "tag:yaml.org,2002:seq"
    case mapping = "tag:yaml.org,2002:map"
    case set = "tag:yaml.org,2002:set"
    case orderedMapping = "tag:yaml.org,2002:omap"
    case pairs = "tag:yaml.org,2002:pairs"
    case merge = "tag:yaml.org,2002:merge"
    case vault = "!vault"
    case vaultEncrypted = "!vault-encrypted"
    case unsafe = "!unsafe"

    /// How people write the tag.
    static func written(_ tag: String) -> String {
        let prefix = "tag:yaml.org,2002:"
        return tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
    }
}

extension Diagnostic {
    /// A tag nobody here knows, or one that does not fit the kind of node it stands at.
    static func unusableTag(_ tag: String, at span: SourceSpan) -> Diagnostic {
        let written = YAMLTag.written(tag)
        guard YAMLTag(rawValue: tag) == nil else {
            return Diagnostic(
                "yaml", "tag on the wrong kind of value", detail: "The tag `\(written)` does not apply to this value.",
                at: span)
        }
        return Diagnostic(
            "yaml", "unknown tag",
            detail: "The tag `\(written)` is not known. Tags that run code when a file is read are never supported.",
            at: span, help: "remove the tag, or quote the value if the `!` is part of it")
    }
}
