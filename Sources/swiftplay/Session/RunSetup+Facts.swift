import Inventory
import Playbook
import Runner
import Values

/// Facts that outlive a run.
extension RunSetup {
    /// Where they are kept; `nil` for the usual case, in which they end with the run.
    var factCache: FactCache? {
        guard let folder = factFolder else { return nil }
        let lifetime = configuration[\.facts.lifetime]
        return FactCache(
            folder: folder, prefix: configuration[\.facts.prefix], lifetime: lifetime > 0 ? lifetime : nil,
            now: { Environment.now },
            warn: { [session] in session.warn([$0]) })
    }

    private var factFolder: String? {
        let plugin = configuration[\.facts.cache]
        switch plugin.split(separator: ".").last ?? "" {
        case "memory": return nil
        case "jsonfile": break
        default:
            warnOfCache("The fact cache plugin \"\(plugin)\" is not supported here.", help: "use jsonfile")
            return nil
        }
        guard let folder = configuration[\.facts.folder] else {
            warnOfCache("jsonfile needs a directory.", help: "set fact_caching_connection")
            return nil
        }
        return folder.path
    }

    private func warnOfCache(_ reason: String, help: String) {
        session.warn([
            Diagnostic("facts", "facts are not cached", severity: .warning, detail: reason, help: help)
        ])
    }

    /// `--flush-cache`.
    func forgetFacts() {
        guard let factCache else { return }
        for host in inventory.hosts { factCache.forget(host.name) }
    }
}
