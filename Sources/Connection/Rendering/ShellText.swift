import ModuleKit
import Values

/// Shell text under construction. The only place where a value becomes part of a script.
struct ShellText: ExpressibleByStringInterpolation, Sendable {
    private(set) var bytes: [UInt8]

    init(_ text: String = "") { bytes = Array(text.utf8) }
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

    /// A path as one word. A leading `~` or `~user` is left to the shell; a leading dash cannot be an option.
    static func path(_ path: RemotePath) -> [UInt8] {
        let bytes = path.text.hostBytes
        guard bytes.first == UInt8(ascii: "~") else {
            return quoted(bytes.first == UInt8(ascii: "-") ? Array("./".utf8) + bytes : bytes)
        }
        let tilde = bytes.prefix { $0 != UInt8(ascii: "/") }
        guard tilde.dropFirst().allSatisfy(isPartOfUserName) else { return quoted(bytes) }
        let rest = bytes.dropFirst(tilde.count)
        return Array(tilde) + (rest.isEmpty ? [] : [UInt8(ascii: "/")] + quoted(rest.dropFirst()))
    }

    private static func isPartOfUserName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
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
