/// Tools whose packages have to be installed first: their state is in no file that a module would write.
enum ToolStories {
    static let all = [pip, ufw]

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
