/// A path on a host, as the user wrote it. A leading `~` or `~user` is expanded by the host.
package struct RemotePath: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }

    package var description: String { text }

    /// The last component; empty for `/` and for a path that ends in a slash.
    package var name: String {
        text.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? ""
    }

    /// Whether the user named a directory by a final slash.
    package var endsInSlash: Bool { text.hasSuffix("/") }

    package var parent: RemotePath {
        let trimmed = withoutTrailingSlashes.text
        guard let slash = trimmed.lastIndex(of: "/") else { return RemotePath(".") }
        return RemotePath(slash == trimmed.startIndex ? "/" : String(trimmed[..<slash]))
    }

    package func appending(_ component: String) -> RemotePath {
        RemotePath(text.hasSuffix("/") ? text + component : text + "/" + component)
    }

    package var withoutTrailingSlashes: RemotePath {
        guard text.utf8.count > 1, text.utf8.last == UInt8(ascii: "/") else { return self }
        let end = text.utf8.lastIndex { $0 != UInt8(ascii: "/") } ?? text.startIndex
        return RemotePath(String(text[...end]))
    }

    package static func < (left: RemotePath, right: RemotePath) -> Bool { left.text < right.text }
}
