/// Writes values as PyYAML's safe dumper with libyaml does, byte for byte.
package struct YAMLWriter: Sendable {
    /// When a list or mapping is written in brackets on one line.
    package enum Flow: Sendable {
        case never, always
        /// Where it holds only scalars (`default_flow_style=None`).
        case leaves
    }

    /// The quoting forced on every scalar (`default_style`).
    package enum Style: String, Sendable {
        case singleQuoted = "'"
        case doubleQuoted = "\""
        case literal = "|"
        case folded = ">"
    }

    package var indent = 2
    /// Where long text is folded, in columns.
    package var width = 80
    package var flow = Flow.never
    package var style: Style?
    /// How text of several lines is written.
    package var multiline = Multiline.quoted
    package var sortsKeys = true
    package var allowsUnicode = true
    /// Whether `---` and `...` are written even where they are not needed.
    package var explicitStart = false
    package var explicitEnd = false

    package init() {}

    /// The options of Ansible's `to_yaml`.
    package static var compact: YAMLWriter {
        var writer = YAMLWriter()
        writer.flow = .leaves
        return writer
    }

    /// The options of Ansible's `to_nice_yaml`.
    package static var nice: YAMLWriter {
        var writer = YAMLWriter()
        writer.indent = 4
        return writer
    }

    /// The value as one YAML document. Templates are written as their text, sealed texts with `!vault`.
    package func write(_ value: Value) -> String { write(YAMLPart(value)) }

    /// The same for data in which one list or mapping may stand in several places.
    package func write(_ part: YAMLPart) -> String {
        let emitter = LibYAMLEmitter(indent: indent, width: width, allowsUnicode: allowsUnicode)
        let part = sortsKeys ? part.sorted : part
        var output = Output(anchors: YAMLAnchors(part))
        emitter.startStream()
        emitter.startDocument(isExplicit: explicitStart)
        emit(part, to: emitter, &output)
        emitter.endDocument(isExplicit: explicitEnd)
        emitter.endStream()
        return emitter.text
    }

    /// What is known of a document while it is written.
    private struct Output {
        let anchors: YAMLAnchors
        var written: Set<String> = []
    }

    private func emit(_ part: YAMLPart, to emitter: borrowing LibYAMLEmitter, _ output: inout Output) {
        let anchor = output.anchors.name(of: part)
        if let anchor, !output.written.insert(anchor).inserted { return emitter.alias(anchor) }
        switch part {
        case .scalar(let value):
            let (value, style) = multiline.written(value)
            emitter.scalar(Scalar(value, style: self.style ?? style))
        case .list(let items, _):
            emitter.startSequence(isFlow: isFlow(items), anchor: anchor)
            for item in items { emit(item, to: emitter, &output) }
            emitter.endSequence()
        case .map(let entries, _):
            let parts = entries.flatMap { [YAMLPart($0.key), $0.value] }
            emitter.startMapping(isFlow: isFlow(parts), anchor: anchor)
            for part in parts { emit(part, to: emitter, &output) }
            emitter.endMapping()
        }
    }

    private func isFlow(_ parts: [YAMLPart]) -> Bool {
        switch flow {
        case .never: false
        case .always: true
        case .leaves: parts.allSatisfy(isUnstyledScalar)
        }
    }

    private func isUnstyledScalar(_ part: YAMLPart) -> Bool {
        switch part {
        case .list, .map, .scalar(.sealed): false
        case .scalar: style == nil
        }
    }
}

extension YAMLWriter {
    /// A scalar as the emitter takes it: its tag, and whether plain or quoted text alone would mean that tag.
    struct Scalar {
        let text: String
        let tag: String
        let isPlainImplicit: Bool
        let isQuotedImplicit: Bool
        let style: YAMLScalarText.Style?

        init(_ value: Value, style forced: Style?) {
            let (text, tag) = Self.represent(value)
            self.text = text
            self.tag = tag.rawValue
            isPlainImplicit = Self.implicitTag(of: text) == tag
            isQuotedImplicit = tag == .string
            style = tag == .vault ? .literal : forced.map(Self.style)
        }

        private static func represent(_ value: Value) -> (String, YAMLTag) {
            switch value {
            case .null: ("null", .null)
            case .bool(let flag): (flag ? "true" : "false", .boolean)
            case .int, .big: (value.scalarText ?? "", .integer)
            case .double(let double): (float(double), .float)
            case .sealed(let sealed): (sealed.envelope, .vault)
            default: (value.text ?? "", .string)
            }
        }

        /// A float that YAML 1.1 reads back as one: `1e-05` would be text there.
        private static func float(_ double: Double) -> String {
            guard double.isFinite else { return double.isNaN ? ".nan" : double < 0 ? "-.inf" : ".inf" }
            let text = double.pythonText
            return text.contains(".") ? text : text.replacing("e", with: ".0e")
        }

        private static func implicitTag(of text: String) -> YAMLTag? {
            switch YAMLScalar.kind(of: text) {
            case .null: .null
            case .boolean: .boolean
            case .integer: .integer
            case .float: .float
            case .timestamp: .timestamp
            case .text: .string
            case .special: nil
            }
        }

        private static func style(_ style: Style) -> YAMLScalarText.Style {
            switch style {
            case .singleQuoted: .singleQuoted
            case .doubleQuoted: .doubleQuoted
            case .literal: .literal
            case .folded: .folded
            }
        }
    }
}
