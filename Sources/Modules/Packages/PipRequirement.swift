import Values

/// Something that pip is to install: a package by its name, or whatever else pip takes.
struct PipRequirement: Sendable, Hashable {
    /// As pip gets it.
    let text: String
    /// In the form in which names are compared; `nil` for a URL, a path, and what depends on the host's Python.
    let name: String?
    let hasExtras: Bool
    let specifiers: PipSpecifiers?

    init(_ text: String) {
        let text = text.trimmed
        self.text = text
        let form = /([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(\[[^\]]*\])?\s*(?:\(([^()]*)\)|([<>=!~][^;@]*))?/
        let isArchive = [".whl", ".zip", ".gz", ".bz2", ".xz", ".tar", ".tgz"].contains(where: text.hasSuffix)
        guard !isArchive, let match = text.wholeMatch(of: form)?.output,
            let specifiers = PipSpecifiers(String(match.3 ?? match.4 ?? ""))
        else {
            (name, hasExtras, specifiers) = (nil, false, nil)
            return
        }
        name = Self.normalized(String(match.1))
        hasExtras = match.2 != nil
        self.specifiers = specifiers
    }

    /// PEP 503: case does not matter, nor which of dash, dot and underscore separates words.
    static func normalized(_ name: String) -> String {
        name.lowercased().split { "-_.".contains($0) }.joined(separator: "-")
    }

    /// Whether it comes from a version control system.
    var isCheckout: Bool { ["git+", "hg+", "svn+", "bzr+"].contains(where: text.hasPrefix) }

    /// The same with the version that is given apart from the name.
    func with(version: String) -> PipRequirement {
        guard name != nil else { return self }
        let version = version.trimmed
        return PipRequirement(text + (version.first?.isNumber == true ? "==" : "") + version)
    }
}

/// How they are written.
extension PipRequirement {
    /// A comma separates names, or the specifiers or extras of one.
    static func list(_ names: [String]) -> [PipRequirement] {
        var texts: [String] = []
        var isInBrackets = false
        for part in names.flatMap({ $0.split(separator: ",") }).map({ String($0).trimmed }) where !part.isEmpty {
            let continues = isInBrackets || part.first.map("<>=!~".contains) == true
            if continues, let last = texts.popLast() { texts.append("\(last),\(part)") } else { texts.append(part) }
            isInBrackets = (isInBrackets || part.contains("[")) && !part.contains("]")
        }
        return texts.map { PipRequirement($0) }
    }

    /// Those of a requirements file; `nil` if it has lines that only pip understands.
    static func file(_ text: String) -> [PipRequirement]? {
        var requirements: [PipRequirement] = []
        for line in text.replacing("\\\n", with: " ").split(separator: "\n") {
            let line = plain(String(line))
            if line.isEmpty || isOption(line) { continue }
            let requirement = PipRequirement(line)
            guard requirement.name != nil else { return nil }
            requirements.append(requirement)
        }
        return requirements
    }

    /// Without its comment, and without the digests of archives.
    private static func plain(_ line: String) -> String {
        if line.trimmed.hasPrefix("#") { return "" }
        let code = line.firstRange(of: " #").map { String(line[..<$0.lowerBound]) } ?? line
        return (code.firstRange(of: " --hash").map { String(code[..<$0.lowerBound]) } ?? code).trimmed
    }

    /// One of those that only say where packages come from.
    private static func isOption(_ line: String) -> Bool {
        let word = line.prefix { !$0.isWhitespace && $0 != "=" }
        return PipOptions.ofSources.contains(String(word))
    }
}

/// Options of pip that do not change what a host that is right needs.
enum PipOptions {
    static let ofSources: Set<String> = [
        "-i", "--index-url", "--extra-index-url", "--no-index", "-f", "--find-links", "--trusted-host", "--no-binary",
        "--only-binary", "--prefer-binary", "--require-hashes", "--use-feature",
    ]

    private static let ofManner: Set<String> = [
        "-q", "--quiet", "-v", "--verbose", "--no-input", "--no-cache-dir", "--cache-dir", "--proxy", "--retries",
        "--timeout", "--cert", "--client-cert", "--no-color", "--disable-pip-version-check", "--no-deps",
        "--no-build-isolation", "--no-warn-script-location", "--break-system-packages", "--progress-bar",
        "--no-compile",
        "--root-user-action",
    ]

    /// Whether the words leave the decision to the list of what is installed.
    static func areHarmless(_ words: [String]) -> Bool {
        words.filter { $0.hasPrefix("-") }.allSatisfy { word in
            let name = String(word.prefix { $0 != "=" })
            return ofSources.contains(name) || ofManner.contains(name)
        }
    }
}
