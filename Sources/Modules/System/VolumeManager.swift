import ModuleKit
import Values

/// The host's manager of logical volumes, as the modules of its groups and volumes ask it.
enum VolumeManager {
    /// Devices come and go with volumes, also under names that only the host knows.
    static let touches: [Footprint] = [.named("logical volumes"), .path("/dev")]

    /// - Throws: where the name is none that the manager takes.
    static func check(_ kind: String, _ name: String) throws(ModuleFailure) {
        guard !name.isEmpty, !name.hasPrefix("-"), name != ".", name != "..",
            name.consists(of: .letters, .digits, "+_.-")
        else { throw ModuleFailure("not a name of \(kind): \(name)") }
    }

    /// - Throws: where a quotation in options of a program is not closed.
    static func words(_ options: String?, of argument: String) throws(ModuleFailure) -> [String] {
        let words = Shlex(options ?? "")
        guard words.unfinished == nil else {
            throw ModuleFailure("a quotation is not closed in `\(argument)`: \(options ?? "")")
        }
        return words.texts
    }

    /// What the manager tells: lines of fields behind `;`, the first of which is their kind.
    static func fact<Told: Hashable & Sendable>(
        _ script: String, paths: [RemotePath] = [],
        read: @escaping @Sendable ([[String]]) throws(ModuleFailure) -> Told
    ) -> HostFact<Told> {
        let text = #"""
            PATH=$PATH:/usr/sbin:/sbin; export PATH LC_ALL=C
            command -v lvm >/dev/null 2>&1 || { echo 'the host has no lvm' >&2; exit 127; }
            ask() { "$@" --noheadings --nosuffix --units b --separator ';' 2>/dev/null | sed 's/^ *//'; }
            """# + "\n" + script
        let reads = [touches[0]] + paths.map(Footprint.path)
        let command = Command(.script(text, paths: paths)).reading(reads)
        return HostFact(command) { output throws(ModuleFailure) in
            guard output.exitCode == 0 else {
                throw ModuleFailure("nobody tells which volumes there are: \(output.complaint)", output: output)
            }
            let lines = output.standardOutput.text.split(separator: "\n")
            return try read(lines.map { $0.split(separator: ";", omittingEmptySubsequences: false).map(String.init) })
        }
    }

    /// One of its programs, in words that can be read.
    static func call(_ words: [String]) -> Command {
        Command(.arguments(words), environment: [EnvironmentVariable("LC_ALL", "C")])
    }
}
