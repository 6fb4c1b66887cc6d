import ModuleKit
import Values

/// pacman(8), or a program that takes the same words.
struct PacmanTool: PackageTool {
    var program = "pacman"
    /// Where packages are installed or removed.
    var options: [String] = []
    var refreshOptions: [String] = []
    var upgradeOptions: [String] = []
    var removeOptions: [String] = []

    let sources = RemotePath("/etc/pacman.conf")
    let refreshesFirst = true
    let hasWishes = false

    func isKnown(_ spec: String, for goal: PackageRequest.Goal) -> Bool {
        goal != .latest && !PackageSpecs.isFile(spec)
    }

    /// A package, or all packages of a group if each of them is there.
    func question(_ spec: String) -> Command {
        let script = #"""
            command -v "$1" >/dev/null 2>&1 || { echo "the host has no $1" >&2; exit 127; }
            "$1" --query -- "$2" 2>/dev/null && exit
            names=$("$1" --sync --groups --quiet -- "$2" 2>/dev/null) && [ -n "$names" ] || exit 1
            "$1" --query $names 2>/dev/null || exit 1
            """#
        return Command(.arguments(["/bin/sh", "-c", script, "sh", program, spec]), environment: english)
    }

    /// Prints what would come or go, and behind a line of 0x1F what is there of it.
    func rehearsal(_ act: PackageAct) -> Command {
        let script = #"""
            program=$1; shift
            said=$("$program" "$@" --print --print-format '%n %v') || { printf '%s\n' "$said"; exit 1; }
            printf '%s\n\037\n' "$said"
            "$program" --query $(printf '%s\n' "$said" | cut -d ' ' -f 1) 2>/dev/null
            exit 0
            """#
        return Command(.arguments(["/bin/sh", "-c", script, "sh", program] + words(act)), environment: english)
    }

    func plan(_ output: CommandOutput) throws(ModuleFailure) -> PackageTransaction {
        guard output.exitCode == 0 else { throw .packages(output) }
        let parts = output.standardOutput.text.split(separator: "\u{1F}\n", omittingEmptySubsequences: false)
        let pairs = { (part: Substring?) in
            (part ?? "").split(separator: "\n").map { String($0).words }.filter { $0.count == 2 }
        }
        let old = Dictionary(pairs(parts.dropFirst().first).map { ($0[0], $0[1]) }) { $1 }
        var plan = PackageTransaction()
        for words in pairs(parts.first) {
            let isGoing = old[words[0]] == words[1]
            let before = old[words[0]].map { ["\(words[0]) \($0)"] } ?? []
            plan.rows.append(
                PackageTransaction.Row(
                    name: words[0], before: before, after: isGoing ? [] : ["\(words[0]) \(words[1])"]))
        }
        return plan
    }

    func command(_ act: PackageAct) -> Command {
        let script = #"program=$1; list() { "$program" --query; }"# + "\n" + PackageOutcome.comparing
        return Command(
            .arguments(["/bin/sh", "-c", script, "sh", program] + words(act) + ["--noconfirm", "--noprogressbar"]),
            environment: english)
    }

    private let english = [EnvironmentVariable("LC_ALL", "C")]

    private func words(_ act: PackageAct) -> [String] {
        switch act {
        case .install(let specs, _):
            let verb = specs.contains(where: PackageSpecs.isFile) ? "--upgrade" : "--sync"
            return [verb, "--needed"] + options + specs
        case .upgrade(let specs): return ["--sync", "--needed"] + options + specs
        case .upgradeAll: return ["--sync", "--sysupgrade", "--quiet"] + upgradeOptions
        case .remove(let specs): return ["--remove"] + options + removeOptions + specs
        case .autoremove, .refresh: return ["--sync", "--refresh"] + refreshOptions
        }
    }
}
