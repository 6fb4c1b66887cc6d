import ModuleKit
import Values

/// What a module of others is called with, and where it comes from.
struct ModuleCall: Sendable {
    let file: FoundFile
    let source: [UInt8]
    let style: ModuleStyle
    let circumstances: TaskCircumstances
    /// The Python that is wanted: a path, a name, or a word that begins with `auto`.
    let interpreter: String
    /// `nil` for a module that brings all it needs.
    let code: ModuleCode?

    /// What is there beside the task's own arguments: how the task is done.
    ///
    /// Source: what a module of ansible-core 2.18 finds among its arguments.
    func arguments(_ own: Mapping, version: String) -> Mapping {
        own.merging([
            "_ansible_check_mode": .bool(circumstances.isCheckMode), "_ansible_diff": .bool(circumstances.showsDiff),
            "_ansible_no_log": .bool(circumstances.isHidden), "_ansible_verbosity": .int(circumstances.verbosity),
            "_ansible_debug": false, "_ansible_version": .string(version), "_ansible_module_name": .string(file.name),
            "_ansible_syslog_facility": "LOG_USER", "_ansible_keep_remote_files": false, "_ansible_socket": .null,
            "_ansible_selinux_special_fs": ["fuse", "nfs", "vboxsf", "ramfs", "9p", "vfat"],
            "_ansible_string_conversion_action": "warn", "_ansible_shell_executable": "/bin/sh",
            "_ansible_tmpdir": .null, "_ansible_remote_tmp": "~/.ansible/tmp", "_ansible_ignore_unknown_opts": false,
            "_ansible_target_log_info": .null,
        ])
    }

    /// Nobody knows what such a module touches, but one that is named so gathers and changes nothing.
    var touches: [Footprint] {
        ["_info", "_facts"].contains(where: file.name.hasSuffix) ? [] : [.everything]
    }
}

/// A module of others, as the catalogue has ours.
protocol FoundModule: Module {
    var call: ModuleCall? { get set }
}

extension FoundModule {
    static var doc: ModuleDoc { ModuleDoc("found", "Has no name of its own.", examples: "") }

    var touches: [Footprint] { call?.touches ?? [.everything] }

    func completed() throws(ModuleFailure) -> ModuleCall {
        guard let call else { throw ModuleFailure("internal error: a module was not completed") }
        return call
    }

    /// The output judges the code.
    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<State>) -> ModuleFailure? {
        nil
    }

    func result(_ applied: Applied<State>) throws(ModuleFailure) -> ModuleResult {
        guard let output = applied.outputs.first else { return .skipped("Not run in check mode.") }
        return try ModuleOutput(output).result()
    }
}

extension ModuleEntry {
    init(_ file: FoundFile, _ source: [UInt8], _ style: ModuleStyle, library: PythonLibrary) {
        let doc = ModuleDoc(
            file.name, "it is in \(file.path)", collection: file.collection, checkMode: Self.checkMode(source, style),
            traits: [.bringsFacts, .bringsFactsOfAnyName, .isUnpredictable], diffs: .told, examples: "")
        let call = { @Sendable (resources: any ArgumentResources) throws(Diagnostics) in
            do throws(ModuleFailure) {
                let circumstances = try resources.circumstances
                return ModuleCall(
                    file: file, source: source, style: style, circumstances: circumstances,
                    interpreter: circumstances.interpreters["python"] ?? library.paths.interpreter,
                    code: style == .importing ? library.code(of: file, source) : nil)
            } catch {
                throw Diagnostics(Diagnostic("args", "module cannot be bound", detail: error.message))
            }
        }
        if style == .importing {
            self.init(found: PythonModule.self, as: doc) { module, resources throws(Diagnostics) in
                module.call = try call(resources)
            }
        } else {
            self.init(found: ProgramModule.self, as: doc) { module, resources throws(Diagnostics) in
                module.call = try call(resources)
            }
        }
    }

    /// What imports `module_utils` knows of check mode, and skips itself where it does not support it; others do only if
    /// they say a word of it.
    private static func checkMode(_ source: [UInt8], _ style: ModuleStyle) -> ModuleDoc.CheckMode {
        let word = Array("_ansible_check_mode".utf8)
        let knows =
            style == .importing || style != .binary && String(decoding: source, as: UTF8.self).utf8.contains(word)
        return knows ? .rehearses : .skips
    }
}

extension Collection where Element == UInt8 {
    fileprivate func contains(_ word: [UInt8]) -> Bool {
        guard let first = word.first else { return true }
        return indices.contains { self[$0] == first && self[$0...].starts(with: word) }
    }
}
