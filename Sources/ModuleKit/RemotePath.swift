/// A path on a host. A leading `~` or `~user` is expanded by the host, and so are `$NAME` and `${NAME}` in what the user
/// wrote; names that a host told are taken as they are.
package struct RemotePath: Hashable, Sendable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let text: String
    /// How much of it is the user's own words and may hold variables; 0 for nearly all paths. In bytes of the text.
    private let ownCount: Int

    package init(_ text: String) {
        self.text = text
        ownCount = 0
    }

    /// A path as an argument gives it.
    package static func written(_ text: String) -> RemotePath {
        RemotePath(text, text.utf8.contains(UInt8(ascii: "$")) ? text.utf8.count : 0)
    }

    package init(stringLiteral text: String) { self.init(text) }

    private init(_ text: String, _ ownCount: Int) {
        self.text = text
        self.ownCount = min(ownCount, text.utf8.count)
    }

    /// The part at the beginning in which the host expands variables.
    package var ownText: String { String(text.utf8.prefix(ownCount)) ?? "" }

    /// Whether the host knows it by another text.
    package var isExpanded: Bool { ownCount > 0 || text.hasPrefix("~") }

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
        return RemotePath(slash == trimmed.startIndex ? "/" : String(trimmed[..<slash]), ownCount)
    }

    package func appending(_ component: String) -> RemotePath {
        RemotePath(text.hasSuffix("/") ? text + component : text + "/" + component, ownCount)
    }

    /// This path, if absolute, or else a path inside a directory. A variable that it begins with is taken for an absolute
    /// path.
    package func resolved(in directory: RemotePath) -> RemotePath {
        if let first = text.first, first == "/" || first == "~" || first == "$" && ownCount > 0 { return self }
        let joined = directory.appending(text)
        return ownCount == 0 ? joined : RemotePath(joined.text, joined.text.utf8.count - text.utf8.count + ownCount)
    }

    package var withoutTrailingSlashes: RemotePath {
        guard text.utf8.count > 1, text.utf8.last == UInt8(ascii: "/") else { return self }
        let end = text.utf8.lastIndex { $0 != UInt8(ascii: "/") } ?? text.startIndex
        return RemotePath(String(text[...end]), ownCount)
    }

    package static func < (left: RemotePath, right: RemotePath) -> Bool { left.text < right.text }
}
