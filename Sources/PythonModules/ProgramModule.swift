import ModuleKit
import Values

/// A module that is a text or program on its own: it is put into a directory, called with a file of its arguments, and both
/// are gone when it ends. Only one in Python needs Python on the host.
struct ProgramModule: FoundModule {
    @ExtraArguments("Its own.") var arguments: Mapping
    var call: ModuleCall?

    private enum CodingKeys: CodingKey { case arguments }

    var probe: Probe<HostPython?> {
        get throws(ModuleFailure) {
            let wanted = try pythonWanted
            return .asked(if: wanted != nil) { HostPython.fact(wanted ?? "auto").probe }
        }
    }

    func changes(from host: HostPython?) throws(ModuleFailure) -> [Change] {
        let call = try completed()
        let program = try interpreter(call, host)
        let given = call.arguments(arguments, version: "")
        let directory = RemotePath("/tmp/.swiftplay-module-\(token(call, given))")
        let isReplaced = call.style == .replaced
        var steps: [Step] = [
            .makeDirectory(directory, FileAttributes(mode: 0o700)),
            write(isReplaced ? replaced(call.source, given) : call.source, to: directory.appending("module"), 0o700),
        ]
        if !isReplaced { steps.append(write(text(of: given, call.style), to: directory.appending("arguments"), 0o600)) }
        let words =
            program + [directory.appending("module").text]
            + (isReplaced ? [] : [directory.appending("arguments").text])
        steps.append(
            .run(Command(.script(Self.running, paths: [directory] + words.map { RemotePath($0) }))))
        return [Change("run \(call.file.name)", steps: steps, touches: touches)]
    }

    /// Its first parameter is the directory, the others are the call.
    private static let running =
        #"d=$1; shift; trap 'rm -rf "$d"; exit 129' HUP INT TERM; "$@"; c=$?; rm -rf "$d"; exit "$c""#
}

extension ProgramModule {
    /// The Python that runs it; `nil` if something else does.
    private var pythonWanted: String? {
        get throws(ModuleFailure) {
            let call = try completed()
            return call.style != .binary && InterpreterLine(of: call.source)?.name == "python" ? call.interpreter : nil
        }
    }

    /// What stands before the module's file in the call.
    private func interpreter(_ call: ModuleCall, _ host: HostPython?) throws(ModuleFailure) -> [String] {
        guard call.style != .binary else { return [] }
        guard let line = InterpreterLine(of: call.source) else {
            throw ModuleFailure(
                "\(call.file.path) does not say what runs it", hint: "its first line must be one like `#!/bin/sh`")
        }
        let own = Array(line.words.dropFirst())
        if let host { return [try host.found(for: call.file.name, wanted: call.interpreter)] + own }
        return [call.circumstances.interpreters[line.name] ?? line.words[0]] + own
    }

    private func text(of given: Mapping, _ style: ModuleStyle) -> [UInt8] {
        guard style == .readingKeyValue else { return Array(JSONWriter().write(.map(given)).utf8) }
        let pairs = given.map { key, value in "\(key.pythonText)=\(Shlex.quote(value.pythonText))" }
        return Array(pairs.joined(separator: " ").hostBytes)
    }

    private func replaced(_ source: [UInt8], _ given: Mapping) -> [UInt8] {
        Array(
            String(decoding: source, as: UTF8.self)
                .replacing(ModuleStyle.argumentsMark, with: JSONWriter().write(.map(given))).utf8)
    }

    private func write(_ bytes: [UInt8], to path: RemotePath, _ mode: UInt16) -> Step {
        .write(FileWrite(Content(bytes), to: FileWrite.Target(path, attributes: FileAttributes(mode: mode))))
    }

    /// The same task always has the same name for its directory, and another program of ours has another.
    private func token(_ call: ModuleCall, _ given: Mapping) -> String {
        let text = "\(Self.ownToken) \(call.file.path) \(JSONWriter().write(.map(given)))"
        return String(DigestAlgorithm.sha256.hexDigest(of: text.utf8).prefix(20))
    }

    private static let ownToken = UInt64.random(in: .min ... .max)
}
