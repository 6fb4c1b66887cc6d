package import Values

/// A question to a host, as plain data: without effect, safe to ask ahead of time and to waste.
///
/// Equal queries are asked once; queries of a kind are answered by one process where the host has the tool.
package enum Query: Hashable, Sendable {
    /// What stands at a path. Answered by ``Answer/file(_:)``.
    case file(RemotePath, FileInterest = FileInterest())
    /// What stands below a directory. Answered by ``Answer/directory(_:)``.
    case directory(RemotePath, DirectoryInterest = DirectoryInterest())
    /// A user account by name. Answered by ``Answer/account(_:)``.
    case account(String)
    /// A group by name, or by id written in digits. Answered by ``Answer/group(_:)``.
    case group(String)
    /// A package by name. Answered by ``Answer/package(_:)``.
    case package(String, PackageManager)
    /// A unit or service by name. Answered by ``Answer/service(_:)``.
    case service(String, ServiceScope = .system)
    /// Whether these programs are found, and where. Answered by ``Answer/program(_:)``.
    case program(String)
    /// What the host tells about itself; `localFacts` is the folder of its own facts. Answered by ``Answer/facts(_:)``.
    case facts(Set<FactTopic>, localFacts: RemotePath = FactTopic.localFacts)
    /// A program that only reads. Answered by ``Answer/command(_:)``. The largest by far, so it is kept apart: queries are
    /// copied and compared all the time.
    indirect case command(Command)
}

/// What a ``Query/file(_:_:)`` wants to know beyond existence, kind, owner, mode, size and times.
package struct FileInterest: Hashable, Sendable {
    /// Whether a symbolic link is followed, so that the answer is about its target.
    package var follow: Bool
    /// Digests of the contents of a regular file.
    package var digests: Set<DigestAlgorithm>
    /// The contents of a regular file no larger than this many bytes; `nil` for none.
    package var contentsUpTo: Int?

    package init(follow: Bool = false, digests: Set<DigestAlgorithm> = [], contentsUpTo: Int? = nil) {
        self.follow = follow
        self.digests = digests
        self.contentsUpTo = contentsUpTo
    }

    /// The largest file whose contents a module that edits text asks for, in bytes.
    package static let largestEdited = 64 << 20
}

/// What a ``Query/directory(_:_:)`` wants to know.
package struct DirectoryInterest: Hashable, Sendable {
    package var recursive: Bool
    package var digest: DigestAlgorithm?

    package init(recursive: Bool = true, digest: DigestAlgorithm? = nil) {
        self.recursive = recursive
        self.digest = digest
    }
}

package enum PackageManager: String, Hashable, Sendable, CaseIterable {
    case apt
}

package enum ServiceScope: String, Hashable, Sendable, CaseIterable {
    case system, user, global
}
