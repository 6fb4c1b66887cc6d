import ModuleKit
import Values

/// zypper(8).
struct ZypperTool: PackageTool {
    /// What names are of: `package`, `pattern` …
    var kind = "package"
    var isDistributionUpgrade = false
    var globalOptions: [String] = []
    var installOptions = ["--auto-agree-with-licenses", "--no-recommends"]
    var upgradeOptions: [String] = []
    var removeOptions: [String] = []
    /// Of every command.
    var options: [String] = []

    let sources = RemotePath("/etc/zypp")
    let refreshesFirst = true
    let hasWishes = false

    func isKnown(_ spec: String, for goal: PackageRequest.Goal) -> Bool {
        guard kind == "package", !PackageSpecs.isFile(spec) else { return false }
        return goal == .absent || (goal == .present && !spec.contains { "<>=*?[".contains($0) })
    }

    func question(_ spec: String) -> Command { RpmDatabase.question(spec, root: nil) }

    func rehearsal(_ act: PackageAct) -> Command {
        Command(.arguments(words(act, ["--dry-run"])), environment: english)
    }

    /// It tells in XML, in codes above 100 that something is to be done afterwards, and in 104 that it knows no such name.
    func plan(_ output: CommandOutput) throws(ModuleFailure) -> PackageTransaction {
        guard output.exitCode == 0 || (100...107).contains(output.exitCode) && output.exitCode != 104 else {
            let told = Self.messages(output).joined(separator: "\n")
            throw told.isEmpty ? .packages(output) : ModuleFailure("zypper refused: \(told)", output: output)
        }
        return PackageTransaction(zypper: output.standardOutput.text)
    }

    func command(_ act: PackageAct) -> Command {
        let script = "list() { rpm -qa --qf '\(RpmDatabase.format)'; }\n" + PackageOutcome.comparing
        return Command(.arguments(["/bin/sh", "-c", script, "sh"] + words(act, [])), environment: english)
    }

    private let english = [EnvironmentVariable("LC_ALL", "C"), EnvironmentVariable("ZYPP_LOCK_TIMEOUT", "20")]

    private func words(_ act: PackageAct, _ flags: [String]) -> [String] {
        let verb: [String]
        switch act {
        case .install(let specs, _):
            verb = ["install", "--type", kind] + flags + installOptions + options + ["--"] + specs
        case .upgrade(let specs): verb = ["update", "--type", kind] + flags + options + ["--"] + specs
        case .upgradeAll where isDistributionUpgrade:
            verb = ["dist-upgrade", "--auto-agree-with-licenses"] + flags + upgradeOptions + options
        case .upgradeAll: verb = ["update", "--auto-agree-with-licenses"] + flags + options
        case .remove(let specs): verb = ["remove", "--type", kind] + flags + removeOptions + options + ["--"] + specs
        case .autoremove, .refresh: verb = ["refresh"]
        }
        return ["zypper", "--quiet", "--non-interactive", "--xmlout"] + globalOptions + verb
    }

    /// What it says in words.
    static func messages(_ output: CommandOutput) -> [String] {
        output.standardOutput.text.split(separator: "\n").compactMap { line in
            guard let start = line.firstRange(of: "<message type=\"error\">") else { return nil }
            return String(line.suffix(from: start.upperBound).prefix { $0 != "<" })
        }
    }
}

extension PackageTransaction {
    /// - Parameter text: XML in which each package of the summary stands within what is done with it.
    init(zypper text: String) {
        self.init()
        var act = ""
        for tag in text.split(separator: "<").map(String.init) {
            if tag.hasPrefix("to-") { act = String(tag.prefix { !" >/".contains($0) }) }
            if tag.hasPrefix("/to-") { act = "" }
            guard tag.hasPrefix("solvable "), !act.isEmpty, let name = Self.attribute("name", of: tag) else { continue }
            let package = { (edition: String?) in
                edition.map { ["\(name)-\($0).\(Self.attribute("arch", of: tag) ?? "")"] } ?? []
            }
            let (new, old) = (Self.attribute("edition", of: tag), Self.attribute("edition-old", of: tag))
            let isGoing = act == "to-remove"
            rows.append(
                Row(name: name, before: isGoing ? package(new) : package(old), after: isGoing ? [] : package(new)))
            if act == "to-downgrade" { downgrades.append(name) }
        }
    }

    private static func attribute(_ name: String, of tag: String) -> String? {
        guard let start = tag.firstRange(of: " \(name)=\"") else { return nil }
        return String(tag.suffix(from: start.upperBound).prefix { $0 != "\"" })
    }
}
