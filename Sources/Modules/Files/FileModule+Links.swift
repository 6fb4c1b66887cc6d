import ModuleKit
import Values

// Symbolic and hard links.
extension FileModule {
    /// What the link is to hold; without `src`, what it holds now.
    func linkTarget(_ found: State) -> String? { src?.text ?? found.entry?.linkTarget }

    func symbolicLink(_ state: State) throws(ModuleFailure) -> [Change] {
        guard let target = linkTarget(state) else {
            throw ModuleFailure("\(MatchedPhrase.linkWithoutSource) symlinks", fields: ["dest": .string(plain.text)])
        }
        try checkSource(state, target)
        try checkReplaced(state.entry, state)
        guard state.entry?.linkTarget != target || state.entry?.kind != .symbolicLink else {
            return linkAttributes(state)
        }
        let link = Change(
            "link \(plain) to \(target)", diff: .attributes(linkDiff(state.entry, target), path: plain),
            steps: removing(state.entry) + [.link(Link(at: plain, to: target))])
        return [link] + newLinkAttributes(state)
    }

    private func checkSource(_ state: State, _ target: String) throws(ModuleFailure) {
        guard !force, src != nil, state.source == nil else { return }
        throw ModuleFailure(
            "the target of the link does not exist: \(target)", hint: "`force: true` creates the link anyway",
            fields: ["dest": .string(plain.text), "src": .string(target)])
    }

    /// Only an empty directory, or a file, gives way to a link, and only by force.
    private func checkReplaced(_ old: RemoteFile?, _ state: State) throws(ModuleFailure) {
        guard let old, old.kind != .symbolicLink else { return }
        guard force else {
            throw ModuleFailure(
                "\(MatchedPhrase.noConversion) \(old.stateWord) to symlink: \(plain)",
                hint: "`force: true` replaces files and empty directories", fields: ["dest": .string(plain.text)])
        }
        guard old.kind == .directory, state.below?.isEmpty != true else { return }
        throw ModuleFailure(
            "\(MatchedPhrase.noConversion) a directory that is not empty to symlink: \(plain)",
            fields: ["dest": .string(plain.text)])
    }

    /// A directory is not replaced by a rename; it is empty, as was checked.
    private func removing(_ old: RemoteFile?) -> [Step] { old?.kind == .directory ? [.remove(plain)] : [] }

    private func linkDiff(_ old: RemoteFile?, _ target: String) -> [Diff.Attribute] {
        guard let old, old.kind == .symbolicLink else {
            return [Diff.Attribute("state", before: old.stateWord, after: "link")]
        }
        return [Diff.Attribute("src", before: old.linkTarget ?? "", after: target)]
    }

    /// Owner and group of the link itself, or everything of what it leads to.
    private func linkAttributes(_ state: State) -> [Change] {
        guard follow else { return state.entry.map { adjustments(of: $0, at: plain, state) } ?? [] }
        guard let target = state.followed, let path = state.entry?.resolvedPath else { return [] }
        return adjustments(of: target, at: path, state)
    }

    private func newLinkAttributes(_ state: State) -> [Change] {
        guard follow else {
            let own = FileAttributes(owner: attributes.owner, group: attributes.group)
            return own.isEmpty
                ? [] : [Change("set owner and group of \(plain)", steps: [.setAttributes(plain, own, follow: false)])]
        }
        guard let source = state.source else { return [] }
        return AttributeDifference(attributes.wanted, of: source).change(at: source.path, follow: true).map { [$0] }
            ?? []
    }

    func hardLink(_ state: State) throws(ModuleFailure) -> [Change] {
        // A file with several names is in this state already; without `src` it has nothing to be linked to.
        if src == nil, let entry = state.entry, entry.links > 1 { return adjustments(of: entry, at: plain, state) }
        guard let src, let source = state.source else {
            throw ModuleFailure(
                "\(MatchedPhrase.noSource): \(src?.text ?? "")",
                fields: ["dest": .string(plain.text), "src": .string(src?.text ?? "")])
        }
        if let entry = state.entry, entry.isSameFile(as: source) { return adjustments(of: entry, at: plain, state) }
        if let entry = state.entry, !force || entry.kind == .directory {
            throw ModuleFailure(
                "\(plain) exists and is not a hard link to \(src)",
                hint: entry.kind == .directory ? nil : "`force: true` replaces it",
                fields: ["dest": .string(plain.text)])
        }
        let link = Change(
            "link \(plain) to \(src)", diff: .attributes(linkDiff(nil, src.text), path: plain),
            steps: [.link(Link(at: plain, to: src.text, symbolic: false))])
        let own = AttributeDifference(attributes.wanted, of: source).change(at: plain, follow: false)
        return [link] + (own.map { [$0] } ?? [])
    }
}
