import ModuleKit
import Values

/// The table that dnf or yum shows before it asks.
extension PackageTransaction {
    /// - Parameter output: Of a call that was answered with no, and what rpm knows of its packages behind a line of 0x1F.
    /// - Returns: `nil` where the program refused.
    init?(dnf output: CommandOutput) {
        self.init()
        let parts = output.standardOutput.text.split(separator: "\u{1F}\n", omittingEmptySubsequences: false)
        let lines = parts[0].split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.contains(where: { $0.hasPrefix("Transaction Summary") }) else {
            // What is told of a group may be all that there is to do.
            guard output.exitCode == 0 else { return nil }
            return
        }
        let installed = parts.count > 1 ? Self.installed(String(parts[1])) : [:]
        var kind = Kind.none
        for entry in Self.entries(lines.prefix { !$0.hasPrefix("Transaction Summary") }) {
            switch entry {
            case .heading(let text): kind = Kind(text)
            case .package(let words): add(words, kind, installed)
            }
        }
    }

    private enum Kind {
        case none, new, newer, older, same, gone

        /// - Parameter heading: As dnf 4, dnf 5 and yum 3 write it.
        init(_ heading: String) {
            let text = heading.lowercased()
            self =
                if text.hasPrefix("skipping") || text.hasSuffix("groups:")
                    || text.contains("profiles") || text.contains("not installed")
                {
                    .none
                } else if text.hasPrefix("install") { .new } else if text.hasPrefix("upgrad") || text.hasPrefix("updat")
                {
                    .newer
                } else if text.hasPrefix("downgrad") { .older } else if text.hasPrefix("reinstall") {
                    .same
                } else if text.hasPrefix("remov") || text.hasPrefix("eras") {
                    .gone
                } else { .none }
        }
    }

    private mutating func add(_ words: [String], _ kind: Kind, _ installed: [String: [String]]) {
        guard kind != .none else { return }
        let isReplaced = words[0] == "replacing"
        let words = isReplaced ? Array(words.dropFirst()) : words
        guard words.count >= 3 else { return }
        let (name, new) = (words[0], Self.package(words[0], words[2], words[1]))
        let old = installed["\(name).\(words[1])"] ?? installed[name] ?? []
        if isReplaced {
            // An upgrade's own old version is known from rpm; another package that it replaces goes.
            if rows.last?.name != name { rows.append(Row(name: name, before: old.isEmpty ? [new] : old)) }
            return
        }
        switch kind {
        case .none: break
        case .new: rows.append(Row(name: name, after: [new]))
        case .newer, .same: rows.append(Row(name: name, before: old, after: [new]))
        case .older:
            rows.append(Row(name: name, before: old, after: [new]))
            downgrades.append(name)
        case .gone: rows.append(Row(name: name, before: [new]))
        }
    }
}

/// The lines of the table.
extension PackageTransaction {
    private enum Entry {
        case heading(String)
        /// Name, architecture, version and what else there is.
        case package([String])
    }

    /// A heading ends with a colon; a package stands behind a space, and on two lines if its name is long.
    private static func entries(_ lines: some Sequence<String>) -> [Entry] {
        var entries: [Entry] = []
        var started: [String] = []
        for line in lines {
            guard let first = line.first else { continue }
            guard first == " " else {
                if line.hasSuffix(":") { entries.append(.heading(line)) }
                started = []
                continue
            }
            let words = started + line.words
            guard words.count >= (words.first == "replacing" ? 4 : 3) else {
                started = words
                continue
            }
            started = []
            entries.append(.package(words))
        }
        return entries
    }

    /// The packages that are there, by name and by `name.arch`.
    private static func installed(_ text: String) -> [String: [String]] {
        var known: [String: [String]] = [:]
        for line in text.split(separator: "\n") {
            let words = String(line).words
            guard words.count == 3, !line.contains(" is not installed") else { continue }
            let package = package(words[0], words[1], words[2])
            known[words[0], default: []].append(package)
            known["\(words[0]).\(words[2])", default: []].append(package)
        }
        return known
    }

    /// An epoch of 0 is not told.
    private static func package(_ name: String, _ version: String, _ arch: String) -> String {
        "\(name)-\(version.hasPrefix("0:") ? String(version.dropFirst(2)) : version).\(arch)"
    }
}
