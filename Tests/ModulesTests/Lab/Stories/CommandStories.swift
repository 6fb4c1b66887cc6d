import ModuleTesting

/// Commands, on every host.
enum CommandStories {
    static let all = [commands, shells]

    private static let blind = "a command without `creates` tells nobody what it will do"

    private static let commands = HostStory(
        "commands",
        [
            HostTask(
                "command", "{cmd: touch /srv/c/made}", repeats: blind, unpredictable: blind,
                before: "rm -rf /srv/c; mkdir -p /srv/c", proof: "test -f /srv/c/made"),
            HostTask("command", "{cmd: touch /srv/c/once, creates: /srv/c/once}", proof: "test -f /srv/c/once"),
            HostTask("command", "{cmd: touch /srv/c/once, creates: /srv/c/on*}", changes: false),
            HostTask("command", "{cmd: rm /srv/c/once, removes: /srv/c/once}", proof: "test ! -e /srv/c/once"),
            HostTask("command", "{cmd: touch here, chdir: /srv/c, creates: here}", proof: "test -f /srv/c/here"),
            HostTask(
                "command", #"{argv: [printf, "%s\n", 'a b', '$HOME', ''], expand_argument_vars: false}"#,
                repeats: blind, unpredictable: blind),
            HostTask(
                "command", "{cmd: sh -c 'cat >/srv/c/in', stdin: words, stdin_add_newline: false}", repeats: blind,
                unpredictable: blind, proof: "test \"$(cat /srv/c/in)\" = words && test $(wc -c </srv/c/in) = 5"),
        ])

    private static let shells = HostStory(
        "shell text",
        [
            HostTask(
                "shell", "{cmd: 'echo a | tr a b >/srv/c/b; echo err >&2'}", repeats: blind, unpredictable: blind,
                before: "rm -rf /srv/c; mkdir -p /srv/c", proof: "grep b /srv/c/b"),
            HostTask(
                "shell", #"{cmd: "cat <<E >here\n$PWD\nE\n", chdir: /srv/c, creates: here}"#,
                proof: "grep /srv/c /srv/c/here"),
            HostTask(
                "shell", "{cmd: 'read x; echo $x >/srv/c/x', stdin: 'in put', executable: /bin/sh, creates: /srv/c/x}",
                proof: "grep 'in put' /srv/c/x"),
            HostTask("shell", "{cmd: 'rm /srv/c/x', removes: /srv/c/x}"),
            HostTask(
                "raw", "{free_form: 'echo raw >>/srv/c/raw'}", repeats: "raw knows no `creates`", unpredictable: blind,
                proof: "grep raw /srv/c/raw"),
            HostTask("script", "{cmd: 'tool.sh a b', creates: /srv/c/script}"),
            HostTask("script", "{cmd: 'tool.sh again'}", repeats: blind, unpredictable: blind),
            HostTask("setup", "{gather_subset: ['!all', min]}", changes: false),
            HostTask("setup", "{filter: 'ansible_dist*'}", changes: false),
        ], files: ["tool.sh": "#!/bin/sh\necho \"$@\" >/srv/c/script\n"])
}

extension HostStory {
    fileprivate init(_ name: String, _ tasks: [HostTask], files: [String: String]) {
        var controller = FakeController()
        for (name, text) in files { controller.put(name, text, mode: 0o755) }
        self.init(name, controller: controller, tasks)
    }
}
