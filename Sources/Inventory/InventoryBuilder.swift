import FoundationEssentials
import Values
import Vault

/// Puts together an inventory and collects the mistakes of its sources.
struct InventoryBuilder {
    var inventory: Inventory
    private(set) var found = Diagnostics()
    private(set) var sourceIndex = -1
    /// The first name of a group that no variable could have.
    var oddGroup: String?
    let keyring: VaultKeyring
    let options: LoadingOptions

    init(_ inventory: Inventory, keyring: VaultKeyring, options: LoadingOptions) {
        self.inventory = inventory
        self.keyring = keyring
        self.options = options
    }

    consuming func finish() -> Inventory {
        inventory.reconcile()
        inventory.playbookFolders = options.playbookFolders
        for name in inventory.groupIndex.keys.sorted() {
            guard let host = inventory.hostIndex[name] else { continue }
            found.add(.sharedName(name, declaredIn: inventory.source(of: Host(name: name, index: host))))
        }
        if let oddGroup, let rule = options.groupNames, rule.isTold {
            found.add(.oddGroup(oddGroup, isReplaced: rule.replaces))
        }
        inventory.warnings = found.all
        return inventory
    }

    mutating func report(_ diagnostic: Diagnostic) { found.add(diagnostic) }

    /// Reads one source as the user named it.
    mutating func read(_ source: String) {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) else {
            return source.contains(",") ? readList(source) : report(.missingSource(source))
        }
        addFolder(isFolder ? source : Self.parent(of: source))
        if isFolder { readFolder(named: source) } else { readFile(source) }
    }

    /// A folder of which nothing can be read is a mistake; of others, what cannot be read is passed over.
    private mutating func readFolder(named path: String) {
        var strays: [Diagnostics] = []
        let (before, hosts) = (inventory.sources.count, inventory.hosts.count)
        readFolder(path, &strays)
        if inventory.hosts.count == hosts { tellIgnored(in: path) }
        for stray in strays {
            if inventory.sources.count > before, !options.refusesStrays {
                for diagnostic in stray.all { report(.passedOver(diagnostic)) }
            } else {
                found.add(stray)
            }
        }
    }

    /// Of a folder without hosts it is told what was not read for its name.
    private mutating func tellIgnored(in path: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for name in names.sorted() where name.hasSuffix(".ini") { report(.ignored("\(path)/\(name)")) }
    }

    /// Reads a file of a folder, which may be no inventory at all; then it leaves nothing behind.
    private mutating func readEntry(_ path: String, _ strays: inout [Diagnostics]) {
        var trial = self
        trial.found = Diagnostics()
        trial.readFile(path)
        guard trial.found.hasErrors else {
            trial.found = Diagnostics(found.all + trial.found.all)
            self = trial
            return
        }
        let mistakes = trial.found.all.filter { $0.severity == .error }
        // What asks for a plugin is an inventory, and its hosts would be missed.
        if mistakes.contains(where: { $0.code == "inventory-plugin" }) { return found.add(trial.found) }
        strays.append(Diagnostics(mistakes.prefix(1).map { .stray(path, $0) }))
    }

    private mutating func addFolder(_ path: String) {
        let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        if !inventory.inventoryFolders.contains(trimmed) { inventory.inventoryFolders.append(trimmed) }
    }

    private mutating func readFolder(_ path: String, _ strays: inout [Diagnostics]) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let base = path.hasSuffix("/") ? String(path.dropLast()) : path
        for name in names.sorted(by: { $0.precedesByCodePoint($1) }) where !Self.isIgnored(name) {
            var isFolder = false
            let entry = base + "/" + name
            guard FileManager.default.fileExists(atPath: entry, isDirectory: &isFolder) else { continue }
            if isFolder { readFolder(entry, &strays) } else { readEntry(entry, &strays) }
        }
    }

    private mutating func readFile(_ path: String) {
        begin(path)
        do {
            // Read once: a pipe such as `-i <(command)` gives its bytes only once.
            let bytes = try SourceFile.bytes(of: path)
            switch try InventoryFormat.of(bytes, path) {
            case .program: try readProgram(path)
            case .data: try readData(try keyring.text(of: bytes, path: path))
            }
        } catch {
            found.add(error)
        }
    }

    /// Reads the text of an inventory that is no program.
    mutating func read(_ file: SourceFile) {
        begin(file.path)
        do { try readData(file) } catch { found.add(error) }
    }

    private mutating func readData(_ file: SourceFile) throws(Diagnostics) {
        if InventoryFormat.isYAML(file) { try readYAML(file) } else { readINI(file) }
    }

    private mutating func readList(_ list: String) {
        begin(list)
        let file = SourceFile(path: "--inventory", text: list)
        var column = 1
        for item in list.split(separator: ",", omittingEmptySubsequences: false) {
            let name = item.trimmed
            let span = SourceSpan(file, line: 1, column: column, length: item.unicodeScalars.count)
            column += item.unicodeScalars.count + 1
            guard !name.isEmpty else { continue }
            let (host, port) = HostName.splitPort(name)
            addHosts([host], port: port, to: Inventory.ungroupedIndex, variables: [:], at: span)
        }
    }

    private mutating func begin(_ source: String) {
        inventory.sources.append(source)
        sourceIndex = inventory.sources.count - 1
    }

    private static let ignoredSuffixes = [
        ".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".ini", ".cfg", ".retry",
    ]

    private static func isIgnored(_ name: String) -> Bool {
        name.hasPrefix(".") || ["group_vars", "host_vars", "vars_plugins"].contains(name)
            || ignoredSuffixes.contains(where: name.hasSuffix)
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

extension Diagnostic {
    /// A file of a folder that is no inventory: its first mistake stands for all.
    fileprivate static func stray(_ path: String, _ mistake: Diagnostic) -> Diagnostic {
        var stray = Diagnostic(
            "inventory", "file in the inventory directory is not an inventory", detail: "\(path): \(mistake.summary).",
            at: mistake.span, help: "move it elsewhere, or give it a name that begins with a dot")
        if let detail = mistake.detail { stray.notes.append(Note(detail)) }
        return stray
    }

    fileprivate static func passedOver(_ stray: Diagnostic) -> Diagnostic {
        var warning = stray
        warning.severity = .warning
        return warning
    }

    fileprivate static func ignored(_ path: String) -> Diagnostic {
        Diagnostic(
            "inventory", "file in the inventory directory is not read", severity: .warning,
            detail: "\(path): files whose names end in .ini are skipped in directories, as in Ansible.",
            help: "give the file itself as an inventory, or remove the extension")
    }

    fileprivate static func missingSource(_ path: String) -> Diagnostic {
        Diagnostic(
            "inventory", "inventory not found", detail: "\(path): no such file or directory.",
            help: "to give a list of hosts, end it with a comma: -i \(path),")
    }

    fileprivate static func oddGroup(_ name: String, isReplaced: Bool) -> Diagnostic {
        let fate =
            isReplaced
            ? "\(MatchedPhrase.oddGroupsReplaced) became `_`"
            : "\(MatchedPhrase.oddGroupsKept); templates have to quote such a name"
        return Diagnostic(
            "inventory", "group names that are not valid variable names", severity: .warning,
            detail: "\(fate). The first is `\(name)`.")
    }

    fileprivate static func sharedName(_ name: String, declaredIn source: String?) -> Diagnostic {
        Diagnostic(
            "inventory", "host and group with the same name", severity: .warning,
            detail: "`\(name)` is both\(source.map { " in \($0)" } ?? ""); in a pattern it means the group.")
    }
}
