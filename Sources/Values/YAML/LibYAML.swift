internal import CYAML

/// libyaml's parser: YAML text in, events out. Only this file and ``LibYAMLEmitter`` know the C library.
struct LibYAMLParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    // libyaml keeps a pointer to its input, so the bytes live as long as the parser.
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ text: Substring) {
        var text = text
        input = text.withUTF8 { bytes in
            let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
            _ = copy.initialize(from: bytes)
            return copy
        }
        parser = .allocate(capacity: 1)
        precondition(yaml_parser_initialize(parser) == 1, "out of memory")
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event; after ``YAMLEvent/Kind/streamEnd`` or an error it must not be asked again.
    func next() throws(YAMLProblem) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw problem }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(
            kind: Self.kind(of: event), start: YAMLMark(event.start_mark), end: YAMLMark(event.end_mark))
    }

    private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
        switch event.type {
        case YAML_STREAM_END_EVENT: .streamEnd
        case YAML_DOCUMENT_START_EVENT: .documentStart
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_ALIAS_EVENT: .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT: .scalar(scalar(of: event))
        case YAML_SEQUENCE_START_EVENT:
            .sequenceStart(properties(event.data.sequence_start.anchor, event.data.sequence_start.tag))
        case YAML_MAPPING_START_EVENT:
            .mappingStart(properties(event.data.mapping_start.anchor, event.data.mapping_start.tag))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: .collectionEnd
        default: .streamStart
        }
    }

    private static func scalar(of event: yaml_event_t) -> YAMLScalarText {
        let scalar = event.data.scalar
        let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        return YAMLScalarText(
            text: String(decoding: bytes, as: UTF8.self), style: style(scalar.style),
            isResolved: scalar.plain_implicit != 0,
            properties: properties(scalar.anchor, scalar.tag))
    }

    private static func style(_ style: yaml_scalar_style_t) -> YAMLScalarText.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    private static func properties(
        _ anchor: UnsafePointer<yaml_char_t>?, _ tag: UnsafePointer<yaml_char_t>?
    ) -> YAMLProperties {
        YAMLProperties(anchor: text(anchor), tag: text(tag))
    }

    private static func text(_ bytes: UnsafePointer<yaml_char_t>?) -> String? {
        bytes.map { String(cString: $0) }
    }

    private var problem: YAMLProblem {
        let state = parser.pointee
        let context = state.context.map { String(cString: $0) }
        // The reader, which decodes bytes, knows no line; there the place is where the scanner stood.
        let mark = state.error == YAML_READER_ERROR ? state.mark : state.problem_mark
        return YAMLProblem(
            problem: state.problem.map { String(cString: $0) } ?? "out of memory", mark: YAMLMark(mark),
            context: context, contextMark: context == nil ? nil : YAMLMark(state.context_mark))
    }
}

extension YAMLMark {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(index: mark.index, line: mark.line, column: mark.column)
    }
}
