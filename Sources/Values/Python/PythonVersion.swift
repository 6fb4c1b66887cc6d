/// A version of a Python package (PEP 440).
package struct PythonVersion: Sendable {
    private let epoch: Int
    /// As it is written; zeros at the end mean nothing.
    private let release: [Int]
    /// Development, pre-release, release and post-release in this order.
    private let stage: [Int]
    private let isPrerelease: Bool
    private let isPostrelease: Bool
    /// The segments behind the plus sign.
    package private(set) var local: [String]

    /// `nil` if it is no version.
    package init?(_ text: String) {
        let form =
            #/
            v? (?: ([0-9]+) ! )? ([0-9]+ (?: \. [0-9]+ )* )
            (?: [-_.]? (a|b|c|rc|alpha|beta|pre|preview) [-_.]? ([0-9]*) )?
            (?: - ([0-9]+) | [-_.]? (post|rev|r) [-_.]? ([0-9]*) )?
            (?: [-_.]? (dev) [-_.]? ([0-9]*) )?
            (?: \+ ([a-z0-9._-]+) )?
            /#
        guard let match = text.lowercased().trimmed.wholeMatch(of: form)?.output else { return nil }
        epoch = match.1.flatMap { Int($0) } ?? 0
        release = match.2.split(separator: ".").map { Int($0) ?? 0 }
        let letters: [Character: Int] = ["a": 0, "b": 1, "c": 2, "r": 2, "p": 2]
        let pre = match.3?.first.flatMap { letters[$0] }
        let post = match.5.map { Int($0) ?? 0 } ?? match.6.map { _ in match.7.flatMap { Int($0) } ?? 0 }
        let dev = match.8.map { _ in match.9.flatMap { Int($0) } ?? 0 }
        // Without a pre-release, a development version lies before them all.
        let rank = pre ?? (dev != nil && post == nil ? -1 : 3)
        stage = [rank, match.4.flatMap { Int($0) } ?? 0, post.map { $0 + 1 } ?? 0, dev ?? Int.max]
        isPrerelease = pre != nil || dev != nil
        isPostrelease = post != nil
        local = match.10?.split { ".-_".contains($0) }.map(String.init) ?? []
    }

    /// Negative, zero or positive.
    package func order(against other: PythonVersion) -> Int {
        let base = baseOrder(against: other)
        if base != 0 { return base }
        let stages = Self.order(stage, other.stage)
        return stages == 0 ? localOrder(against: other) : stages
    }

    private func baseOrder(against other: PythonVersion) -> Int {
        epoch == other.epoch ? Self.order(trimmedRelease, other.trimmedRelease) : epoch - other.epoch
    }

    private var trimmedRelease: [Int] {
        let zeros = release.reversed().prefix { $0 == 0 }.count
        return Array(release.prefix(max(1, release.count - zeros)))
    }

    private func localOrder(against other: PythonVersion) -> Int {
        for (one, two) in zip(local, other.local) where one != two {
            if let one = Int(one), let two = Int(two) { return one < two ? -1 : 1 }
            return Int(one) != nil ? 1 : Int(two) != nil ? -1 : one < two ? -1 : 1
        }
        return local.count - other.local.count
    }

    private static func order(_ left: [Int], _ right: [Int]) -> Int {
        for (one, other) in zip(left, right) where one != other { return one < other ? -1 : 1 }
        return left.count - right.count
    }
}

/// What version specifiers ask of a version.
extension PythonVersion {
    /// Without the local segments.
    package var published: PythonVersion {
        var version = self
        version.local = []
        return version
    }

    /// `== prefix.*`
    package func begins(like prefix: PythonVersion) -> Bool {
        let padding = Array(repeating: 0, count: max(0, prefix.release.count - release.count))
        return epoch == prefix.epoch && (release + padding).starts(with: prefix.release)
    }

    /// `~= self` as a prefix: all but the last part of the release, of which there must be two.
    package var series: PythonVersion? {
        guard release.count > 1 else { return nil }
        return PythonVersion("\(epoch)!" + release.dropLast().map(String.init).joined(separator: "."))
    }

    /// `> other`: what came after a version is not its own post-release, nor a local build of it.
    package func isAfter(_ other: PythonVersion) -> Bool {
        guard order(against: other) > 0 else { return false }
        guard baseOrder(against: other) == 0 else { return true }
        return (!isPostrelease || other.isPostrelease) && local.isEmpty
    }

    /// `< other`: what came before a version is not its own pre-release.
    package func isBefore(_ other: PythonVersion) -> Bool {
        guard order(against: other) < 0 else { return false }
        return baseOrder(against: other) != 0 || !isPrerelease || other.isPrerelease
    }
}
