import Values

/// Files of Python that hosts keep as a directory, named by their digest.
struct CodeTree: Hashable, Sendable {
    /// By paths relative to the directory.
    let files: [String: [UInt8]]
    /// Lower-case hexadecimal, of all paths and contents.
    let digest: String

    init(_ files: [String: [UInt8]]) {
        self.files = files
        var bytes: [UInt8] = []
        for (path, content) in files.sorted(by: { $0.key < $1.key }) {
            bytes += Array("\(path)\0\(content.count)\0".utf8) + content
        }
        digest = DigestAlgorithm.sha1.hexDigest(of: bytes)
    }

    static func == (left: CodeTree, right: CodeTree) -> Bool { left.digest == right.digest }
    func hash(into hasher: inout Hasher) { digest.hash(into: &hasher) }
}
