import ModuleKit
import Values

/// The programs that a name can stand for, and which it does: update-alternatives(1).
struct AlternativesGroup: Sendable, Hashable, CustomStringConvertible {
    struct Follower: Sendable, Hashable {
        var name: String
        var path: String
        var link: String
    }

    struct Alternative: Sendable, Hashable {
        var priority: Int
        var family: String?
        var followers: [Follower] = []
    }

    var link: String?
    var isAutomatic = true
    /// The program that is chosen.
    var current: String?
    /// By their paths.
    var alternatives: [String: Alternative] = [:]

    init(link: String) { self.link = link }

    var description: String { "\(current ?? "nothing") (\(isAutomatic ? "automatic" : "manual"))" }

    /// The one that is chosen automatically.
    var best: String? {
        alternatives.sorted { ($0.value.priority, $1.key) > ($1.value.priority, $0.key) }.first?.key
    }

    func adding(_ alternative: Alternative, at path: String, link: String) -> AlternativesGroup {
        var group = self
        group.alternatives[path] = alternative
        group.link = link
        if isAutomatic { group.current = group.best }
        return group
    }

    /// `nil` once it was the last.
    func removing(_ path: String) -> AlternativesGroup? {
        var group = self
        group.alternatives[path] = nil
        guard !group.alternatives.isEmpty else { return nil }
        if isAutomatic || current == path {
            group.isAutomatic = true
            group.current = group.best
        }
        return group
    }
}

/// What `--display` prints, in the words of Debian and of Red Hat.
extension AlternativesGroup {
    init?(_ text: String) {
        let lines = text.split(separator: "\n")
        guard let first = lines.first, first.contains(" - ") else { return nil }
        isAutomatic = first.contains(/- (status is )?auto/)
        var links: [String: String] = [:]
        var last: String?
        for line in lines.dropFirst() {
            if let match = line.wholeMatch(of: /\s*link currently points to (.*)/) {
                current = String(match.1)
            } else if let match = line.wholeMatch(of: /\s*link (?!best version )\S+ is (.*)/) {
                link = String(match.1)
            } else if let match = line.wholeMatch(of: /\s*(?:slave|follower) (\S+) is (.*)/) {
                links[String(match.1)] = String(match.2)
            } else if let match = line.wholeMatch(of: /(\/.*) - (?:family (\S+) )?priority (\d+)/) {
                last = String(match.1)
                alternatives[String(match.1)] = Alternative(
                    priority: Int(match.3) ?? 0, family: match.2.map(String.init))
            } else if let last, let match = line.wholeMatch(of: /\s+(?:slave|follower) (.*?): (.*)/),
                match.2 != "(null)"
            {
                let name = String(match.1)
                let follower = Follower(name: name, path: String(match.2), link: links[name] ?? "")
                alternatives[last]?.followers.append(follower)
            }
        }
    }
}

/// A link that follows the choice, as a task gives it.
struct AlternativeLink: ArgumentRecord {
    @Argument("Name of the link.") var name: String
    @Argument("What the link leads to.") var path: RemotePath
    @Argument("Where the link is.") var link: RemotePath

    var follower: AlternativesGroup.Follower {
        AlternativesGroup.Follower(name: name, path: path.text, link: link.text)
    }
}
