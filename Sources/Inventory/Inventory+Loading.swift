internal import FoundationEssentials
package import Values
package import Vault

/// How inventories are read.
package struct InventoryOptions: Sendable {
    /// For an inventory program, each time it is called.
    package var programTimeout = Duration.seconds(60)
    /// Bytes an inventory program may print.
    package var mostProgramOutput = 128 << 20
    /// Folders of playbooks, whose `group_vars` and `host_vars` count too.
    package var playbookFolders: [String] = []

    package init() {}
}

extension Inventory {
    /// Reads inventories: files in INI or YAML, programs, folders of these, and lists such as `web1,web2,`.
    ///
    /// Later sources add to earlier ones. Files of variables are read when hosts are asked for.
    ///
    /// - Throws: all mistakes of all sources.
    package static func load(
        sources: [String], keyring: VaultKeyring = VaultKeyring([], registry: SecretRegistry()),
        options: InventoryOptions = InventoryOptions()
    ) throws(Diagnostics) -> Inventory {
        var builder = InventoryBuilder(Inventory(files: VariableFiles(keyring)), keyring: keyring, options: options)
        for source in sources { builder.read(source) }
        try builder.found.throwIfErrors()
        return builder.finish()
    }
}

/// Puts together an inventory and collects the mistakes of its sources.
struct InventoryBuilder {
    private(set) var inventory: Inventory
    private(set) var found = Diagnostics()
    private(set) var sourceIndex = -1
    let keyring: VaultKeyring
    let options: InventoryOptions

    init(_ inventory: Inventory, keyring: VaultKeyring, options: InventoryOptions) {
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
        inventory.warnings = found.all
        return inventory
    }

    /// Reads one source as the user named it.
    mutating func read(_ source: String) {
        if source.contains(",") { return readList(source) }
        var isFolder = false
        guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) else {
            return report(.missingSource(source))
        }
        addFolder(isFolder ? source : Self.parent(of: source))
        if isFolder { readFolder(source) } else { readFile(source) }
    }

    private mutating func addFolder(_ path: String) {
        let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        if !inventory.inventoryFolders.contains(trimmed) { inventory.inventoryFolders.append(trimmed) }
    }

    private mutating func readFolder(_ path: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let base = path.hasSuffix("/") ? String(path.dropLast()) : path
        for name in names.sorted(by: { $0.precedesByCodePoint($1) }) where !Self.isIgnored(name) {
            var isFolder = false
            let entry = base + "/" + name
            guard FileManager.default.fileExists(atPath: entry, isDirectory: &isFolder) else { continue }
            if isFolder { readFolder(entry) } else { readFile(entry) }
        }
    }

    private mutating func readFile(_ path: String) {
        begin(path)
        do {
            switch try InventoryFormat.of(path) {
            case .program: try readProgram(path)
            case .data:
                let file = try keyring.readText(path)
                if InventoryFormat.isYAML(file) { try readYAML(file) } else { readINI(file) }
            }
        } catch {
            found.add(error)
        }
    }

    private mutating func readList(_ list: String) {
        begin(list)
        let file = SourceFile(path: "--inventory", text: list)
        var column = 1
        for item in list.split(separator: ",", omittingEmptySubsequences: false) {
            let name = item.trimmingBlanks
            let place = SourceSpan(file, line: 1, column: column, length: item.unicodeScalars.count)
            column += item.unicodeScalars.count + 1
            guard !name.isEmpty else { continue }
            let (host, port) = HostName.splitPort(name)
            addHosts([host], port: port, to: Inventory.ungroupedIndex, variables: [:], at: place)
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

// What readers of all formats do.
extension InventoryBuilder {
    mutating func report(_ diagnostic: Diagnostic) { found.add(diagnostic) }

    mutating func group(_ name: String) -> Int { inventory.group(named: name, orAdd: true) ?? Inventory.allIndex }

    func groupIndex(_ name: String) -> Int? { inventory.groupIndex[name] }

    /// Expands a name as written, with ranges and a port, and adds its hosts to a group.
    mutating func addHosts(_ written: String, to group: Int, variables: Mapping, at place: SourceSpan) {
        let (pattern, port) = HostName.splitPort(written)
        guard !pattern.hasSuffix(":") || pattern.hasSuffix("::") else {
            return report(.missingPort(written, at: place))
        }
        do {
            addHosts(try HostRange.expand(pattern), port: port, to: group, variables: variables, at: place)
        } catch {
            report(.badRange(written, error, at: place))
        }
    }

    mutating func addHosts(
        _ names: [String], port: Int?, to group: Int, variables: Mapping, at place: SourceSpan
    ) {
        for name in names {
            if let flaw = HostName.flaw(in: name) {
                report(HostName.refusal(name, flaw, at: place))
                continue
            }
            let isNew = inventory.hostIndex[name] == nil
            let host = inventory.host(named: name, source: sourceIndex, line: place.line)
            if isNew, let port { inventory.rows[host].variables["ansible_port"] = .int(port) }
            inventory.put(host, into: group)
            setVariables(variables, ofHost: host)
        }
    }

    mutating func setVariables(_ variables: Mapping, ofHost host: Int) {
        guard !variables.isEmpty else { return }
        if inventory.rows[host].variables.isEmpty {
            inventory.rows[host].variables = variables
        } else {
            inventory.rows[host].variables.merge(variables)
        }
    }

    mutating func setVariables(_ variables: Mapping, ofHostNamed name: String) {
        guard let host = inventory.hostIndex[name] else { return }
        setVariables(variables, ofHost: host)
    }

    mutating func setVariable(_ name: String, _ value: Value, ofGroup group: Int, at place: SourceSpan) {
        guard name == "ansible_group_priority" else {
            inventory.groups[group].layer.variables[name] = value
            inventory.groups[group].layer.places[name] = place
            return
        }
        switch value {
        case .int(let priority): inventory.groups[group].priority = priority
        case .string(let text) where Int(text) != nil: inventory.groups[group].priority = Int(text) ?? 1
        default: report(.badPriority(at: place))
        }
    }

    mutating func link(_ child: Int, below parent: Int, at place: SourceSpan) {
        guard !inventory.link(child, below: parent) else { return }
        report(.circle(inventory.groups[child].name, inventory.groups[parent].name, at: place))
    }
}

extension Diagnostic {
    fileprivate static func missingSource(_ path: String) -> Diagnostic {
        Diagnostic(
            "inventory", "no such inventory", detail: "\(path): no such file or folder.",
            help: "a list of hosts ends in a comma: -i \(path),")
    }

    fileprivate static func missingPort(_ name: String, at place: SourceSpan) -> Diagnostic {
        Diagnostic(
            "inventory", "a host name that ends in a colon",
            detail: "Behind the colon of `\(name)` a port is "
                + "expected.", at: place)
    }

    fileprivate static func badRange(_ name: String, _ flaw: HostRange.Flaw, at place: SourceSpan) -> Diagnostic {
        let reason =
            switch flaw {
            case .malformed(let reason): reason
            case .tooMany: "it stands for more than \(HostRange.mostHosts) hosts"
            }
        return Diagnostic(
            "inventory", "a range of hosts that cannot be expanded", detail: "In `\(name)`, \(reason).", at: place)
    }

    fileprivate static func badPriority(at place: SourceSpan) -> Diagnostic {
        Diagnostic(
            "inventory", "a group priority must be an integer",
            detail: "`ansible_group_priority` orders groups of "
                + "one depth.", at: place)
    }

    fileprivate static func circle(_ child: String, _ parent: String, at place: SourceSpan) -> Diagnostic {
        Diagnostic(
            "inventory", "groups in a circle",
            detail: "`\(child)` cannot be below `\(parent)`, which is below `\(child)` itself.", at: place)
    }

    fileprivate static func sharedName(_ name: String, declaredIn source: String?) -> Diagnostic {
        Diagnostic(
            "inventory", "a host and a group share a name", severity: .warning,
            detail: "`\(name)` is both\(source.map { " in \($0)" } ?? ""); a pattern with it means the group.")
    }
}
