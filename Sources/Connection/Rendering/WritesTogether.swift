import ModuleKit
import Values

/// Small files that one exchange makes or replaces one after the other: digested, given away and synced together, each
/// still moved to its place by a rename of its own, in their order.
struct WritesTogether {
    /// Beyond this a shell has much to keep in mind.
    private static let (largestCount, largestSize) = (100, 1 << 20)

    private let members: [(file: JointWrite, stage: Stage)]
    private let stages: [Stage]

    /// The writes that the steps begin with; `nil` unless there are several.
    init?(startOf steps: ArraySlice<Step>) {
        var writes: [JointWrite] = []
        var size = 0
        // A name that comes twice may be one file under two paths, and the second then builds on the first.
        var names: Set<String> = []
        var folders: Set<RemotePath> = []
        for step in steps.prefix(Self.largestCount) {
            guard let write = JointWrite(step), names.insert(write.name).inserted else { break }
            guard folders.contains(write.folder) || folders.count < Stage.descriptors.count else { break }
            folders.insert(write.folder)
            size += write.bytes.count
            guard size <= Self.largestSize else { break }
            writes.append(write)
        }
        guard writes.count > 1 else { return nil }
        let stages = zip(folders.sorted(), Stage.descriptors).map { Stage(folder: $0, descriptor: $1) }
        self.stages = stages
        members = writes.compactMap { write in
            stages.first { $0.folder == write.folder }.map { (write, $0) }
        }
    }

    var count: Int { members.count }

    var group: StepGroup {
        StepGroup(Frame(text, needs: [.writing, .together]), count: count) { [count] in Self.outcomes($0, of: count) }
    }

    private var text: ShellText {
        var text: ShellText = ""
        for (member, number) in zip(members, 1...) {
            text += """
                sp_set_\(number)() {
                \(WriteRendering.setting(member.file.write))
                sp_stage=\(member.stage.held) sp_base=\(member.file.name) sp_together=\(member.file.sharesAttributes ? "1" : "") \
                sp_mask=\(member.file.mask)
                }
                sp_bytes_\(number)() { \(ShellText.printing(member.file.bytes)); }

                """
        }
        return text + """
            sp_hold_folders() { \(inTurn { "sp_hold_folder \($0.descriptor) \($0.folder)" }); }
            sp_hold_stages() { \(inTurn { "sp_hold_stage \($0.descriptor) \($0.name)" }); }
            sp_folders() { "$@" \(stages.map { "\($0.held)/.." }); }
            sp_stages() { "$@" \(stages.map(\.held)); }
            sp_new_stages() { "$@" \(stages.map { "\($0.held)/\($0.name)" }); }
            sp_old_stages() { "$@" \(stages.map { "\($0.held)/../\($0.name)" }); }
            sp_temps() { "$@" \(members.map { "\($0.stage.held)/\($0.file.name)" }); }
            sp_give_all() { \(giving); }
            sp_put_all \(count) \(members.map(\.file.write.content.sha1))
            """
    }

    private func inTurn(_ command: (Stage) -> ShellText) -> ShellText {
        stages.reduce(":") { $0 + " && " + command($1) }
    }

    private var giving: ShellText {
        let groups = members.filter(\.file.sharesAttributes).grouped(by: \.file.write.target.attributes)
        return groups.reduce(":") { text, group in
            var attributes = group.key
            if attributes.mode?.isMadeWithUmask == true { attributes.mode = nil }
            return text + " && sp_give \(attributes.words) \(group.members.map { "\($0.stage.held)/\($0.file.name)" })"
        }
    }

    /// A record for each file that is in its place; then the failure of the next, if there was one.
    private static func outcomes(_ reply: FrameReply, of count: Int) -> [StepOutcome] {
        let done = min(count, reply.output.bytes.count { $0 == 0 })
        let lost = reply.output.bytes.records.prefix(done).map { String(hostBytes: $0) }
        let outcomes = lost.map { WriteRendering.written(lost: $0) }
        guard done < count else { return outcomes }
        let failure = RenderedStep.failure(reply) ?? StepFailure(.other, "the shell exited before this file")
        return outcomes + [.failed(failure)] + [StepOutcome](repeating: .notTaken, count: count - done - 1)
    }
}

/// The staging directory in one of the directories, and where the shell holds it open. A shell knows descriptors of one
/// digit; 7 is that of claims.
private struct Stage {
    static let descriptors = [3, 4, 5, 6, 8, 9]

    let folder: RemotePath
    let descriptor: Int
    let name = ".swiftplay-\(Nonce.make())"

    var held: String { "/proc/self/fd/\(descriptor)" }
}

private struct JointWrite {
    let write: FileWrite
    let bytes: [UInt8]
    /// Only a file that nothing else happens to: no copy is kept, nothing validates it, it is not written in place.
    init?(_ step: Step) {
        guard case .write(let write) = step, case .bytes(let bytes) = write.content.source,
            bytes.count <= CommandRendering.largestInline, !write.target.backup, !write.target.inPlace,
            write.target.validate == nil
        else { return nil }
        self.write = write
        self.bytes = bytes
        guard !name.isEmpty, name.utf8.count <= Self.longestName, !name.utf8.contains(UInt8(ascii: "$")) else {
            return nil
        }
    }

    var name: String { write.target.path.withoutTrailingSlashes.name }
    var folder: RemotePath { write.target.path.withoutTrailingSlashes.parent }
    /// Beyond this `sp_claim` has a shorter one.
    private static let longestName = 60
    /// A file without a mode of its own keeps that of the one it replaces.
    var sharesAttributes: Bool { write.target.attributes.mode != nil }

    /// The umask under which the file has its mode from the beginning, or nobody else can read it.
    var mask: String {
        guard let mode = write.target.attributes.mode, mode.isMadeWithUmask else { return "077" }
        return (0o777 & ~mode).octal
    }
}

extension UInt16 {
    /// Whether a file can be made with this mode: no umask adds the right to execute, or set-id bits.
    fileprivate var isMadeWithUmask: Bool { self & ~0o666 == 0 }
}
