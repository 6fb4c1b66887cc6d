import Controller
import Values

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension Filter {
    /// Names of files.
    static var paths: [Filter] {
        [
            path("basename") { Path.base($0) },
            path("dirname") { Path.directory($0) },
            path("normpath") { Path.normal($0) },
            path("win_basename") { WindowsPath($0).base },
            path("win_dirname") { WindowsPath($0).directory },
            Filter("win_splitdrive", "") { (input, _, _) throws(Fault) in
                let path = WindowsPath(try input.requiredString(by: "win_splitdrive"))
                return .tuple([.string(path.drive), .string(path.rest)])
            },
            Filter("expanduser", "") { (input, _, evaluation) throws(Fault) in
                .string(
                    Path.expandingUser(
                        try input.requiredString(by: "expanduser"), evaluation.controller.environment))
            },
            Filter("expandvars", "") { (input, _, evaluation) throws(Fault) in
                .string(
                    Path.expandingVariables(
                        try input.requiredString(by: "expandvars"), evaluation.controller.environment))
            },
            Filter("realpath", "") { (input, _, evaluation) throws(Fault) in
                .string(
                    ControllerPath.real(
                        Path.absolute(
                            try input.requiredString(by: "realpath"), from: evaluation.controller.startDirectory)))
            },
            Filter("relpath", "start=none") { (input, bound, evaluation) throws(Fault) in
                let path = try input.requiredString(by: "relpath")
                guard !path.isEmpty else { throw Fault.failed("missing path", "`relpath` needs a path.") }
                let base = evaluation.controller.startDirectory
                let start = Path.absolute(try bound.optionalText(0) ?? base, from: base)
                return .string(Path.relative(Path.absolute(path, from: base), to: start))
            },
            Filter("path_join", "") { (input, _, _) throws(Fault) in
                guard !input.isString else { return input }
                guard let parts = try input.sequenceItems(), !parts.isEmpty else {
                    throw Fault.failed(
                        "value is not a list of paths", "`path_join` takes a string or a list of strings.")
                }
                var joined = ""
                for part in parts { joined = Path.join(joined, try part.requiredString(by: "path_join")) }
                return .string(joined)
            },
            Filter("commonpath", "") { (input, _, _) throws(Fault) in
                guard let names = try input.sequenceItems(), !names.isEmpty else {
                    throw Fault.failed("value is not a list of paths", "`commonpath` takes a list of paths.")
                }
                var paths: [[Substring]] = []
                var isAbsolute = false
                for part in names {
                    let text = try part.requiredString(by: "commonpath")
                    isAbsolute = text.hasPrefix("/")
                    paths.append(text.split(separator: "/").filter { $0 != "." })
                }
                var common = paths.first ?? []
                for path in paths { common = zip(common, path).prefix { $0 == $1 }.map(\.0) }
                return .string((isAbsolute ? "/" : "") + common.joined(separator: "/"))
            },
            Filter("splitext", "") { (input, _, _) throws(Fault) in
                let (root, suffix) = Path.splitSuffix(try input.requiredString(by: "splitext"))
                return .tuple([.string(root), .string(suffix)])
            },
            Filter("fileglob", "") { (input, _, evaluation) throws(Fault) in
                let pattern = Path.absolute(
                    try Python.text(input), from: evaluation.controller.startDirectory)
                return .strings(ControllerPath.matching(pattern).filter(ControllerPath.isFile))
            },
        ]
    }

    private static func path(_ name: String, _ body: @escaping @Sendable (String) -> String) -> Filter {
        Filter(name, "") { (input, _, _) throws(Fault) in .string(body(try input.requiredString(by: name))) }
    }
}

/// Python's `posixpath`.
enum Path {
    static func base(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    static func directory(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        let head = path[...slash]
        let trimmed = head.reversed().drop { $0 == "/" }
        return trimmed.isEmpty ? String(head) : String(trimmed.reversed())
    }

    static func join(_ left: String, _ right: String) -> String {
        if right.hasPrefix("/") || left.isEmpty { return right }
        return left.hasSuffix("/") ? left + right : left + "/" + right
    }

    static func normal(_ path: String) -> String {
        let isAbsolute = path.hasPrefix("/")
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !isAbsolute {
                parts.append(part)
            }
        }
        let root = path.hasPrefix("//") && !path.hasPrefix("///") ? "//" : isAbsolute ? "/" : ""
        let normal = root + parts.joined(separator: "/")
        return normal.isEmpty ? "." : normal
    }

    static func absolute(_ path: String, from base: String) -> String { normal(join(base, path)) }

    static func relative(_ path: String, to start: String) -> String {
        let (path, start) = (path.split(separator: "/"), start.split(separator: "/"))
        let common = zip(path, start).prefix { $0 == $1 }.count
        let parts = Array(repeating: "..", count: start.count - common) + path.dropFirst(common).map(String.init)
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }

    static func splitSuffix(_ path: String) -> (root: String, suffix: String) {
        let base = base(path)
        let name = base.drop { $0 == "." }
        guard let dot = name.lastIndex(of: ".") else { return (path, "") }
        let suffix = String(name[dot...])
        return (String(path.dropLast(suffix.count)), suffix)
    }

    static func expandingUser(_ path: String, _ environment: [String: String]) -> String {
        guard path.hasPrefix("~") else { return path }
        let name = path.dropFirst().prefix { $0 != "/" }
        let rest = path.dropFirst(name.count + 1)
        if name.isEmpty, let home = environment["HOME"] { return home + rest }
        return ControllerAccounts.home(of: name.isEmpty ? nil : String(name)).map { $0 + rest } ?? path
    }

    /// `$NAME` and `${NAME}`; unknown names stay.
    static func expandingVariables(_ path: String, _ environment: [String: String]) -> String {
        var out = ""
        var rest = path[...]
        while let dollar = rest.firstIndex(of: "$") {
            out += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            let isBraced = rest.first == "{"
            let name = rest.dropFirst(isBraced ? 1 : 0).prefix {
                isBraced ? $0 != "}" : $0.isLetter || $0.isNumber || $0 == "_"
            }
            let written = isBraced ? "{" + name + "}" : String(name)
            out += environment[String(name)] ?? "$" + written
            rest = rest.dropFirst(written.count)
        }
        return out + rest
    }
}
