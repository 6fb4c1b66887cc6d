import ModuleKit
package import Runner
package import Values

/// The run as a JUnit report: Ansible's `junit`.
///
/// Each result of a task on a host is a test case; `EXPECTED FAILURE` and `TOGGLE RESULT` in a task's name turn it.
package struct JUnitReport: Sendable {
    package struct Options: Sendable {
        package var classPerFile = false
        /// The folder that class names are relative to.
        package var relativeTo = ""
        package var failsOnChange = false
        package var failsOnIgnored = false
        package var includesSetup = true
        package var hidesArguments = false
        package var prefix = ""

        package init() {}
    }

    private enum Verdict: Sendable {
        case passed(String)
        case failed(message: String, String)
        case skipped(String)
    }

    private struct Case: Sendable {
        let task: Int
        let host: String
        let name: String
        let path: String
        let seconds: Double
        let verdict: Verdict
    }

    private let options: Options
    private let secrets: SecretRegistry
    private let now: @Sendable () -> Double
    package private(set) var playbook = "playbook"
    private var play = ""
    private var tasks: [(header: TaskHeader, start: Double)] = []
    private var cases: [Case] = []

    package init(_ options: Options, secrets: SecretRegistry, now: @escaping @Sendable () -> Double) {
        self.options = options
        self.secrets = secrets
        self.now = now
    }

    package mutating func take(_ event: RunEvent) {
        switch event {
        case .started(let path, _, _):
            let name = path.fileName
            playbook = name.contains(".") ? name.split(separator: ".").dropLast().joined(separator: ".") : name
        case .playStarted(let header): play = header.name
        case .taskStarted(let task, _): tasks.append((task, now()))
        case .taskFinished(let report): add(report.header, report.host, verdict(report))
        case .included(let task, let file, let hosts, _):
            add(task, "include", .passed("\(file) (args={} vars={}): [\(hosts.joined(separator: ", "))]"))
        case .itemFinished, .retrying, .warning, .told, .job, .noHosts, .noHostsLeft, .finished: break
        }
    }

    private mutating func add(_ header: TaskHeader, _ host: String, _ verdict: Verdict) {
        guard let index = tasks.lastIndex(where: { $0.header == header }) else { return }
        if header.traits.contains(.gathersFacts), !options.includesSetup { return }
        let name = title(header)
        let turned = self.turned(verdict, name)
        if case .failed = turned {} else if !name.hasPrefix(options.prefix) { return }
        cases.append(
            Case(
                task: index, host: host, name: "[\(host)] \(play): \(name)", path: path(header),
                seconds: now() - tasks[index].start, verdict: turned))
    }

    private func title(_ header: TaskHeader) -> String {
        guard !options.hidesArguments, !header.arguments.isEmpty else { return header.title }
        return "\(header.title) \(header.argumentText)"
    }

    private func path(_ header: TaskHeader) -> String {
        guard let span = header.span else { return "" }
        var path = span.absolute
        if !options.relativeTo.isEmpty, path.hasPrefix(options.relativeTo + "/") {
            path.removeFirst(options.relativeTo.count + 1)
        }
        return options.classPerFile ? path.replacing(/\.yml:[0-9]+$/, with: "") : path
    }
}

// Verdicts.
extension JUnitReport {
    private func verdict(_ report: TaskReport) -> Verdict {
        let text = dump(report)
        let message = report.result.message ?? report.result.fields["rc"].map { "rc=\($0.pythonText)" } ?? "rc=0"
        return switch report.result.outcome {
        case .skipped: .skipped(report.result.skipReason ?? "skipped")
        case .changed where options.failsOnChange: .failed(message: message, text)
        case .ok, .changed, .undecided: .passed(text)
        case .failed, .unreachable, .unknown:
            report.isIgnored && !options.failsOnIgnored ? .passed(text) : .failed(message: message, text)
        }
    }

    private func turned(_ verdict: Verdict, _ name: String) -> Verdict {
        switch verdict {
        case .failed(_, let text) where name.contains("EXPECTED FAILURE") || name.contains("TOGGLE RESULT"):
            .passed(text)
        case .passed(let text) where name.contains("TOGGLE RESULT"): .failed(message: "rc=0", text)
        default: verdict
        }
    }

    private func dump(_ report: TaskReport) -> String {
        let indent = report.result.showsFields && !report.isHidden ? 4 : 0
        return JSONWriter(indent: indent, sortsKeys: true, ensuresASCII: false)
            .write(.map(ResultFields(report, verbosity: 0).all))
    }
}

// The document.
extension JUnitReport {
    /// The report as XML.
    package var text: String {
        // The results of a task stand together, in the order of the tasks.
        let cases = cases.enumerated().sorted { ($0.element.task, $0.offset) < ($1.element.task, $1.offset) }
            .map(\.element)
        let failures = cases.count { if case .failed = $0.verdict { true } else { false } }
        let skipped = cases.count { if case .skipped = $0.verdict { true } else { false } }
        let seconds = cases.map(\.seconds).reduce(0, +)
        let all = "disabled=\"0\" errors=\"0\" failures=\"\(failures)\""
        return "<?xml version=\"1.0\" ?>\n<testsuites \(all) tests=\"\(cases.count)\" time=\"\(seconds)\">\n"
            + "\t<testsuite \(all) name=\"\(escaped(playbook))\" skipped=\"\(skipped)\" tests=\"\(cases.count)\" "
            + "time=\"\(seconds)\">\n" + cases.map(element).joined() + "\t</testsuite>\n</testsuites>\n"
    }

    private func element(_ test: Case) -> String {
        let content =
            switch test.verdict {
            case .passed(let text): "<system-out>\(escaped(text))</system-out>"
            case .skipped(let reason): "<skipped>\(escaped(reason))</skipped>"
            case .failed(let message, let text):
                "<failure message=\"\(escaped(message))\" type=\"failure\">\(escaped(text))</failure>"
            }
        return
            "\t\t<testcase classname=\"\(escaped(test.path))\" name=\"\(escaped(test.name))\" time=\"\(test.seconds)\">\n"
            + "\t\t\t\(content)\n\t\t</testcase>\n"
    }

    /// Characters that XML cannot hold are left out.
    private func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in secrets.mask(text).harmless.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n", "\t", "\r": escaped.unicodeScalars.append(scalar)
            default:
                if scalar.value >= 0x20, scalar.value != 0xFFFE, scalar.value != 0xFFFF {
                    escaped.unicodeScalars.append(scalar)
                }
            }
        }
        return escaped
    }
}
