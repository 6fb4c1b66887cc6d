import Inventory
import Playbook
import Runner
import Values

/// Facts that outlive a run.
extension RunSetup {
    /// Where they are kept; `nil` for the usual case, in which they end with the run.
    var factCache: FactCache? {
        guard let folder = factFolder else { return nil }
        let lifetime =
            configuration.number("defaults", "fact_caching_timeout", environment: "ANSIBLE_CACHE_PLUGIN_TIMEOUT")
            ?? 86_400
        let prefix = configuration.text("defaults", "fact_caching_prefix", environment: "ANSIBLE_CACHE_PLUGIN_PREFIX")
        return FactCache(
            folder: folder, prefix: prefix ?? "", lifetime: lifetime > 0 ? lifetime : nil, now: { Environment.now },
            warn: { [session] in session.warn([$0]) })
    }

    private var factFolder: String? {
        let plugin = configuration.text("defaults", "fact_caching", environment: "ANSIBLE_CACHE_PLUGIN") ?? "memory"
        switch plugin.split(separator: ".").last ?? "" {
        case "memory": return nil
        case "jsonfile": break
        default:
            warnOfCache("There is no fact cache called \"\(plugin)\" here.", help: "use jsonfile")
            return nil
        }
        let folder = configuration.paths(
            "defaults", "fact_caching_connection", environment: "ANSIBLE_CACHE_PLUGIN_CONNECTION", separator: "\n")
        guard let first = folder.first else {
            warnOfCache("jsonfile needs a folder.", help: "set fact_caching_connection")
            return nil
        }
        return LocalPath.join(workingDirectory, first)
    }

    private func warnOfCache(_ reason: String, help: String) {
        session.warn([
            Diagnostic("facts", "facts are not kept", severity: .warning, detail: reason, help: help)
        ])
    }

    /// `--flush-cache`.
    func forgetFacts() {
        guard let factCache else { return }
        for host in inventory.hosts { factCache.forget(host.name) }
    }
}
