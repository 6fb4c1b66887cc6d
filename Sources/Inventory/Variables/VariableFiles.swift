import FoundationEssentials
import Synchronization
import Values
package import Vault

/// Reads `group_vars` and `host_vars`, each file once, and only when a host is asked for that it holds for: so a
/// vault whose password is not at hand does no harm to hosts that do not need it.
package final class VariableFiles: Sendable {
    private struct Reading: Sendable {
        var layer: InventoryLayer?
        var diagnostics: [Diagnostic] = []
    }

    private let keyring: VaultKeyring
    private let entries = Mutex<[String: Set<String>]>([:])
    private let readings = Mutex<[String: Reading]>([:])

    package init(_ keyring: VaultKeyring) { self.keyring = keyring }

    /// The layers of a host or group in a folder, in the order they are read; broken files are left out.
    func layers(of name: String, in folder: String) -> [InventoryLayer] {
        paths(of: name, in: folder).compactMap { reading(of: $0).layer }
    }

    /// What was found wrong or doubtful in these files.
    func diagnostics(of name: String, in folder: String) -> [(path: String, diagnostics: [Diagnostic])] {
        paths(of: name, in: folder).map { ($0, reading(of: $0).diagnostics) }
    }

    private func reading(of path: String) -> Reading {
        if let known = readings.withLock({ $0[path] }) { return known }
        let reading = read(path)
        readings.withLock { $0[path] = reading }
        return reading
    }

    private func read(_ path: String) -> Reading {
        do {
            let document = try keyring.readYAML(path)
            guard let root = document.root, !root.isNull else { return Reading(diagnostics: document.warnings) }
            guard let entries = root.entries else { return Reading(diagnostics: [.notVariables(at: root.span)]) }
            var layer = InventoryLayer(origin: .file(path))
            layer.variables = Mapping(entries.lazy.map { ($0.key.value, $0.value.value) })
            for entry in entries { if let name = entry.key.text { layer.spans[name] = entry.key.span } }
            return Reading(layer: layer, diagnostics: document.warnings)
        } catch {
            return Reading(diagnostics: error.all)
        }
    }
}

// Which files there are.
extension VariableFiles {
    /// The one that is there of: a folder or file of that name, then `.yml`, `.yaml`, `.json`.
    private func paths(of name: String, in folder: String) -> [String] {
        let known = names(in: folder)
        let candidates = [name, name + ".yml", name + ".yaml", name + ".json"]
        guard !known.isEmpty, let found = candidates.first(where: known.contains) else { return [] }
        let path = folder + "/" + found
        return isFolder(path) ? (found == name ? files(below: path) : []) : [path]
    }

    /// All files below a folder with a fitting extension or none, sorted; hidden files and backups are passed over.
    private func files(below folder: String) -> [String] {
        names(in: folder).sorted { $0.precedesByCodePoint($1) }.flatMap { name -> [String] in
            guard !name.hasPrefix("."), !name.hasSuffix("~") else { return [] }
            let path = folder + "/" + name
            let dot = name.lastIndex(of: ".")
            if isFolder(path) { return dot == nil ? files(below: path) : [] }
            guard let dot else { return [path] }
            return ["yml", "yaml", "json"].contains(name[name.index(after: dot)...]) ? [path] : []
        }
    }

    private func names(in folder: String) -> Set<String> {
        if let known = entries.withLock({ $0[folder] }) { return known }
        let names = Set((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        entries.withLock { $0[folder] = names }
        return names
    }

    private func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }
}

extension Diagnostic {
    fileprivate static func notVariables(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "inventory", "variables file is not a mapping",
            detail: "Its top level must map variable names to values.", at: span)
    }
}
