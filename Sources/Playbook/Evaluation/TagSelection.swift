package import Jinja
import Values

/// Which tasks `--tags` and `--skip-tags` leave to be done.
///
/// Source: Ansible's page "Tags", with the special tags `always`, `never`, `tagged`, `untagged` and `all`.
package struct TagSelection: Sendable {
    package let wanted: Set<String>
    package let skipped: Set<String>

    /// - Parameter wanted: `all` if empty.
    package init(wanted: [String] = [], skipped: [String] = []) {
        self.wanted = wanted.isEmpty ? ["all"] : Set(wanted)
        self.skipped = Set(skipped)
    }

    /// Whether a task with all these tags, inherited ones included, is done.
    package func includes(_ tags: Set<String>) -> Bool {
        let effective = tags.isEmpty ? ["untagged"] : tags
        return isWanted(effective) && !isSkipped(effective)
    }

    /// Whether a task with these tags is done for another reason than that it always is.
    package func chooses(_ tags: Set<String>) -> Bool {
        includes(tags) && (!tags.contains("always") || !tags.isDisjoint(with: wanted))
    }

    /// Whether it leaves out only tasks whose tags are named by `--skip-tags`, which people do on purpose.
    package var onlySkipsByName: Bool { wanted == ["all"] && skipped.isDisjoint(with: ["all", "tagged", "untagged"]) }

    private func isWanted(_ tags: Set<String>) -> Bool {
        if tags.contains("always") || !tags.isDisjoint(with: wanted) { return true }
        guard !tags.contains("never") else { return false }
        return wanted.contains("all") || wanted.contains("tagged") && tags != ["untagged"]
    }

    private func isSkipped(_ tags: Set<String>) -> Bool {
        if skipped.contains("all") { return !tags.contains("always") || skipped.contains("always") }
        return !tags.isDisjoint(with: skipped) || skipped.contains("tagged") && tags != ["untagged"]
    }
}

extension Task {
    /// The tags of the task and of everything around it, rendered.
    package func tags(_ templar: Templar) throws(TemplateError) -> Set<String> {
        var tags: Set<String> = []
        for written in settings(.tags) { tags.formUnion(try templar.texts(written)) }
        return tags
    }

    /// The tags that are plain text in the files; for `--list-tags` and where no host is at hand.
    package var literalTags: Set<String> {
        Set(settings(.tags).flatMap(\.items).flatMap { $0.value.isDynamic ? [] : $0.value.texts ?? [] })
    }
}
