/// What a scalar means: the implicit types of YAML 1.1 as PyYAML's resolver tells them apart, and explicit tags.
enum YAMLScalar {
    /// The types that an untagged plain text can have.
    enum Kind: Sendable {
        case null, boolean, integer, float, timestamp, text
        /// `<<` and `=`, which mean something only as keys but may not be written plain as text.
        case special
    }

    /// - Throws: a diagnostic for an unknown tag, or a text that is not what its tag says.
    static func value(of scalar: YAMLScalarText, at span: YAMLScalarSpan) throws(Diagnostic) -> Value {
        guard let tag = scalar.properties.tag, tag != "!" else {
            return scalar.isResolved ? resolve(scalar.text) : .string(scalar.text)
        }
        guard let known = YAMLTag(rawValue: tag) else { throw .unusableTag(tag, at: span.tagSpan) }
        switch known {
        case .string, .unsafe: return .string(scalar.text)
        case .vault, .vaultEncrypted: return .sealed(SealedText(envelope: scalar.text, at: span.valueSpan))
        case .null: return .null
        case .sequence, .mapping, .set, .orderedMapping, .pairs, .merge: throw .unusableTag(tag, at: span.tagSpan)
        default:
            guard let value = convert(scalar.text, to: known) else { throw .notOfTag(tag, at: span.valueSpan) }
            return value
        }
    }

    /// The value of an untagged plain text.
    static func resolve(_ text: String) -> Value {
        switch kind(of: text) {
        case .null: .null
        case .boolean: .bool(boolean(text) ?? false)
        case .integer: YAMLNumber.integer(text) ?? .string(text)
        case .float: YAMLNumber.float(text) ?? .string(text)
        case .timestamp: .string(YAMLTimestamp(text)?.description ?? text)
        case .text, .special: .string(text)
        }
    }

    static func kind(of text: String) -> Kind {
        guard let first = text.utf8.first else { return .null }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            return YAMLNumber.kind(of: text) ?? (YAMLTimestamp.matches(text) ? .timestamp : .text)
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): return YAMLNumber.kind(of: text) ?? .text
        case UInt8(ascii: "~"), UInt8(ascii: "<"), UInt8(ascii: "="): return signs[text] ?? .text
        default:
            guard text.utf8.count <= 5 else { return .text }
            return boolean(text) != nil ? .boolean : nulls.contains(text) ? .null : .text
        }
    }

    private static let signs: [String: Kind] = ["~": .null, "<<": .special, "=": .special]
    private static let nulls: Set<String> = ["null", "Null", "NULL"]

    private static func boolean(_ text: String) -> Bool? {
        switch text {
        case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": true
        case "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": false
        default: nil
        }
    }

    private static func convert(_ text: String, to tag: YAMLTag) -> Value? {
        switch tag {
        case .boolean: boolean(text.lowercased()).map { .bool($0) }
        case .integer: YAMLNumber.integer(text)
        case .float: YAMLNumber.float(text)
        case .timestamp: YAMLTimestamp(text).map { .string($0.description) }
        case .binary: YAMLBinary.decode(text).map { .string(String(hostBytes: $0)) }
        default: nil
        }
    }
}

extension Diagnostic {
    fileprivate static func notOfTag(_ tag: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "yaml", "value does not match its tag",
            detail: "The value cannot be read as `\(YAMLTag.written(tag))`.", at: span)
    }
}
