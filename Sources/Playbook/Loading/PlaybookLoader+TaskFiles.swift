import Controller

extension PlaybookLoader {
    /// The absolute path of the file that an `include_tasks` names, found as ``loadTasks(file:for:parameters:in:asHandlers:)``
    /// finds it; `nil` if there is none.
    package func taskFile(_ name: String, for include: Task, in play: Play, asHandlers: Bool = false) -> String? {
        let search = TaskFileSearch(
            enclosure: include.enclosure, playDirectory: play.directory, isHandler: asHandlers, isDynamic: true)
        return search.candidates(name).first { ControllerPath.exists($0) && !ControllerPath.isDirectory($0) }
    }
}
