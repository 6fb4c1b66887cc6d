package import Values

/// The listing as JSON text, written piece by piece.
///
/// What groups give is written once for all hosts of the same groups; for each host only its own variables are put
/// between. So the text of a large inventory costs little more than copying it.
package struct ListingText {
    /// As much is handed on at a time, more or less.
    private static let pieceSize = 1 << 18

    private let inventory: Inventory
    private let mergesMappings: Bool
    /// What is written in place of a value, such as asterisks for a vaulted one.
    private let shown: (Value) throws -> Value
    private let writer = JSONWriter(indent: 4, sortsKeys: true, ensuresASCII: false)
    private var shared: [Int: SortedEntries] = [:]

    package init(
        _ inventory: Inventory, mergesMappings: Bool = false, shown: @escaping (Value) throws -> Value
    ) {
        self.inventory = inventory
        self.mergesMappings = mergesMappings
        self.shown = shown
    }

    /// Hands the text to `sink` in pieces that end between hosts or groups; the last ends in a line break.
    package mutating func write(to sink: (String) -> Void) throws {
        let groups = inventory.groupListing
        var text = Array("{\n".utf8)
        for (index, name) in (groups.keys.compactMap(\.text) + ["_meta"]).sorted(by: { $0.precedesByCodePoint($1) })
            .enumerated()
        {
            text += (index > 0 ? ",\n" : "").utf8
            text += (entryHead(name, depth: 1)).utf8
            if let group = groups[name] {
                text += writer.write(group, depth: 1).utf8
            } else {
                try writeHosts(&text, sink)
            }
        }
        text += "\n}\n".utf8
        sink(String(decoding: text, as: UTF8.self))
    }

    private mutating func writeHosts(_ text: inout [UInt8], _ sink: (String) -> Void) throws {
        text += "{\n        \"hostvars\": {".utf8
        var isFirst = true
        for host in inventory.hosts.sorted(by: { $0.name.precedesByCodePoint($1.name) }) {
            // What is merged with the host's own is no longer the same for all.
            let given = mergesMappings ? SortedEntries([]) : try entries(ofSet: inventory.groupSet(of: host))
            let own = try entries(of: mergesMappings ? inventory.layers(for: host) : inventory.ownLayers(of: host))
            guard !given.isEmpty || !own.isEmpty else { continue }
            text += (isFirst ? "\n" : ",\n").utf8
            text += (entryHead(host.name, depth: 3) + "{\n").utf8
            given.write(with: own, to: &text)
            text += "\n            }".utf8
            isFirst = false
            if text.count >= Self.pieceSize {
                sink(String(decoding: text, as: UTF8.self))
                text.removeAll(keepingCapacity: true)
            }
        }
        text += (isFirst ? "}\n    }" : "\n        }\n    }").utf8
    }

    private mutating func entries(ofSet set: Int) throws -> SortedEntries {
        if let known = shared[set] { return known }
        let made = try entries(of: inventory.groupLayers(ofSet: set))
        shared[set] = made
        return made
    }

    private func entries(of layers: [InventoryLayer]) throws -> SortedEntries {
        SortedEntries(
            try layers.united(mergesMappings: mergesMappings).map {
                (name: $0.key.text ?? writer.write($0.key), value: try shown($0.value))
            }
            .sorted { $0.name.precedesByCodePoint($1.name) }
            .map { ($0.name, entryHead($0.name, depth: 4) + writer.write($0.value, depth: 4)) })
    }

    private func entryHead(_ name: String, depth: Int) -> String {
        String(repeating: "    ", count: depth) + writer.write(.string(name)) + ": "
    }
}

/// Variables as JSON text in the order of their names, in one block of bytes.
private struct SortedEntries {
    private static let separator = Array(",\n".utf8)

    private var names: [String] = []
    /// Where each entry ends, its separator included.
    private var ends: [Int] = []
    private var bytes: [UInt8] = []

    init(_ entries: [(name: String, text: String)]) {
        for (name, text) in entries {
            names.append(name)
            bytes += text.utf8
            bytes += Self.separator
            ends.append(bytes.count)
        }
    }

    var isEmpty: Bool { names.isEmpty }

    /// Writes these entries with those of `stronger` among them, which replace entries of the same name.
    func write(with stronger: SortedEntries, to text: inout [UInt8]) {
        var next = 0
        for (index, name) in stronger.names.enumerated() {
            let end = position(of: name, from: next)
            text += bytes[start(next)..<start(end)]
            text += stronger.bytes[stronger.start(index)..<stronger.start(index + 1)]
            next = end < names.count && names[end] == name ? end + 1 : end
        }
        text += bytes[start(next)...]
        text.removeLast(Self.separator.count)
    }

    private func start(_ index: Int) -> Int { index == 0 ? 0 : ends[index - 1] }

    /// The first entry from `low` on that does not come before the name.
    private func position(of name: String, from low: Int) -> Int {
        var (low, high) = (low, names.count)
        while low < high {
            let middle = (low + high) / 2
            if names[middle].precedesByCodePoint(name) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
