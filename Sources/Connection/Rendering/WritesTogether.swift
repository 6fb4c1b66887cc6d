import ModuleKit

/// Small files that one exchange makes or replaces one after the other: digested, given away and synced together, each
/// still moved to its place by a rename of its own, in their order.
struct WritesTogether {
    /// Beyond this a shell has much to keep in mind.
    private static let (largestCount, largestSize) = (100, 1 << 20)

    private let members: [JointWrite]

    /// The writes that the steps begin with; `nil` unless there are several.
    init?(startOf steps: ArraySlice<Step>) {
        var members: [JointWrite] = []
        var size = 0
        // A name that comes twice may be one file under two paths, and the second then builds on the first.
        var names: Set<String> = []
        for step in steps.prefix(Self.largestCount) {
            guard let member = JointWrite(step), names.insert(member.name).inserted else { break }
            size += member.bytes.count
            guard size <= Self.largestSize else { break }
            members.append(member)
        }
        guard members.count > 1 else { return nil }
        self.members = members
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
                \(WriteRendering.setting(member.write))
                sp_t=\("./" + member.temporary.name) sp_together=\(member.sharesAttributes ? "1" : "")
                }
                sp_bytes_\(number)() { \(ShellText.printing(member.bytes)); }

                """
        }
        return text + """
            sp_temps() { "$@" \(members.map(\.temporary)); }
            sp_folders() { "$@" \(Set(members.map(\.folder)).sorted()); }
            sp_give_all() { \(giving); }
            sp_put_all \(count) \(members.map(\.write.content.sha1))
            """
    }

    private var giving: ShellText {
        let groups = members.filter(\.sharesAttributes).grouped(by: \.write.target.attributes)
        return groups.reduce(":") { text, group in
            text + " && sp_give \(group.key.words) \(group.members.map(\.temporary))"
        }
    }

    /// A point for each file that is in its place; then the failure of the next, if there was one.
    private static func outcomes(_ reply: FrameReply, of count: Int) -> [StepOutcome] {
        let done = min(count, reply.output.bytes.prefix { $0 == UInt8(ascii: ".") }.count)
        let outcomes = [StepOutcome](repeating: .written(backup: nil), count: done)
        guard done < count else { return outcomes }
        let failure = RenderedStep.failure(reply) ?? StepFailure(.other, "the shell ended before this file")
        return outcomes + [.failed(failure)] + [StepOutcome](repeating: .notTaken, count: count - done - 1)
    }
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
    /// As `sp_claim` has it: beside the file.
    var temporary: RemotePath { folder.appending(".swiftplay-\(name)") }
    /// Beyond this `sp_claim` has a shorter one.
    private static let longestName = 60
    /// A file without a mode of its own keeps that of the one it replaces.
    var sharesAttributes: Bool { write.target.attributes.mode != nil }
}
