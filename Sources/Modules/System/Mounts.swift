import ModuleKit
import Values

/// What a host has mounted, in the order in which it was: proc_mounts(5).
enum Mounts {
    struct Mount: Sendable, Hashable {
        var source: String
        var path: String
    }

    static let footprint = Footprint.named("mounts")

    static let fact = HostFact(Command("cat", "/proc/self/mounts"), reads: footprint) {
        output throws(ModuleFailure) in
        guard output.exitCode == 0 else {
            throw ModuleFailure("the mounts cannot be listed: \(output.complaint)", output: output)
        }
        return output.standardOutput.text.split(separator: "\n").compactMap { line -> Mount? in
            let fields = line.split(separator: " ")
            guard fields.count > 1 else { return nil }
            return Mount(source: plain(fields[0]), path: plain(fields[1]))
        }
    }

    /// A field in which white space and backslashes are written as octal numbers.
    static func plain(_ field: Substring) -> String {
        var (plain, rest) = ("", field)
        while let mark = rest.firstIndex(of: "\\") {
            plain += rest[..<mark]
            rest = rest[rest.index(after: mark)...]
            guard let code = UInt8(rest.prefix(3), radix: 8) else {
                plain += "\\"
                continue
            }
            plain.unicodeScalars.append(Unicode.Scalar(code))
            rest = rest.dropFirst(3)
        }
        return plain + rest
    }
}
