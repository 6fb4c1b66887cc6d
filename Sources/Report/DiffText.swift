import ModuleKit
import Values

/// What `--diff` shows of a task's changes.
struct DiffText {
    /// Larger contents are told by size and digest. In bytes.
    static let largestShown = 1 << 20

    let theme: Theme
    let secrets: SecretRegistry
    /// Equal lines shown around a difference.
    var context = UnifiedDiff.usualContext

    func text(_ diffs: [Diff]) -> String {
        diffs.map(text).joined()
    }

    private func text(_ diff: Diff) -> String {
        switch diff {
        case .contents(let before, let after, let beforeHeader, let afterHeader):
            contents(before ?? [], after ?? [], Self.header("before", beforeHeader), Self.header("after", afterHeader))
        case .attributes(let attributes, let path):
            unified(
                Self.mapping(attributes.map { ($0.name, $0.before) }, path: path),
                Self.mapping(attributes.map { ($0.name, $0.after) }, path: path), "before", "after")
        case .prepared(let text): secrets.mask(text).harmless
        }
    }

    /// A side that has no name of its own is only called before or after.
    private static func header(_ side: String, _ name: String) -> String { name.isEmpty ? side : "\(side): \(name)" }

    private func contents(_ before: [UInt8], _ after: [UInt8], _ beforeHeader: String, _ afterHeader: String) -> String
    {
        guard let old = Self.text(of: before), let new = Self.text(of: after) else {
            return "--- \(plain(beforeHeader))\n+++ \(plain(afterHeader))\n"
                + "contents are not text or too large to show: \(before.count) bytes → \(after.count) bytes, SHA-1 "
                + "\(DigestAlgorithm.sha1.hexDigest(of: before)) → \(DigestAlgorithm.sha1.hexDigest(of: after))\n"
        }
        return unified(old, new, beforeHeader, afterHeader)
    }

    private static func text(of bytes: [UInt8]) -> String? {
        guard bytes.count <= largestShown, !bytes.contains(0) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private func unified(_ before: String, _ after: String, _ beforeHeader: String, _ afterHeader: String) -> String {
        let hunks = UnifiedDiff(
            before: secrets.mask(before).harmless, after: secrets.mask(after).harmless, context: context
        ).text { line, tone in
            theme.paint(String(line), tone)
        }
        guard !hunks.isEmpty else { return "" }
        let headers =
            theme.paint("--- \(plain(beforeHeader))", .removed) + "\n"
            + theme.paint("+++ \(plain(afterHeader))", .added) + "\n"
        return headers + hunks + "\n"
    }

    private func plain(_ header: String) -> String { secrets.mask(header).harmlessName }

    /// Attributes as Ansible shows them: a mapping with its keys sorted.
    private static func mapping(_ attributes: [(String, String)], path: RemotePath) -> String {
        let lines = (attributes + [("path", path.text)]).sorted { $0.0 < $1.0 }
            .map { "    \"\($0.0)\": \"\($0.1)\"" }
        return "{\n" + lines.joined(separator: ",\n") + "\n}\n"
    }
}
