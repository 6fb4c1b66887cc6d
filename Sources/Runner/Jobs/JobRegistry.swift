import Connection
import Glibc
import ModuleKit
import Synchronization
import Values

/// The jobs that a run has started, and how the result of each is told when it has ended.
package final class JobRegistry: Sendable {
    struct Entry: Sendable {
        let job: Job
        /// - Parameter report: Of a job that has ended.
        let result: @Sendable (JobReport) -> TaskResult
        /// Set in check mode, where nothing is started.
        var forecast: TaskResult?
    }

    private let entries = Mutex<[String: Entry]>([:])

    package init() {}

    subscript(id: String) -> Entry? { entries.withLock { $0[id] } }

    func add(_ entry: Entry) { entries.withLock { $0[entry.job.record.id] = entry } }
    func remove(_ id: String) { entries.withLock { $0[id] = nil } }

    /// A name that no other job has. Playbooks know its form, `j`, digits, a dot and digits, from Ansible.
    static func makeID() -> String { "j\(UInt64.random(in: 0..<999_999_999_999)).\(getpid())" }
}

extension TaskResult {
    /// What is told of a job that has just been started.
    static func started(_ id: String, file: String) -> TaskResult {
        TaskResult(.changed, fields: .ofJob(id, file: file, finished: false))
    }

    /// The same result, as that of a job.
    func of(_ id: String, file: String) -> TaskResult {
        var result = self
        result.fields.merge(.ofJob(id, file: file, finished: true))
        return result
    }
}

extension Mapping {
    /// As numbers, because playbooks compare them so.
    static func ofJob(_ id: String, file: String, finished: Bool) -> Mapping {
        [
            "ansible_job_id": .string(id), "results_file": .string(file), "started": 1,
            "finished": .int(finished ? 1 : 0),
        ]
    }

    static let withoutOutput: Mapping = ["stdout": "", "stdout_lines": [], "stderr": "", "stderr_lines": []]
}
