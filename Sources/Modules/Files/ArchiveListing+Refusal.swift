import ModuleKit
import Values

// Looked at before anything is unpacked.
extension ArchiveListing {
    /// - Throws: if a member would be written outside the directory, is no file, directory or link, or if there is
    ///   not room enough for all.
    func refuseEscapes() throws(ModuleFailure) {
        let links = Set(members.filter { $0.kind == "l" || $0.kind == "h" }.map(path))
        let paths = Set(members.map(\.path))
        for member in members {
            try refuseName(member)
            guard ["-", "d", "l", "h"].contains(member.kind) else { throw .escape(member, "it is a device or a pipe") }
            if passes(through: links, member) { throw .escape(member, "it lies below a link in the archive") }
            if member.kind == "h" { try refuseTarget(of: member, unlessIn: paths) }
        }
        try refuseTwins()
        try checkRoom()
    }

    private func refuseName(_ member: Member) throws(ModuleFailure) {
        // The directory itself, where options take its name away.
        if member.name.hasPrefix("/"), member.path != "" || member.kind != "d" {
            throw .escape(member, "its name is absolute")
        }
        if member.components.contains("..") { throw .escape(member, "its name contains `..`") }
        if kind == .zip, member.name.contains("\\") { throw .escape(member, "its name contains a backslash") }
    }

    private func passes(through links: Set<String>, _ member: Member) -> Bool {
        let components = member.components.dropFirst(stripped)
        return components.indices.dropFirst().contains { links.contains(components[..<$0].joined(separator: "/")) }
    }

    private func path(_ member: Member) -> String { member.components.dropFirst(stripped).joined(separator: "/") }

    private func refuseTarget(of member: Member, unlessIn paths: Set<String>) throws(ModuleFailure) {
        guard let target = member.target, !target.hasPrefix("/"),
            paths.contains(Member.components(of: target).joined(separator: "/"))
        else { throw .escape(member, "it is a hard link to a file outside the archive") }
    }

    /// A name that stands for a link and for something else: what is written by it may go where the link leads. A file
    /// that stands there twice is only newer.
    private func refuseTwins() throws(ModuleFailure) {
        var kinds: [String: Character] = [:]
        for member in members where !isLinkToItself(member) {
            let path = path(member)
            guard let other = kinds.updateValue(member.kind, forKey: path), !path.isEmpty else { continue }
            guard other == member.kind, other == "-" || other == "d" else {
                throw .escape(member, "the archive has this name twice, for different things")
            }
        }
    }

    /// As tar writes a file that it is told to take twice.
    private func isLinkToItself(_ member: Member) -> Bool { member.kind == "h" && member.target == member.name }

    private func checkRoom() throws(ModuleFailure) {
        if members.count > Self.mostMembers {
            throw ModuleFailure("the archive has more than \(Self.mostMembers) members")
        }
        let sum = members.reduce((bytes: 0, isTooLarge: false)) { sum, member in
            let (bytes, overflows) = sum.bytes.addingReportingOverflow(member.size)
            return (bytes, sum.isTooLarge || overflows || member.size < 0)
        }
        for (name, room) in rooms {
            if let free = room.bytes, sum.isTooLarge || sum.bytes > free {
                throw ModuleFailure("the archive needs \(sum.bytes) bytes, and only \(free) are free in \(name)")
            }
            if let free = room.files, members.count > free {
                throw ModuleFailure(
                    "the archive has \(members.count) members, and \(name) has room for only \(free) more files")
            }
        }
    }
}

extension ModuleFailure {
    fileprivate static func escape(_ member: ArchiveListing.Member, _ reason: String) -> ModuleFailure {
        ModuleFailure(
            "the archive is refused: \(member.name) could be written elsewhere, because \(reason)",
            hint: "nothing was unpacked; look at the archive before you trust it")
    }
}
