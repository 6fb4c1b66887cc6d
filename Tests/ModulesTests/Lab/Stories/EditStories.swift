import ModuleKit
import ModuleTesting

/// Tasks that edit text, on every host.
enum EditStories {
    static let all = [lines, blocks, replacements, assembled]

    private static let text = "rm -rf /srv/c; mkdir -p /srv/c; printf 'a=1\\nb=2\\n#c=3\\nb=4\\n' >/srv/c/f"

    private static let lines = HostStory(
        "lines",
        [
            HostTask(
                "lineinfile", "{path: /srv/c/f, line: d=5}", before: text, proof: "test \"$(tail -n 1 /srv/c/f)\" = d=5"
            ),
            HostTask("lineinfile", "{path: /srv/c/f, line: d=5}", changes: false),
            HostTask("lineinfile", "{path: /srv/c/f, regexp: '^#?c=', line: c=30}", proof: "grep -x c=30 /srv/c/f"),
            HostTask(
                "lineinfile", #"{path: /srv/c/f, regexp: '^(b)=(4)', line: '\1=x\2', backrefs: true}"#,
                proof: "grep -x b=x4 /srv/c/f"),
            HostTask("lineinfile", #"{path: /srv/c/f, regexp: '^(zz)=', line: '\1', backrefs: true}"#, changes: false),
            HostTask(
                "lineinfile", "{path: /srv/c/f, line: top, insertbefore: BOF}",
                proof: "test \"$(head -n 1 /srv/c/f)\" = top"),
            HostTask(
                "lineinfile", "{path: /srv/c/f, line: mid, insertafter: '^a='}",
                proof: "grep -x -A1 a=1 /srv/c/f | grep mid"),
            HostTask(
                "lineinfile", "{path: /srv/c/f, line: first, insertbefore: '^b=', firstmatch: true}",
                proof: "grep -x first /srv/c/f"),
            HostTask(
                "lineinfile", "{path: /srv/c/f, search_string: 'b=2', line: 'b=[2]*', backup: true}",
                proof: "ls /srv/c/f.*~"),
            HostTask("lineinfile", "{path: /srv/c/f, regexp: '^b=', state: absent}", proof: "! grep ^b= /srv/c/f"),
            HostTask("lineinfile", "{path: /srv/c/f, line: nowhere, state: absent}", changes: false),
            HostTask("lineinfile", "{path: /srv/c/none, line: x, state: absent}", changes: false),
            HostTask(
                "lineinfile", "{path: /srv/c/new/er, line: made, create: true, mode: '0640', owner: 3}",
                proof: "test $(stat -c %a:%u /srv/c/new/er) = 640:3"),
            HostTask("lineinfile", "{path: /srv/c/f, line: 'valid', validate: 'grep valid %s'}"),
            HostTask(
                "lineinfile", #"{path: /srv/c/f, line: "\ttab $HOME 'q' \"d\" \\ `x`"}"#,
                proof: "grep -F '$HOME' /srv/c/f"),
            HostTask(
                "lineinfile", "{path: /srv/c/f, line: valid, mode: '0600'}", proof: "test $(stat -c %a /srv/c/f) = 600"),
            HostTask(
                "lineinfile", "{path: /srv/c/l, line: through}", before: "ln -s f /srv/c/l",
                proof: "test -L /srv/c/l && grep through /srv/c/f"),
        ])

    private static let blocks = HostStory(
        "blocks",
        [
            HostTask(
                "blockinfile", #"{path: /srv/c/f, block: "x\ny"}"#, before: text,
                proof: "grep -A1 -x x /srv/c/f | grep -x y"),
            HostTask(
                "blockinfile", #"{path: /srv/c/f, block: "x\nz\n", insertafter: '^a='}"#, proof: "grep -x z /srv/c/f"),
            HostTask(
                "blockinfile", #"{path: /srv/c/f, block: "one", marker: '; {mark} my block', insertbefore: BOF}"#,
                proof: "head -n 1 /srv/c/f | grep '; BEGIN my block'"),
            HostTask(
                "blockinfile",
                #"{path: /srv/c/f, block: two, marker: '<!-- {mark} -->', marker_begin: open, marker_end: close, insertbefore: '^b=4', prepend_newline: true, append_newline: true}"#
            ),
            HostTask(
                "blockinfile", #"{path: /srv/c/f, block: '', marker: '; {mark} my block'}"#,
                proof: "! grep 'my block' /srv/c/f"),
            HostTask("blockinfile", "{path: /srv/c/f, state: absent, backup: true}", proof: "! grep ANSIBLE /srv/c/f"),
            HostTask("blockinfile", "{path: /srv/c/f, state: absent}", changes: false),
            HostTask(
                "blockinfile", "{path: /srv/c/new, block: made, create: true, mode: '0600', validate: 'grep made %s'}",
                proof: "test $(stat -c %a /srv/c/new) = 600"),
            HostTask(
                "blockinfile", "{path: /srv/c/tail, block: b}", before: "printf 'no newline' >/srv/c/tail",
                proof: "test $(wc -l </srv/c/tail) = 4"),
        ])

    private static let replacements = HostStory(
        "replacements",
        [
            HostTask(
                "replace", #"{path: /srv/c/f, regexp: '^b=(\d)', replace: 'b=[\1]'}"#, before: text,
                proof: "grep -F 'b=[4]' /srv/c/f"),
            HostTask("replace", "{path: /srv/c/f, regexp: '^#'}", proof: "grep -x c=3 /srv/c/f"),
            HostTask("replace", "{path: /srv/c/f, regexp: nowhere, replace: x}", changes: false),
            HostTask(
                "replace", "{path: /srv/c/f, after: 'c=3', before: 'END', regexp: 'b', replace: q}", changes: false),
            HostTask(
                "replace", "{path: /srv/c/f, after: 'c=3', regexp: 'b=', replace: 'q=', backup: true}",
                proof: "grep '^q=' /srv/c/f"),
            HostTask(
                "replace", "{path: /srv/c/f, regexp: 'q=', replace: 'q = ', validate: 'test -s %s', mode: '0604'}",
                proof: "test $(stat -c %a /srv/c/f) = 604"),
        ])

    private static let assembled = HostStory(
        "fragments",
        [
            HostTask(
                "assemble", "{src: /srv/c/parts, dest: /srv/c/whole}",
                before:
                    "rm -rf /srv/c; mkdir -p /srv/c/parts; cd /srv/c/parts; echo 1 >1.a; printf 2 >2.b; echo 3 >.hid; echo 4 >4.a",
                proof: "grep -x 4 /srv/c/whole"),
            HostTask(
                "assemble",
                "{src: /srv/c/parts, dest: /srv/c/whole, delimiter: '### next', ignore_hidden: true, mode: '0600'}",
                proof: "grep '### next' /srv/c/whole"),
            HostTask(
                "assemble",
                #"{src: /srv/c/parts, dest: /srv/c/whole, regexp: '\.a$', backup: true, validate: 'test -s %s'}"#,
                proof: "! grep 2 /srv/c/whole"),
        ])
}
