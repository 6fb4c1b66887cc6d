import Foundation
import Testing

/// Mistakes in files: found before any host is contacted, all with their place and a way out.
@Suite struct MistakeTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        var name: String
        /// The playbook; `⁅` and `⁆` stand around the word that the caret must underline.
        var text: String
        /// What must be said.
        var says: [String]
        var code: Int32 = 4

        var testDescription: String { name }
    }

    static let mistakes: [Mistake] = [
        Mistake(
            name: "module", text: "- hosts: all\n  tasks:\n    - ⁅coppy⁆: { dest: /tmp/x, content: x }\n",
            says: ["error[module]", "did you mean `copy`?"]),
        Mistake(
            name: "task keyword",
            text: "- hosts: all\n  tasks:\n    - ping:\n      ⁅notfy⁆: restart\n",
            says: ["error[keyword]", "did you mean `notify`?"]),
        Mistake(
            name: "play keyword", text: "- hosts: all\n  ⁅taskz⁆: []\n",
            says: ["error[keyword]", "did you mean `tasks`?"]),
        Mistake(
            name: "argument", text: "- hosts: all\n  tasks:\n    - file: { path: /tmp/x, ⁅stat⁆: absent }\n",
            says: ["error[args]", "has no argument", "state"]),
        Mistake(
            name: "mutually exclusive arguments",
            text: "- hosts: all\n  tasks:\n    - copy: { src: a, dest: /tmp/x, ⁅content⁆: b }\n",
            says: ["error[args]", "mutually exclusive: src|content", "`src` is given here"]),
        Mistake(
            name: "argument that another needs",
            text: "- hosts: all\n  tasks:\n    - ⁅lineinfile⁆: { path: /tmp/x, regexp: ^a }\n",
            says: ["error[args]", "`state: present` needs `line`"]),
        Mistake(
            name: "choice", text: "- hosts: all\n  tasks:\n    - file: { path: /tmp/x, state: ⁅directry⁆ }\n",
            says: ["error[args]", "absent, directory, file, hard, link, touch", "did you mean `directory`?"]),
        Mistake(
            name: "unquoted template", text: "- hosts: all\n  tasks:\n    - debug:\n        msg: ⁅{{⁆ foo }}\n",
            says: ["error[yaml]", "\"{{ foo }}\""]),
        Mistake(
            name: "role", text: "- hosts: all\n  roles:\n    - ⁅websrver⁆\n",
            says: ["role", "roles/websrver", "did you mean `webserver`?"]),
        Mistake(
            name: "plain value", text: "- hosts: all\n  tasks:\n    - debug: msg=a\n      name: one⁅:⁆ two\n",
            says: ["error[yaml]"]),
    ]

    /// A host that does not exist: whoever contacts it is found out by the exit code and the message.
    private static let files = ["hosts": "web ansible_host=192.0.2.1\n", "roles/webserver/tasks/main.yml": "- ping:\n"]

    @Test(arguments: mistakes)
    func `a mistake is shown at its position, with a remedy, before anything is done`(mistake: Mistake) async throws {
        let (text, line, column, length) = Self.marked(mistake.text)
        let project = try Project(Self.files.merging(["site.yml": text]) { $1 })
        defer { project.remove() }
        let shown = try await project.run("run", "site.yml", "-i", "hosts")
        #expect(shown.code == mistake.code, "\(shown.all)")
        #expect(shown.errors.contains("site.yml:\(line):\(column)"), "\(shown.all)")
        let caret = String(repeating: " ", count: column - 1) + String(repeating: "^", count: length)
        #expect(shown.errors.contains("| \(caret)\n"), "\(shown.all)")
        for words in mistake.says { #expect(shown.errors.contains(words), "no \(words) in \(shown.errors)") }
        #expect(!shown.all.contains("UNREACHABLE") && !shown.output.contains("PLAY"))
    }

    private static func marked(_ text: String) -> (text: String, line: Int, column: Int, length: Int) {
        let parts = text.split(whereSeparator: { "⁅⁆".contains($0) }).map(String.init)
        let before = parts[0].split(separator: "\n", omittingEmptySubsequences: false)
        return (parts.joined(), before.count, (before.last?.count ?? 0) + 1, parts[1].count)
    }

    @Test func `all mistakes are reported at once, in file order`() async throws {
        let text = """
            - hosts: all
              tasks:
                - coppy: { dest: /tmp/x }
                - file: { path: /tmp/x, stat: absent }
                - ping:
                  notfy: x
            """
        let project = try Project(Self.files.merging(["site.yml": text]) { $1 })
        defer { project.remove() }
        let shown = try await project.run("run", "site.yml", "-i", "hosts", "--syntax-check")
        #expect(shown.code == 4)
        let lines = shown.errors.matches(of: /error\[\w+\]: .*\n +--> site\.yml:(\d+):/).map { String($0.1) }
        #expect(lines == ["3", "4", "6"], "\(shown.errors)")
    }

    private static let doubtful = [
        "hosts": "web ansible_connection=local\n",
        "site.yml": """
        - hosts: web
          gather_facts: false
          tasks:
            - command: /bin/true
              notify: nobody
              changed_when: false
            - sysvinit: { name: acl }
              when: false
            - file: { stat: absent }
              tags: later
          handlers:
            - name: never notified
              my_own_module: { a: 1 }

        """, "library/my_own_module.py": "",
    ]

    @Test func `possible failures are counted in one line and shown on request`() async throws {
        let project = try Project(Self.doubtful)
        defer { project.remove() }
        let run = try await project.run("run", "site.yml", "-i", "hosts", "--skip-tags", "later")
        #expect(run.code == 0, "\(run.all)")
        let lines = run.errors.split(separator: "\n")
        #expect(lines.count == 1 && lines[0].contains("5 mistakes"), "\(run.errors)")
        #expect(run.errors.contains("swiftplay run --syntax-check --strict site.yml"), "\(run.errors)")
        let strict = try await project.run("run", "site.yml", "-i", "hosts", "--syntax-check", "--strict")
        #expect(strict.code == 4 && strict.errors.matches(of: /error\[/).count == 5, "\(strict.all)")
        let syntax = try await project.run("run", "site.yml", "-i", "hosts", "--syntax-check")
        #expect(syntax.code == 4 && syntax.errors.contains("has no argument `stat`"), "\(syntax.all)")
        for option in ["--list-tasks", "--list-tags", "--list-hosts"] {
            let listed = try await project.run("run", "site.yml", "-i", "hosts", option)
            #expect(listed.code == 0 && listed.errors.isEmpty, "\(listed.all)")
        }
    }

    @Test func `a play without hosts does not stop the run`() async throws {
        let text =
            "- hosts: web\n  gather_facts: false\n  tasks: [{ ping: }]\n- hosts: db\n  tasks: [{ sysvinit: { name: acl } }]\n"
        let project = try Project(["hosts": "[db]\n[web]\nh ansible_connection=local\n", "site.yml": text])
        defer { project.remove() }
        let shown = try await project.run("run", "site.yml", "-i", "hosts")
        #expect(shown.code == 0, "\(shown.all)")
    }

    @Test(
        "a pattern that selects nothing is a mistake",
        arguments: [
            (["-i", "hosts", "--limit", "wbe"], "wbe", "web"), (["-i", "nothere.ini"], "nothere.ini", "no such file"),
        ])
    func selection(options: [String], names: String, suggests: String) async throws {
        let project = try Project(Self.files.merging(["site.yml": "- hosts: web\n  tasks: [ping: ]\n"]) { $1 })
        defer { project.remove() }
        let shown = try await Swiftplay.start(["run", "site.yml"] + options, in: project.path).finish()
        #expect(shown.code == 1, "\(shown.all)")
        #expect(shown.errors.contains(names) && shown.errors.lowercased().contains(suggests), "\(shown.errors)")
    }

    @Test(
        "an unknown host is a mistake",
        arguments: [["run", "unknown.yml", "-i", "hosts"], ["exec", "wbe", "-i", "hosts", "--", "true"]])
    func pattern(arguments: [String]) async throws {
        let project = try Project(Self.files.merging(["unknown.yml": "- hosts: wbe\n  tasks: [ping: ]\n"]) { $1 })
        defer { project.remove() }
        let shown = try await Swiftplay.start(arguments, in: project.path).finish()
        #expect(shown.code == 1, "\(shown.all)")
        #expect(shown.errors.contains("`wbe`") && shown.errors.contains("did you mean"), "\(shown.errors)")
    }

    @Test func `an undefined variable is shown in its template file before anything is done`() async throws {
        let project = try Project([
            "hosts": "web ansible_connection=local\n", "app.conf.j2": "one\n  name = {{ srv_name }}\n",
            "site.yml": """
            - hosts: web
              gather_facts: false
              vars: { server_name: x }
              tasks:
                - name: render
                  template: { src: app.conf.j2, dest: "{{ playbook_dir }}/app.conf" }

            """,
        ])
        defer { project.remove() }
        let shown = try await project.run("run", "site.yml", "-i", "hosts")
        #expect(shown.code == 1 && !shown.output.contains("PLAY"), "\(shown.all)")
        #expect(shown.all.contains("app.conf.j2:2:13"), "\(shown.all)")
        #expect(shown.all.contains("srv_name") && shown.all.contains("server_name"), "\(shown.all)")
        #expect(!Checkout.exists(project.path + "/app.conf"))
    }
}
