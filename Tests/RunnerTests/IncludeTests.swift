import Testing

@Suite struct IncludeTests {
    private let files = [
        "say.yml": "- name: say\n  debug: { msg: \"{{ word | default('-') }} {{ item | default('-') }}\" }\n",
        "bye.yml": "- name: bye\n  debug: { msg: bye }\n",
        "breaks.yml": "- name: breaks\n  fail:\n- name: never\n  ping:\n",
        "again.yml": "- include_tasks: say.yml\n  vars: { word: \"again {{ inventory_hostname }}\" }\n",
        "roles/app/tasks/main.yml": "- name: work\n  debug: { msg: \"{{ size }} {{ kind }}\" }\n",
        "roles/app/tasks/more.yml": "- name: more\n  command: echo\n  notify: app handler\n",
        "roles/app/defaults/main.yml": "size: 1\n",
        "roles/app/vars/main.yml": "kind: role\n",
        "roles/app/handlers/main.yml": "- name: app handler\n  debug: { msg: \"{{ size }}\" }\n",
    ]

    @Test(arguments: [
        (
            "- include_tasks: say.yml\n  vars: { word: hi }",
            "include_tasks: +say.yml[web1 web2]\nsay: web1='hi -' web2='hi -'"
        ),
        (
            "- include_tasks: { file: \"{{ 'say' if inventory_hostname == 'web1' else 'bye' }}.yml\" }",
            "include_tasks: +say.yml[web1] +bye.yml[web2]\nsay: web1='- -'\nbye: web2='bye'"
        ),
        (
            "- include_tasks: say.yml\n  loop: [1, 2]\n  when: item == 2 or inventory_hostname == 'web1'",
            "include_tasks: web2=skipped(1) +say.yml[web1](1) +say.yml[web1 web2](2)\n"
                + "say: web1='- 1'\nsay: web1='- 2' web2='- 2'"
        ),
        (
            "- include_tasks: say.yml\n  when: inventory_hostname == 'web2'",
            "include_tasks: web1=skipped +say.yml[web2]\nsay: web2='- -'"
        ),
        (
            "- import_tasks: say.yml\n  when: inventory_hostname == 'web2'", "say: web1=skipped web2='- -'"
        ),
        (
            "- include_tasks: again.yml",
            "include_tasks: +again.yml[web1 web2]\ninclude_tasks: +say.yml[web1 web2]\n"
                + "say: web1='again web1 -' web2='again web2 -'"
        ),
        (
            "- include_tasks: \"{{ 'no' }}where.yml\"\n- { name: after, ping: }",
            "include_tasks: web1=failed web2=failed"
        ),
        (
            "- block:\n    - include_tasks: breaks.yml\n  rescue:\n    - { name: rescue, ping: }",
            "include_tasks: +breaks.yml[web1 web2]\nbreaks: web1=failed web2=failed\nrescue: web1=ok web2=ok"
        ),
        (
            "- include_role: { name: app }\n  vars: { size: 2 }",
            "include_role : app: +app[web1 web2]\napp : work: web1='2 role' web2='2 role'"
        ),
        (
            "- include_role: { name: app, tasks_from: more }\n  run_once: true",
            "include_role : app: +app[web1]\napp : more: web1=changed\n* app : app handler: web1=1"
        ),
        (
            "- import_role: { name: app }\n- debug: { msg: \"{{ kind }}\" }",
            "app : work: web1='1 role' web2='1 role'\ndebug: web1='role' web2='role'"
        ),
        (
            "- include_role: { name: app, public: true }\n- debug: { msg: \"{{ kind }}\" }",
            "include_role : app: +app[web1 web2]\napp : work: web1='1 role' web2='1 role'\n"
                + "debug: web1='role' web2='role'"
        ),
        (
            "- include_role: { name: \"{{ 'app' }}\" }\n- debug: { msg: \"{{ ansible_role_names }} {{ kind | default('gone') }}\" }",
            "include_role : {{ 'app' }}: +app[web1 web2]\napp : work: web1='1 role' web2='1 role'\n"
                + "debug: web1='['app'] gone' web2='['app'] gone'"
        ),
        (
            "- include_role: { name: app }\n- debug: { msg: \"{{ kind | default('gone') }}\" }",
            "include_role : app: +app[web1 web2]\napp : work: web1='1 role' web2='1 role'\n"
                + "debug: web1='gone' web2='gone'"
        ),
    ])
    func `files and roles are included during the run`(tasks: String, told: String) async throws {
        let transcript = try await play(playbook(tasks: tasks), on: Stage(files: files))
        #expect(transcript == "PLAY all: web1 web2\n" + told)
    }

    @Test func `an include counts once for each item`() async throws {
        let performance = try await Stage(files: files).play(
            playbook(tasks: "- include_tasks: say.yml\n  loop: [1, 2]\n- include_tasks: \"{{ 'no.yml' }}\""))
        #expect(performance.counts("web1") == "ok=4 failed=1")
    }
}
