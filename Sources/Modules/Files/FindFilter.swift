import ModuleKit
import Values

/// Which files `find` takes, apart from their contents.
struct FindFilter {
    private let module: Find
    private let names: NameFilter
    private let excludes: NameFilter?
    private let age: Double?
    private let size: Double?
    private let now: Double

    init(_ module: Find, now: Double) throws(ModuleFailure) {
        self.module = module
        self.now = now
        names = try NameFilter(module.patterns, regex: module.useRegex, argument: "patterns")
        excludes =
            module.excludes.isEmpty
            ? nil : try NameFilter(module.excludes, regex: module.useRegex, argument: "excludes")
        age = try Self.quantity(module.age, units: ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800], "age")
        let units = ["b", "k", "m", "g", "t"].enumerated().map { ($1, Double(1 << (10 * $0))) }
        size = try Self.quantity(module.size, units: Dictionary(uniqueKeysWithValues: units), "size")
    }

    /// - Parameter top: The directory looked in.
    func accepts(_ file: RemoteFile, below top: String) throws(ModuleFailure) -> Bool {
        guard isOfType(file), module.hidden || !file.path.name.hasPrefix(".") else { return false }
        if let depth = module.depth, file.path.text.dropFirst(top.count).count(where: { $0 == "/" }) > depth {
            return false
        }
        guard fits(age, now - time(of: file)), isPermitted(file) else { return false }
        if module.fileType == .file || module.fileType == .any, !fits(size, Double(file.size)) { return false }
        if try excludes?.matches(file.path.name) == true { return false }
        return try names.matches(file.path.name)
    }

    private func isOfType(_ file: RemoteFile) -> Bool {
        switch module.fileType {
        case .any: true
        case .directory: file.kind == .directory
        case .file: file.kind == .regular
        case .link: file.kind == .symbolicLink
        }
    }

    private func time(of file: RemoteFile) -> Double {
        switch module.ageStamp {
        case .atime: file.accessed
        case .ctime: file.changed
        case .mtime: file.modified
        }
    }

    /// At least a positive limit, at most a negative one.
    private func fits(_ limit: Double?, _ value: Double) -> Bool {
        guard let limit else { return true }
        return limit.sign == .minus ? value <= -limit : value >= limit
    }

    private func isPermitted(_ file: RemoteFile) -> Bool {
        guard let mode = module.mode?.resolved(current: file.mode, isDirectory: file.kind == .directory) else {
            return true
        }
        return module.exactMode ? file.mode == mode : file.mode & mode == mode
    }

    private static func quantity(_ text: String?, units: [String: Double], _ argument: String) throws(ModuleFailure)
        -> Double?
    {
        guard let text else { return nil }
        let parts = text.lowercased().wholeMatch(of: /(-?[0-9]+)([a-z]?)[a-z]*/)
        guard let parts, let number = Double(parts.output.1),
            let unit = parts.output.2.isEmpty ? 1 : units[String(parts.output.2)]
        else { throw ModuleFailure("`\(argument)` is not a valid quantity: \(text)", hint: "write it as 10m or -2d") }
        return number * unit
    }
}

/// Names by any of several patterns; no pattern matches every name.
private struct NameFilter {
    private let patterns: [FileNamePattern]
    private let expressions: [ByteRegex]

    init(_ texts: [String], regex: Bool, argument: String) throws(ModuleFailure) {
        patterns = regex ? [] : texts.map(FileNamePattern.init)
        var expressions: [ByteRegex] = []
        for text in regex ? texts : [] { expressions.append(try ByteRegex(text, argument: argument)) }
        self.expressions = expressions
    }

    func matches(_ name: String) throws(ModuleFailure) -> Bool {
        if patterns.isEmpty, expressions.isEmpty { return true }
        for expression in expressions {
            if try expression.firstMatch(in: name.hostBytes)?.range.lowerBound == 0 { return true }
        }
        return patterns.contains { $0.matches(name) }
    }
}
