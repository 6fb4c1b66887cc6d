import Values

/// A line of an INI inventory that says something, without the blanks around it.
struct INILine {
    let file: SourceFile
    let number: Int
    /// Blanks before the text.
    let indent: Int
    /// A part of the file's bytes, with their indices.
    let bytes: ArraySlice<UInt8>

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The whole text, without the blanks.
    var span: SourceSpan {
        SourceSpan(file, line: number, column: indent + 1, length: bytes.count { $0 & 0xC0 != 0x80 })
    }

    /// Its first scalars.
    func span(ofFirst length: Int) -> SourceSpan {
        SourceSpan(file, line: number, column: indent + 1, length: length)
    }

    /// Goes over all lines but empty ones and comments. By bytes, because there can be a hundred thousand.
    static func forEach(in file: SourceFile, _ body: (INILine) -> Void) {
        var rest = Array(file.text.utf8)[...]
        var number = 0
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            number += 1
            if let line = INILine(file, rest[..<end], number) { body(line) }
            rest = rest[end...].dropFirst()
        }
    }

    private init?(_ file: SourceFile, _ line: ArraySlice<UInt8>, _ number: Int) {
        guard let start = line.firstIndex(where: { !Self.isBlank($0) }),
            let end = line.lastIndex(where: { !Self.isBlank($0) }),
            line[start] != UInt8(ascii: "#"), line[start] != UInt8(ascii: ";")
        else { return nil }
        self.file = file
        self.number = number
        indent = start - line.startIndex
        bytes = line[start...end]
    }

    static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}

extension INILine {
    /// The name of the host and its variables, if that is all the line says, in the plainest words: no quotes, escapes,
    /// ranges, ports or comments, and nothing wrong with it. As nearly all lines are, and long inventories have many,
    /// their variables are only read when they are asked for.
    var plainHost: (name: String, variables: HostLine?)? {
        let end = bytes.firstIndex(where: Self.isBlank) ?? bytes.endIndex
        let name = bytes[..<end]
        guard let first = name.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "."), name.count <= 255,
            name.allSatisfy(HostName.isPlain), Self.areAssignments(bytes[end...])
        else { return nil }
        let variables = end == bytes.endIndex ? nil : HostLine(self)
        return (String(decoding: name, as: UTF8.self), variables)
    }

    /// `name=value` of a group, without blanks around the equals sign and in ASCII.
    var plainAssignment: (name: String, value: Value)? {
        guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")), equals > bytes.startIndex,
            equals + 1 < bytes.endIndex, bytes.first != UInt8(ascii: "["), bytes.allSatisfy({ $0 < 0x80 }),
            !Self.isBlank(bytes[equals - 1]), !Self.isBlank(bytes[equals + 1])
        else { return nil }
        let column = indent + 1 + (equals + 1 - bytes.startIndex)
        let value = String(decoding: bytes[(equals + 1)...], as: UTF8.self)
        return (
            String(decoding: bytes[..<equals], as: UTF8.self),
            InventoryLiteral.value(of: value, at: SourceSpan(file, line: number, column: column))
        )
    }

    /// Whether each word is a name, an equals sign and a value, of ASCII in which nothing but blanks means anything.
    private static func areAssignments(_ bytes: ArraySlice<UInt8>) -> Bool {
        var isInName = true
        var length = 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "#"), 0x80...: return false
            case _ where isBlank(byte):
                if length > 0, isInName { return false }
                (isInName, length) = (true, 0)
            case UInt8(ascii: "=") where isInName && length > 0: isInName = false
            default: length += 1
            }
        }
        return length == 0 || !isInName
    }
}
