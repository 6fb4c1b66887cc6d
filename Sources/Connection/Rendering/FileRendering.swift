import ModuleKit
import Values

struct FileQuestion: Sendable {
    var path: RemotePath
    var interest: FileInterest
}

/// Questions about files: existence, state and digests of all in a few processes, contents one by one.
enum FileRendering {
    /// One command line holds this many paths: far below the kernel's limit also with long paths.
    private static let batch = 200

    static func groups(_ questions: [Asked<FileQuestion>]) -> [QueryGroup] {
        var groups: [QueryGroup] = []
        for follow in [false, true] {
            let same = questions.filter { $0.subject.interest.follow == follow }
            for start in stride(from: 0, to: same.count, by: batch) {
                groups.append(FileBatch(Array(same[start..<min(start + batch, same.count)]), follow: follow).group)
            }
        }
        return groups
    }
}

/// Some files that are asked about in the same frames.
private struct FileBatch: Sendable {
    let questions: [Asked<FileQuestion>]
    let follow: Bool
    let digested: [(algorithm: DigestAlgorithm, members: [Int])]
    let withContents: [Int]

    init(_ questions: [Asked<FileQuestion>], follow: Bool) {
        self.questions = questions
        self.follow = follow
        let interests = questions.map(\.subject.interest)
        digested = DigestAlgorithm.allCases.compactMap { algorithm in
            let members = interests.indices.filter { interests[$0].digests.contains(algorithm) }
            return members.isEmpty ? nil : (algorithm, members)
        }
        withContents = interests.indices.filter { interests[$0].contentsUpTo != nil }
    }

    var group: QueryGroup {
        QueryGroup(frames: frames) { replies in
            FileReplies(
                seen: replies[0], states: replies[1], links: replies[2],
                digests: Array(replies[3..<(3 + digested.count)]),
                contents: Array(replies[(3 + digested.count)...])
            ).answers(to: self)
        }
    }

    private var frames: [Frame] {
        let paths = questions.map(\.subject.path)
        let flag = follow ? 1 : 0
        let state: [Frame] = [
            Frame("sp_own; sp_seen \(flag) \(paths)", needs: [.files]),
            Frame("sp_own; sp_stat \(flag) \(paths)", needs: [.files]),
            Frame(follow ? ":" : "sp_own; sp_links \(paths)", needs: [.files]),
        ]
        return state + digestFrames + contentsFrames
    }

    private var digestFrames: [Frame] {
        digested.map { algorithm, members in
            let paths = members.map { questions[$0].subject.path }
            return Frame("sp_own; sp_digests \(ShellText(algorithm.rawValue)) \(paths)", needs: [.files])
        }
    }

    private var contentsFrames: [Frame] {
        withContents.map { member in
            let question = questions[member].subject
            let limit = question.interest.contentsUpTo ?? 0
            var frame = Frame(
                "sp_own; \(Self.unlessLink(question))sp_contents \(limit) \(question.path)", needs: [.files])
            frame.limits = OutputCapture.Limits(head: limit + 1, tail: 0)
            return frame
        }
    }

    private static func unlessLink(_ question: FileQuestion) -> ShellText {
        question.interest.follow ? "" : "[ ! -L \(question.path) ] || exit 3; "
    }
}

/// What the frames of a batch brought.
private struct FileReplies {
    let seen: FrameReply
    let states: FrameReply
    let links: FrameReply
    let digests: [FrameReply]
    let contents: [FrameReply]

    func answers(to batch: FileBatch) -> [Int: Answer] {
        if let failure = HostFailure.reported(in: states) {
            return Dictionary(batch.questions.map { ($0.place, .refused(failure.message)) }) { first, _ in first }
        }
        let sightings = seen.output.bytes.records.map { Sighting($0) }
        guard sightings.count == batch.questions.count else {
            let reason = HostFailure.ofTool(seen).message
            return Dictionary(batch.questions.map { ($0.place, .refused(reason)) }) { first, _ in first }
        }
        return answers(to: batch, sightings)
    }

    private func answers(to batch: FileBatch, _ sightings: [Sighting]) -> [Int: Answer] {
        var states = StatLines(self.states.output.bytes)
        var links = self.links.output.bytes.records[...]
        var answers: [Int: Answer] = [:]
        for (member, sighting) in sightings.enumerated() {
            let question = batch.questions[member]
            var file = states.next(named: sighting.path)
            if sighting.kind == .link, links.count >= 2 {
                file?.linkTarget = String(hostBytes: links[links.startIndex])
                let end = links[links.startIndex + 1]
                file?.resolvedPath = end.isEmpty ? nil : RemotePath(String(hostBytes: end))
                links = links.dropFirst(2)
            }
            file?.path = sighting.shownPath(of: question.subject.path)
            answers[question.place] = sighting.kind == .hidden ? .refused(Self.hidden(question)) : .file(file)
        }
        addDigests(to: &answers, batch, sightings)
        addContents(to: &answers, batch)
        return answers
    }

    private func addDigests(to answers: inout [Int: Answer], _ batch: FileBatch, _ sightings: [Sighting]) {
        for ((algorithm, members), reply) in zip(batch.digested, digests) {
            if let failure = HostFailure.reported(in: reply) {
                for member in members { refuse(&answers, batch.questions[member].place, failure.message) }
                continue
            }
            let known = Self.digests(reply.output.bytes)
            for member in members {
                guard let digest = known[sightings[member].path] else { continue }
                change(&answers, batch.questions[member].place) {
                    if $0.kind == .regular { $0.digests[algorithm] = digest }
                }
            }
        }
    }

    /// `DIGEST`, two characters, path.
    private static func digests(_ bytes: [UInt8]) -> [[UInt8]: String] {
        let pairs = bytes.records.compactMap { record -> ([UInt8], String)? in
            guard let blank = record.firstIndex(of: UInt8(ascii: " ")) else { return nil }
            return (Array(record[blank...].dropFirst(2)), String(hostBytes: record[..<blank]))
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private func addContents(to answers: inout [Int: Answer], _ batch: FileBatch) {
        for (member, reply) in zip(batch.withContents, contents) {
            let place = batch.questions[member].place
            if let failure = HostFailure.reported(in: reply) {
                refuse(&answers, place, failure.message)
            } else if reply.status == 0, reply.output.omitted == 0 {
                change(&answers, place) { if $0.kind == .regular { $0.contents = reply.output.bytes } }
            }
        }
    }

    private func change(_ answers: inout [Int: Answer], _ place: Int, _ edit: (inout RemoteFile) -> Void) {
        guard case .file(var file?)? = answers[place] else { return }
        edit(&file)
        answers[place] = .file(file)
    }

    /// Only a file that is there can be refused.
    private func refuse(_ answers: inout [Int: Answer], _ place: Int, _ reason: String) {
        if case .file(_?)? = answers[place] { answers[place] = .refused(reason) }
    }

    private static func hidden(_ question: Asked<FileQuestion>) -> String {
        "\(question.subject.path): permission denied for a directory above it"
    }
}

/// What `sp_seen` says of one path.
private struct Sighting {
    enum Kind: UInt8 {
        case nothing = 0x2D  // -
        case hidden = 0x21  // !
        case link = 0x6C  // l
        case other = 0x72  // r
    }

    let kind: Kind
    /// As the host's tools see it: with `~` expanded, and safe from being taken for an option.
    let path: [UInt8]

    init(_ record: ArraySlice<UInt8>) {
        kind = record.first.flatMap(Kind.init) ?? .nothing
        path = Array(record.dropFirst())
    }

    func shownPath(of asked: RemotePath) -> RemotePath {
        asked.text.hasPrefix("~") ? RemotePath(String(hostBytes: path)) : asked
    }
}
