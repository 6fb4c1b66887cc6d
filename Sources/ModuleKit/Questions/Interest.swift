package import Values

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
