import Playbook
import Runner
import Values

extension RunSetup {
    /// Of each tag asked for that no task has, because a run that does nothing looks like success. Where tasks come in only
    /// during the run, nobody knows their tags.
    func unusedTags(in playbook: LoadedPlaybook) -> [Diagnostic] {
        let tasks = playbook.plays.flatMap { play in play.allTasks.map { (task: $0, play: play) } }
        guard !tasks.contains(where: \.task.isDynamicInclude) else { return [] }
        let known = tasks.reduce(into: Set<String>()) { $0.formUnion(tags(of: $1.task, in: $1.play)) }
        return Set(settings.tags).subtracting(known).subtracting(["all", "tagged", "untagged", "always", "never"])
            .sorted()
            .map { .unused($0, among: known) }
    }
}

extension Diagnostic {
    fileprivate static func unused(_ tag: String, among known: Set<String>) -> Diagnostic {
        Diagnostic(
            "tags", "no task has the tag", severity: .warning, detail: "No task has the tag `\(tag)`.",
            help: Suggestion.question(for: tag, among: known) ?? "--list-tags shows the tags")
    }
}
