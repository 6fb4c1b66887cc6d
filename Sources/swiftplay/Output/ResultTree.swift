import Report
import Runner
import Values

/// A folder with the last result of each host as JSON, one file a host: `--tree`.
struct ResultTree: Sendable {
    private let folder: String
    private let secrets: SecretRegistry

    init(_ folder: String, secrets: SecretRegistry) {
        self.folder = folder
        self.secrets = secrets
        PrivateFile.makeFolder(folder)
    }

    func take(_ event: RunEvent, _ terminal: Terminal) {
        guard case .taskFinished(let report) = event, !report.isHidden else { return }
        let text = JSONWriter(sortsKeys: true).write(secrets.mask(.map(report.result.returned)))
        let name = report.host.replacing("/", with: "_")
        do { try PrivateFile.write(text, to: "\(folder)/\(name)") } catch {
            terminal.lose("the results in \(folder)", because: error.detail ?? error.summary)
        }
    }
}
