package import Values

/// Permissions as users write them: octal, symbolic as in chmod(1), or `preserve`.
package enum FileMode: Hashable, Sendable {
    case exact(UInt16)
    /// Clauses such as `u=rwX,g-w`, applied to the present mode.
    case symbolic(String)
    /// The mode of the source file on the controller.
    case preserve
}

extension FileMode: ArgumentValue {
    package static var typeName: String { "file mode" }

    package var documentation: String? {
        switch self {
        case .exact(let mode): mode.octal
        case .symbolic(let text): text
        case .preserve: "preserve"
        }
    }

    /// An unquoted `0644` is octal for YAML 1.1 and arrives as 420, which is meant; a text is read as octal.
    package static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> FileMode {
        switch value {
        case .int(let mode) where (0...0o7777).contains(mode): return .exact(UInt16(mode))
        case .int:
            throw ArgumentProblem(
                "is not a valid mode, because it is not within 0 to 07777", help: "write it as \"0644\"")
        case .string("preserve"): return .preserve
        case .string(let text):
            let digits = text.hasPrefix("0o") ? text.dropFirst(2) : text[...]
            if let mode = UInt16(digits, radix: 8), mode <= 0o7777 { return .exact(mode) }
            guard SymbolicMode(text) != nil else {
                throw ArgumentProblem("is not a valid mode: \"\(text)\"", help: "write it as \"0644\" or u=rw,g=r,o=r")
            }
            return .symbolic(text)
        default: throw .expected("a mode", value)
        }
    }
}

extension FileMode {
    /// The mode to set on a file with the present mode `current`.
    ///
    /// - Parameters:
    ///   - source: The mode of the file on the controller, for `preserve`.
    ///   - umask: Taken into account by clauses that name nobody (`+x`), as chmod(1) does.
    package func resolved(current: UInt16, isDirectory: Bool, source: UInt16? = nil, umask: UInt16 = 0o022) -> UInt16? {
        switch self {
        case .exact(let mode): mode
        case .symbolic(let text): SymbolicMode(text)?.applied(to: current, isDirectory: isDirectory, umask: umask)
        case .preserve: source
        }
    }
}

extension UInt16 {
    /// Four octal digits, as Ansible shows modes: `0644`.
    package var octal: String { String(self, radix: 8).zeroFilled(4) }
}
