import Values

/// The contents a file is to have: bytes at hand, or a file of the controller that is streamed.
package struct Content: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        case bytes([UInt8])
        /// A file of the controller, too large to be held in memory.
        case controllerFile(path: String)
    }

    package let source: Source
    /// In bytes.
    package let size: Int
    /// Lower-case hexadecimal SHA-1, which Ansible's `checksum` is; verified after the transfer.
    package let sha1: String

    package init(_ source: Source, size: Int, sha1: String) {
        self.source = source
        self.size = size
        self.sha1 = sha1
    }

    /// Contents that are at hand.
    package init(_ bytes: [UInt8]) {
        self.init(.bytes(bytes), size: bytes.count, sha1: DigestAlgorithm.sha1.hexDigest(of: bytes))
    }

    /// The bytes, if they are at hand.
    package var bytes: [UInt8]? {
        if case .bytes(let bytes) = source { bytes } else { nil }
    }
}
