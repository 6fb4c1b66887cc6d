import Controller
import Values

/// Ansible as it is installed on this machine, as far as its files are used.
struct ControllerPython: Sendable {
    /// `sys.path` of the Python that has Ansible.
    let path: [String]

    /// The Python that `ansible-playbook` runs with, or else `python3`; nothing where there is none.
    static func find() -> ControllerPython {
        let candidates = [ofAnsible, ControllerProgram.find("python3")].compactMap(\.self)
        let found = candidates.lazy.map { ControllerPython(path: searchPath(of: $0)) }
        return found.first { $0.core != nil } ?? found.first { !$0.path.isEmpty } ?? ControllerPython(path: [])
    }

    /// The folder `ansible` of ansible-core.
    var core: String? { path.map { "\($0)/ansible" }.first { ControllerPath.exists("\($0)/module_utils/basic.py") } }

    /// `2.18.1`; empty if that cannot be read.
    var version: String {
        guard let core, let source = try? SourceFile.read("\(core)/release.py").text,
            let version = source.firstMatch(of: /__version__ *= *['"]([^'"]+)['"]/)
        else { return "" }
        return String(version.1)
    }

    private static var ofAnsible: String? {
        guard let program = ControllerProgram.find("ansible-playbook"),
            let start = try? SourceFile.bytes(of: program, isStream: false, most: 256),
            let line = InterpreterLine(of: start), line.name == "python"
        else { return nil }
        return line.words[0].hasPrefix("/") ? line.words[0] : ControllerProgram.find(line.words[0])
    }

    private static func searchPath(of python: String) -> [String] {
        let program = ControllerProgram(
            python, ["-c", "import os, sys; sys.stdout.write(os.linesep.join(p for p in sys.path if p))"],
            timeout: .seconds(20))
        guard let outcome = try? program.run(), outcome.code == 0 else { return [] }
        return String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
