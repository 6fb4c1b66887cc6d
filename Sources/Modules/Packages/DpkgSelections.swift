import ModuleKit
import Values

/// Says what dpkg is to do with a package: keep it, hold it back, or remove it.
struct DpkgSelections: Module {
    enum Selection: String, ArgumentChoice {
        case install, hold, deinstall, purge
    }

    static let doc = ModuleDoc(
        "dpkg_selections", "Hold packages back, or mark them for dpkg otherwise.",
        returns: [
            ReturnValue("before", "The selection that was."), ReturnValue("after", "The selection that is wanted."),
        ],
        examples: """
            - name: Keep the press at its version
              dpkg_selections: { name: cider-press, selection: hold }
            """)

    @Argument("Name of the package.") var name: String
    @Argument("What dpkg should do with it.") var selection: Selection

    func validate() throws(ModuleFailure) {
        guard name.consists(of: .letters, .digits, "+-.:"), !name.hasPrefix("-") else {
            throw ModuleFailure("not a name of a package: \(name)")
        }
    }

    var touches: [Footprint] { [Self.footprint, .package(name)] }

    var probe: Probe<DpkgSelection> {
        .all(current.probe, .package(name, .apt)).map { DpkgSelection(selection: $0, package: $1) }
    }

    func changes(from host: DpkgSelection) throws(ModuleFailure) -> [Change] {
        let old = host.selection ?? "not present"
        guard old != selection.rawValue else { return [] }
        let words = Command("dpkg", "--set-selections")
        var command = words
        command.input = Array("\(name) \(selection.rawValue)\n".utf8)
        return [
            Change(
                "\(name) \(old) → \(selection.rawValue)", diff: .setting(name, before: old, after: selection.rawValue),
                steps: [.run(command)], touches: touches, expects: expected(host))
        ]
    }

    func result(_ applied: Applied<DpkgSelection>) -> ModuleResult {
        [
            "before": .string(applied.before.selection ?? "not present"), "after": .string(selection.rawValue),
        ]
    }

    private static let footprint = Footprint.named("selections of dpkg")

    private var current: HostFact<String?> {
        let command = Command(
            .arguments(["dpkg", "--get-selections", name]), environment: [EnvironmentVariable("LC_ALL", "C")])
        return HostFact(command, reads: Self.footprint, .packages) { [name] output throws(ModuleFailure) in
            guard output.exitCode == 0 else {
                throw ModuleFailure("dpkg does not tell its selections: \(output.complaint)", output: output)
            }
            guard !output.standardError.text.contains("no packages found") else {
                throw ModuleFailure("dpkg knows no package \(name)", output: output)
            }
            return output.standardOutput.text.words.dropFirst().first
        }
    }

    /// APT shows the same as a hold.
    private func expected(_ host: DpkgSelection) -> [Query: Answer] {
        var package = host.package
        package?.isHeld = selection == .hold
        return current.becoming(selection.rawValue).merging([.package(name, .apt): .package(package)]) { $1 }
    }
}

/// What `dpkg_selections` must know of the host.
struct DpkgSelection: Sendable {
    var selection: String?
    var package: PackageState?
}
