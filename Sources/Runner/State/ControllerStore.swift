internal import Connection
import Controller
package import Jinja
import ModuleKit
import Playbook
import Synchronization
import Transport
package import Values

/// Files of the controller as a run reads and writes them: each is read and digested once while it stays the same.
package final class ControllerStore: Sendable {
    /// Opens the contents of a vaulted file; files without a vault header never reach it.

    /// What was read of a file, as long as that looks the same.
    private struct Kept<Item: Sendable>: Sendable {
        let size: Int
        let modified: Double
        let item: Item

        init(_ item: Item, _ status: FileStatus) {
            (size, modified) = (status.size, status.modified.value)
            self.item = item
        }

        func isOf(_ status: FileStatus) -> Bool { size == status.size && modified == status.modified.value }
    }

    private let open: ControllerAccess.OpenVaultFile?
    /// Take what stands in vaulted files.
    private let secrets: SecretRegistry?
    private let kept = Mutex<[String: Kept<Content>]>([:])
    private let texts = Mutex<[String: Kept<TemplateText>]>([:])
    private let gaps = Atomic(false)

    package init(openVaultFile: ControllerAccess.OpenVaultFile?, secrets: SecretRegistry? = nil) {
        open = openVaultFile
        self.secrets = secrets
    }

    /// In a check, whether tasks that it has not done may have brought files that are missing here.
    var hasGaps: Bool { gaps.load(ordering: .relaxed) }

    /// A check does not do this task.
    func leaveOut(_ module: any BoundModule, via route: Route?) {
        if module.doc.traits.contains(.bringsFiles) || route?.options.kind == .local {
            gaps.store(true, ordering: .relaxed)
        }
    }

    /// A file, or a directory with all that is in it.
    func item(at path: String, reading: ControllerReading) throws(ModuleFailure) -> ControllerItem {
        guard let status = FileStatus(path) else { throw ModuleFailure("cannot read \(path) on the controller") }
        guard status.kind == .directory else { return .file(try content(at: path, status, reading)) }
        var entries: [ControllerEntry] = []
        for entry in ControllerTree(path, followsLinks: reading.followsLinks).entries {
            guard let kind = try kind(of: entry, reading) else { continue }
            entries.append(ControllerEntry(path: entry.relative, kind: kind))
        }
        return .directory(path: path, entries)
    }

    private func kind(of entry: ControllerTree.Entry, _ reading: ControllerReading) throws(ModuleFailure)
        -> ControllerEntry.Kind?
    {
        switch entry.kind {
        case .directory: return .directory(mode: entry.mode)
        case .link(let target): return .symbolicLink(target: target)
        case .other: throw .noRegularFile(entry.path)
        case .file:
            guard let status = FileStatus(entry.path) else { return nil }
            return .file(try content(at: entry.path, status, reading))
        }
    }

    private func content(at path: String, _ status: FileStatus, _ reading: ControllerReading) throws(ModuleFailure)
        -> ControllerContent
    {
        guard status.kind == .file else { throw .noRegularFile(path) }
        let key = "\(path)\0\(reading.decrypts)\0\(reading.heldUpTo)"
        if let known = kept.withLock({ $0[key] }), known.isOf(status) {
            return ControllerContent(path: path, content: known.item, mode: status.mode)
        }
        let content = try read(path, status, reading)
        kept.withLock { $0[key] = Kept(content, status) }
        return ControllerContent(path: path, content: content, mode: status.mode)
    }

    private func read(_ path: String, _ status: FileStatus, _ reading: ControllerReading) throws(ModuleFailure)
        -> Content
    {
        guard try isHeld(path, status, reading) else {
            return Content(.controllerFile(path: path), size: status.size, sha1: try ControllerDigest.sha1(of: path))
        }
        var bytes = try bytes(of: path)
        if reading.decrypts { bytes = try opened(bytes, path) }
        return Content(bytes)
    }

    /// The contents of a vaulted file in the clear; others as they are.
    private func opened(_ bytes: [UInt8], _ path: String) throws(ModuleFailure) -> [UInt8] {
        guard SourceFile.isVaulted(bytes) else { return bytes }
        guard let open else { throw ModuleFailure("\(path) is encrypted, and no vault password was given") }
        do {
            let opened = try open(bytes, path)
            if let text = String(validating: opened, as: UTF8.self) { secrets?.register(text) }
            return opened
        } catch {
            throw ModuleFailure(error.detail ?? error.summary, hint: error.help)
        }
    }

    /// Large files are not held, but for those that must be opened.
    private func isHeld(_ path: String, _ status: FileStatus, _ reading: ControllerReading) throws(ModuleFailure)
        -> Bool
    {
        if status.size <= reading.heldUpTo { return true }
        return reading.decrypts ? SourceFile.isVaulted(try bytes(of: path, most: 32)) : false
    }

    private func bytes(of path: String, most: Int = .max) throws(ModuleFailure) -> [UInt8] {
        do {
            return try SourceFile.bytes(of: path, isStream: false, most: most)
        } catch {
            throw ModuleFailure(error)
        }
    }

    /// A text file, kept so that a template is compiled once, and its mode. Bytes that are not UTF-8 stay what they are,
    /// and so does a byte order mark.
    func text(at path: String) throws(ModuleFailure) -> (template: TemplateText, mode: UInt16) {
        guard let status = FileStatus(path) else { throw ModuleFailure("cannot read \(path) on the controller") }
        if let known = texts.withLock({ $0[path] }), known.isOf(status) { return (known.item, status.mode) }
        let bytes = try bytes(of: path)
        let plain = try opened(bytes, path)
        let file = SourceFile(path: path, text: String(hostBytes: plain), isVaulted: plain != bytes)
        let template = TemplateText(file: file)
        texts.withLock { $0[path] = Kept(template, status) }
        return (template, status.mode)
    }

    /// A file of variables: a mapping in YAML or JSON, or nothing.
    func variables(at path: String) throws(ModuleFailure) -> Mapping {
        let file = try text(at: path).template.span.file
        do {
            guard let root = try YAMLReader.read(file).root, !root.isNull else { return [:] }
            guard let variables = root.value.map else {
                throw ModuleFailure("\(path) must contain a mapping of variables")
            }
            return variables
        } catch let failure as ModuleFailure {
            throw failure
        } catch let diagnostics as Diagnostics {
            throw ModuleFailure(diagnostics)
        } catch {
            throw ModuleFailure("cannot read \(path): \(error)")
        }
    }

    /// What stands at a path to which something may be written.
    func state(at path: String) -> ControllerState {
        guard let status = FileStatus(path) else {
            return ControllerState(path: path, kind: FileStatus(path, follow: false) == nil ? .nothing : .other)
        }
        switch status.kind {
        case .directory: return ControllerState(path: path, kind: .directory)
        case .file:
            let sha1 = (try? ControllerDigest.sha1(of: path)) ?? ""
            return ControllerState(path: path, kind: .file(sha1: sha1, md5: try? ControllerDigest.md5(of: path)))
        default: return ControllerState(path: path, kind: .other)
        }
    }
}
