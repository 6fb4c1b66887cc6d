import ArgumentParser

/// Which tasks of playbooks run, and how.
struct TaskOptions: ParsableArguments {
    @Option(
        name: [.customShort("t", allowingJoined: true), .long],
        help: ArgumentHelp(\.playbook.tags, valueName: "tags"))
    var tags: [String] = []

    @Option(
        name: .customLong("skip-tags"),
        help: ArgumentHelp(\.playbook.skippedTags, valueName: "tags"))
    var skipTags: [String] = []

    @Flag(name: .customLong("force-handlers"), help: ArgumentHelp(\.playbook.forceHandlers))
    var forceHandlers = false

    @Option(
        name: .customLong("start-at-task"), help: ArgumentHelp("Start at the task with this name.", valueName: "name"))
    var startAtTask: String?

    @Flag(name: .long, help: "Ask before each task whether to run it.")
    var step = false
}
