import ModuleKit

/// What apt-get(8) says it did or, when only asked, would do.
struct AptOutput {
    private let lines: [Substring]

    init(_ text: String) { lines = text.split(separator: "\n") }

    /// Whether anything is installed, upgraded, configured, removed or deleted.
    var acts: Bool {
        if lines.contains(where: { line in Self.actions.contains { line.hasPrefix($0) } }) { return true }
        guard let summary = lines.last(where: { $0.contains(" newly installed, ") }) else { return false }
        return !summary.hasPrefix("0 upgraded, 0 newly installed, 0 to remove")
            || lines.contains { $0.contains("not fully installed or removed") }
    }

    /// What a simulation forecasts of packages: `Inst name [old] (new …)`, `Remv name [old]`, `Purg name [old]`.
    var packages: [Query: Answer] {
        var packages: [Query: Answer] = [:]
        for line in lines {
            let words = line.split(separator: " ")
            guard words.count > 1, let name = words[1].split(separator: ":").first.map(String.init) else { continue }
            switch words[0] {
            case "Inst":
                let version = words.first { $0.hasPrefix("(") }.map { String($0.dropFirst()) }
                packages[.package(name, .apt)] = .package(PackageState(installed: version, candidate: version))
            case "Remv", "Purg": packages[.package(name, .apt)] = .package(Self.removed(words))
            default: break
            }
        }
        return packages
    }

    private static func removed(_ words: [Substring]) -> PackageState {
        let version = words.count > 2 ? words[2].filter { !"[]".contains($0) } : nil
        return PackageState(candidate: version, hasConfigurationLeft: words[0] == "Remv")
    }

    /// `Inst` and `Remv` are of a simulation; `Del` is what autoclean deletes.
    private static let actions = ["Inst ", "Remv ", "Conf ", "Del "]
}
