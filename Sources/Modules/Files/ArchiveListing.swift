import ModuleKit
import Values

/// How an archive is packed.
enum ArchiveKind: String, Sendable {
    case tar, gzip, bzip2, xz, zstd, zip

    /// The name Ansible's result has for it.
    var handler: String {
        switch self {
        case .tar: "TarArchive"
        case .gzip: "TgzArchive"
        case .bzip2: "TarBzipArchive"
        case .xz: "TarXzArchive"
        case .zstd: "TarZstdArchive"
        case .zip: "ZipArchive"
        }
    }
}

/// What an archive holds, read from the listings of tar(1) and unzip(1).
struct ArchiveListing: Sendable {
    struct Member: Sendable {
        /// As the archive has it.
        let name: String
        /// `-` a file, `d` a directory, `l` a link, `h` a hard link, anything else something special.
        let kind: Character
        let mode: UInt16
        let size: Int
        /// Of a link.
        let target: String?

        var isDirectory: Bool { kind == "d" || name.hasSuffix("/") }

        /// Without a leading `./` and a final slash.
        var path: String { components.joined(separator: "/") }
        var components: [Substring] { name.split(separator: "/").filter { $0 != "." } }
    }

    /// Stands on a line between names and details.
    static let mark = "--swiftplay: details--"
    static let mostMembers = 1_000_000

    let kind: ArchiveKind
    let members: [Member]
    private let freeBytes: Int?

    /// - Throws: if the host could not read the archive.
    init(_ output: CommandOutput, source: String) throws(ModuleFailure) {
        let lines = output.standardOutput.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard output.exitCode == 0, lines.count > 2, let kind = ArchiveKind(rawValue: lines[0]),
            let mark = lines.firstIndex(of: Self.mark)
        else {
            if output.exitCode == 127 {
                throw ModuleFailure("\(MatchedPhrase.noArchiver) program to unpack \(source): \(output.complaint)")
            }
            throw ModuleFailure(
                "\(source) cannot be read as an archive: \(output.standardError.text.trimmed)",
                hint: "tar, and for zip files unzip, must be on the host")
        }
        if output.standardOutput.omitted > 0 { throw ModuleFailure("\(source) has too many members to be checked") }
        let details = lines[(mark + 1)...].filter { kind != .zip || Self.isZipDetail($0) }
        self.kind = kind
        freeBytes = Int(lines[1]).map { $0 * 1024 }
        members = zip(lines[2..<mark], details).map { name, detail in
            kind == .zip ? Self.zipMember(name, detail) : Self.tarMember(name, detail)
        }
        guard members.count == mark - 2 else {
            throw ModuleFailure("the list of \(source) cannot be understood, so it is not unpacked")
        }
    }

    /// `-rw-r--r-- user/group 12 2024-01-01 10:00 name -> target`
    private static func tarMember(_ name: String, _ detail: String) -> Member {
        let fields = detail.split(separator: " ", maxSplits: 4)
        let target = [" -> ", " link to "].lazy.compactMap { word in
            detail.firstRange(of: name + word).map { String(detail[$0.upperBound...]) }
        }.first
        var kind = detail.first ?? "?"
        if kind == "-", target != nil, detail.contains(name + " -> ") { kind = "h" }
        return Member(
            name: name, kind: kind, mode: mode(fields.first ?? ""), size: fields.count > 2 ? Int(fields[2]) ?? 0 : 0,
            target: target)
    }

    /// `-rw-r--r--  3.0 unx       12 tx defN 24-Jan-01 10:00 name`
    private static func zipMember(_ name: String, _ detail: String) -> Member {
        let fields = detail.split(separator: " ")
        let kind: Character = name.hasSuffix("/") ? "d" : detail.first == "l" ? "l" : "-"
        return Member(
            name: name, kind: kind, mode: mode(fields.first ?? ""), size: fields.count > 3 ? Int(fields[3]) ?? 0 : 0,
            target: nil)
    }

    /// Head and foot of the listing begin otherwise.
    private static func isZipDetail(_ line: String) -> Bool {
        let fields = line.split(maxSplits: 2, whereSeparator: \.isWhitespace)
        guard fields.count == 3, let kind = fields[0].first, "-dl?".contains(kind) else { return false }
        let attributes = fields[0].dropFirst()
        return (3...9).contains(attributes.count) && attributes.allSatisfy { "-rwxsStTahl".contains($0) }
            && fields[1].allSatisfy { $0 == "." || ("0"..."9").contains($0) }
    }

    private static func mode(_ text: Substring) -> UInt16 {
        text.dropFirst().prefix(9).enumerated().reduce(0) { mode, place in
            "-ST".contains(place.element) ? mode : mode | 0o400 >> UInt16(place.offset)
        }
    }
}

/// How an archive differs from what stands where it goes.
struct ArchiveComparison: Sendable {
    /// In the host's words; empty if nothing differs.
    let differences: [String]
    /// Everything that is unpacked, relative to the destination.
    let paths: [String]

    /// With a directory that holds nothing: all differs.
    init(unpacking listing: ArchiveListing) {
        paths = listing.members.map(\.path).filter { !$0.isEmpty }
        differences = paths.prefix(20).map { "file \($0)" }
    }

    init(_ output: CommandOutput, source: String) throws(ModuleFailure) {
        let lines = output.standardOutput.text.split(separator: "\n").map(String.init)
        guard output.exitCode == 0, let mark = lines.firstIndex(of: ArchiveListing.mark) else {
            throw ModuleFailure("\(source) cannot be unpacked: \(output.standardError.text.trimmed)")
        }
        differences = Array(lines[..<mark])
        paths = lines[(mark + 1)...].map { $0.hasPrefix("./") ? String($0.dropFirst(2)) : $0 }
    }
}

// Looked at before anything is unpacked.
extension ArchiveListing {
    /// - Throws: if a member would be written outside the directory, is no file, directory or link, or if there is
    ///   not room enough for all.
    func refuseEscapes() throws(ModuleFailure) {
        let links = Set(members.filter { $0.kind == "l" }.map(\.path))
        let paths = Set(members.map(\.path))
        for member in members {
            if member.name.hasPrefix("/") { throw .escape(member, "its name is absolute") }
            if member.components.contains("..") { throw .escape(member, "its name holds `..`") }
            if kind == .zip, member.name.contains("\\") { throw .escape(member, "its name holds a backslash") }
            guard ["-", "d", "l", "h"].contains(member.kind) else { throw .escape(member, "it is a device or a pipe") }
            if passes(through: links, member) { throw .escape(member, "it lies below a link of the archive") }
            guard member.kind == "h" else { continue }
            let target = member.target.map { Member(name: $0, kind: "-", mode: 0, size: 0, target: nil) }
            guard let target, !target.name.hasPrefix("/"), paths.contains(target.path) else {
                throw .escape(member, "it is a hard link to a file outside the archive")
            }
        }
        try checkRoom()
    }

    private func passes(through links: Set<String>, _ member: Member) -> Bool {
        let components = member.components
        return components.indices.dropFirst().contains { links.contains(components[..<$0].joined(separator: "/")) }
    }

    private func checkRoom() throws(ModuleFailure) {
        if members.count > Self.mostMembers {
            throw ModuleFailure("the archive has more than \(Self.mostMembers) members")
        }
        let needed = members.reduce(0) { sum, member in sum &+ member.size }
        guard let freeBytes, needed > freeBytes || needed < 0 else { return }
        throw ModuleFailure("the archive needs \(needed) bytes, and only \(freeBytes) are free")
    }
}

extension ModuleFailure {
    fileprivate static func escape(_ member: ArchiveListing.Member, _ reason: String) -> ModuleFailure {
        ModuleFailure(
            "the archive is refused: \(member.name) could be written elsewhere, because \(reason)",
            hint: "nothing was unpacked; look at the archive before you trust it")
    }
}
