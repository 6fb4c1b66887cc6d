import Controller
import Values
import Vault

/// Tells the kinds of inventory files apart.
enum InventoryFormat {
    case program, data

    /// A program begins with `#!` or as an executable does. A data file that merely may be run stays data.
    ///
    /// - Throws: a diagnostic if the file is a script that may not be run.
    static func of(_ bytes: [UInt8], _ path: String) throws(Diagnostics) -> InventoryFormat {
        let isScript = bytes.starts(with: Array("#!".utf8))
        guard isScript || bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { return .data }
        guard ControllerProgram.isProgram(path) else { throw Diagnostics(.notExecutable(path)) }
        return .program
    }

    /// YAML by its extension; without a telling one, by its first line that says something.
    static func isYAML(_ file: SourceFile) -> Bool {
        if [".yml", ".yaml", ".json"].contains(where: file.path.hasSuffix) { return true }
        var rest = file.text[...]
        while !rest.isEmpty {
            let end = rest.utf8.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            let line = rest[..<end].trimmed
            rest = Substring(rest[end...].utf8.dropFirst())
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
            return line.hasPrefix("---") || line.hasPrefix("{") || isKey(line)
        }
        return false
    }

    private static func isKey(_ line: String) -> Bool {
        guard let comment = line.firstRange(of: " #") else { return line.hasSuffix(":") }
        return line[..<comment.lowerBound].trimmed.hasSuffix(":")
    }
}

extension Diagnostic {
    fileprivate static func notExecutable(_ path: String) -> Diagnostic {
        Diagnostic(
            "inventory", "inventory script is not executable",
            detail: "\(path) begins with `#!` but is not executable.", help: "chmod +x \(path)")
    }
}
