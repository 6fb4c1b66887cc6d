import ModuleKit
import Values

/// Where something that an engine has is not as it should be.
struct DockerDifferences: Sendable {
    struct Entry: Sendable {
        let name: String
        let before: Value
        let after: Value
    }

    private(set) var entries: [Entry] = []

    var isEmpty: Bool { entries.isEmpty }
    var names: [String] { entries.map(\.name) }

    mutating func add(_ name: String, before: Value?, after: Value?) {
        entries.append(Entry(name: name, before: before ?? .null, after: after ?? .null))
    }

    /// Where a value is given, it is the one that is there.
    mutating func compare(_ name: String, _ wanted: Value?, with found: Value?) {
        guard let wanted, wanted != found else { return }
        add(name, before: found, after: wanted)
    }

    /// Whatever is given of a mapping is there; of an exact one, nothing else is.
    mutating func compare(_ name: String, _ wanted: Mapping?, within found: Value?, exactly: Bool = false) {
        guard let wanted else { return }
        let found = found?.map ?? [:]
        let isThere = wanted.allSatisfy { found[$0.key]?.engineText == $0.value.engineText }
        if !isThere || (exactly && found.count != wanted.count) {
            add(name, before: .map(found), after: .map(wanted.asTexts))
        }
    }

    var diff: Diff {
        let lines = { (side: (Entry) -> Value) in
            entries.map { Array("\($0.name) = \(JSONWriter().write(side($0)))\n".hostBytes) }.flatMap(\.self)
        }
        return .contents(before: lines(\.before), after: lines(\.after), beforeHeader: "", afterHeader: "")
    }
}

extension Mapping {
    /// The values as an engine takes labels and options: as texts.
    var asTexts: Mapping { Mapping(map { ($0.key, .string($0.value.engineText)) }) }

    /// Without what is null.
    var withoutNulls: Mapping { Mapping(filter { !$0.value.isNull }.map { ($0.key, $0.value) }) }
}

extension Value {
    /// As labels and options of engines are written.
    var engineText: String {
        if case .bool(let flag) = self { flag ? "true" : "false" } else { requestText }
    }

    /// A list as a set of texts.
    var textSet: Set<String> { Set((list ?? []).map(\.requestText)) }

    subscript(path: String...) -> Value? {
        path.reduce(Optional(self)) { value, key in value?.map?[key] }
    }
}

extension DockerEngine {
    /// Names that would lead to another path of the interface are no names.
    static func check(_ kind: String, _ name: String, in extra: ASCIISet = "_.-") throws(ModuleFailure) {
        guard name.consists(of: .letters, .digits, extra), !name.hasPrefix("."), !name.hasPrefix("-") else {
            throw ModuleFailure("not a name of \(kind): \(name)")
        }
    }
}
