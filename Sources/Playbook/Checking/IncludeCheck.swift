import Controller
import ModuleKit
import Values

/// What a dynamic include will bring whose name is written out: read ahead, so that its mistakes are known before a run.
///
/// Ansible reads it in the include's turn, so whatever is wrong with it fails the include and nothing else.
extension PlaybookReading {
    mutating func checkInclude(_ task: Task, at site: TaskSite) {
        if task.action.traits.contains(.includesTasks) { checkIncludedFile(task, at: site) }
        if task.action.traits.contains(.includesRole), let request = literalRequest(of: task) {
            readAhead(task, from: "\(request)", at: site) { reading, inner in
                _ = reading.role(request, at: inner, named: task.action["name"]?.valueSpan ?? task.action.span)
            }
        }
    }

    private mutating func checkIncludedFile(_ task: Task, at site: TaskSite) {
        guard let file = task.fileArgument, case .string(let name) = file.value else { return }
        let search = TaskFileSearch(
            enclosure: task.enclosure, playDirectory: play.directory, isHandler: site.isHandler, isDynamic: true)
        let path = search.candidates(name).first(where: ControllerPath.exists)
        readAhead(task, from: path ?? name, at: site) { reading, inner in
            _ = reading.tasks(ofFile: name, namedBy: task, at: inner)
        }
    }

    /// - Parameter source: What is read; once is enough for each way of getting there.
    private mutating func readAhead(
        _ task: Task, from source: String, at site: TaskSite,
        _ read: (inout PlaybookReading, TaskSite) -> Void
    ) {
        var inner = site
        inner.isDoubtful = site.isDoubtful || play.mayHaveEnded || !task.isCertain
        inner.includes.append(task)
        guard readAhead.insert(AheadOf(source: source, isDoubtful: inner.isDoubtful)).inserted else { return }
        var reading = self
        reading.problems = Diagnostics()
        reading.latentMistakes = []
        reading.play.importedFiles = []
        inner.enclosure = reading.enclosure(ofInclude: task, file: task.fileArgument?.value.text, parameters: [:])
        read(&reading, inner)
        for problem in reading.problems.all where problem.severity == .error {
            addLatentMistake(problem, of: task, at: site)
        }
        latentMistakes += reading.latentMistakes
        readAhead = reading.readAhead
        mayDefineAnything = reading.mayDefineAnything
        play.mayHaveEnded = reading.play.mayHaveEnded
    }

    /// What an `include_role` asks for, if no template has a part in it.
    func literalRequest(of task: Task) -> RoleRequest? {
        let arguments = task.action.arguments
        guard task.action.variableArguments == nil, !arguments.contains(where: \.value.isDynamic),
            let name = task.action["name"] ?? task.action["role"], var request = RoleRequest(named: name.value)
        else { return nil }
        for kind in RoleRequest.kindsOfFiles {
            request.files[kind] = task.action[kind + "_from"]?.value.text.flatMap { $0 == "main" ? nil : $0 }
        }
        return request
    }
}

/// A file or role that was read ahead, and whether its tasks are certain to come.
struct AheadOf: Hashable {
    let source: String
    let isDoubtful: Bool
}
