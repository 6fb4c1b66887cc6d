import Foundation
import Jinja
import Playbook
import Testing
import Values

/// Files of a project in a temporary folder, which goes away with this object.
final class Project: Sendable {
    let path: String
    /// Where the marks `1️⃣` … stood: file, line and column.
    let marks: [String: String]

    /// - Parameter files: Texts by path; marks in them are taken out.
    init(_ files: [String: String]) throws {
        path = FileManager.default.temporaryDirectory.path + "/playbook-tests-\(UUID().uuidString)"
        var marks: [String: String] = [:]
        for (name, text) in files {
            let marked = MarkedText(text)
            for (mark, position) in marked.positions { marks[mark] = "\(name):\(position.line):\(position.column)" }
            let file = URL(fileURLWithPath: "\(path)/\(name)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(marked.text.utf8).write(to: file)
        }
        self.marks = marks
    }

    /// A project whose playbook is `site.yml`.
    convenience init(site: String, _ more: [String: String] = [:]) throws {
        try self.init(more.merging(["site.yml": site]) { first, _ in first })
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func loader(extra: Mapping = [:], isStrict: Bool = false) -> PlaybookLoader {
        PlaybookLoader(
            LoadingContext(
                catalogue: toyCatalogue, actions: toyActions, controller: .plain(in: path), hosts: { _ in [] },
                rolesPath: [path + "/shared"], extraVariables: extra, isStrict: isStrict))
    }

    func load(_ playbook: String = "site.yml") throws(Diagnostics) -> LoadedPlaybook { try loader().load([playbook]) }

    /// The only play of `site.yml`.
    func play() throws -> Play { try #require(load().plays.first) }
}

extension ControllerAccess {
    /// Templates may read files here, and nothing else.
    static func plain(in folder: String) -> ControllerAccess {
        ControllerAccess(
            environment: [:], startDirectory: folder, openVaultFile: nil, seal: { text, _, _, _ in text },
            unseal: { _, _ in nil },
            fetch: { request throws(Diagnostic) in throw Diagnostic("test", "nothing at \(request.url)") },
            configuration: { _ in nil })
    }
}

/// Tasks under one play, as a playbook.
func playbook(tasks: String) -> String {
    "- hosts: all\n  tasks:\n"
        + tasks.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)\n" }.joined()
}

/// A text with marks `1️⃣` … `9️⃣` at the places of interest.
struct MarkedText {
    private(set) var text = ""
    private(set) var positions: [String: (line: Int, column: Int)] = [:]

    init(_ marked: String) {
        var (line, column) = (1, 1)
        for character in marked {
            if character.unicodeScalars.contains("\u{20E3}") {
                positions[String(character)] = (line, column)
                continue
            }
            text.append(character)
            column += character.unicodeScalars.count
            if character == "\n" { (line, column) = (line + 1, 1) }
        }
    }
}

/// Loads a project and compares what is found, by mark, with what is expected; nothing else may be found.
func expect(
    _ site: String, _ more: [String: String] = [:], diagnoses expected: [String: String],
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let project = try Project(site: site, more)
    let byPosition = Dictionary(uniqueKeysWithValues: project.marks.map { ($0.value, $0.key) })
    var found: [String: String] = [:]
    for diagnostic in diagnostics(of: project) {
        let position = diagnostic.span?.description ?? "nowhere"
        found[byPosition[position] ?? position] = diagnostic.summary
    }
    #expect(found == expected, sourceLocation: sourceLocation)
}

/// Everything loading says, warnings included, and what is latentMistakes: as an error where it is certain.
func diagnostics(of project: Project, isStrict: Bool = false) -> [Diagnostic] {
    do {
        let playbook = try project.loader(isStrict: isStrict).load(["site.yml"])
        let latentMistakes = playbook.plays.flatMap(\.latentMistakes).map { failure in
            var problem = failure.problem
            problem.severity = failure.isCertain ? .error : .warning
            return problem
        }
        return playbook.warnings + latentMistakes
    } catch {
        return error.all
    }
}
