import ModuleKit
import ModuleTesting

/// Tasks about files that hold on every host, however poor.
enum FileStories {
    static let all = [states, attributes, links, contents, trees, remoteCopies, templates, reading, odd]

    private static let states = HostStory(
        "states of files",
        [
            HostTask(
                "file", "{path: /srv/c, state: directory}", before: "rm -rf /srv/c", proof: "test -d /srv/c"),
            HostTask("file", "{path: /srv/c, state: directory}", changes: false),
            HostTask(
                "file", "{path: /srv/c/d/e/f/, state: directory, mode: '0750', owner: '1', group: '2'}",
                proof: "test \"$(stat -c %a:%u:%g /srv/c/d /srv/c/d/e/f | tr '\\n' ' ')\" = '750:1:2 750:1:2 '"),
            HostTask("file", "{path: /srv/c/d, mode: '0711'}", proof: "test $(stat -c %a /srv/c/d) = 711"),
            HostTask(
                "file", "{path: /srv/c/f, state: touch, mode: '0600'}", repeats: "touch gives the times of now",
                proof: "test $(stat -c %a:%s /srv/c/f) = 600:0"),
            HostTask(
                "file", "{path: /srv/c/f, state: touch, access_time: preserve, modification_time: preserve}",
                changes: false),
            HostTask(
                "file", "{path: /srv/c/g, state: touch, access_time: preserve, modification_time: preserve}",
                proof: "test -f /srv/c/g"),
            HostTask(
                "file", "{path: /srv/c/f, modification_time: '202001020304.05', access_time: '201901020304.05'}",
                proof: "test $(stat -c %Y:%X /srv/c/f) = 1577934245:1546398245"),
            HostTask("file", "{path: /srv/c/d/e, state: absent}", proof: "test ! -e /srv/c/d/e"),
            HostTask("file", "{path: /srv/c/d/e, state: absent}", changes: false),
            HostTask("file", "{path: /srv/c/, state: absent}", proof: "test ! -e /srv/c"),
        ])

    private static let attributes = HostStory(
        "owners, groups and modes",
        [
            HostTask(
                "file", "{path: /srv/c/f, mode: '0640', owner: root, group: root}",
                before:
                    "rm -rf /srv/c; mkdir -p /srv/c/t/u; echo x >/srv/c/f; echo x >/srv/c/t/u/v; chmod 755 /srv/c/t/u/v"
            ),
            HostTask("file", "{path: /srv/c/f, mode: u+s}", proof: "test $(stat -c %a /srv/c/f) = 4640"),
            HostTask("file", "{path: /srv/c/f, owner: '3'}", proof: "test $(stat -c %a:%u /srv/c/f) = 640:3"),
            HostTask(
                "file", "{path: /srv/c/f, owner: 4, group: 5, mode: '06755'}",
                proof: "test $(stat -c %a:%u:%g /srv/c/f) = 6755:4:5"),
            HostTask("file", "{path: /srv/c/f, mode: 'u-s,g=,o+X'}", proof: "test $(stat -c %a /srv/c/f) = 705"),
            HostTask("file", "{path: /srv/c/f, mode: 'a=r'}", proof: "test $(stat -c %a /srv/c/f) = 444"),
            HostTask("file", "{path: /srv/c/f, mode: 'u=rw,g=u,o=g'}", proof: "stat -c %a /srv/c/f"),
            HostTask(
                "file", "{path: /srv/c/t, state: directory, mode: '02775'}", proof: "test $(stat -c %a /srv/c/t) = 2775"
            ),
            HostTask(
                "file", "{path: /srv/c/t, state: directory, recurse: true, mode: 'u=rwX,g=rX,o=', owner: 7}",
                before: "ln -s /srv/c/f /srv/c/t/l; echo y >/srv/c/t/w; chmod 600 /srv/c/t/w",
                proof:
                    "test \"$(stat -c %a:%u /srv/c/t/u /srv/c/t/u/v /srv/c/t/w | tr '\\n' ' ')\" = '750:7 750:7 640:7 '"
            ),
            HostTask(
                "file", "{path: /srv/c/t, state: directory, recurse: true, mode: 'u=rwX,g=rX,o=', owner: 7}",
                changes: false),
            HostTask("file", "{path: /srv/c/f, mode: u=rwx}", proof: "test $(stat -c %u /srv/c/f) = 4"),
        ])

    private static let links = HostStory(
        "links",
        [
            HostTask(
                "file", "{path: /srv/c/l, src: /srv/c/f, state: link}",
                before: "rm -rf /srv/c; mkdir -p /srv/c/d; echo x >/srv/c/f; echo y >/srv/c/g",
                proof: "test \"$(readlink /srv/c/l)\" = /srv/c/f"),
            HostTask("file", "{path: /srv/c/l, src: g, state: link}", proof: "test \"$(readlink /srv/c/l)\" = g"),
            HostTask("file", "{path: /srv/c/l, mode: '0600'}", proof: "test $(stat -c %a /srv/c/g) = 600"),
            HostTask(
                "file", "{path: /srv/c/l, owner: '9', follow: false, state: link, src: g}",
                proof: "test $(stat -c %u /srv/c/l):$(stat -c %u /srv/c/g) = 9:0"),
            HostTask(
                "file", "{path: /srv/c/n, src: /no/where, state: link, force: true}",
                proof: "test \"$(readlink /srv/c/n)\" = /no/where"),
            HostTask(
                "file", "{path: /srv/c/d, src: f, state: link, force: true}", proof: "test \"$(readlink /srv/c/d)\" = f"
            ),
            HostTask(
                "file", "{path: /srv/c/h, src: /srv/c/f, state: hard}", proof: "test /srv/c/h -ef /srv/c/f"),
            HostTask(
                "file", "{path: /srv/c/h, src: /srv/c/g, state: hard, force: true}", proof: "test /srv/c/h -ef /srv/c/g"
            ),
            HostTask(
                "file", "{path: /srv/c/k, state: directory, mode: '0700'}",
                before: "mkdir /srv/c/real; ln -s real /srv/c/k",
                proof: "test -L /srv/c/k && test $(stat -c %a /srv/c/real) = 700"),
            HostTask("file", "{path: /srv/c/k, state: absent}", proof: "test ! -L /srv/c/k && test -d /srv/c/real"),
            HostTask(
                "copy", "{dest: /srv/c/l, content: through, follow: true}",
                // The link of a user to what is root's is not followed.
                before: "chown -h 0 /srv/c/l",
                proof: "test -L /srv/c/l && test \"$(cat /srv/c/g)\" = through"),
            HostTask(
                "copy", "{dest: /srv/c/l, content: instead, follow: false}",
                proof: "test ! -L /srv/c/l && test \"$(cat /srv/c/g)\" = through"),
            HostTask(
                "file", "{path: /srv/c/n, state: touch}", repeats: "touch gives the times of now",
                before: "rm /srv/c/n; ln -s m /srv/c/n"),
        ])

    private static let contents = HostStory(
        "contents of files", controller: controller,
        [
            HostTask(
                "copy", "{dest: /srv/c/f, content: \"one\\n\"}", before: "rm -rf /srv/c; mkdir -p /srv/c/d",
                proof: "test \"$(cat /srv/c/f)\" = one"),
            HostTask(
                "copy", "{dest: /srv/c/f, content: \"two\", backup: true, mode: '0600'}", proof: "grep one /srv/c/f.*~"),
            HostTask("copy", "{dest: /srv/c/f, content: three, force: false}", changes: false),
            HostTask("copy", "{dest: /srv/c/new, content: three, force: false}", proof: "grep three /srv/c/new"),
            HostTask("copy", "{dest: /srv/c/f, content: ''}", proof: "test ! -s /srv/c/f"),
            HostTask(
                "copy", "{dest: /srv/c/json, content: {a: [1, true, null], b: x}}", proof: "grep '\"a\"' /srv/c/json"),
            HostTask("copy", "{dest: /srv/c/d/, src: one.txt}", proof: "cmp /srv/c/d/one.txt /srv/c/d/one.txt"),
            HostTask("copy", "{dest: /srv/c/d, src: one.txt}", changes: false),
            HostTask(
                "copy", "{dest: /srv/c/new/deep/, src: one.txt}", before: "rm /srv/c/new",
                proof: "test -f /srv/c/new/deep/one.txt"),
            HostTask(
                "copy", "{dest: /srv/c/tool, src: tool.sh, mode: preserve}",
                proof: "test $(stat -c %a /srv/c/tool) = 755"),
            HostTask(
                "copy", "{dest: /srv/c/tool, src: tool.sh, mode: 'u=rw,go=r', owner: 11, group: 12}",
                proof: "test $(stat -c %a:%u:%g /srv/c/tool) = 644:11:12"),
            HostTask(
                "copy", "{dest: /srv/c/tool, src: one.txt}", proof: "test $(stat -c %a:%u:%g /srv/c/tool) = 644:11:12"),
            HostTask(
                "copy", "{dest: /srv/c/valid, content: ok, validate: 'grep ok %s'}", proof: "grep ok /srv/c/valid"),
            HostTask("copy", "{dest: /srv/c/bytes, src: bytes.bin}", proof: "test $(wc -c </srv/c/bytes) = 300000"),
            HostTask(
                "copy", "{dest: /srv/c/f, content: here, unsafe_writes: true}", before: "echo x >/srv/c/f",
                proof: "grep here /srv/c/f"),
        ])

    private static let ofTree = "of a tree Ansible's copy tells no attributes, or those of the top alone"

    private static let trees = HostStory(
        "trees of the controller", controller: controller,
        [
            HostTask(
                "copy", "{src: tree, dest: /srv/c/t}", unreturned: ofTree, before: "rm -rf /srv/c; mkdir -p /srv/c",
                proof: "test -f /srv/c/t/tree/a/b"),
            HostTask(
                "copy", "{src: tree/, dest: /srv/c/t, directory_mode: '0711', mode: '0604'}", unreturned: ofTree,
                proof: "test $(stat -c %a /srv/c/t/a):$(stat -c %a /srv/c/t/a/b) = 711:604"),
            HostTask(
                "copy", "{src: tree/, dest: /srv/c/t}", unreturned: ofTree, before: "echo z >/srv/c/t/a/b",
                proof: "grep deep /srv/c/t/a/b"),
            HostTask(
                "copy", "{src: tree/, dest: /srv/c/t, mode: preserve, owner: 3}", unreturned: ofTree,
                proof: "test $(stat -c %u /srv/c/t/run):$(stat -c %a /srv/c/t/run) = 3:755"),
            HostTask(
                "copy", "{src: tree/, dest: /srv/c/t, force: false}", changes: false, unreturned: ofTree,
                before: "echo z >/srv/c/t/a/b"),
        ])

    private static let remoteCopies = HostStory(
        "copies on the host",
        [
            HostTask(
                "copy", "{src: /srv/c/f, dest: /srv/c/g, remote_src: true}",
                before:
                    "rm -rf /srv/c; mkdir -p /srv/c/d/e; echo x >/srv/c/f; echo y >/srv/c/d/e/h; ln -s h /srv/c/d/e/l; chmod 750 /srv/c/d/e",
                proof: "cmp /srv/c/f /srv/c/g"),
            HostTask(
                "copy", "{src: /srv/c/f, dest: /srv/c/g, remote_src: true, mode: preserve}",
                before: "chmod 751 /srv/c/f", proof: "test $(stat -c %a /srv/c/g) = 751"),
            HostTask(
                "copy", "{src: /srv/c/f, dest: /srv/c/g, remote_src: true, backup: true}", before: "echo new >/srv/c/f",
                proof: "grep new /srv/c/g && grep x /srv/c/g.*~"),
            HostTask(
                "copy", "{src: /srv/c/d, dest: /srv/c/t, remote_src: true}", unreturned: ofTree,
                proof: "test -f /srv/c/t/d/e/h || test -f /srv/c/t/e/h"),
            HostTask(
                "copy", "{src: /srv/c/d/, dest: /srv/c/u, remote_src: true}", unreturned: ofTree,
                proof: "cmp /srv/c/u/e/h /srv/c/d/e/h"),
            HostTask(
                "copy", "{src: /srv/c/d/, dest: /srv/c/u, remote_src: true}", unreturned: ofTree,
                before: "echo other >/srv/c/d/e/h",
                proof: "cmp /srv/c/u/e/h /srv/c/d/e/h"),
        ])

    private static let templates = HostStory(
        "templates", controller: controller,
        [
            HostTask(
                "template", "{src: conf.j2, dest: /srv/c/conf}", before: "rm -rf /srv/c; mkdir -p /srv/c/d",
                proof: "grep 'port = 80' /srv/c/conf"),
            HostTask(
                "template", "{src: conf.j2, dest: /srv/c/d/, mode: '0440', owner: 5}",
                proof: "test $(stat -c %a:%u /srv/c/d/conf.j2) = 440:5"),
            HostTask(
                "template", "{src: conf.j2, dest: /srv/c/conf, backup: true, validate: 'test -s %s'}",
                before: "echo old >/srv/c/conf", proof: "grep old /srv/c/conf.*~"),
            HostTask(
                "template", "{src: conf.j2, dest: /srv/c/conf, force: false}", changes: false,
                before: "echo old >/srv/c/conf"),
            HostTask("template", "{src: conf.j2, dest: /srv/c/latin, output_encoding: latin-1}"),
            HostTask(
                "template", "{src: empty.j2, dest: /srv/c/empty}",
                proof: "test -f /srv/c/empty && test ! -s /srv/c/empty"),
        ])

    private static let reading = HostStory(
        "what only reads",
        [
            HostTask(
                "stat", "{path: /srv/c/f}", changes: false,
                before:
                    "rm -rf /srv/c; mkdir -p /srv/c/d; echo x >/srv/c/f; ln -s f /srv/c/l; ln -s none /srv/c/n; echo y >/srv/c/.h; echo log >/srv/c/d/a.log"
            ),
            HostTask("stat", "{path: /srv/c/l, checksum_algorithm: sha256}", changes: false),
            HostTask("stat", "{path: /srv/c/l, follow: true, get_checksum: false, get_mime: true}", changes: false),
            HostTask("stat", "{path: /srv/c/n, follow: true}", changes: false),
            HostTask("stat", "{path: /srv/c/nothing}", changes: false),
            HostTask("stat", "{path: /dev/null}", changes: false),
            HostTask("slurp", "{src: /srv/c/f}", changes: false),
            HostTask("find", "{paths: /srv/c, recurse: true, patterns: '*.log', get_checksum: true}", changes: false),
            HostTask(
                "find", "{paths: [/srv/c, /srv/none], hidden: true, file_type: any, use_regex: true, patterns: '^.*'}",
                changes: false),
            HostTask(
                "find", "{paths: /srv/c, contains: 'l.g', recurse: true, size: '-1m', age: '-1d'}", changes: false),
            HostTask(
                "fetch", "{src: /srv/c/f, dest: fetched/}",
                repeats: "the controller's side is in memory here and keeps nothing"),
            HostTask("fetch", "{src: /srv/c/nothing, dest: fetched/, fail_on_missing: false}", changes: false),
            HostTask("ping", "{}", changes: false),
            HostTask("ping", "{data: hello}", changes: false),
            HostTask(
                "tempfile", "{state: directory, path: /srv/c, suffix: s}",
                repeats: "each temporary directory is a new one"),
            HostTask("tempfile", "{prefix: 'a b.'}", repeats: "each temporary file is a new one"),
        ])

    private static let odd = HostStory(
        "odd names",
        [
            #"/srv/c/with space"#, #"/srv/c/quote'"`"#, #"/srv/c/$HOME$(id)*?[a]"#, #"/srv/c/-dash"#,
            #"/srv/c/new\nline"#,
            #"/srv/c/{{ x }}"#, #"/srv/c/\u00fc\u20ac"#, #"/srv/c/end "#, #"/srv/c/back\\slash"#,
            #"/srv/c/tab\t!#&;|<>~"#,
        ].flatMap { path in
            let name = "!unsafe \"" + path.replacing("\"", with: "\\\"") + "\""
            return [
                HostTask("copy", "{dest: \(name), content: x}", before: "mkdir -p /srv/c"),
                HostTask("file", "{path: \(name), mode: '0600'}"),
                HostTask("lineinfile", "{path: \(name), line: x y}"),
                HostTask("stat", "{path: \(name)}", changes: false),
                HostTask("file", "{path: \(name), state: absent}"),
            ]
        })

    static let controller: FakeController = {
        var controller = FakeController()
        controller.put("one.txt", "one\n")
        controller.put("tool.sh", "#!/bin/sh\n", mode: 0o755)
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
        controller.files["bytes.bin"] = .file(FakeController.file("bytes.bin", bytes))
        let tree = [
            ControllerEntry(path: "a", kind: .directory(mode: 0o755)),
            ControllerEntry(path: "a/b", kind: .file(FakeController.file("a/b", Array("deep\n".utf8)))),
            ControllerEntry(path: "empty", kind: .directory(mode: 0o700)),
            ControllerEntry(path: "run", kind: .file(FakeController.file("run", Array("#!\n".utf8), mode: 0o755))),
        ]
        for name in ["tree", "tree/"] { controller.files[name] = .directory(path: name, tree) }
        controller.templates = ["conf.j2": "port = 80\nname = \u{FC}\n", "empty.j2": ""]
        return controller
    }()
}
