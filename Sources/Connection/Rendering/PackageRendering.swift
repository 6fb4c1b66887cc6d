import ModuleKit
import Values

/// Packages of Debian by name, all in one frame.
enum PackageRendering {
    static func group(_ packages: [Asked<String>]) -> QueryGroup {
        let names = packages.map(\.subject).filter(isName)
        let frame = Frame(names.isEmpty ? ":" : "sp_own; sp_packages \(names)", needs: [.packages])
        return QueryGroup(packages.map(\.index), frames: [frame]) { replies in
            let failure = HostFailure.reported(in: replies[0])
            let books = PackageBooks(replies[0].output.bytes.records.map { String(hostBytes: $0) })
            let answers = packages.map { asked -> (Int, Answer) in
                guard isName(asked.subject) else {
                    return (asked.index, .refused("\"\(asked.subject)\" is not a package name"))
                }
                return (asked.index, failure.map { .refused($0.message) } ?? .package(books.state(of: asked.subject)))
            }
            return Dictionary(answers) { first, _ in first }
        }
    }

    /// Debian policy 5.6.1, with an architecture after a colon. What else could stand there might be an option.
    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, first.isLetterOrDigit else { return false }
        return text.utf8.allSatisfy { $0.isLetterOrDigit || "+-.:_~".utf8.contains($0) }
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}

/// What dpkg-query and apt-cache wrote.
private struct PackageBooks {
    private struct Entry {
        var version: String
        /// Wanted state, actual state, as in `dpkg -l`: `ii`, `rc`, `hi` …
        var state: Substring
        var architecture: String
    }

    private var entries: [String: [Entry]] = [:]
    private var candidates: [String: String?] = [:]
    private var provided: [(by: String, text: String)] = []

    init(_ sections: [String]) {
        guard sections.count >= 3 else { return }
        for line in sections[0].split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count >= 4 else { continue }
            let entry = Entry(version: String(fields[1]), state: fields[2], architecture: String(fields[3]))
            entries[String(fields[0]), default: []].append(entry)
        }
        readPolicy(sections[1])
        for line in sections[2].split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count >= 3, Self.isInstalled(fields[1]) else { continue }
            provided.append((String(fields[0]), String(fields[2])))
        }
    }

    /// Blocks of `NAME:` with indented `Candidate: VERSION`.
    private mutating func readPolicy(_ text: String) {
        var name = ""
        for line in text.split(separator: "\n") {
            if !line.hasPrefix(" ") {
                name = String(line.hasSuffix(":") ? line.dropLast() : line)
                candidates[name] = .some(nil)
            } else if line.hasPrefix("  Candidate: ") {
                let version = String(line.dropFirst("  Candidate: ".count))
                candidates[name] = .some(version == "(none)" ? nil : version)
            }
        }
    }

    func state(of name: String) -> PackageState? {
        let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
        let entry = entries[parts[0]]?.first { parts.count < 2 || $0.architecture == parts[1] }
        let candidate = candidates[name] ?? nil
        let providers = provided.filter { provides($0.text, parts[0]) }.map(\.by)
        guard entry != nil || candidates[name] != nil || !providers.isEmpty else { return nil }
        return PackageState(
            installed: entry.flatMap { Self.isInstalled($0.state) ? $0.version : nil }, candidate: candidate,
            hasConfigurationLeft: entry?.state.dropFirst().first == "c", isHeld: entry?.state.first == "h",
            providers: providers)
    }

    /// Installed, or installed with triggers still to run.
    private static func isInstalled(_ state: Substring) -> Bool {
        state.dropFirst().first.map { "iWt".contains($0) } ?? false
    }

    /// In a list such as `a (= 1.2), b`.
    private func provides(_ list: String, _ name: String) -> Bool {
        list.split(separator: ",").contains { $0.split(separator: " ").first.map(String.init) == name }
    }
}
