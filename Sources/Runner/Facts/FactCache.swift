import Controller
internal import Glibc
import ModuleKit
import Playbook
package import Values

/// `fact_caching = jsonfile`: facts that outlive a run, one JSON file for each host, which Ansible reads and writes too.
package struct FactCache: Sendable {
    private let folder: String
    private let prefix: String
    /// Seconds; `nil` for ever.
    private let lifetime: Double?
    private let now: @Sendable () -> Double
    /// Told of a file that cannot be used, which is then as good as none.
    private let warn: @Sendable (Diagnostic) -> Void

    /// - Parameter folder: As an absolute path; it is made when something is kept.
    package init(
        folder: String, prefix: String = "", lifetime: Double?, now: @escaping @Sendable () -> Double,
        warn: @escaping @Sendable (Diagnostic) -> Void
    ) {
        self.folder = folder
        self.prefix = prefix
        self.lifetime = lifetime
        self.now = now
        self.warn = warn
    }

    /// What earlier runs know of a host, by full names; `nil` if that is nothing or too old.
    func facts(of host: String) -> Mapping? {
        guard let path = path(of: host), ControllerPath.exists(path), !isExpired(path) else { return nil }
        do {
            let text = try SourceFile.read(path).text
            if let facts = try? JSONReader.value(of: text).map { return facts }
            warn(.unreadable(path, "It does not contain a JSON mapping."))
        } catch {
            warn(.unreadable(path, error.all.first?.sentence ?? "It cannot be read."))
        }
        return nil
    }

    func keep(_ facts: Mapping, of host: String) {
        guard let path = path(of: host) else { return }
        let text = JSONWriter.nice.write(.map(facts))
        do {
            try ControllerWriter.write(ControllerWrite(Content(Array(text.utf8)), to: path))
        } catch {
            warn(Diagnostic("facts", "cannot save facts", severity: .warning, detail: error.message))
        }
    }

    package func forget(_ host: String) {
        if let path = path(of: host) { unlink(path) }
    }

    /// A name that leads elsewhere has no file.
    private func path(of host: String) -> String? {
        let name = prefix + host
        return name.contains("/") || name == "." || name == ".." ? nil : folder + "/" + name
    }

    private func isExpired(_ path: String) -> Bool {
        guard let lifetime, let status = FileStatus(path) else { return false }
        return now() - status.modified.value > lifetime
    }
}

extension String {
    /// Ansible's mark of facts that a play gathered, as opposed to what tasks have set.
    static let gatheredMark = "_ansible_facts_gathered"
}

extension Diagnostic {
    fileprivate static func unreadable(_ path: String, _ reason: String) -> Diagnostic {
        Diagnostic(
            "facts", "cached facts cannot be used", severity: .warning, detail: "\(path): \(reason)",
            help: "they are gathered again; --flush-cache removes them")
    }
}
