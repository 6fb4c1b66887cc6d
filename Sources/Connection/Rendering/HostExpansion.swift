import ModuleKit
import Values

/// Words in which the host expands `$NAME`, `${NAME}` and a leading `~` or `~user`, and nothing else.
///
/// As Python's `expandvars` and `expanduser`: a variable that is not set stays as it is written.
enum HostExpansion {
    /// The shell's form of a word; what stands behind its first `ownCount` bytes is taken as it is.
    static func word(_ bytes: [UInt8], ownCount: Int) -> [UInt8] {
        var word = tilde(of: bytes)
        var literal: [UInt8] = []
        var index = word.count
        while index < bytes.count {
            if index < ownCount, let variable = variable(in: bytes[index..<ownCount]) {
                if !literal.isEmpty { word += ShellText.quoted(literal) }
                literal = []
                word += variable.text
                index = variable.end
            } else {
                literal.append(bytes[index])
                index += 1
            }
        }
        return literal.isEmpty && !word.isEmpty ? word : word + ShellText.quoted(literal)
    }

    /// `~` or `~user` with its slash, which stays bare: the shell would not see else where the name ends.
    private static func tilde(of bytes: [UInt8]) -> [UInt8] {
        guard bytes.first == UInt8(ascii: "~") else { return [] }
        let name = bytes.dropFirst().prefix { $0 != UInt8(ascii: "/") }
        guard name.allSatisfy({ $0.isOfName || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }) else {
            return []
        }
        return Array(bytes.prefix(name.count + 2))
    }

    /// The variable that begins here, in double quotes and with itself for the case that it is not set.
    private static func variable(in rest: ArraySlice<UInt8>) -> (text: [UInt8], end: Int)? {
        guard rest.first == UInt8(ascii: "$") else { return nil }
        let isBraced = rest.dropFirst().first == UInt8(ascii: "{")
        let name = rest.dropFirst(isBraced ? 2 : 1).prefix(while: \.isOfName)
        guard let first = name.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return nil }
        guard !isBraced || rest[name.endIndex...].first == UInt8(ascii: "}") else { return nil }
        let word = String(decoding: name, as: UTF8.self)
        let written = isBraced ? #"\${\#(word)\}"# : #"\$\#(word)"#
        return (Array("\"${\(word)-\(written)}\"".utf8), name.endIndex + (isBraced ? 1 : 0))
    }
}
