import Foundation
import Testing

/// Playbooks and roles of public repositories load as they do in Ansible, with the same tasks.
@Suite(
    .enabled(
        if: Corpus.folder != nil && Checkout.ansible != nil,
        "needs SWIFTPLAY_CORPUS, a folder of public repositories, and ansible-playbook beside SWIFTPLAY_PYTHON"))
struct CorpusTests {
    /// Of all that Ansible loads, this share loads here with the same list of tasks.
    private static let share = 0.95

    @Test func `playbooks that Ansible loads are loaded with the same tasks`() async throws {
        let scratch = try Scratch.make("corpus")
        defer { try? FileManager.default.removeItem(at: scratch) }
        var (loaded, equal, others) = (0, 0, [String]())
        for repository in Corpus.repositories {
            for item in try Corpus.items(of: repository, scratch: scratch) {
                let (theirs, ours) = try await listed(item)
                guard theirs.code == 0 else { continue }
                loaded += 1
                if ours.code == 0, Self.lines(ours.output) == Self.lines(theirs.output) {
                    equal += 1
                } else {
                    others.append("\(repository) \(item.name): \(Self.reason(ours, theirs))")
                }
            }
        }
        print("corpus: \(Corpus.repositories.count) repositories, Ansible loads \(loaded), equal here \(equal)")
        for other in others { print("  \(other)") }
        try #require(loaded > 0, "nothing of the list is in SWIFTPLAY_CORPUS")
        #expect(Double(equal) / Double(loaded) >= Self.share, "\(others.joined(separator: "\n"))")
    }

    private func listed(_ item: Corpus.Item) async throws -> (theirs: Finished, ours: Finished) {
        let words = ["--list-tasks", "-i", "localhost,", item.playbook]
        let environment = ["ANSIBLE_NOCOLOR": "1", "NO_COLOR": "1", "ANSIBLE_LOCALHOST_WARNING": "0"]
        let ansible = try Program(
            try #require(Checkout.ansible), words, in: item.directory, environment: environment)
        let theirs = await ansible.finish()
        let ours = try Swiftplay.start(["run"] + words, in: item.directory, environment: environment)
        return (theirs, await ours.finish())
    }

    /// The tags of a play have no order in Ansible.
    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { line in
            let words = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            guard words.hasPrefix("play #"), let start = words.range(of: "TAGS: [", options: .backwards) else {
                return words
            }
            let tags = words[start.upperBound...].dropLast().split { $0 == "," || $0 == " " }
            return words[..<start.lowerBound] + tags.sorted().joined(separator: ",")
        }
    }

    private static func reason(_ ours: Finished, _ theirs: Finished) -> String {
        if ours.code != 0 {
            return ours.errors.split(separator: "\n").first { $0.hasPrefix("error") }.map(String.init) ?? ""
        }
        return lines(ours.output).difference(from: lines(theirs.output)).first.map { "\($0)" } ?? ""
    }
}
