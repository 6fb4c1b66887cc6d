import Inventory
import Jinja
import Playbook
import Runner
import Values

/// What tasks would fail by if their turn came: what is certain ends the command, the rest is counted in one line.
///
/// docs/compatibility.md has the rule under "What is refused".
extension RunSetup {
    /// - Parameters:
    ///   - plays: Those that are done as far as is known.
    ///   - isStrict: Whether all is a mistake, certain or not.
    func tell(_ plays: [Play], of playbook: LoadedPlaybook, isStrict: Bool = false) throws {
        let names = namesOfInventory(for: playbook)
        let stands = { (failure: LatentMistake) in !(failure.undefinedName.map(names.contains) ?? false) }
        let certain = plays.flatMap { play in play.latentMistakes.filter { isStrict || isReached($0, in: play) } }
        try Diagnostics(certain.filter(stands).map { $0.problem(knowing: names) }).tidied.throwIfErrors()
        let count = Set(playbook.plays.flatMap(\.latentMistakes).filter(stands).map(\.problem)).count
        if count > 0 { session.warn([.latentMistakes(count, in: playbook)]) }
    }

    /// The names of all variables in the inventory, if anything depends on them.
    private func namesOfInventory(for playbook: LoadedPlaybook) -> Set<String> {
        let isAsked = playbook.plays.flatMap(\.latentMistakes).contains { $0.undefinedName != nil }
        let layers = isAsked ? inventory.hosts.flatMap { inventory.layers(for: $0) } : []
        return layers.reduce(into: []) { $0.formUnion($1.variables.keys.compactMap(\.text)) }
    }

    /// With `--start-at-task` nobody knows what comes before it.
    private func isReached(_ failure: LatentMistake, in play: Play) -> Bool {
        let selection = TagSelection(wanted: settings.tags, skipped: settings.skippedTags)
        return failure.isCertain && settings.startAtTask == nil
            && failure.tasks.allSatisfy { selection.includes(tags(of: $0, in: play)) }
    }

    /// The tags of a task; templates among them are rendered with what is known without a host.
    func tags(of task: Playbook.Task, in play: Play) -> Set<String> {
        (try? task.tags(templar(of: play, for: task))) ?? task.literalTags
    }

    /// Renders with what is known of a play without a host.
    func templar(of play: Play, for task: Playbook.Task? = nil) -> Templar {
        let run = RunVariables(extra: settings.extraVariables, mergesMappings: options.mergesMappings)
        let scope = TaskScope(
            run: run, play: PlayVariables(play, name: ""), task: task,
            hosts: HostStore(inventory, workingDirectory: workingDirectory))
        return Templar(
            TemplateContext(
                scope: scope, lookups: lookups(in: play.directory), opener: keyring, secrets: session.secrets))
    }
}

extension LatentMistake {
    /// The problem with the variable of the inventory that may have been meant.
    fileprivate func problem(knowing names: Set<String>) -> Diagnostic {
        guard let undefinedName, problem.help == nil else { return problem }
        var problem = problem
        problem.help = Suggestion.question(for: undefinedName, among: names)
        return problem
    }
}

extension Diagnostic {
    fileprivate static func latentMistakes(_ count: Int, in playbook: LoadedPlaybook) -> Diagnostic {
        let files = playbook.files.map(\.name).joined(separator: " ")
        let what = count == 1 ? "1 mistake makes its task fail" : "\(count) mistakes make their tasks fail"
        return Diagnostic(
            "latent", "\(what) if that task runs; see swiftplay run --syntax-check --strict \(files)",
            severity: .warning)
    }
}
