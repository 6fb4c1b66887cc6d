import Connection
import ModuleKit
import Values

/// How a host was asked for its facts, so that it can be asked for more of them.
struct FactSource: Sendable {
    let route: Route
    /// Of the play's tasks, which `ansible_env` tells as well.
    let environment: Mapping
    /// Where the files of `ansible_local` lie.
    let localFacts: RemotePath
    /// `gather_subset`.
    let subset: [String]
}
