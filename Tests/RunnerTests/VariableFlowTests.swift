import Connection
import ModuleKit
import ModuleTesting
import Testing
import Transport
import Values

@testable import Runner

/// Variables, facts and settings as tasks of a run see them.
@Suite struct VariableFlowTests {
    @Test func `later and nearer settings win`() async throws {
        let files = [
            "vars/some.yml": "a: file\nb: file\n", "more.yml": "b: included\nc: included\n",
            "group_vars/all.yml": "a: group\nz: group\n",
        ]
        let site = """
            - hosts: web1
              gather_facts: false
              vars: { a: play, b: play, c: play, d: play }
              vars_files: [vars/some.yml]
              tasks:
                - debug: { msg: "{{ a }} {{ b }} {{ c }} {{ z }}" }
                - include_vars: more.yml
                - set_fact: { d: fact, c: fact }
                - debug: { msg: "{{ a }} {{ b }} {{ c }} {{ d }}" }
                - debug: { msg: "{{ b }} {{ d }}" }
                  vars: { b: task, d: task }
            """
        #expect(
            try await play(site, on: Stage(files: files)) == """
                PLAY web1: web1
                debug: web1='file file play group'
                include_vars: web1=ok
                set_fact: web1=ok
                debug: web1='file included fact fact'
                debug: web1='included fact'
                """)
    }

    @Test func `variables files set connection variables`() async throws {
        let files = ["secret.yml": "ansible_user: joe\nansible_become_password: pw\n"]
        let site = "- hosts: web1\n  vars_files: [secret.yml]\n  become: true\n  tasks: [ping: ]\n"
        let performance = try await Stage(files: files).play(site)
        #expect(performance.hosts.connections.map(\.user) == ["joe"])
        #expect(performance.counts("web1") == "ok=2")
    }

    @Test func `names of variables files may contain facts`() async throws {
        let files = ["Toyix.yml": "size: 7\n"]
        let site =
            "- hosts: web1\n  vars_files: ['{{ ansible_distribution }}.yml']\n  tasks:\n    - debug: { var: size }\n"
        let performance = try await Stage(files: files).play(site)
        #expect(performance.transcript.hasSuffix("debug: web1=7"))
    }

    @Test(
        arguments: [
            ("- ping:", []), ("- debug: { var: ansible_distribution }", [.distribution]),
            ("- debug: { msg: \"{{ ansible_facts.kernel }} {{ ansible_facts['env'] }}\" }", [.kernel, .environment]),
            (
                "- ping:\n  when: ansible_os_family == 'Debian'\n  become_user: \"{{ ansible_user_id }}\"",
                [.distribution, .user]
            ),
            ("- ping:\n  when: ansible_check_mode or ansible_user is defined", []),
            ("- debug: { msg: \"{{ ansible_facts }}\" }", Set(FactTopic.allCases)),
            ("- debug: { msg: \"{{ lookup('vars', 'ansible_' ~ 'x') }}\" }", Set(FactTopic.allCases)),
            ("- template: { src: page.j2, dest: /tmp/p }", [.memory]),
            ("- include_tasks: \"{{ 'other' }}.yml\"", [.memory, .date]),
        ] as [(String, Set<FactTopic>)])
    func `only the facts that the files mention are gathered`(tasks: String, topics: Set<FactTopic>) async throws {
        let hasFiles = tasks.contains("template") || tasks.contains("include")
        var files = hasFiles ? ["templates/page.j2": "{{ ansible_memtotal_mb | default(1) }}\n"] : [:]
        if tasks.contains("include") { files["other.yml"] = "- debug: { var: ansible_date_time }\n" }
        let scratch = try Scratch(files.merging(["site.yml": "- hosts: all\n  tasks:\n" + tasks.indented(4)]) { $1 })
        let playbook = try Stage().load("site.yml", in: scratch)
        #expect(FactReferences(playbook).topics == topics)
    }

    @Test(
        arguments: [
            ("- hosts: all\n", true), ("---\n# x\n- name: one\n  hosts: all\n", true), ("-   hosts: all\n", true),
            ("-  name: one\n   tasks:\n     - ping:\n   hosts: all", true), ("- import_playbook: x.yml\n", true),
            ("- name: task\n  mail:\n    hosts: x\n", false), ("- copy:\n    content: |\n      hosts: all\n", false),
            ("hosts: all\n", false), ("- ping:\nhosts: all\n", false), ("", false), ("{{ ansible_hosts }}\n", false),
        ])
    func `other playbooks are not scanned for facts`(text: String, isPlaybook: Bool) throws {
        #expect(PlaybookText.isPlaybook(text) == isPlaybook)
        let other = text + "# {{ ansible_memtotal_mb }}\n"
        let scratch = try Scratch(["site.yml": "- hosts: all\n  tasks: [ping: ]\n", "other.yml": other])
        let topics = FactReferences(try Stage().load("site.yml", in: scratch)).topics
        #expect(topics.contains(.memory) != isPlaybook)
    }

    @Test func `facts gathered in one play are available in others`() async throws {
        let site =
            "- hosts: web1\n- hosts: web2\n  gather_facts: false\n  tasks:\n"
            + "    - debug: { msg: \"{{ hostvars.web1.ansible_distribution }} {{ ansible_distribution | default('-') }}\" }\n"
        #expect(try await play(site).hasSuffix("debug: web2='Toyix -'"))
    }

    @Test(
        "hosts with known facts are not queried again",
        arguments: [
            (Gathering.smart, "", 1), (.smart, "gather_facts: true", 1), (.implicit, "", 2),
            (.explicit, "gather_facts: true", 2), (.explicit, "", 1),
        ])
    func gathering(setting: Gathering, keyword: String, times: Int) async throws {
        var stage = Stage(inventory: "web1\n")
        stage.settings.gathering = setting
        let first = "- hosts: web1\n  gather_facts: true\n  tasks:\n    - debug: { var: ansible_distribution }\n"
        let transcript = try await play(first + "- hosts: web1\n  \(keyword)\n  tasks: [ping: ]\n", on: stage)
        #expect(transcript.split(separator: "Gathering Facts").count - 1 == times)
    }

    @Test func `facts of a host cannot change its connection`() async throws {
        let stage = Stage(inventory: "web1\n")
        stage.hosts["web1"].change {
            $0.facts = [
                "ansible_user": "evil", "ansible_become": true, "inventory_hostname": "evil", "hostname": "toy",
            ]
        }
        let site =
            "- hosts: web1\n  tasks:\n    - debug: { msg: \"{{ inventory_hostname }} {{ ansible_hostname }}\" }\n    - command: echo\n"
        let performance = try await stage.play(site)
        #expect(performance.transcript.contains("debug: web1='web1 toy'"))
        #expect(performance.hosts.calls.map(\.become) == [nil, nil])
        #expect(performance.hosts.connections.map(\.user) == [nil])
    }

    @Test(arguments: [
        "{{ all.good }}", "{{ all['good'] }}", "{{ handed.good }}",
        "{{ (all | dict2items | length > 0) | ternary(all.good, '') }}",
        "{{ all.get('good') }}", "{{ nested.inner.good }}",
    ])
    func `values from hostvars are rendered when they are used`(template: String) async throws {
        let variables = """
            vars:
              all: "{{ hostvars[inventory_hostname] }}"
              handed: "{{ all }}"
              nested: { inner: "{{ hostvars.web1 }}" }

            """
        let stage = Stage(inventory: "web1 good=yes-it-is bad='{{ nowhere }}'\n")
        let site = playbook(variables, tasks: "- debug: { msg: \"\(template)\" }")
        #expect(try await play(site, on: stage).hasSuffix("debug: web1='yes-it-is'"))
    }

    @Test(arguments: [
        ("hostvars.web1.bad", "{{ nowhere }}"), ("'there' if hostvars.web1.bad is defined", "there"),
        ("hostvars.web1.bad | default('none')", "{{ nowhere }}"), ("hostvars.web1.via", "<{{ bad }}>"),
        ("hostvars.web1.deep.list[1]", "b{{ nowhere }}"), ("hostvars.web1.deep.good", "2"),
        ("hostvars.web1.part", "{{ deep.list }}"), ("hostvars.web1.nope | default('none')", "none"),
        ("hostvars.web1.cond", "otherwise"), ("vars.bad", "{{ nowhere }}"), ("vars.cond", "otherwise"),
        ("bad | default('none')", "none"), ("all.bad", "{{ nowhere }}"),
    ])
    func `hostvars show values that cannot be rendered as written`(expression: String, told: String) async throws {
        let variables = """
            bad: "{{ nowhere }}"
            via: "<{{ bad }}>"
            deep: { list: [a, "b{{ nowhere }}"], good: "{{ 1 + 1 }}" }
            part: "{{ deep.list }}"
            cond: "{{ nowhere | default('otherwise') }}"
            all: "{{ hostvars[inventory_hostname] }}"
            """
        let stage = Stage(files: ["host_vars/web1.yml": variables], inventory: "web1\n")
        let transcript = try await play(playbook(tasks: "- debug: { msg: \"{{ \(expression) }}\" }"), on: stage)
        #expect(transcript.hasSuffix("debug: web1='\(told)'"), "\(transcript)")
    }

    @Test func `text from a host is never a template`() async throws {
        let stage = Stage(inventory: "web1\n")
        stage.hosts["web1"].change { $0.files.put("/tmp/evil", "{{ 1 + 1 }}") }
        let tasks = """
            - command: read /tmp/evil
              register: r
            - set_fact: { copy: "{{ r.stdout }}", list: ["{{ r.stdout }}"] }
            - debug: { msg: "{{ copy }} {{ list | first }} {{ hostvars.web1.r.stdout }}" }
            - debug: { msg: "{{ item }}" }
              loop: "{{ list }}"
            - debug: { var: "{{ r.stdout }}" }
            - assert: { that: "{{ r.stdout }}" }
            """
        let transcript = try await play(playbook(tasks: tasks), on: stage)
        #expect(transcript.contains("debug: web1='{{ 1 + 1 }} {{ 1 + 1 }} {{ 1 + 1 }}'"))
        #expect(transcript.contains("debug: web1='{{ 1 + 1 }}'('{{ 1 + 1 }}') ok\ndebug: web1='{{ 1 + 1 }}'\n"))
        #expect(transcript.hasSuffix("assert: web1=failed"))
    }

    @Test(arguments: [
        ("environment: { A: play }", "", "A=play"),
        ("environment: { A: play }", "environment: { A: task, B: 1 }", "A=task B=1"),
        ("", "environment: [{ A: x }, { B: true }]", "A=x B=True"), ("", "", ""),
        ("vars: { e: { A: v } }", "environment: \"{{ e }}\"", "A=v"),
    ])
    func `programs see the environment`(ofPlay: String, ofTask: String, told: String) async throws {
        let site = playbook(
            ofPlay.isEmpty ? "" : ofPlay + "\n",
            tasks: "- command: env\n  register: r\n  \(ofTask)\n- debug: { msg: \"{{ r.stdout }}\" }")
        let transcript = try await play(site, on: Stage(inventory: "web1\n"))
        #expect(transcript.hasSuffix("debug: web1='\(told)'"))
    }

    @Test(arguments: [
        (["wanted"], [], "a c always"), ([], ["wanted"], "b always"), (["all"], ["always"], "a b c"),
        (["tagged"], [], "a c always"), (["untagged"], [], "b always"), (["late"], [], "late always"),
    ])
    func `tags select tasks`(wanted: [String], skipped: [String], done: String) async throws {
        let tasks = """
            - { name: a, ping: , tags: wanted }
            - { name: b, ping: }
            - { tags: [wanted], block: [{ name: c, ping: }] }
            - { name: late, ping: , tags: [never, late] }
            - { name: always, ping: , tags: always }
            """
        var stage = Stage(inventory: "web1\n")
        stage.settings.tags = wanted
        stage.settings.skippedTags = skipped
        let names = try await stage.play(playbook(tasks: tasks)).reports.map(\.header.name)
        #expect(names == done.split(separator: " ").map(String.init))
    }

    @Test func `module_defaults fill in missing arguments`() async throws {
        let site = playbook(
            "module_defaults:\n  file: { path: /tmp/default, content: play }\n",
            tasks: "- file:\n- file: { content: own }\n- { file: , module_defaults: { file: { path: /tmp/other } } }")
        let performance = try await Stage(inventory: "web1\n").play(site)
        #expect(performance.hosts["web1"].files.text("/tmp/default") == "own")
        #expect(performance.hosts["web1"].files.text("/tmp/other") == "play")
    }

    @Test(
        arguments: [
            ("- facts: { a: task }", "task own of systemd"), ("- facts: { use: auto }", "own own of systemd"),
            ("- facts: { use: sysvinit }", "own own of sysvinit"), ("- facts: { use: other }", "own own of none"),
            ("- facts:", "own own of systemd"),
        ])
    func `module_defaults of the manager's module apply if a module delegates to it`(tasks: String, told: String)
        async throws
    {
        let defaults = """
            module_defaults:
              facts: { a: own, b: own }
              systemd: { b: manager, c: systemd }
              sysvinit: { b: manager, c: sysvinit }

            """
        let tell = "\n- debug: { msg: \"{{ a }} {{ b }} of {{ c | default('none') }}\" }"
        let performance = try await Stage(inventory: "web1\n").play(playbook(defaults, tasks: tasks + tell))
        #expect(performance.transcript.hasSuffix("debug: web1='\(told)'"), "\(performance.transcript)")
    }

    @Test func `omitted arguments count as not given`() async throws {
        let performance = try await Stage(inventory: "web1\n").play(
            playbook(tasks: "- file: { path: /tmp/x, content: \"{{ text | default(omit) }}\" }"))
        #expect(performance.hosts["web1"].files.text("/tmp/x") == "")
    }
}
