/// Writes JSON as Python's `json.dumps` does, byte for byte.
package struct JSONWriter: Sendable {
    /// Spaces per level; `nil` writes everything on one line.
    package var indent: Int?
    package var sortsKeys = false
    /// Whether everything beyond ASCII is written as `\uXXXX`.
    package var ensuresASCII = true
    package var keySeparator = ": "
    /// Between items; with an indent a line break follows it.
    package var itemSeparator: String

    package init(indent: Int? = nil, sortsKeys: Bool = false, ensuresASCII: Bool = true) {
        self.indent = indent
        self.sortsKeys = sortsKeys
        self.ensuresASCII = ensuresASCII
        itemSeparator = indent == nil ? ", " : ","
    }

    /// The options of Ansible's `to_nice_json`.
    package static var nice: JSONWriter { JSONWriter(indent: 4, sortsKeys: true) }

    /// The value as JSON, without a line break at the end.
    ///
    /// Templates are written as their text, sealed texts as Ansible's `{"__ansible_vault": …}`; keys that are not
    /// text become it.
    ///
    /// - Parameter depth: In how many lists and mappings the value stands; its further lines are indented for that.
    package func write(_ value: Value, depth: Int = 0) -> String {
        var text = ""
        write(value, depth: depth, to: &text)
        return text
    }

    private func write(_ value: Value, depth: Int, to text: inout String) {
        switch value {
        case .list(let items):
            wrap("[", items, "]", depth, &text) { item, text in write(item, depth: depth + 1, to: &text) }
        case .map(let mapping):
            wrap("{", sortsKeys ? mapping.sortedByKey() : Array(mapping), "}", depth, &text) { entry, text in
                quote(key(entry.key), to: &text)
                text += keySeparator
                write(entry.value, depth: depth + 1, to: &text)
            }
        case .sealed(let sealed):
            write(.map(["__ansible_vault": .string(sealed.envelope)]), depth: depth, to: &text)
        case .string, .template: quote(value.text ?? "", to: &text)
        default: text += bare(value)
        }
    }

    private func wrap<Item>(
        _ open: String, _ items: [Item], _ close: String, _ depth: Int, _ text: inout String,
        _ write: (Item, inout String) -> Void
    ) {
        text += open
        for (index, item) in items.enumerated() {
            if index > 0 { text += itemSeparator }
            breakLine(depth + 1, &text)
            write(item, &text)
        }
        if !items.isEmpty { breakLine(depth, &text) }
        text += close
    }

    private func breakLine(_ depth: Int, _ text: inout String) {
        guard let indent else { return }
        text += "\n" + String(repeating: " ", count: indent * depth)
    }

    private func key(_ key: Value) -> String {
        switch key {
        case .list, .map, .sealed: JSONWriter().write(key)
        default: key.text ?? bare(key)
        }
    }

    private func bare(_ value: Value) -> String {
        switch value {
        case .bool(let flag): flag ? "true" : "false"
        case .int, .big: value.scalarText ?? ""
        case .double(let double):
            double.isFinite ? double.pythonText : double.isNaN ? "NaN" : double < 0 ? "-Infinity" : "Infinity"
        default: "null"
        }
    }
}

extension JSONWriter {
    private func quote(_ string: String, to text: inout String) {
        text += "\""
        if string.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            text += string
        } else {
            for scalar in string.unicodeScalars { append(scalar, to: &text) }
        }
        text += "\""
    }

    private func append(_ scalar: Unicode.Scalar, to text: inout String) {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\n": text += "\\n"
        case "\r": text += "\\r"
        case "\t": text += "\\t"
        case "\u{8}": text += "\\b"
        case "\u{C}": text += "\\f"
        case "\0"..."\u{1F}": text += escape(UInt16(scalar.value))
        case " "..."~": text.unicodeScalars.append(scalar)
        default: appendBeyondASCII(scalar, to: &text)
        }
    }

    private func appendBeyondASCII(_ scalar: Unicode.Scalar, to text: inout String) {
        guard ensuresASCII else { return text.unicodeScalars.append(scalar) }
        // A host's byte that is not UTF-8 (see HostText) is a lone surrogate in Python.
        if scalar.value >= 0x10FF00 {
            text += escape(UInt16(0xDC00 + (scalar.value & 0xFF)))
            return
        }
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter { text += escape(unit) }
    }

    private func escape(_ unit: UInt16) -> String { "\\u" + String(unit, radix: 16).zeroFilled(4) }
}
