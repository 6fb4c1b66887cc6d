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
        var target: String?

        var isDirectory: Bool { kind == "d" || name.hasSuffix("/") }

        /// Without a leading `./` and a final slash.
        var path: String { Self.components(of: name).joined(separator: "/") }
        var components: [Substring] { Self.components(of: name) }

        static func components(of name: String) -> [Substring] { name.split(separator: "/").filter { $0 != "." } }
    }

    /// What one place on the host has room for; `nil` where it does not tell.
    struct Room: Sendable {
        let bytes: Int?
        let files: Int?
    }

    /// Stands on a line between names and details.
    static let mark = "--swiftplay: details--"
    static let mostMembers = 1_000_000

    let kind: ArchiveKind
    /// Which file this is the list of, in the host's words; empty if it can be no other.
    let identity: String
    let members: [Member]
    /// How many leading components of names the listing has and unpacking drops.
    let stripped: Int
    /// Where the archive goes, and where it is unpacked to be compared.
    let rooms: [(name: String, room: Room)]

    /// - Parameter options: For tar, given when unpacking.
    /// - Throws: if the host could not read the archive.
    init(_ output: CommandOutput, source: String, options: [String] = []) throws(ModuleFailure) {
        let lines = output.standardOutput.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let head = lines.prefix(Self.headLines).map { String(hostBytes: Array($0)) }
        guard output.exitCode == 0, head.count == Self.headLines, let kind = ArchiveKind(rawValue: head[0]),
            let mark = lines.dropFirst(head.count).firstIndex(where: { $0.elementsEqual(Self.mark.utf8) })
        else { throw .unreadable(output, source) }
        // Of busybox, which lists such names without what leads astray.
        if output.standardError.text.contains("removing leading") {
            throw ModuleFailure("the archive is refused: \(source) contains names that are absolute or begin with `..`")
        }
        if output.standardOutput.omitted > 0 { throw ModuleFailure("\(source) has too many members to be checked") }
        (self.kind, identity) = (kind, head[1])
        stripped = head[2] == "as unpacked" ? 0 : Self.strippedComponents(options)
        rooms = [("dest", Room(head[3])), ("the directory for temporary files", Room(head[4]))]
        members = try ArchiveLines(names: lines[Self.headLines..<mark], details: lines[(mark + 1)...], kind).members(
            source)
    }

    /// Kind, identity, whether names are as unpacked, room at the destination, room for temporary files.
    private static let headLines = 5

    private static func strippedComponents(_ options: [String]) -> Int {
        let words = options.flatMap { $0.split(whereSeparator: { $0 == "=" || $0 == " " }).map(String.init) }
        guard let index = words.firstIndex(where: { $0.hasPrefix("--strip") }), index + 1 < words.count else {
            return 0
        }
        return max(0, Int(words[index + 1]) ?? 0)
    }
}

extension ArchiveListing.Room {
    /// KiB and number of files that are free, as df(1) has them, with a blank between.
    fileprivate init(_ text: String) {
        let fields = text.split(separator: " ", omittingEmptySubsequences: false).map { Int($0) }
        bytes = fields.first.flatMap(\.self).map { $0.multipliedReportingOverflow(by: 1024) }
            .flatMap { $0.overflow ? nil : $0.partialValue }
        files = fields.count > 1 ? fields[1] : nil
    }
}

extension ModuleFailure {
    fileprivate static func unreadable(_ output: CommandOutput, _ source: String) -> ModuleFailure {
        guard output.exitCode != 127 else {
            return ModuleFailure("\(MatchedPhrase.noArchiver) program to unpack \(source): \(output.complaint)")
        }
        return ModuleFailure(
            "\(source) cannot be read as an archive: \(output.standardError.text.trimmed)",
            hint: "tar must be installed on the host, and unzip for zip files")
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
