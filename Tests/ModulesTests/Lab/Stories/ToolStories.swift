import ModuleTesting

/// Tools whose packages have to be installed first: their state is in no file that a module would write.
enum ToolStories {
    static let all = [aptKeys, repositories, clocks, userFiles, pip, ufw]

    private static let pressKey = "2428DA8D861836B646E5EAC4E90D81026630765B"
    private static let keyFile = "cat >/srv/press.asc <<'END'\n\(SampleKeys.press)END"

    private static let aptKeys = HostStory(
        "keys of APT",
        [
            HostTask(
                "apt_key", "{file: /srv/press.asc}", before: keyFile,
                proof:
                    "test $(stat -c %a /etc/apt/trusted.gpg) = 644 && test $(wc -c </etc/apt/trusted.gpg) = $(sed '/:/d; /^-/d; /^=/d' /srv/press.asc | base64 -d | wc -c)"
            ),
            HostTask("apt_key", "{id: '0xE90D81026630765B', keyserver: keys.invalid}", changes: false),
            HostTask(
                "apt_key", "{id: \(pressKey), state: absent}",
                proof:
                    "test ! -e /etc/apt/trusted.gpg && test -e /etc/apt/trusted.gpg.d/debian-archive-bookworm-stable.asc"
            ),
            HostTask("apt_key", "{id: \(pressKey), state: absent}", changes: false),
            HostTask(
                "apt_key", "{id: 49DDF39FE64C645D, file: /srv/press.asc, keyring: /etc/apt/trusted.gpg.d/press.asc}",
                proof: "grep -q BEGIN /etc/apt/trusted.gpg.d/press.asc"),
            HostTask("apt_key", "{id: 6630765B, state: absent, keyring: /etc/apt/trusted.gpg.d/press.asc}"),
        ])

    private static let repositories = HostStory(
        "repositories of APT",
        [
            HostTask(
                "deb822_repository",
                "{name: press, uris: 'http://localhost/', suites: ./, enabled: false, signed_by: /srv/press.asc}",
                before: keyFile, proof: "grep -x 'Signed-By: /srv/press.asc' /etc/apt/sources.list.d/press.sources"),
            HostTask(
                "deb822_repository",
                "{name: press, uris: 'http://localhost/', suites: ./, enabled: false, mode: '0640'}",
                proof: "test $(stat -c %a /etc/apt/sources.list.d/press.sources) = 640 && apt-get update"),
            HostTask(
                "deb822_repository", "{name: press, state: absent}",
                proof: "test ! -e /etc/apt/sources.list.d/press.sources"),
        ])

    private static let clocks = HostStory(
        "time zones",
        [
            HostTask(
                "timezone", "{name: Europe/Stockholm}",
                proof: "test $(readlink -f /etc/localtime) = /usr/share/zoneinfo/Europe/Stockholm"),
            HostTask("timezone", "{name: Europe/Stockholm}", changes: false),
            HostTask("timezone", "{name: Etc/UTC}", proof: "timedatectl | grep 'Time zone: Etc/UTC'"),
            HostTask("package_facts", "{}", changes: false),
            HostTask("package_facts", "{manager: [rpm, apt], strategy: all}", changes: false),
        ])

    private static let userFiles = HostStory(
        "users of web servers",
        [
            HostTask(
                "htpasswd", "{path: /srv/web/users, name: picker, password: s3cret, mode: '0640', group: games}",
                proof: "grep -q '^picker:.apr1.' /srv/web/users && test $(stat -c %G:%a /srv/web/users) = games:640"),
            HostTask(
                "htpasswd", "{path: /srv/web/users, name: picker, password: s3cret, hash_scheme: bcrypt}",
                changes: false),
            HostTask(
                "htpasswd", "{path: /srv/web/users, name: picker, password: other, hash_scheme: bcrypt}",
                proof: "grep -q '^picker:.2b.12.' /srv/web/users"),
            HostTask(
                "htpasswd", "{path: /srv/web/users, name: picker, state: absent}", proof: "test ! -s /srv/web/users"),
        ])

    private static let installed = "already installed is nothing that pip tells beforehand"

    /// Packages are made on the host, so that no index is needed.
    private static let making = #"""
        export DEBIAN_FRONTEND=noninteractive
        { apt-get -qq update; apt-get -qq install -y --no-install-recommends python3-pip python3-venv; } >/dev/null 2>&1
        mkdir -p /srv/wheels /srv/make && cd /srv/make
        for version in 1.0 1.1 2.0; do
            printf 'from setuptools import setup\nsetup(name="sp-apple", version="%s", py_modules=[])\n' $version >setup.py
            python3 -m pip -q wheel --no-index --no-build-isolation -w /srv/wheels . || exit
        done
        """#
    private static let offline = "extra_args: --no-index --find-links=/srv/wheels"
    private static let venv = "virtualenv: /srv/venv, virtualenv_command: python3 -m venv, \(offline)"

    private static let pip = HostStory(
        "Python packages",
        [
            HostTask(
                "pip", "{name: sp-apple==1.0, \(venv)}", before: making,
                proof: "/srv/venv/bin/pip3 freeze | grep -x sp-apple==1.0"),
            HostTask("pip", "{name: SP.Apple, \(venv)}", changes: false),
            HostTask("pip", "{name: 'sp_apple>=1.0,<2', \(venv)}", changes: false),
            HostTask(
                "pip", "{name: sp-apple, version: '>1.0,<2', \(venv)}",
                proof: "/srv/venv/bin/pip3 freeze | grep -x sp-apple==1.1"),
            HostTask(
                "pip", "{name: sp-apple, state: latest, \(venv)}", unpredictable: installed,
                proof: "/srv/venv/bin/pip3 freeze | grep -x sp-apple==2.0"),
            HostTask("pip", "{name: sp-apple, state: latest, \(venv)}", changes: false, unpredictable: installed),
            HostTask(
                "pip", "{name: sp-apple==2.0, state: forcereinstall, \(venv)}", repeats: "it is installed each time"),
            HostTask(
                "pip", "{name: sp-apple, state: absent, virtualenv: /srv/venv}",
                proof: "! /srv/venv/bin/pip3 freeze | grep apple"),
            HostTask("pip", "{name: sp-apple, state: absent, virtualenv: /srv/venv}", changes: false),
            HostTask(
                "pip", "{requirements: req.txt, chdir: /srv, virtualenv: venv, \(offline), umask: '0027'}",
                before: "echo 'sp-apple<2 # ours' >/srv/req.txt",
                proof: "/srv/venv/bin/pip3 freeze | grep -x sp-apple==1.1"),
            HostTask("pip", "{requirements: /srv/req.txt, \(venv)}", changes: false),
            HostTask(
                "pip", "{name: sp-apple, break_system_packages: true, \(offline)}",
                proof: "python3 -m pip freeze | grep -x sp-apple==2.0"),
            HostTask("pip", "{name: sp-apple, executable: pip3, \(offline)}", changes: false),
            HostTask(
                "pip", "{name: sp-apple, state: absent, break_system_packages: true}",
                proof: "! python3 -m pip freeze | grep apple"),
        ])

    private static let acts = "reloading and resetting always act"

    private static let ufw = HostStory(
        "the firewall",
        [
            HostTask(
                "ufw", "{rule: allow, port: '22'}",
                before:
                    "export DEBIAN_FRONTEND=noninteractive; { apt-get -qq update; apt-get -qq install -y ufw; } >/dev/null 2>&1",
                proof: "grep 'tuple ### allow any 22' /etc/ufw/user6.rules"),
            HostTask("ufw", "{state: enabled, logging: low}", proof: "ufw status | grep -x 'Status: active'"),
            HostTask("ufw", "{state: enabled, default: deny, direction: incoming}", changes: false),
            HostTask(
                "ufw", "{policy: reject, direction: outgoing, logging: medium}",
                proof: "ufw status verbose | grep 'reject (outgoing)'"),
            HostTask("ufw", "{policy: allow, direction: outgoing, logging: 'on'}"),
            HostTask(
                "ufw", "{rule: deny, src: 10.9.0.0/16, port: '80', proto: tcp, insert: 1, comment: our own}",
                proof: "ufw status numbered | grep '\\[ 1\\] 80/tcp.*DENY'"),
            HostTask(
                "ufw", "{rule: reject, src: 10.9.0.0/16, port: '80', proto: tcp}",
                proof: "ufw status | grep '80/tcp.*REJECT'"),
            HostTask("ufw", "{rule: limit, direction: in, interface: host0, port: '25', proto: tcp, log: true}"),
            HostTask("ufw", "{rule: allow, route: true, if_in: host0, if_out: lo, dest: 10.9.0.1}"),
            HostTask(
                "ufw", "{rule: allow, from: 'fe80::1', insert: 0, insert_relative_to: first-ipv6}",
                proof: "ufw status | grep fe80::1"),
            HostTask(
                "ufw", "{rule: allow, port: '81', insert: -1, insert_relative_to: last-ipv4}",
                proof: "ufw status | grep -x '81 .*ALLOW .*Anywhere *'"),
            HostTask("ufw", "{rule: allow, port: '81', delete: true}", proof: "! ufw status | grep '^81 '"),
            HostTask("ufw", "{rule: allow, port: '81', delete: true}", changes: false),
            HostTask("ufw", "{state: reloaded}", repeats: acts),
            HostTask("ufw", "{state: disabled}", proof: "ufw status | grep -x 'Status: inactive'"),
            HostTask("ufw", "{state: reset}", repeats: acts, proof: "! grep tuple /etc/ufw/user.rules"),
        ])
}
