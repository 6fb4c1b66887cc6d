import ModuleKit
import Values

/// What is told of a container when a task is done.
struct ContainerReport {
    let task: DockerContainer
    let applied: Applied<ContainerHost>

    /// - Throws: where a container that was waited for failed.
    func result() throws(ModuleFailure) -> ModuleResult {
        var result = ModuleResult(changed: isChanged)
        let found = isChanged ?? applied.changed ? applied.after?.container : applied.before.container
        if let found, task.state != .absent { result["container"] = found }
        if task.patience.debug || applied.isCheckMode {
            result["actions"] = .list(applied.changes.map { .string($0.summary) })
        }
        guard let waited = reply(to: "POST", "/wait"), let status = waited.value?["StatusCode"]?.wholeNumber else {
            return result
        }
        let output = logs
        result["status"] = .int(status)
        result["container"] = .map((found?.map ?? [:]).merging(["Output": .string(output)]))
        guard status == 0 else {
            throw ModuleFailure(output.isEmpty ? "it ended with \(status)" : output, result: result)
        }
        return result
    }

    /// Whether a pull brought something, only the real run can tell.
    private var isChanged: Bool? {
        guard !applied.isCheckMode, applied.before.image != nil, applied.changes.contains(where: isPull) else {
            return nil
        }
        let others = applied.changes.filter { $0.counts && !isPull($0) }
        let isNewImage = applied.after.map { $0.image?["Id"] != applied.before.image?["Id"] } ?? false
        let isRemade = reply(to: "POST", "/containers/create").map { $0.status != DockerReply.unneeded } ?? false
        return !others.isEmpty || isNewImage || isRemade
    }

    private func isPull(_ change: Change) -> Bool { change.summary.hasPrefix("pull ") }

    private var logs: String {
        guard let reply = reply(to: "GET", "/logs") else {
            return "the output of a container that removes itself is lost"
        }
        return task.settings.tty == true ? reply.text : DockerStreams(reply.body).both
    }

    /// What the engine said to the step whose path begins or ends so.
    private func reply(to method: String, _ path: String) -> DockerReply? {
        let steps = applied.changes.flatMap(\.steps)
        for (step, outcome) in zip(steps, applied.outcomes) {
            guard case .run(let command) = step, case .ran(let output) = outcome, command.asks(method, path) else {
                continue
            }
            return try? DockerReply(output)
        }
        return nil
    }
}

extension Command {
    fileprivate func asks(_ method: String, _ path: String) -> Bool {
        guard case .arguments(let words) = form, let index = words.lastIndex(of: method), index + 1 < words.count else {
            return false
        }
        let asked = words[index + 1].split(separator: "?").first ?? ""
        return asked.hasPrefix(path) || asked.hasSuffix(path)
    }
}

/// Output of a container: frames of eight bytes, of which the first says which stream, and the last four how long it is.
struct DockerStreams {
    private(set) var output: [UInt8] = []
    private(set) var errors: [UInt8] = []
    private var all: [UInt8] = []

    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while rest.count >= 8 {
            let head = Array(rest.prefix(8))
            let length = head[4...].reduce(0) { $0 << 8 | Int($1) }
            let frame = rest.dropFirst(8).prefix(length)
            if head[0] == 2 { errors += frame } else { output += frame }
            all += frame
            rest = rest.dropFirst(8 + length)
        }
    }

    var both: String { String(hostBytes: all) }
}
