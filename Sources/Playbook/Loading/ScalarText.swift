import Values

/// Parts of a text scalar, each with the place where it stands in the file.
extension Node {
    /// The text with its layout; for anything but text an empty one.
    var templateText: TemplateText {
        if case .template(let template) = scalar { template } else { TemplateText(literal: self) }
    }

    /// A part of this text as a value of its own: a template only if the whole is one.
    func part(_ text: String, at span: SourceSpan) -> Value {
        guard case .template = scalar, TemplateText.hasMarkers(text) else { return .string(text) }
        return .template(TemplateText(text, at: span, layout: .flow(offset: 0)))
    }

    /// Words of this text put together, each of which keeps its place.
    func part(_ text: String, _ anchors: [KeyValueText.Anchor]) -> Value {
        guard case .template = scalar, TemplateText.hasMarkers(text) else { return .string(text) }
        let whole = templateText
        let segments = anchors.map { anchor in
            let span = whole.span(line: anchor.word.line, column: anchor.word.column)
            return TemplateText.Segment(
                line: anchor.line, column: anchor.column, sourceLine: span.line, sourceColumn: span.column)
        }
        return .template(TemplateText(text, at: span, layout: .segments(segments)))
    }

    /// A piece of data as if it had been written here, for values that come as arguments.
    init(_ value: Value, at span: SourceSpan) {
        switch value {
        case .list(let items): self.init(.sequence(items.map { Node($0, at: span) }), at: span)
        case .map(let mapping):
            let entries = mapping.map { Entry(key: Node($0.key, at: span), value: Node($0.value, at: span)) }
            self.init(.mapping(entries), at: span)
        default: self.init(.scalar(value), at: span)
        }
    }
}
