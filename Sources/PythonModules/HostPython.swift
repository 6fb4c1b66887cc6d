import ModuleKit
import Values

/// The Python of a host, and what it keeps for modules.
struct HostPython: Hashable, Sendable {
    /// `nil` if there is none.
    let program: String?
    /// Where modules and what they need are kept.
    let cache: String
    /// The digests of the trees that are there.
    let trees: Set<String>

    /// - Parameter wanted: A path or a name, or one of Ansible's words that begin with `auto`.
    static func fact(_ wanted: String) -> HostFact<HostPython> {
        let words = wanted.split(separator: " ").map(String.init)
        let looks = wanted.hasPrefix("auto")
        let names = looks ? usual : [words.last ?? ""]
        // A check asks as well where earlier tasks may have changed everything: modules run on the host as it is.
        return HostFact(Command(.script(question(looks), paths: names.map { RemotePath($0) }))) {
            output throws(ModuleFailure) in
            let lines = output.standardOutput.text.split(separator: "\n", omittingEmptySubsequences: false).map(
                String.init)
            guard output.exitCode == 0, lines.count >= 2 else {
                throw ModuleFailure("the host does not tell what Python it has: \(output.complaint)", output: output)
            }
            return HostPython(
                program: lines[0].isEmpty ? nil : lines[0], cache: lines[1], trees: Set(lines.dropFirst(2)))
        }
    }

    /// Source: the default of Ansible's setting `INTERPRETER_PYTHON_FALLBACK`, release 2.18.
    private static let usual =
        (8...13).reversed().map { "python3.\($0)" } + ["/usr/bin/python3", "python3", "/usr/libexec/platform-python"]

    /// Prints a program, a directory, and what is in it. A user who has no home of his own gets one in /tmp. Where the program
    /// is looked for, it is tried, because what is found may be a stand-in for a version that is not there.
    private static func question(_ looks: Bool) -> String {
        let trial = looks ? #" && "$p" -I -S -c '' 2>/dev/null </dev/null"# : ""
        return "p=; for c; do p=$(command -v \"$c\" 2>/dev/null)\(trial) && break; p=; done\n" + keeping
    }

    private static let keeping = #"""
        d=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}
        case $d in /*) ;; *) d=/nonexistent ;; esac
        e=$d
        while [ ! -e "$e" ] && [ -n "$e" ]; do e=${e%/*}; done
        if [ -d "${e:-/}" ] && [ -w "${e:-/}" ]; then d=$d/swiftplay/python; else d=/tmp/.swiftplay-python-$(id -u); fi
        printf '%s\n%s\n' "$p" "$d"
        ls "$d" 2>/dev/null || :
        """#

    func found(for module: String, wanted: String) throws(ModuleFailure) -> String {
        if let program { return program }
        guard wanted.hasPrefix("auto") else {
            throw ModuleFailure(
                "the host has no Python at \(wanted)", hint: "correct `ansible_python_interpreter`")
        }
        throw ModuleFailure(
            "the host has no Python, and `\(module)` needs one",
            hint: "install python3 there, or name it by `ansible_python_interpreter`")
    }
}
