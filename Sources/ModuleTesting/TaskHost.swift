package import Connection
package import ModuleKit

/// A host on which tasks are held to the contract: one in memory, or one of the lab.
package protocol TaskHost: Sendable {
    /// On which everything is done as root.
    var connection: any Connection { get }

    /// Runs shell text behind the modules' back.
    ///
    /// - Throws: that the host has no shell, or that it is lost.
    func shell(_ text: String) async throws -> CommandOutput

    /// Begins to watch the host's files.
    ///
    /// - Parameter whole: False leaves out what packages brought, which takes long to look at.
    /// - Returns: what tells the paths that have changed since.
    func watch(whole: Bool) -> () -> [String]
}

extension FakeHost: TaskHost {
    package var connection: any Connection { self }

    package func shell(_ text: String) throws -> CommandOutput { throw HasNoShell(text: text) }

    package func watch(whole: Bool) -> () -> [String] {
        let before = files.nodes
        return { [self] in
            let now = files.nodes
            return Set(before.keys).union(now.keys).filter { before[$0] != now[$0] }.sorted()
        }
    }

    /// A host in memory takes steps and no text.
    package struct HasNoShell: Error {
        package let text: String
    }
}
