import ModuleKit
import Playbook
import Testing
import Values

/// The tasks of a playbook that is one list of tasks.
private func tasks(_ text: String, _ more: [String: String] = [:]) throws -> [Task] {
    try Project(site: playbook(tasks: text), more).play().allTasks
}

@Suite struct TaskLoadingTests {
    @Test(
        "every form of an action is parsed to the same call",
        arguments: [
            "- file: { path: /a, state: directory }\n",
            "- file:\n    path: /a\n    state: directory\n",
            "- file: path=/a state=directory\n",
            "- file: >\n    path=/a\n    state=directory\n",
            "- action: file path=/a state=directory\n",
            "- action: { module: file, path: /a, state: directory }\n",
            "- action: { module: file, args: { path: /a, state: directory } }\n",
            "- action: file path=/a\n  args: { state: directory }\n",
            "- file: { path: /a }\n  args: { path: /b, state: directory }\n",
            "- file:\n  args: { path: /a, state: directory }\n",
            "- local_action: file path=/a state=directory\n",
            "- local_action: { module: file, path: /a, state: directory }\n",
        ])
    func forms(text: String) throws {
        let call = try #require(tasks(text).first).action
        #expect(call.name == "file")
        #expect(call["path"]?.value == "/a")
        #expect(call["state"]?.value == "directory")
        #expect(call.arguments.count == 2)
        #expect(call.freeForm == nil)
    }

    @Test func `local_action is delegated to localhost`() throws {
        let task = try #require(tasks("- local_action: command echo hi creates=/x\n").first)
        #expect(task.setting(.delegateTo)?.value == "localhost")
        #expect(task.action.freeForm?.value == "echo hi")
        #expect(task.action["creates"]?.value == "/x")
        #expect(task.action.span.description == "site.yml:3:21")
    }

    @Test func `parts of a string are templates with positions of their own`() throws {
        let call = try #require(tasks("- file: path={{ base }}/x state=file\n").first).action
        guard case .template(let path)? = call["path"]?.value else {
            Issue.record("no template")
            return
        }
        #expect(path.text == "{{ base }}/x")
        #expect(path.span(line: 1, column: 4).description == "site.yml:3:21")
        #expect(call["state"]?.value == "file")
    }

    @Test func `a whole template is arguments that are not known yet`() throws {
        let call = try #require(tasks("- file: \"{{ options }}\"\n").first).action
        #expect(call.variableArguments?.value.text == "{{ options }}")
        #expect(call.arguments.isEmpty)
    }

    @Test(
        "conditions are one or many",
        arguments: [
            ("x", ["x"]), ("[x, y == 1]", ["x", "y == 1"]), ("true", ["True"]), ("", []), ("\"\"", []),
            ("\"{{ x }}\"", ["{{ x }}"]), ("0", ["False"]),
        ])
    func conditions(text: String, shown: [String]) throws {
        let task = try #require(tasks("- ping:\n  when: \(text)\n").first)
        let texts = task.conditions.map { condition in
            if case .bool(let flag) = condition.shown { flag ? "True" : "False" } else { condition.shown.text ?? "" }
        }
        #expect(texts == shown)
    }

    @Test(
        "an expression knows its position in any quoting style",
        arguments: [
            ("- ping:\n  when: a and b\n", "site.yml:4:15"), ("- ping:\n  when: 'a and b'\n", "site.yml:4:16"),
            ("- ping:\n  when:\n    - a and b\n", "site.yml:5:13"),
            ("- ping:\n  when: |\n    a and b\n", "site.yml:5:11"),
            ("- ping:\n  when: >\n    a and b\n", "site.yml:5:11"),
        ])
    func spans(text: String, span: String) throws {
        guard case .expression(let expression)? = try tasks(text).first?.conditions.first else {
            Issue.record("no expression")
            return
        }
        #expect(expression.span(line: 1, column: 3).description == span)
    }

    @Test func `keywords of enclosing blocks are inherited, nearest first, or combined`() throws {
        let play = try Project(
            site: """
                - hosts: all
                  become: yes
                  become_user: play
                  tags: [p]
                  environment: { A: play, B: play }
                  vars: { x: 1 }
                  tasks:
                    - block:
                        - ping:
                          when: c
                          tags: t
                          environment: { A: task }
                        - ping:
                          become_user: task
                          notify: own
                      when: b
                      become_user: block
                      tags: b1,b2
                      notify: other
                      name: a block
                  handlers:
                    - { name: own, ping: }
                    - { name: other, ping: }
                """
        ).play()
        let (first, second) = (play.allTasks[0], play.allTasks[1])
        #expect(first.setting(.become)?.value == true)
        #expect(first.setting(.becomeUser)?.value == "block")
        #expect(second.setting(.becomeUser)?.value == "task")
        #expect(first.setting(.name) == nil)
        #expect(first.literalTags == ["p", "b1", "b2", "t"])
        #expect(first.conditions.map(\.shown) == ["b", "c"])
        #expect(first.settings(.environment).map(\.value) == [["A": "play", "B": "play"], ["A": "task"]])
        #expect(first.notify.map(\.value) == ["other"])
        #expect(second.notify.map(\.value) == ["own"])
    }

    @Test func `loops keep their kind, terms and control`() throws {
        let text = """
            - ping:
              loop: [1, 2]
              loop_control: { loop_var: one, index_var: i, label: "{{ one }}", pause: 2, extended: yes }
            - ping:
              with_dict: "{{ d }}"
            """
        let tasks = try tasks(text)
        let (loop, dict) = (try #require(tasks[0].loop), try #require(tasks[1].loop))
        #expect(loop.control.loopVariable == "one")
        #expect(loop.control.indexVariable == "i")
        #expect(loop.control.pause?.value == 2)
        guard case .values = loop.source, case .lookup("dict") = dict.source else {
            Issue.record("wrong kinds of loop")
            return
        }
        #expect(dict.control.loopVariable == "item")
    }

    @Test func `blocks keep rescue and always`() throws {
        let play = try Project(
            site: playbook(tasks: "- block:\n    - ping:\n  rescue:\n    - debug:\n  always:\n    - meta: noop\n")
        ).play()
        guard case .block(let block)? = play.tasks.first else {
            Issue.record("no block")
            return
        }
        #expect(block.items.flatMap(\.tasks).map(\.action.name) == ["ping"])
        #expect(block.rescue.flatMap(\.tasks).map(\.action.name) == ["debug"])
        #expect(block.always.flatMap(\.tasks).map(\.action.name) == ["meta"])
    }

    @Test func `an import is replaced by its tasks, which inherit what it says`() throws {
        let tasks = try tasks(
            "- import_tasks: more/a.yml\n  when: outer\n  tags: imported\n  vars: { v: 1 }\n- ansible.builtin.import_tasks: { file: more/b.yml }\n",
            ["more/a.yml": "- ping:\n- import_tasks: b.yml\n", "more/b.yml": "- debug:\n  when: inner\n"])
        #expect(tasks.map(\.action.name) == ["ping", "debug", "debug"])
        #expect(tasks[1].conditions.map(\.shown) == ["outer", "inner"])
        #expect(tasks[1].literalTags == ["imported"])
        #expect(tasks[2].conditions.map(\.shown) == ["inner"])
        #expect(tasks[0].directory.hasSuffix("/more"))
    }

    @Test func `tasks of one file used twice are two`() throws {
        let tasks = try tasks("- import_tasks: a.yml\n- import_tasks: a.yml\n", ["a.yml": "- ping:\n"])
        #expect(Set(tasks.map(\.id)).count == 2)
    }

    @Test func `the obsolete include is static or dynamic depending on its name`() throws {
        let tasks = try tasks(
            "- include: a.yml\n- include: \"{{ x }}.yml\"\n- include: a.yml\n  with_items: [1]\n",
            ["a.yml": "- ping:\n"])
        #expect(tasks.map(\.action.name) == ["ping", "include_tasks", "include_tasks"])
    }

    @Test func `tasks that two loaders read are told apart`() throws {
        let identities = try (1...2).map { _ in
            try Project(site: playbook(tasks: "- ping:\n- ping:")).play().allTasks.map(\.id)
        }
        #expect(Set(identities.joined()).count == 4)
    }
}
