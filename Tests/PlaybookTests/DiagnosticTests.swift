import Playbook
import Testing
import Values

@Suite struct DiagnosticTests {
    @Test(
        "a mistake in a task is reported at its position",
        arguments: [
            ("- copy: { dest: /a, content: x }\n  1️⃣notfy: restart\n", "unknown keyword"),
            ("- 1️⃣coppy: { dest: /a }\n", "unknown module"),
            ("- 1️⃣community.general.snap: { name: hello }\n", "module not supported"),
            ("- 1️⃣snap: name=hello\n", "module not supported"),
            ("- file: { path: /a, 1️⃣stat: directory }\n", "unknown argument"),
            ("- file: { path: /a, state: 1️⃣dir }\n", "invalid argument"),
            ("- 1️⃣file: { state: directory }\n", "missing argument"),
            ("- file: path=/a 1️⃣stat=directory\n", "unknown argument"),
            ("- 1️⃣name: nothing to do\n", "task without a module"),
            ("- ping:\n  1️⃣service: { name: x }\n", "two modules in one task"),
            ("- ping:\n  loop: [1]\n  1️⃣with_items: [2]\n", "two loops in one task"),
            ("- ping:\n  become: 1️⃣perhaps\n", "wrong type"),
            ("- ping:\n  retries: 1️⃣often\n", "wrong type"),
            ("- ping:\n  register: 1️⃣not-a-name\n", "wrong type"),
            ("- ping:\n  when: 1️⃣\"'x' in {{ r.stdout }}\"\n", "braces in a condition"),
            ("- ping:\n  1️⃣with_itmes: [1]\n", "unknown lookup"),
            ("- template: { src: 1️⃣nowhere.j2, dest: /a }\n", "file not found"),
            ("- copy: { src: 1️⃣nowhere, dest: /a }\n", "file not found"),
            ("- unarchive: { src: 1️⃣nowhere.tgz, dest: /a }\n", "file not found"),
            ("- script: 1️⃣nowhere.sh --all\n", "file not found"),
            ("- include_vars: 1️⃣nowhere.yml\n", "file not found"),
            ("- include_role: { name: 1️⃣nowhere }\n", "role not found"),
            ("- ping:\n  when: 1️⃣\"{{ flag }}\"\n", "condition in braces"),
            ("- ping:\n  when: 1️⃣{ a: b }\n", "not a condition"),
            ("- ping:\n  loop: [1]\n  loop_control: { 1️⃣lable: x }\n", "unknown keyword"),
            ("- ping:\n  loop: [1]\n  loop_control: { loop_var: 1️⃣\"a b\" }\n", "not a variable name"),
            ("- ping:\n  vars: { 1️⃣a-b: 1 }\n", "not a variable name"),
            ("- 1️⃣just text\n", "not a task"),
            ("- ping:\n  1️⃣rescue: []\n", "rescue without block"),
            ("- 1️⃣meta: end_role\n", "`end_role` outside a role"),
            ("- set_fact: { 1️⃣_ansible_x: 1 }\n", "reserved argument"),
            ("- service: 1️⃣nginx\n", "not an argument"),
            ("- command: 1️⃣echo \"open\n", "unclosed quote or template"),
            ("- import_tasks: 1️⃣nowhere.yml\n", "file not found"),
            ("- 1️⃣include_role: \"{{ x }}\"\n", "missing argument"), ("- 1️⃣include_role: web\n", "missing argument"),
            ("- include_role: { name: \"{{ x }}\" }\n  1️⃣become: yes\n", "keyword without effect"),
            ("- include_tasks: 1️⃣nowhere.yml\n", "file not found"),
            ("- include_tasks: { file: 1️⃣nowhere.yml }\n", "file not found"),
            ("- import_tasks: sub.yml\n  1️⃣loop: [1]\n", "loop over an import"),
            ("- import_role: { name: 1️⃣nowhere }\n", "role not found"),
            ("- 1️⃣import_playbook: other.yml\n", "playbook among tasks"),
            ("- 1️⃣\"{{ x }}\": { a: b }\n", "templated module name"),
            ("- ping:\n  notify: 1️⃣restart ngnix\n", "unknown handler"),
            ("- block: []\n  1️⃣loop: [1]\n", "unknown keyword"),
        ])
    func task(text: String, summary: String) throws {
        try expect(playbook(tasks: text), diagnoses: ["1️⃣": summary])
    }

    @Test(
        "a mistake in a play is reported at its position",
        arguments: [
            ("- hosts: all\n  1️⃣taskz: []\n", "unknown keyword"),
            ("- 1️⃣tasks: []\n", "play without hosts"),
            ("- hosts: 1️⃣[]\n", "empty `hosts`"),
            ("- 1️⃣plain text\n", "not a play"),
            ("1️⃣hosts: all\n", "not a list"),
            ("- hosts: all\n  tasks: 1️⃣{ ping: }\n", "not a list"),
            ("- hosts: all\n  roles: [1️⃣nowhere]\n", "role not found"),
            ("- hosts: all\n  roles: [1️⃣geerlingguy.docker.role]\n", "role not found"),
            ("- hosts: all\n  vars_files: [1️⃣nowhere.yml]\n", "file not found"),
            ("- import_playbook: 1️⃣nowhere.yml\n", "file not found"),
            ("- import_playbook: 1️⃣site.yml\n", "circular import"),
            ("- hosts: all\n  handlers:\n    - block:\n        - 1️⃣block: [ping: ]\n", "block as a handler"),
            ("- hosts: all\n  handlers: [{ block: [ping: ], rescue: [1️⃣block: [ping: ]] }]\n", "block as a handler"),
            ("- hosts: all\n  1️⃣sudo: yes\n", "obsolete keyword"),
            ("- hosts: all\n  vars_prompt: [{ name: x, 1️⃣privat: no }]\n", "unknown keyword"),
            ("- hosts: all\n  gather_facts: no\n  1️⃣gather_facts: yes\n", "duplicate key"),
        ])
    func play(text: String, summary: String) throws {
        try expect(text, diagnoses: ["1️⃣": summary])
    }

    @Test func `all mistakes of all files are reported together, in order`() throws {
        try expect(
            """
            - hosts: all
              1️⃣taskz: []
              roles: [web]
              tasks:
                - 2️⃣coppy: { dest: /a }
                - import_tasks: more.yml
            - hosts: all
              tasks:
                - file: { path: /a, 3️⃣stat: x }
            """,
            ["more.yml": "- ping:\n  4️⃣wen: x\n", "roles/web/tasks/main.yml": "- 5️⃣pingg:\n"],
            diagnoses: [
                "1️⃣": "unknown keyword", "2️⃣": "unknown module", "3️⃣": "unknown argument", "4️⃣": "unknown keyword",
                "5️⃣": "unknown module",
            ])
    }

    @Test(
        "a similar word is suggested",
        arguments: [
            ("- copy: { dest: /a, content: x }\n  notfy: restart\n", "did you mean `notify`?"),
            ("- coppy: { dest: /a }\n", "did you mean `copy`?"),
            ("- ping:\n  when: \"'x' in {{ r.stdout }}\"\n", "write the variable name without braces"),
            ("- community.general.snap: { name: hello }\n", "`swiftplay doc` lists the available modules"),
        ])
    func suggestions(text: String, help: String) throws {
        let project = try Project(site: playbook(tasks: text))
        #expect(diagnostics(of: project).map(\.help) == [help])
    }

    @Test func `a misspelt keyword is reported with the module of the task`() throws {
        let project = try Project(site: playbook(tasks: "- copy: { dest: /a, content: x }\n  notfy: y\n"))
        let note = try #require(diagnostics(of: project).first?.notes.first)
        #expect(note.text == "the module of this task is `copy`")
        #expect(note.span?.description == "site.yml:3:7")
    }

    @Test func `a role that is missing lists each place searched once`() throws {
        let project = try Project(
            site: "- hosts: all\n  roles: [wbe]\n", ["roles/web/tasks/main.yml": "- ping:\n"])
        let diagnostic = try #require(diagnostics(of: project).first)
        #expect(diagnostic.help == "did you mean `web`?")
        #expect(diagnostic.notes.map(\.text) == ["searched: roles/wbe", "searched: shared/wbe", "searched: wbe"])
    }

    @Test func `circular role dependencies are reported`() throws {
        try expect(
            "- hosts: all\n  roles: [a]\n",
            [
                "roles/a/meta/main.yml": "dependencies: [b]\n",
                "roles/b/meta/main.yml": "dependencies:\n  - role: 1️⃣a\n",
            ],
            diagnoses: ["1️⃣": "circular role dependency"])
    }

    @Test func `circular imports are reported`() throws {
        try expect(
            playbook(tasks: "- import_tasks: a.yml\n"),
            ["a.yml": "- import_tasks: b.yml\n", "b.yml": "- import_tasks: 1️⃣a.yml\n"],
            diagnoses: ["1️⃣": "circular import"])
    }

    @Test func `a duplicate key is a warning in a run and an error in a syntax check`() throws {
        let project = try Project(site: "- hosts: all\n  become: no\n  become: yes\n")
        #expect(diagnostics(of: project).map(\.severity) == [.warning])
        #expect(diagnostics(of: project, isStrict: true).map(\.severity) == [.error])
    }

    @Test(
        "a mistake in a task that may fail, or may never run, is not an error",
        arguments: [
            "- sysvinit: { name: acl }\n  when: ansible_os_family == 'RedHat'\n",
            "- sysvinit: { name: acl }\n  when: a\n- sysvinit: { name: git }\n  when: b\n",
            "- block:\n    - sysvinit: { name: acl }\n  when: a\n",
            "- sysvinit: { name: acl }\n  tags: [never, x]\n",
            "- file: { state: directory }\n  ignore_errors: true\n",
            "- file: { path: /a, stat: x }\n  ignore_errors: \"{{ lenient }}\"\n",
            "- file: { state: directory }\n  failed_when: false\n",
            "- block:\n    - file: { state: directory }\n  rescue:\n    - ping:\n",
            "- debug: { msg: \"{{ 1 + }}\" }\n  ignore_errors: true\n",
            "- file: { stat: x, path: /a }\n  when: a\n",
            "- ping:\n  when: [a, \"1 +\"]\n",
            "- file: { state: directory }\n  loop: \"{{ paths }}\"\n",
            "- block:\n    - ping:\n  rescue:\n    - file: { state: directory }\n",
            "- meta: end_host\n  when: a\n- file: { state: directory }\n",
            "- include_tasks: wrong.yml\n  when: a\n", "- include_tasks: nowhere.yml\n  when: a\n",
            "- include_role: { name: nowhere }\n  when: a\n",
            "- include_role: { name: wrong }\n  loop: \"{{ all }}\"\n",
            "- copy: { src: nowhere, dest: /a }\n  when: a\n", "- ping:\n  notify: nobody\n",
            "- name: own\n  my_module: { a: 1 }\n  when: a\n", "- foo.bar.baz: { a: 1 }\n  when: a\n",
            "- docker_swarm: { state: present }\n  when: a\n",
        ])
    func latentMistakes(text: String) throws {
        let project = try Project([
            "site.yml": playbook(tasks: text), "wrong.yml": "- file: { state: directory }\n",
            "roles/wrong/tasks/main.yml": "- sysvinit: { name: acl }\n", "action_plugins/my_module.py": "",
        ])
        #expect(Set(diagnostics(of: project).map(\.severity)) == [.warning])
    }

    @Test("a rescue also covers imported tasks", arguments: ["import_tasks: t.yml", "import_role: { name: r }"])
    func rescuedImport(task: String) throws {
        let project = try Project([
            "site.yml": playbook(tasks: "- block:\n    - \(task)\n  rescue:\n    - ping:\n"),
            "t.yml": "- file: { state: directory }\n", "roles/r/tasks/main.yml": "- file: { state: directory }\n",
        ])
        #expect(diagnostics(of: project).map(\.severity) == [.warning])
    }

    @Test(
        "a mistake in a task that is certain to run is an error",
        arguments: [
            "- sysvinit: { name: acl }\n", "- file: { stat: x, path: /a }\n  when: true\n",
            "- sysvinitt: { name: acl }\n  when: a\n  ignore_errors: true\n",
            "- file: { state: directory }\n  ignore_errors: false\n",
            "- block:\n    - ping:\n  always:\n    - file: { state: directory }\n",
            "- file: { state: directory }\n  loop: [1]\n", "- my_module: { a: 1 }\n",
            "- include_tasks: wrong.yml\n", "- include_role: { name: wrong }\n",
            "- include_tasks: wrong.yml\n  when: a\n- include_tasks: wrong.yml\n",
            "- template: { src: wrong.j2, dest: /a }\n",
        ])
    func unpredictable(text: String) throws {
        let project = try Project([
            "site.yml": playbook(tasks: text), "wrong.yml": "- file: { state: directory }\n",
            "roles/wrong/tasks/main.yml": "- sysvinit: { name: acl }\n", "library/my_module.py": "",
            "templates/wrong.j2": "{% if x %}\n",
        ])
        #expect(diagnostics(of: project).map(\.severity).contains(.error))
    }

    @Test(
        "a variable that nothing can define is found where it is needed",
        arguments: [
            ("- debug: { msg: \"{{ nobody }}\" }\n", true), ("- debug: { msg: \"{{ nobody.x[0] | upper }}\" }\n", true),
            ("- template: { src: needs.j2, dest: /a }\n", true), ("- include_tasks: needs.yml\n", true),
            ("- debug: { msg: \"{{ nobody | default(1) }}\" }\n", false),
            ("- debug: { msg: \"{{ nobody if x is defined else 1 }}\" }\n", false),
            ("- debug: { msg: \"{% set nobody = 1 %}{{ nobody }}\" }\n", false),
            ("- debug: { msg: \"{{ ansible_nobody }} {{ inventory_hostname }}\" }\n", false),
            ("- debug: { msg: \"{{ nobody }}\" }\n  vars: { nobody: 1 }\n", false),
            ("- set_fact: nobody=1\n- debug: { msg: \"{{ nobody }}\" }\n", false),
            ("- set_fact: \"nobody={{ 1 }}\"\n- debug: { msg: \"{{ nobody }}\" }\n", false),
            ("- set_fact: { \"{{ key }}\": 1 }\n  when: x\n- debug: { msg: \"{{ nobody }}\" }\n", false),
            ("- ping:\n  register: nobody\n- debug: { msg: \"{{ nobody }}\" }\n", false),
            ("- debug: { msg: \"{{ nobody }}\" }\n  loop: [1]\n  loop_control: { loop_var: nobody }\n", false),
            ("- include_vars: \"{{ file }}.yml\"\n  when: x\n- debug: { msg: \"{{ nobody }}\" }\n", false),
            ("- include_vars: set.yml\n- debug: { msg: \"{{ nobody }}\" }\n", false),
            ("- import_role: { name: sets }\n- debug: { msg: \"{{ nobody }}\" }\n", false),
            ("- add_host: { name: x }\n- debug: { msg: \"{{ nobody }}\" }\n", false),
        ])
    func undefined(text: String, isFound: Bool) throws {
        let project = try Project([
            "site.yml": playbook(tasks: text), "templates/needs.j2": "a {{ nobody }}\n", "vars/set.yml": "nobody: 1\n",
            "needs.yml": "- debug: { msg: \"{{ nobody }}\" }\n", "roles/sets/defaults/main.yml": "nobody: 1\n",
        ])
        let found = try project.load().plays.flatMap(\.latentMistakes).compactMap(\.undefinedName)
        #expect(found == (isFound ? ["nobody"] : []))
    }

    @Test(
        "valid playbooks give no diagnostics",
        arguments: [
            "- ping:\n  notify: \"{{ handler }}\"\n",
            "- file: \"{{ options }}\"\n",
            "- file: { state: directory }\n  args: \"{{ more }}\"\n",
            "- set_fact: anything=goes\n",
            "- set_fact: { any: thing }\n",
            "- file: { path: /a, state: \"{{ state }}\" }\n",
            "- command: ls\n  args: { chdir: / }\n",
            "- meta: flush_handlers\n",
            "- action: \"{{ ansible_pkg_mgr }} name={{ a }} state=present\"\n",
            "- action: { module: \"{{ m }}\", name: x }\n",
            "- ansible.builtin.command: ls creates=/x\n",
            "- ansible.legacy.ping:\n",
            "- block:\n    - file: { state: directory }\n  module_defaults: { file: { path: /a } }\n",
            "- ping:\n  when:\n",
            "- ping:\n  with_items: \"{{ items }}\"\n  tags: [a, 1]\n",
            "- include_role: { name: web }\n- ping:\n  notify: a handler of the role\n",
            "- copy: { src: nowhere, dest: /a, remote_src: true }\n",
            "- copy: { src: \"{{ ansible_x }}\", dest: /a }\n", "- copy: { src: /made/by/somebody, dest: /a }\n",
            "- command: make\n  delegate_to: localhost\n- copy: { src: made/here, dest: /a }\n",
            "- fetch: { src: /a, dest: made/here, flat: true }\n- copy: { src: made/here, dest: /a }\n",
            "- template: { src: own.j2, dest: /a, variable_start_string: \"[[\", variable_end_string: \"]]\" }\n",
        ])
    func accepted(text: String) throws {
        try expect(
            playbook(tasks: text), ["roles/web/tasks/main.yml": "- ping:\n", "templates/own.j2": "{{ 1 + [[ a ]]\n"],
            diagnoses: [:])
    }
}
