/// A value on its way into YAML, whose lists and mappings know which of them are one and the same.
///
/// Such a part is written once, with an anchor, and stands as an alias everywhere else, as PyYAML's dumper has it.
package indirect enum YAMLPart {
    case scalar(Value)
    case list([YAMLPart], identity: AnyObject?)
    case map([(key: Value, value: YAMLPart)], identity: AnyObject?)

    /// Data, which has no identity: equal parts of it are written each for itself.
    init(_ value: Value) {
        switch value {
        case .list(let items): self = .list(items.map { YAMLPart($0) }, identity: nil)
        case .map(let mapping): self = .map(mapping.map { ($0.key, YAMLPart($0.value)) }, identity: nil)
        default: self = .scalar(value)
        }
    }

    /// The same with the keys of all its mappings in order.
    var sorted: YAMLPart {
        switch self {
        case .scalar: self
        case .list(let items, let identity): .list(items.map(\.sorted), identity: identity)
        case .map(let entries, let identity):
            .map(entries.sortedByKey().map { ($0.key, $0.value.sorted) }, identity: identity)
        }
    }

    var identity: ObjectIdentifier? {
        switch self {
        case .scalar: nil
        case .list(_, let identity), .map(_, let identity): identity.map { ObjectIdentifier($0) }
        }
    }
}

/// The anchors of a document, numbered in the order in which their parts are met again.
struct YAMLAnchors {
    private var names: [ObjectIdentifier: String?] = [:]
    private var count = 0

    init(_ part: YAMLPart) { visit(part) }

    func name(of part: YAMLPart) -> String? { part.identity.flatMap { names[$0] ?? nil } }

    private mutating func visit(_ part: YAMLPart) {
        if let identity = part.identity {
            if let known = names[identity] { return name(identity, known) }
            names[identity] = .some(nil)
        }
        switch part {
        case .scalar: break
        case .list(let items, _): for item in items { visit(item) }
        case .map(let entries, _): for entry in entries { visit(entry.value) }
        }
    }

    private mutating func name(_ identity: ObjectIdentifier, _ known: String?) {
        guard known == nil else { return }
        count += 1
        names[identity] = "id" + String(count).zeroFilled(3)
    }
}
