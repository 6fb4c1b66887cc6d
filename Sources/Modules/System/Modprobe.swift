import ModuleKit
import Values

/// Loads and unloads modules of the kernel, now and at each boot.
struct Modprobe: Module {
    enum Persistence: String, ArgumentChoice {
        case disabled, absent, present
    }

    static let doc = ModuleDoc(
        "modprobe", "Load and unload modules of the kernel.", collection: "community.general",
        returns: [
            ReturnValue("name", "The module."), ReturnValue("params", "Its parameters."),
            ReturnValue("state", "Whether it is loaded: `present` or `absent`."),
        ],
        examples: """
            - name: Load the driver of the scales
              community.general.modprobe: { name: ftdi_sio }
            - modprobe: { name: loop, params: max_loop=24, persistent: present }
            - modprobe: { name: pcspkr, state: absent, persistent: absent }
            """)

    @Argument("Name of the module.") var name: String
    @Argument("Parameters for the module, separated by spaces.") var params: String = ""
    @Argument("Whether the module should be loaded.") var state: Presence = .present
    @Argument("Whether files should say that it is loaded at boot, with its parameters; `disabled` leaves them alone.")
    var persistent: Persistence = .disabled

    func validate() throws(ModuleFailure) {
        guard name.consists(of: .letters, .digits, "_-."), !name.hasPrefix("-") else {
            throw ModuleFailure("not a name of a kernel module: \(name)")
        }
        for word in parameters where word.hasPrefix("-") {
            throw ModuleFailure("not a parameter of a kernel module: \(word)", hint: "write name=value")
        }
    }

    var touches: [Footprint] { [.named("kernel module \(loadedName)"), .path(Self.loading.folder)] }

    var probe: Probe<ModprobeHost> {
        .all(
            isLoaded.probe, .asked(if: persistent != .disabled) { Self.loading.probe },
            .asked(if: persistent != .disabled) { Self.options.probe },
            .files(persistent == .present ? [Self.loading.folder, Self.options.folder] : [])
        ).map { ModprobeHost(isLoaded: $0, loading: $1, options: $2, folders: $3) }
    }

    func changes(from host: ModprobeHost) -> [Change] {
        [loading(host)].compactMap(\.self) + persistence(host)
    }

    func result(_ applied: Applied<ModprobeHost>) -> ModuleResult {
        ["name": .string(name), "params": .string(params), "state": .string(state.rawValue)]
    }
}

/// What `modprobe` must know of the host.
struct ModprobeHost: Sendable {
    var isLoaded: Bool
    /// What says which modules are loaded at boot, and with which parameters; `nil` if that does not matter.
    var loading: TextFiles?
    var options: TextFiles?
    /// The two directories, where it matters whether they are there.
    var folders: [RemoteFile?]
}

/// The module in the running kernel.
extension Modprobe {
    private var parameters: [String] { params.words }

    /// The kernel knows no dashes in names.
    private var loadedName: String { name.replacing("-", with: "_") }

    /// Whether it is loaded or built in.
    private var isLoaded: HostFact<Bool> {
        let call = ["/bin/sh", "-c", Self.question, "sh", loadedName, name]
        return HostFact(Command(.arguments(call)), reads: .named("kernel module \(loadedName)")) { $0.exitCode == 0 }
    }

    private static let question = """
        grep -q "^$1 " /proc/modules && exit
        for name; do grep -qs "/$name\\.ko$" "/lib/modules/$(uname -r)/modules.builtin" && exit; done
        """

    private func loading(_ host: ModprobeHost) -> Change? {
        guard host.isLoaded != (state == .present) else { return nil }
        let call = state == .present ? ["modprobe", name] + parameters : ["modprobe", "-r", name]
        return Change(
            "\(state == .present ? "load" : "unload") \(name)",
            diff: .setting(name, before: Self.word(host.isLoaded), after: Self.word(!host.isLoaded)),
            steps: [.run(Command(.arguments(call)))], touches: [.named("kernel module \(loadedName)")],
            expects: isLoaded.becoming(!host.isLoaded))
    }

    private static func word(_ isLoaded: Bool) -> String { isLoaded ? "loaded" : "not loaded" }
}

/// The files that are read at boot: modules-load.d(5), modprobe.d(5).
extension Modprobe {
    private struct Folder {
        let folder: RemotePath

        var probe: Probe<TextFiles> {
            TextFiles.probe([], and: folder, ending: ".conf", failure: "the files in \(folder) cannot be read")
        }
    }

    private static let loading = Folder(folder: "/etc/modules-load.d")
    private static let options = Folder(folder: "/etc/modprobe.d")

    private func persistence(_ host: ModprobeHost) -> [Change] {
        guard let loading = host.loading, let options = host.options else { return [] }
        let given = options.files.flatMap { $0.lines.flatMap(parameters) }
        switch persistent {
        case .disabled: return []
        case .absent:
            return disabling(loading) { $0 == name } + (given.isEmpty ? [] : disabling(options, isOptions))
        case .present:
            let isLoading = loading.files.contains { $0.lines.contains { entry(of: $0) == name } }
            return (isLoading ? [] : making(Self.loading, [name], among: loading, on: host))
                + (Set(given) == Set(parameters) ? [] : replacingOptions(options, on: host))
        }
    }

    /// Old lines go, and one file says what is wanted.
    private func replacingOptions(_ options: TextFiles, on host: ModprobeHost) -> [Change] {
        let wanted = parameters.map { "options \(name) \($0)" }
        let own = Self.options.folder.appending(name + ".conf")
        return disabling(TextFiles(options.files.filter { $0.path != own }), isOptions)
            + (wanted.isEmpty ? disabling(options, isOptions) : making(Self.options, wanted, among: options, on: host))
    }

    private func making(_ folder: Folder, _ lines: [String], among files: TextFiles, on host: ModprobeHost) -> [Change]
    {
        let change = files.change(to: TextFiles.File(path: folder.folder.appending(name + ".conf"), lines: lines))
        guard !host.folders.contains(where: { $0?.path == folder.folder }) else { return [change] }
        let directory = Step.makeDirectory(folder.folder, FileAttributes(mode: 0o755))
        return [Change("create the directory \(folder.folder)", steps: [directory]), change]
    }

    /// Lines that say so become comments.
    private func disabling(_ files: TextFiles, _ isMeant: (String) -> Bool) -> [Change] {
        files.files.compactMap { old in
            var new = old
            new.lines = old.lines.map { isMeant(entry(of: $0)) ? "#" + $0 : $0 }
            return new.lines == old.lines ? nil : files.change(to: new)
        }
    }

    /// A line without its comment.
    private func entry(of line: String) -> String { line.prefix { !"#;".contains($0) }.trimmed }

    private func isOptions(_ entry: String) -> Bool { !parameters(entry).isEmpty }

    /// The parameters that a line gives this module.
    private func parameters(_ line: String) -> [String] {
        let words = entry(of: line).words
        return words.count > 2 && words[0] == "options" && words[1] == name ? Array(words.dropFirst(2)) : []
    }
}
