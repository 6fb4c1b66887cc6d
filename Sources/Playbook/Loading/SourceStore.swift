import Jinja
import Synchronization
import Values

/// The files of a run: each is read, opened if vaulted, and parsed once.
final class SourceStore: Sendable {
    private let context: LoadingContext
    private let documents = Mutex<[String: Result<YAMLDocument, Diagnostics>]>([:])

    init(_ context: LoadingContext) { self.context = context }

    /// The root of a YAML or JSON file; `nil` if the file is empty.
    ///
    /// - Parameter problems: Takes what the reader doubts: keys given twice. Told once for each file.
    func root(of path: String, problems: inout Diagnostics) throws(Diagnostics) -> Node? {
        if let known = documents.withLock({ $0[path] }) { return try known.get().root }
        let result: Result<YAMLDocument, Diagnostics>
        do {
            let (file, isVaulted) = try file(path)
            let document = try YAMLReader.read(file)
            if isVaulted, let root = document.root { context.secrets.register(valuesOf: root) }
            result = .success(document)
        } catch {
            result = .failure(error)
        }
        documents.withLock { $0[path] = result }
        let document = try result.get()
        for warning in document.warnings { problems.add(judged(warning)) }
        return document.root
    }

    /// The roots of all files read so far.
    var roots: [Node] { documents.withLock { $0.values.compactMap { try? $0.get().root } } }

    /// Takes a text that is no file, such as a play made from a command line, under a path of its own.
    func keep(_ file: SourceFile, as path: String) {
        let result = Result { () throws(Diagnostics) in try YAMLReader.read(file) }
        documents.withLock { $0[path] = result }
    }

    /// The text of a file, with the path as people would write it.
    private func file(_ path: String) throws(Diagnostics) -> (SourceFile, isVaulted: Bool) {
        let bytes = try SourceFile.bytes(of: path)
        guard SourceFile.isVaulted(bytes) else {
            return (try SourceFile.decode(bytes, path: shown(path), absolutePath: path), false)
        }
        guard let open = context.controller.openVaultFile else {
            throw Diagnostics(
                Diagnostic(
                    "vault", "vault password needed",
                    detail: "\(shown(path)) is encrypted, and no vault password was given.",
                    help: "use --vault-password-file or --ask-vault-pass"))
        }
        let opened: [UInt8]
        do {
            opened = try open(bytes, shown(path))
        } catch {
            throw Diagnostics(error)
        }
        return (try SourceFile.decode(opened, path: shown(path), absolutePath: path, isVaulted: true), true)
    }

    /// The path from the working directory, where it lies below it.
    func shown(_ path: String) -> String {
        let prefix = context.workingDirectory.hasSuffix("/") ? context.workingDirectory : context.workingDirectory + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }

    private func judged(_ warning: Diagnostic) -> Diagnostic {
        var judged = warning
        if context.isStrict { judged.severity = .error }
        return judged
    }
}
