import ModuleTesting
import Testing

/// The modules of container engines, each held to the contract by a real one.
@Suite(.enabled(if: DockerEngineHost.isAvailable), .serialized, .dockerEngine) struct DockerEngineTests {
    @Test(arguments: DockerStories.all)
    func `modules keep the contract`(story: HostStory) async throws {
        let host = try #require(ContractHost.current)
        try await hold(story.speaking(to: DockerEngineHost.socket), on: host)
    }
}

extension HostStory {
    /// The same with the engine's address in each task, and in the shell text around it.
    fileprivate func speaking(to socket: String) -> HostStory {
        HostStory(
            name, controller: controller,
            tasks.map { task in
                var own = HostTask(
                    task.module, "{docker_host: 'unix://\(socket)', " + task.arguments.dropFirst(),
                    changes: task.changes, repeats: task.repeats, unpredictable: task.unpredictable,
                    unreturned: task.unreturned)
                own.before = task.before.map { Self.shell(socket) + $0 }
                own.proof = task.proof.map { Self.shell(socket) + $0 }
                return own
            })
    }

    /// `engine GET /path`: what the engine says, for the shell text of stories.
    private static func shell(_ socket: String) -> String {
        #"socket=\#(socket); engine() { curl -s -X "$1" --unix-socket "$socket" "http://docker$2"; }; "#
    }
}
