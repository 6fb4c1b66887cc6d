import ModuleTesting

/// A playbook of tasks that stand in each other's way on a real host, in a directory of its own, and its files.
///
/// Each task has a name of its own, by which its forecast and its result are found.
struct RandomHostPlaybook {
    private let seed: Int
    private var random: SeededRandom
    private var tasks: [String] = []
    private var programs: [String] = []
    private var results: [String] = []
    private var looks: [String] = []

    init(seed: Int) {
        self.seed = seed
        random = SeededRandom(seed: UInt64(seed))
        for number in 1...Int.random(in: 8...16, using: &random) { add(number) }
    }

    /// The playbook, and what it takes to the host.
    var files: [String: String] {
        let handlers = ["h1", "h2"].map { "- { name: \($0), copy: { dest: \(root)/\($0), content: \($0) } }" }
        let head = """
            - hosts: all
              become: true
              gather_facts: false
              ignore_errors: true
              handlers:
                \(handlers.joined(separator: "\n    "))
              tasks:
                - name: t0
                  file: { path: \(root), state: directory }

            """
        return [
            "site.yml": head + tasks.joined(separator: "\n") + "\n",
            "templates/t.j2": "value: {{ value | default('none') }}\n",
            "templates/unit.j2": "[Service]\nExecStart=/bin/sleep {{ span }}\n[Install]\nWantedBy=multi-user.target\n",
            "files/tree/one": "one\n", "files/tree/below/two": "two\n",
            "more.yml": "- { name: \"{{ inside }}\", copy: { dest: \"{{ place }}\", content: included } }\n",
        ]
    }

    var root: String { "/srv/forecast/\(seed)" }
    private var account: String { "fc\(seed)" }
}

// The tasks.
extension RandomHostPlaybook {
    private var directories: [String] { ["\(root)/a", "\(root)/a/b", "\(root)/c"] }
    private var paths: [String] { directories.flatMap { ["\($0)/f", "\($0)/g"] } }

    private mutating func add(_ number: Int) {
        let name = "t\(number)"
        var keywords = condition().map { [$0] } ?? []
        let deed = deed(name, &keywords)
        if !deed.hasPrefix("include"), chance(3) {
            keywords.append(
                pick(["notify: h1", "notify: h2", "environment: { A: b }", "diff: true", "become_user: games"]))
        }
        let lines = ["- name: \(name)", deed, "register: \(name)"] + keywords
        tasks.append("    " + lines.joined(separator: "\n      "))
        results.append(name)
    }

    private mutating func deed(_ name: String, _ keywords: inout [String]) -> String {
        switch Int.random(in: 0..<10, using: &random) {
        case 0, 1: fileDeed()
        case 2, 3: copyDeed()
        case 4: editDeed()
        case 5: look(name)
        case 6: program(name)
        case 7: accountDeed()
        case 8: serviceDeed(&keywords)
        default: otherDeed(name, &keywords)
        }
    }

    private mutating func fileDeed() -> String {
        let (path, other, directory, mode) = (pick(paths), pick(paths), pick(directories), pick(["0644", "0600"]))
        return pick([
            "file: { path: \(directory), state: directory, mode: \"0755\" }",
            "file: { path: \(directory), state: directory }",
            "file: { path: \(directory), state: directory, recurse: true, owner: \(pick(["games", account])) }",
            "file: { path: \(pick([path, directory])), state: absent }",
            "file: { path: \(path), mode: \"\(mode)\", group: \(pick(["games", account, "nobody-knows"])) }",
            "file: { path: \(path), state: touch, owner: \(pick(["root", account])) }",
            "file: { src: \(other), path: \(pick([root, directory]))/link, state: link, force: true }",
            "file: { src: \(other), path: \(pick([root, directory]))/hard, state: hard }",
        ])
    }

    private mutating func copyDeed() -> String {
        let (path, other, directory) = (pick(paths), pick(paths), pick(directories))
        let (text, mode) = (pick(["one", "two", "three"]), pick(["0644", "0600"]))
        return pick([
            "copy: { dest: \(path), content: \"\(text)\\n\", mode: \"\(mode)\" }",
            "copy: { dest: \(path), content: \"\(text)\\n\", owner: \(pick(["games", account])) }",
            "copy: { dest: \(path), content: \"\(text)\\n\", force: false }",
            "copy: { dest: \(path), src: \(other), remote_src: true }",
            "copy: { dest: \(directory)/, src: tree, mode: preserve }", "copy: { dest: \(directory), src: tree/one }",
            "template: { dest: \(path), src: t.j2, mode: \"\(mode)\" }",
            "assemble: { src: \(directory), dest: \(path) }",
        ])
    }

    private mutating func editDeed() -> String {
        let (path, text, makes) = (pick(paths), pick(["one", "two", "three"]), Bool.random(using: &random))
        return pick([
            "lineinfile: { path: \(path), line: \(text), create: \(makes) }",
            "lineinfile: { path: \(path), regexp: ^o, line: \(text) }",
            "blockinfile: { path: \(path), block: \(text), create: \(makes) }",
            "replace: { path: \(path), regexp: one, replace: \(text) }",
            "ini_file: { path: \(path), section: s, option: o, value: \(text) }",
        ])
    }

    private mutating func look(_ name: String) -> String {
        guard chance(2) else {
            return pick(["slurp: { src: \(pick(paths)) }", "find: { paths: \(pick(directories)) }"])
        }
        looks.append(name)
        return "stat: { path: \(pick(paths)) }"
    }

    private mutating func program(_ name: String) -> String {
        let (path, text) = (pick(paths), pick(["one", "two", "three"]))
        programs.append(name)
        return pick([
            "command: touch \(path)", "command: rm \(path)", "command: echo \(text)", "shell: echo \(text) > \(path)",
            "command: touch \(path)\n      args: { creates: \(path) }",
            "command: rm \(path)\n      args: { removes: \(path) }",
        ])
    }

    private mutating func accountDeed() -> String {
        pick([
            "group: { name: \(account), state: \(pick(["present", "absent"])) }", "user: { name: \(account) }",
            "user: { name: \(account), groups: games, append: true, comment: \(pick(["one", "two"])) }",
            "user: { name: \(account), state: absent, remove: \(Bool.random(using: &random)) }",
            "getent: { database: passwd, key: \(account), fail_key: false }",
            "copy: { dest: /home/\(account)/f, content: mine, owner: \(account) }",
            "authorized_key: { user: \(account), key: \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI\(pick(["A", "B"])) x\" }",
        ])
    }

    private mutating func serviceDeed(_ keywords: inout [String]) -> String {
        let (unit, flag) = ("\(account).service", Bool.random(using: &random))
        keywords.append("vars: { span: \(pick(["1000", "2000"])) }")
        return pick([
            "template: { dest: /etc/systemd/system/\(unit), src: unit.j2 }",
            "systemd: { name: \(unit), state: \(pick(["started", "stopped", "restarted"])), daemon_reload: true }",
            "service: { name: \(account), enabled: \(flag) }",
            "file: { path: /etc/systemd/system/\(unit), state: absent }", "service_facts:",
            "debug: { msg: \"{{ ansible_facts.services['\(unit)'] is defined }}\" }",
            "cron: { name: \(account), job: \(pick(["one", "two"])), state: \(pick(["present", "absent"])) }",
            "cron: { name: \(account), cron_file: \(account), user: root, job: one, hour: \"\(pick(["1", "2"]))\" }",
        ])
    }

    private mutating func otherDeed(_ name: String, _ keywords: inout [String]) -> String {
        switch Int.random(in: 0..<7, using: &random) {
        case 0, 1:
            let source = programs.randomElement(using: &random).map { "\($0).stdout" } ?? "inventory_hostname"
            return "set_fact: { value: \"{{ \(source) }}\" }"
        case 2, 3:
            keywords.append("vars: { inside: \(name)-inside, place: \(pick(paths)) }")
            return "include_tasks: more.yml"
        case 4: return "file: { path: /etc/ansible/facts.d, state: directory }"
        case 5:
            return pick([
                "copy: { dest: /etc/ansible/facts.d/\(account).fact, content: '{\"a\": 1}' }",
                "setup: { filter: ansible_local }",
                "debug: { msg: \"{{ ansible_local.\(account).a }}\" }",
            ])
        default:
            return chance(3)
                ? "apt: { name: lab-hello\(pick(["", "=1.0", "=2.0"])), state: \(pick(["present", "absent"])) }"
                : "tempfile: { path: \(pick(directories)) }"
        }
    }

    private mutating func condition() -> String? {
        guard chance(3) else { return nil }
        let program = programs.randomElement(using: &random)
        let look = looks.randomElement(using: &random)
        let result = results.randomElement(using: &random)
        return switch Int.random(in: 0..<6, using: &random) {
        case 0: program.map { "when: \($0).rc is defined and \($0).rc == 0" }
        case 1: program.map { "when: \($0) is not skipped" }
        case 2: look.map { "when: \($0).stat is defined and \($0).stat.exists" }
        case 3: "when: not ansible_check_mode"
        case 4: program.map { "when: \($0).stdout | default('') == 'one'" }
        default: result.map { "when: \($0) is changed" }
        }
    }

    private mutating func chance(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }
    private mutating func pick(_ items: [String]) -> String { items[Int.random(in: 0..<items.count, using: &random)] }
}
