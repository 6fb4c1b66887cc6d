internal import CYAML

/// libyaml's emitter: events in, YAML text out, laid out as the emitter decides.
///
/// It is the one PyYAML's C dumper uses, so equal events give equal bytes.
struct LibYAMLEmitter: ~Copyable {
    private let emitter: UnsafeMutablePointer<yaml_emitter_t>
    private let output: UnsafeMutablePointer<[UInt8]>

    init(indent: Int, width: Int, allowsUnicode: Bool) {
        emitter = .allocate(capacity: 1)
        output = .allocate(capacity: 1)
        output.initialize(to: [])
        precondition(yaml_emitter_initialize(emitter) == 1, "out of memory")
        yaml_emitter_set_output(emitter, Self.write, output)
        yaml_emitter_set_indent(emitter, Int32(clamping: indent))
        yaml_emitter_set_width(emitter, Int32(clamping: width))
        yaml_emitter_set_unicode(emitter, allowsUnicode ? 1 : 0)
    }

    deinit {
        yaml_emitter_delete(emitter)
        emitter.deallocate()
        output.deinitialize(count: 1)
        output.deallocate()
    }

    private static let write: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt8>?, Int) -> Int32 = {
        output, bytes, count in
        output?.assumingMemoryBound(to: [UInt8].self).pointee
            .append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
        return 1
    }

    /// The text written so far, complete after ``endStream()``.
    var text: String { String(decoding: output.pointee, as: UTF8.self) }

    func startStream() {
        emit { yaml_stream_start_event_initialize(&$0, YAML_UTF8_ENCODING) }
    }

    func endStream() {
        emit { yaml_stream_end_event_initialize(&$0) }
        yaml_emitter_flush(emitter)
    }

    func startDocument(isExplicit: Bool) {
        emit { yaml_document_start_event_initialize(&$0, nil, nil, nil, isExplicit ? 0 : 1) }
    }

    func endDocument(isExplicit: Bool) {
        emit { yaml_document_end_event_initialize(&$0, isExplicit ? 0 : 1) }
    }

    func startSequence(isFlow: Bool, anchor: String?) {
        let style = isFlow ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE
        withName(anchor) { anchor in emit { yaml_sequence_start_event_initialize(&$0, anchor, nil, 1, style) } }
    }

    func endSequence() {
        emit { yaml_sequence_end_event_initialize(&$0) }
    }

    func startMapping(isFlow: Bool, anchor: String?) {
        let style = isFlow ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE
        withName(anchor) { anchor in emit { yaml_mapping_start_event_initialize(&$0, anchor, nil, 1, style) } }
    }

    func endMapping() {
        emit { yaml_mapping_end_event_initialize(&$0) }
    }

    /// What was written with this anchor, once more.
    func alias(_ anchor: String) {
        withName(anchor) { anchor in emit { yaml_alias_event_initialize(&$0, anchor) } }
    }

    func scalar(_ scalar: YAMLWriter.Scalar) {
        var text = scalar.text
        text.withUTF8 { bytes in
            withName(scalar.tag) { tag in
                emit {
                    yaml_scalar_event_initialize(
                        &$0, nil, tag, bytes.baseAddress ?? tag, Int32(bytes.count), scalar.isPlainImplicit ? 1 : 0,
                        scalar.isQuotedImplicit ? 1 : 0, Self.style(scalar.style))
                }
            }
        }
    }

    private static func style(_ style: YAMLScalarText.Style?) -> yaml_scalar_style_t {
        switch style {
        case nil: YAML_ANY_SCALAR_STYLE
        case .plain: YAML_PLAIN_SCALAR_STYLE
        case .singleQuoted: YAML_SINGLE_QUOTED_SCALAR_STYLE
        case .doubleQuoted: YAML_DOUBLE_QUOTED_SCALAR_STYLE
        case .literal: YAML_LITERAL_SCALAR_STYLE
        case .folded: YAML_FOLDED_SCALAR_STYLE
        }
    }

    /// Calls `body` with the name as libyaml takes names.
    private func withName(_ name: String?, _ body: (UnsafePointer<yaml_char_t>?) -> Void) {
        guard let name else { return body(nil) }
        name.withCString { body(UnsafeRawPointer($0).assumingMemoryBound(to: yaml_char_t.self)) }
    }

    private func emit(_ initialize: (inout yaml_event_t) -> Int32) {
        var event = yaml_event_t()
        // The emitter takes the event over and frees it, also when it fails.
        guard initialize(&event) == 1 else { return }
        yaml_emitter_emit(emitter, &event)
    }
}
