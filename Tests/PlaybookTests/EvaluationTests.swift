import Jinja
import ModuleKit
import Playbook
import Testing
import Values

/// A templar that sees some variables and nothing else.
private func templar(_ variables: Mapping = [:]) -> Templar {
    Templar(
        TemplateContext(
            scope: TaskScope(run: RunVariables(extra: variables), hosts: ToyHosts()),
            lookups: LookupContext(.plain(in: "/"), hosts: { _ in [] }, workingDirectory: "/")))
}

private func task(_ text: String) throws -> Task {
    try #require(Project(site: playbook(tasks: text)).play().allTasks.first)
}

@Suite struct EvaluationTests {
    @Test(
        "a list of conditions is true, or names the first that is false",
        arguments: [
            ("[a, b]", nil), ("[a, not b, missing]", "not b"), ("a and b", nil), ("false", "False"),
            ("\"{{ a }}\"", nil),
            ("\"{{ no }}\"", "{{ no }}"), ("\"{{ word }}\"", "{{ word }}"),
            ("x is defined and x", "x is defined and x"),
        ] as [(String, String?)])
    func conditions(when: String, unmet: String?) throws {
        let task = try task("- ping:\n  when: \(when)\n")
        let found = try templar(["a": true, "b": 1, "no": false, "word": "False"]).firstUnmet(task.conditions)
        #expect(found.map { $0.shown == false ? "False" : $0.shown.text ?? "" } == unmet)
    }

    @Test func `a condition in braces never becomes code`() throws {
        let task = try task("- ping:\n  when: \"{{ evil }}\"\n")
        #expect(throws: TemplateError.self) { try templar(["evil": "1 == 1"]).firstUnmet(task.conditions) }
    }

    @Test(
        "keywords are converted to their type",
        arguments: [("yes", true), ("\"{{ t }}\"", true), ("\"{{ word }}\"", false), ("0", false)])
    func flags(text: String, flag: Bool) throws {
        let task = try task("- ping:\n  become: \(text)\n")
        #expect(try templar(["t": true, "word": "off"]).flag(task.setting(.become)) == flag)
    }

    @Test func `keywords of other types`() throws {
        let task = try task(
            "- ping:\n  retries: \"{{ n }}\"\n  delay: 0.5\n  timeout: '7'\n  become_user: \"{{ omit }}\"\n"
                + "  remote_user: \"u{{ n }}\"\n  environment:\n    - { A: \"{{ n }}\" }\n    - \"{{ more }}\"\n"
                + "  tags: [\"{{ tags }}\", 'b,c']\n")
        let templar = templar(["n": 3, "more": ["A": "z", "B": 1], "tags": ["x", "y"]])
        #expect(try templar.integer(task.setting(.retries)) == 3)
        #expect(try templar.number(task.setting(.delay)) == 0.5)
        #expect(try templar.integer(task.setting(.timeout)) == 7)
        #expect(try templar.text(task.setting(.becomeUser)) == nil)
        #expect(try templar.text(task.setting(.remoteUser)) == "u3")
        #expect(try templar.environment(task.settings(.environment)) == ["A": "z", "B": 1])
        #expect(try task.tags(templar) == ["x", "y", "b", "c"])
        #expect(throws: TemplateError.self) { try templar.integer(task.setting(.remoteUser)) }
    }

    @Test func `loops yield their items`() throws {
        let loop = try #require(task("- ping:\n  loop: \"{{ l }}\"\n").loop)
        #expect(try loop.items(templar(["l": [1, 2]])) == [1, 2])
        #expect(throws: TemplateError.self) { try loop.items(templar(["l": ["a": 1]])) }
        #expect(throws: TemplateError.self) { try loop.items(templar(["l": "text"])) }
        let flat = try #require(task("- ping:\n  with_items: [1, \"{{ l }}\"]\n").loop)
        #expect(try flat.items(templar(["l": [2, 3]])) == [1, 2, 3])
    }

    @Test func `module defaults come from all levels, the nearest last`() throws {
        let project = try Project(
            site: """
                - hosts: all
                  module_defaults:
                    file: { mode: "0600", state: directory }
                    group/ansible.builtin.all: { recurse: yes, mode: "0000" }
                  tasks:
                    - block:
                        - file: { path: /a }
                      module_defaults:
                        ansible.builtin.file: { mode: "{{ m }}" }
                """)
        let task = try #require(project.play().allTasks.first)
        let given = try task.moduleDefaults(for: ToyFile.doc, templar(["m": "0640"]))
        let byName = Mapping(given.map { ($0.name, $0.value) })
        #expect(byName == ["recurse": true, "mode": "0640", "state": "directory"])
    }

    @Test func `names of imports may use what is known before the run`() throws {
        let project = try Project(
            site:
                "- hosts: all\n  vars: { dir: sub, more: files.yml }\n  vars_files: [more.yml]\n  roles: [{ role: \"{{ r }}\" }]\n"
                + "  tasks:\n    - import_tasks: \"{{ dir }}/{{ name }}.yml\"\n",
            ["more.yml": "name: x\nr: web\n", "sub/x.yml": "- ping:\n", "roles/web/tasks/main.yml": "- debug:\n"])
        #expect(try project.play().allTasks.map(\.action.name) == ["debug", "ping"])
        try expect(
            playbook(tasks: "- import_tasks: \"{{ 1️⃣ansible_os_family }}.yml\"\n"),
            diagnoses: ["1️⃣": "name not known before the run"])
    }

    @Test func `names of variables files may use what is known`() throws {
        let project = try Project(
            site:
                "- hosts: all\n  vars_files:\n    - plain.yml\n    - [\"{{ os }}.yml\", other.yml]\n    - \"{{ unknown }}.yml\"\n",
            ["plain.yml": "a: 1\n", "vars/other.yml": "b: 2\n"])
        let loader = project.loader()
        let play = try #require(loader.load(["site.yml"]).plays.first)
        let layers = try loader.variableFiles(of: play, templar: templar(["os": "Debian"]))
        #expect(layers.map(\.variables) == [["a": 1], ["b": 2]])
        #expect(layers.map(\.source) == ["plain.yml", "vars/other.yml"])
    }

    @Test(
        "mistakes in templates are reported at load",
        arguments: [
            "- debug: { msg: \"{{ a | nofilter }}\" }\n", "- debug: { msg: \"{{ a\" }\n",
            "- command: echo {{ a | nofilter }} creates=/x\n",
        ])
    func templates(text: String) throws {
        let found = diagnostics(of: try Project(site: playbook(tasks: text)))
        #expect(found.map(\.severity) == [.error])
        #expect(found.first?.span?.line == 3)
    }

    /// What cannot be read itself spares no task; what comes before it may.
    @Test(arguments: [
        ("- ping:\n  when: a b\n", Diagnostic.Severity.error),
        ("- ping:\n  when: [true, a b]\n", .error),
        ("- ping:\n  when: a b\n  failed_when: false\n", .error),
        ("- ping:\n  loop: [1]\n  when: a is notest\n", .error),
        ("- ping:\n  loop: \"{{ a b }}\"\n  when: false\n", .error),
        ("- ping:\n  with_nolookup: [1]\n  when: a\n", .error),
        ("- block: [ping: ]\n  when: a b\n", .error),
        ("- ping:\n  when: [a, a b]\n", .warning),
        ("- ping:\n  when: [false, a b]\n", .warning),
        ("- ping:\n  loop: \"{{ list }}\"\n  when: a b\n", .warning),
        ("- ping:\n  when: a b\n  ignore_errors: true\n", .warning),
        ("- ping:\n  when: a b\n  tags: never\n", .warning),
        ("- block: [ping: ]\n  when: a b\n  rescue: [ping: ]\n", .warning),
        ("- block: [{ ping: , when: a b }]\n  when: c\n", .warning),
    ])
    func `a broken condition is certain where its task is met`(text: String, severity: Diagnostic.Severity) throws {
        #expect(Set(diagnostics(of: try Project(site: playbook(tasks: text))).map(\.severity)) == [severity])
    }

    @Test func `templates of variables are checked on request`() throws {
        let project = try Project(site: "- hosts: all\n  vars: { a: \"{{ b | nofilter }}\" }\n")
        #expect(diagnostics(of: project).isEmpty)
        #expect(diagnostics(of: project, isStrict: true).count == 1)
    }
}
