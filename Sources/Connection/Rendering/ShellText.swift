import ModuleKit
import Values

/// Shell text under construction. The only place where a value becomes part of a script.
struct ShellText: ExpressibleByStringInterpolation, Sendable {
    private(set) var bytes: [UInt8]

    init(_ text: String = "") { bytes = Array(text.utf8) }

    /// Words, expanded by the host.
    init(expanding words: [String]) {
        let words = words.map(\.hostBytes).map { HostExpansion.word($0, ownCount: $0.count) }
        bytes = Array(words.joined(separator: [UInt8(ascii: " ")]))
    }

    init(stringLiteral text: String) { bytes = Array(text.utf8) }
    init(stringInterpolation: Interpolation) { bytes = stringInterpolation.bytes }

    /// Text written by us stands as it is; every value is quoted.
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) { bytes += Array(literal.utf8) }
        mutating func appendInterpolation(_ text: ShellText) { bytes += text.bytes }
        mutating func appendInterpolation(_ number: some BinaryInteger) { bytes += Array("\(number)".utf8) }
        mutating func appendInterpolation(_ value: String) { bytes += ShellText.quoted(value.hostBytes) }
        mutating func appendInterpolation(_ value: [UInt8]) { bytes += ShellText.quoted(value) }
        mutating func appendInterpolation(_ path: RemotePath) { bytes += ShellText.path(path) }

        mutating func appendInterpolation(_ values: [String]) {
            bytes += values.map { ShellText.quoted($0.hostBytes) }.joined(separator: [UInt8(ascii: " ")])
        }

        mutating func appendInterpolation(_ paths: [RemotePath]) {
            bytes += paths.map { ShellText.path($0) }.joined(separator: [UInt8(ascii: " ")])
        }
    }

    static func + (left: ShellText, right: ShellText) -> ShellText {
        var sum = left
        sum.bytes += right.bytes
        return sum
    }

    static func += (left: inout ShellText, right: ShellText) { left.bytes += right.bytes }

    /// One word of the shell. The bytes cannot hold NUL: no argument or path of a host can.
    static func quoted(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var word: [UInt8] = [UInt8(ascii: "'")]
        for byte in bytes {
            if byte == UInt8(ascii: "'") {
                word += Array(#"'\''"#.utf8)
            } else if byte != 0 {
                word.append(byte)
            }
        }
        word.append(UInt8(ascii: "'"))
        return word
    }

    /// A path as one word, expanded by the host; a leading dash cannot be an option.
    static func path(_ path: RemotePath) -> [UInt8] {
        let bytes = path.text.hostBytes
        guard bytes.first != UInt8(ascii: "-") else { return quoted(Array("./".utf8) + bytes) }
        return HostExpansion.word(bytes, ownCount: path.ownText.hostBytes.count)
    }

    /// A command that writes exactly these bytes, by builtins of the shell alone so that no process list shows them.
    static func printing(_ bytes: [UInt8]) -> ShellText {
        guard bytes.contains(0) else { return "printf %s \(bytes)" }
        var escaped: [UInt8] = []
        for byte in bytes {
            switch byte {
            case 0: escaped += Array(#"\0000"#.utf8)
            case UInt8(ascii: "\\"): escaped += Array(#"\\"#.utf8)
            default: escaped.append(byte)
            }
        }
        return "printf %b \(escaped)"
    }
}
