/// Which versions of a model answer: `serving.json` in the model's directory.
struct ServingState: Codable, Equatable, Sendable {
    struct Activation: Codable, Equatable {
        let version: String
        /// When it was made active (ISO 8601).
        let since: String
    }

    struct Canary: Codable, Equatable {
        let version: String
        /// Of the requests that name no version.
        let percent: Int
    }

    static let file = "serving.json"

    private(set) var active: Activation
    /// What was active before, the oldest first.
    private(set) var previous: [Activation] = []
    private(set) var canary: Canary?
    /// Answers to the same rows as the active version; its answers are compared and not given.
    private(set) var shadow: String?

    init(_ version: String, at time: String) {
        active = Activation(version: version, since: time)
    }

    /// Versions by what they do, in this order.
    var roles: [(version: String, role: String)] {
        [(active.version, "active")] + (canary.map { [($0.version, "canary \($0.percent) %")] } ?? [])
            + (shadow.map { [($0, "shadow")] } ?? []) + (previous.last.map { [($0.version, "previous")] } ?? [])
    }

    /// Makes a version active; a candidate that becomes it is none any longer.
    mutating func activate(_ version: String, at time: String) {
        guard version != active.version else { return }
        previous = previous.filter { $0.version != version } + [active]
        active = Activation(version: version, since: time)
        if canary?.version == version { canary = nil }
        if shadow == version { shadow = nil }
    }

    /// Makes the version active that was before.
    /// - Returns: It; nothing if there is none.
    mutating func rollBack(at time: String) -> String? {
        guard let last = previous.popLast() else { return nil }
        active = Activation(version: last.version, since: time)
        if canary?.version == last.version { canary = nil }
        if shadow == last.version { shadow = nil }
        return last.version
    }

    mutating func setCanary(_ version: String, percent: Int) {
        canary = percent > 0 ? Canary(version: version, percent: percent) : nil
    }

    mutating func setShadow(_ version: String?) {
        shadow = version
    }

    /// Forgets versions that are no longer there.
    mutating func forget(_ versions: Set<String>) {
        previous.removeAll { versions.contains($0.version) }
    }
}
