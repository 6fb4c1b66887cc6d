import ModuleKit
import Runner
import Values

@testable import Report

let plain = Theme(isColoured: false)

func report(
    _ outcome: TaskResult.Outcome, _ fields: Mapping = [:], module: String = "command", name: String = "task",
    host: String = "web1"
) -> TaskReport {
    let traits: [String: ModuleTraits] = ["command": .takesCommandLine, "debug": .showsMessageOnly]
    return TaskReport(
        header: TaskHeader(name: name, module: module, traits: traits[module] ?? []), host: host,
        result: TaskResult(outcome, fields: fields))
}

/// The text of events in the default view.
func shown(
    _ events: [RunEvent], secrets: SecretRegistry = SecretRegistry(), verbosity: Int = 0, theme: Theme = plain
) -> String {
    var options = ViewOptions()
    options.verbosity = verbosity
    options.width = 20
    options.marksCheckMode = true
    var view = DefaultView(theme: theme, secrets: secrets, options: options)
    return events.map { view.text(for: $0) }.joined()
}
