import ModuleKit
import ModuleTesting
import Values

/// A playbook of tasks that make, change, remove and read files in each other's way, and the host it begins with.
///
/// Each task has a name of its own, by which its forecast and its result are found.
struct RandomPlaybook {
    private var random: SeededRandom
    private(set) var world = RandomPlaybook.host
    private var tasks: [String] = []
    private var programs: [String] = []
    private var results: [String] = []
    private var looks: [String] = []

    init(seed: Int) {
        random = SeededRandom(seed: UInt64(seed))
        begin()
        for number in 1...Int.random(in: 6...14, using: &random) { add(number) }
    }

    /// With handlers that make files.
    var text: String {
        let handlers = ["h1", "h2"].map { "- { name: \($0), copy: { dest: /srv/\($0), content: \($0) } }" }
        return playbook(
            "ignore_errors: true\nhandlers:\n" + handlers.joined(separator: "\n").indented(2),
            tasks: tasks.joined(separator: "\n"))
    }

    /// Files beside the playbook.
    static let files = [
        "templates/t.j2": "value: {{ value | default('none') }}\n",
        "more.yml": "- { name: \"{{ inside }}\", copy: { dest: \"{{ place }}\", content: included } }\n",
    ]
}

// The host.
extension RandomPlaybook {
    private static let directories = ["/srv/a", "/srv/a/b", "/srv/c"]
    private static let paths = directories.flatMap { ["\($0)/f", "\($0)/g"] }

    /// Knows `touch`, `rm` and `echo` besides what files are.
    private static var host: FakeHostWorld {
        var world = FakeHostWorld.toy
        world.onRun { command, world in
            let words = command.line.split(separator: " ").map(String.init)
            guard words.first == "rm", words.count == 2 else { return nil }
            world.files.remove(words[1])
            return .printing("")
        }
        return world
    }

    private mutating func begin() {
        world.files.makeDirectories("/srv")
        for directory in Self.directories where Bool.random(using: &random) { world.files.makeDirectories(directory) }
        for path in Self.paths where Int.random(in: 0..<3, using: &random) == 0 {
            world.files.put(path, pick(["one\n", "two\n", "value: none\n"]), mode: pick([0o644, 0o600, 0o666]))
        }
    }
}

// The tasks.
extension RandomPlaybook {
    private mutating func add(_ number: Int) {
        let name = "t\(number)"
        var keywords = condition().map { [$0] } ?? []
        let deed = deed(name, &keywords)
        if !deed.hasPrefix("include"), Int.random(in: 0..<3, using: &random) == 0 {
            keywords.append(pick(["notify: h1", "notify: h2", "environment: { A: b }", "diff: true"]))
        }
        let lines = ["- name: \(name)", deed, "register: \(name)"] + keywords
        tasks.append(lines.joined(separator: "\n  "))
        results.append(name)
    }

    private mutating func deed(_ name: String, _ keywords: inout [String]) -> String {
        let (path, other, directory) = (pick(Self.paths), pick(Self.paths), pick(Self.directories))
        let (text, mode) = (pick(["one", "two", "three"]), pick(["0644", "0600"]))
        switch Int.random(in: 0..<21, using: &random) {
        case 0: return "file: { path: \(directory), state: directory, mode: \"0755\" }"
        case 1: return "file: { path: \(directory), state: directory }"
        case 2: return "file: { path: \(pick([path, directory])), state: absent }"
        case 3: return "file: { path: \(path), mode: \"\(mode)\" }"
        case 4, 5, 6: return "copy: { dest: \(path), content: \"\(text)\\n\", mode: \"\(mode)\" }"
        case 7: return "copy: { dest: \(path), src: \(other), remote_src: true }"
        case 8: return "template: { dest: \(path), src: t.j2 }"
        case 9: return "lineinfile: { path: \(path), line: \(text), create: \(Bool.random(using: &random)) }"
        case 10: return "blockinfile: { path: \(path), block: \(text), create: \(Bool.random(using: &random)) }"
        case 11: return "replace: { path: \(path), regexp: one, replace: \(text) }"
        case 12: return "ini_file: { path: \(path), section: s, option: o, value: \(text) }"
        case 13:
            let linked = pick(["state: link, force: true", "state: hard", "state: hard, force: true"])
            return "file: { src: \(other), path: \(pick(["/srv", directory]))/link, \(linked) }"
        case 14:
            looks.append(name)
            return "stat: { path: \(path) }"
        case 15, 16:
            programs.append(name)
            return "command: \(pick(["touch \(path)", "rm \(path)", "echo \(text)"]))"
        case 17: return "file: { path: \(path), state: touch, mode: \"\(mode)\" }"
        case 18: return "command: touch \(path)\n  args: { creates: \(path) }"
        case 19:
            let source = programs.randomElement(using: &random).map { "\($0).stdout" } ?? "inventory_hostname"
            return "set_fact: { value: \"{{ \(source) }}\" }"
        default:
            keywords.append("vars: { inside: \(name)-inside, place: \(path) }")
            return "include_tasks: more.yml"
        }
    }

    private mutating func condition() -> String? {
        guard Int.random(in: 0..<3, using: &random) == 0 else { return nil }
        let program = programs.randomElement(using: &random)
        let look = looks.randomElement(using: &random)
        let result = results.randomElement(using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return program.map { "when: \($0).rc is defined and \($0).rc == 0" }
        case 1: return program.map { "when: \($0) is not skipped" }
        case 2: return look.map { "when: \($0).stat is defined and \($0).stat.exists" }
        case 3: return "when: not ansible_check_mode"
        case 4: return program.map { "when: \($0).stdout | default('') == 'one'" }
        default: return result.map { "when: \($0) is changed" }
        }
    }

    private mutating func pick<Item>(_ items: [Item]) -> Item { items[Int.random(in: 0..<items.count, using: &random)] }
}
