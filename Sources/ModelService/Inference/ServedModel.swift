/// What of one model answers at one moment. It is swapped whole, so no answer mixes two of them.
package final class ServedModel: Sendable {
    let active: Deployment
    /// Since when the active version is that (ISO 8601); nothing for a model of plain files.
    let since: String?
    let canary: (deployment: Deployment, percent: Int)?
    let shadow: Deployment?

    init(_ active: Deployment, since: String? = nil, canary: (Deployment, Int)? = nil, shadow: Deployment? = nil) {
        (self.active, self.since, self.canary, self.shadow) = (active, since, canary, shadow)
    }

    var name: String { active.model.name }

    /// Each version that can be asked, with what it does.
    var versions: [(deployment: Deployment, role: String)] {
        [(active, "active")] + (canary.map { [($0.deployment, "canary")] } ?? [])
            + (shadow.map { [($0, "shadow")] } ?? [])
    }

    func version(_ version: String) -> Deployment? {
        versions.first { $0.deployment.model.version == version }?.deployment
    }
}

extension ServedModel: Equatable {
    package static func == (one: ServedModel, other: ServedModel) -> Bool {
        one.active == other.active && one.shadow == other.shadow && one.since == other.since
            && one.canary?.deployment == other.canary?.deployment && one.canary?.percent == other.canary?.percent
    }
}

/// Which model is asked, and which of its versions.
package struct ModelChoice: Codable, Equatable, Sendable {
    /// Nothing for the service's default model.
    var name: String?
    /// Nothing leaves it to the service.
    var version: String?

    /// The default model, in the version that the service chooses.
    package static let usual = ModelChoice()
}
