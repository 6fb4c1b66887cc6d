import ModuleTesting

/// Accounts, settings, services, packages, schedules and checkouts: what only a whole system has.
enum SystemStories {
    static let all = [
        groups, users, keys, settings, units, services, packages, upgrades, schedules, checkouts, mounts, kernelModules,
    ]

    private static let groups = HostStory(
        "groups",
        [
            HostTask("group", "{name: spgroup, gid: 4242}", proof: "getent group spgroup | grep :4242:"),
            HostTask("group", "{name: spgroup, gid: 4243}", proof: "getent group spgroup | grep :4243:"),
            HostTask("group", "{name: spgroup}", changes: false),
            HostTask("group", "{name: spsystem, system: true}", proof: "getent group spsystem"),
            HostTask(
                "group", "{name: spsame, gid: 4243, non_unique: true}", proof: "getent group spsame | grep :4243:"),
            HostTask("group", "{name: spsame, state: absent}", proof: "! getent group spsame"),
            HostTask("group", "{name: spsame, state: absent}", changes: false),
        ])

    private static let mounts = HostStory(
        "mounts",
        [
            HostTask(
                "mount", "{path: '/srv/spmount dir', src: tmpfs, fstype: tmpfs, opts: size=1m, state: mounted}",
                before: "umount '/srv/spmount dir' 2>/dev/null; rm -rf '/srv/spmount dir'",
                proof:
                    "grep '^tmpfs /srv/spmount.040dir tmpfs size=1m 0 0$' /etc/fstab && mountpoint '/srv/spmount dir'"),
            HostTask(
                "mount", "{path: '/srv/spmount dir', src: tmpfs, fstype: tmpfs, opts: size=1m, state: mounted}",
                changes: false),
            HostTask(
                "mount",
                "{path: '/srv/spmount dir', src: tmpfs, fstype: tmpfs, opts: size=2m, state: mounted, backup: true}",
                proof: "grep 'spmount.*size=2048k' /proc/mounts && ls /etc/fstab.*"),
            HostTask("mount", "{path: '/srv/spmount dir', state: unmounted}", proof: "! mountpoint '/srv/spmount dir'"),
            HostTask(
                "mount", "{path: '/srv/spmount dir', state: absent}",
                proof: "test ! -e '/srv/spmount dir' && ! grep spmount /etc/fstab"),
            HostTask(
                "mount", "{path: /srv/spnot, src: LABEL=spnot, fstype: ext4, state: present, passno: '2'}",
                proof: "grep '^LABEL=spnot /srv/spnot ext4 defaults 0 2$' /etc/fstab"),
            HostTask("mount", "{path: /srv/spnot, state: absent_from_fstab}", proof: "! grep spnot /etc/fstab"),
        ])

    /// The kernel of the lab loads nothing: only what happens at boot can be seen.
    private static let kernelModules = HostStory(
        "kernel modules",
        [
            HostTask(
                "modprobe", "{name: spdummy, state: absent, persistent: present, params: 'n=2 debug=1'}",
                proof:
                    "grep -x spdummy /etc/modules-load.d/spdummy.conf && grep -x 'options spdummy debug=1' /etc/modprobe.d/spdummy.conf"
            ),
            HostTask(
                "modprobe", "{name: spdummy, state: absent, persistent: absent}",
                proof: "grep -x '#spdummy' /etc/modules-load.d/spdummy.conf"),
            HostTask("modprobe", "{name: spdummy, state: absent, persistent: absent}", changes: false),
        ])

    private static let users = HostStory(
        "users",
        [
            HostTask(
                "user",
                "{name: spuser, uid: 4244, group: users, comment: 'Some One', shell: /bin/sh, password: '$6$abcdefgh$x'}",
                proof: "getent passwd spuser | grep ':4244:.*Some One:.*:/bin/sh' && test -d /home/spuser"),
            HostTask("user", "{name: spuser, comment: 'Some One'}", changes: false),
            HostTask("user", "{name: spuser, groups: 'games,mail'}", proof: "id -nG spuser | grep games"),
            HostTask("user", "{name: spuser, groups: games, append: true}", changes: false),
            HostTask("user", "{name: spuser, groups: disk, append: true}", proof: "id -nG spuser | grep mail"),
            HostTask("user", "{name: spuser, groups: [mail]}", proof: "! id -nG spuser | grep games"),
            HostTask("user", "{name: spuser, groups: ''}", proof: "! id -nG spuser | grep mail"),
            HostTask("user", "{name: spuser, password_lock: true}", proof: "grep '^spuser:!' /etc/shadow"),
            HostTask("user", "{name: spuser, password_lock: false}", proof: "! grep '^spuser:!' /etc/shadow"),
            HostTask("user", "{name: spuser, password: '$6$other$y', update_password: on_create}", changes: false),
            HostTask("user", "{name: spuser, password: '$6$other$y'}", proof: "grep 'other' /etc/shadow"),
            HostTask("user", "{name: spuser, expires: 1922403387}"),
            HostTask("user", "{name: spuser, expires: -1}"),
            HostTask(
                "user",
                "{name: spuser, password_expire_max: 90, password_expire_min: 2, password_expire_warn: 5, password_expire_account_disable: 9}"
            ),
            HostTask(
                "user", "{name: spuser, home: /srv/spuser, move_home: true, shell: /bin/bash, uid: 4299, group: games}",
                proof: "test -d /srv/spuser && test ! -e /home/spuser"),
            HostTask(
                "user",
                "{name: spuser, generate_ssh_key: true, ssh_key_type: ed25519, ssh_key_file: .ssh/id_x, ssh_key_comment: a b}",
                proof: "test $(stat -c %U:%a /srv/spuser/.ssh/id_x) = spuser:600"),
            HostTask(
                "user",
                "{name: spsystem, system: true, create_home: false, shell: /usr/sbin/nologin, home: /nonexistent}",
                proof: "test $(id -u spsystem) -lt 1000"),
            HostTask("user", "{name: spsystem, state: absent}", proof: "! id spsystem"),
            HostTask(
                "user", "{name: spuser, state: absent, remove: true, force: true}", proof: "test ! -e /srv/spuser"),
            HostTask("user", "{name: spuser, state: absent}", changes: false),
        ])

    private static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIS9"

    private static let keys = HostStory(
        "authorized keys",
        [
            HostTask(
                "authorized_key", "{user: games, key: '\(key) one', path: /srv/keys/games, manage_dir: false}",
                before: "mkdir -p /srv/keys", proof: "grep -c ssh-ed25519 /srv/keys/games"),
            HostTask(
                "authorized_key", "{user: root, key: '\(key) one'}",
                proof: "test $(stat -c %a /root/.ssh/authorized_keys) = 600"),
            HostTask(
                "authorized_key", "{user: root, key: '\(key) one', key_options: 'no-pty,from=\"10.0.0.1,10.0.0.2\"'}",
                proof: "grep no-pty /root/.ssh/authorized_keys"),
            HostTask(
                "authorized_key", "{user: root, key: '\(key)2 two', exclusive: true}",
                proof: "! grep one /root/.ssh/authorized_keys"),
            HostTask(
                "authorized_key", "{user: root, key: '\(key)2', state: absent}",
                proof: "! grep ssh-ed25519 /root/.ssh/authorized_keys"),
        ])

    private static let settings = HostStory(
        "settings",
        [
            HostTask(
                "sysctl", "{name: vm.swappiness, value: 61, sysctl_file: /etc/sysctl.d/sp.conf, reload: false}",
                proof: "grep 'vm.swappiness *= *61' /etc/sysctl.d/sp.conf"),
            HostTask(
                "sysctl", "{name: vm.swappiness, value: '62', sysctl_file: /etc/sysctl.d/sp.conf, reload: false}",
                proof: "grep 62 /etc/sysctl.d/sp.conf"),
            HostTask(
                "sysctl", "{name: vm.swappiness, state: absent, sysctl_file: /etc/sysctl.d/sp.conf, reload: false}",
                proof: "! grep vm.swappiness /etc/sysctl.d/sp.conf"),
            HostTask("hostname", "{name: contract-debian}", changes: false),
            HostTask(
                "hostname", "{name: other-name}",
                proof: "test $(uname -n) = other-name && grep other-name /etc/hostname"),
            HostTask("hostname", "{name: contract-debian}"),
            HostTask("getent", "{database: passwd, key: root}", changes: false),
            HostTask("getent", "{database: group, split: ':'}", changes: false),
            HostTask("getent", "{database: passwd, key: nobody-here, fail_key: false}", changes: false),
            HostTask("service_facts", "{}", changes: false),
            HostTask("setup", "{}", changes: false),
        ])

    private static let unit = #"""
        {dest: /etc/systemd/system/sp.service, content: "[Service]\nExecStart=/bin/sleep 1000\nExecReload=/bin/true\n[Install]\nWantedBy=multi-user.target\n"}
        """#
    private static let acts = "restarted and reloaded always act"

    private static let units = HostStory(
        "units of systemd",
        [
            HostTask("copy", unit),
            HostTask(
                "systemd", "{name: sp, state: started, enabled: true, daemon_reload: true}",
                proof: "systemctl is-active sp && systemctl is-enabled sp"),
            HostTask("systemd", "{name: sp, state: started, enabled: true}", changes: false),
            HostTask("systemd", "{name: sp.service, state: restarted}", repeats: acts),
            HostTask("systemd", "{name: sp, state: reloaded}", repeats: acts),
            HostTask("systemd", "{name: sp, state: stopped}", proof: "! systemctl is-active sp"),
            HostTask("systemd", "{name: sp, enabled: false}", proof: "! systemctl is-enabled sp"),
            HostTask("systemd", "{name: sp, masked: false}", changes: false),
            HostTask("file", "{path: /etc/systemd/system/sp.service, state: absent}"),
            HostTask(
                "systemd", "{name: sp, masked: true, daemon_reload: true}",
                proof: "test $(readlink /etc/systemd/system/sp.service) = /dev/null"),
            HostTask("systemd", "{name: sp, masked: true}", changes: false),
            HostTask("systemd", "{name: sp, masked: false}", proof: "test ! -L /etc/systemd/system/sp.service"),
            HostTask("systemd", "{name: ssh.service, masked: false, enabled: true, state: started}", changes: false),
            HostTask("systemd", "{daemon_reload: true}", changes: false),
            HostTask("systemd", "{name: systemd-journald, state: started}", changes: false),
        ])

    private static let services = HostStory(
        "services",
        [
            HostTask("copy", unit),
            HostTask(
                "service", "{name: sp, state: started, enabled: true, daemon_reload: true}",
                proof: "systemctl is-active sp"),
            HostTask("service", "{name: sp, enabled: false}", proof: "! systemctl is-enabled sp"),
            HostTask("service", "{name: sp, state: restarted}", repeats: acts),
            HostTask("service", "{name: sp, state: stopped, use: systemd}", proof: "! systemctl is-active sp"),
            HostTask("service", "{name: sp, state: stopped}", changes: false),
        ])

    private static let packages = HostStory(
        "packages",
        [
            HostTask("apt", "{update_cache: true}", repeats: "an update of the lists counts as a change"),
            HostTask("apt", "{update_cache: true, cache_valid_time: 3600}", changes: false),
            HostTask("apt", "{name: lab-hello=1.0}", proof: "dpkg-query -W -f '${Version}' lab-hello | grep -x 1.0"),
            HostTask("apt", "{name: lab-hello}", changes: false),
            HostTask(
                "apt", "{name: lab-hello, state: latest}",
                proof: "dpkg-query -W -f '${Version}' lab-hello | grep -x 2.0"),
            HostTask(
                "apt", "{name: lab-hello=1.0, allow_downgrade: true}",
                proof: "dpkg-query -W -f '${Version}' lab-hello | grep -x 1.0"),
            HostTask("apt", "{name: 'lab-hello>=2.0'}", proof: "dpkg-query -W -f '${Version}' lab-hello | grep -x 2.0"),
            HostTask("apt", "{name: 'lab-hell*', state: present}", changes: false),
            HostTask("apt", "{name: lab-hello, state: absent, purge: true}", proof: "! dpkg-query -W lab-hello"),
            HostTask("apt", "{name: lab-hello, state: absent}", changes: false),
            HostTask("apt", "{name: lab-hello, state: latest, only_upgrade: true}", changes: false),
            HostTask("package", "{name: lab-hello=1.0, state: present}"),
            HostTask("package", "{name: lab-hello, state: absent}"),
            HostTask(
                "apt",
                "{name: [cron, git, tree], install_recommends: false, update_cache: true, cache_valid_time: 3600}",
                proof: "command -v git crontab tree"),
        ])

    private static let upgrades = HostStory(
        "upgrades",
        [
            HostTask("apt", "{name: lab-hello=1.0}"),
            HostTask("apt", "{upgrade: dist}", proof: "dpkg-query -W -f '${Version}' lab-hello | grep -x 2.0"),
            HostTask("apt", "{upgrade: safe, update_cache: true, cache_valid_time: 3600}", changes: false),
            HostTask(
                "apt", "{name: '*', state: latest}",
                before: "apt-get -qq install -y --allow-downgrades lab-hello=1.0 >/dev/null",
                proof: "dpkg-query -W -f '${Version}' lab-hello | grep -x 2.0"),
            HostTask("apt", "{name: lab-hello=1.0, state: present, force: true}"),
            HostTask(
                "apt", "{name: lab-hello, state: latest, allow_change_held_packages: true}",
                before: "apt-mark hold lab-hello >/dev/null"),
            HostTask(
                "apt", "{deb: /srv/hello.deb}",
                before:
                    "apt-mark unhold lab-hello; apt-get -qq remove -y lab-hello >/dev/null; cd /tmp; apt-get -qq download lab-hello=2.0; mv lab-hello_2.0*.deb /srv/hello.deb",
                proof: "dpkg-query -W -f '${Version}' lab-hello | grep -x 2.0"),
            HostTask("apt", "{name: lab-hello, state: absent, autoremove: true}"),
            HostTask("apt", "{autoremove: true}", changes: false),
            HostTask("apt", "{autoclean: true}", changes: false),
            HostTask("apt", "{clean: true}", repeats: "nobody asks what `clean` would delete"),
            HostTask("apt", "{state: fixed}", changes: false),
        ])

    private static let schedules = HostStory(
        "schedules",
        [
            HostTask(
                "cron",
                #"{name: sp job, job: 'echo "$HOME" 100\% > /dev/null', minute: '*/5', hour: '1,2', user: games}"#,
                before: "command -v crontab || { apt-get -qq update; apt-get -qq install -y cron; } >/dev/null",
                proof: "crontab -u games -l | grep '^\\*/5 1,2 \\* \\* \\* echo'"),
            HostTask(
                "cron", "{name: sp job, job: /bin/true, special_time: daily, user: games}",
                proof: "crontab -u games -l | grep '^@daily /bin/true'"),
            HostTask(
                "cron", "{name: sp job, job: /bin/true, special_time: daily, user: games, disabled: true}",
                proof: "crontab -u games -l | grep '^#@daily'"),
            HostTask(
                "cron", "{name: SPVAR, env: true, value: 'a b', user: games, backup: true}",
                proof: "crontab -u games -l | grep '^SPVAR=\"a b\"'"),
            HostTask(
                "cron", "{name: FIRST, env: true, value: x, insertbefore: SPVAR, user: games}",
                proof: "crontab -u games -l | grep -A1 FIRST | grep SPVAR"),
            HostTask("cron", "{name: SPVAR, env: true, state: absent, user: games}"),
            HostTask("cron", "{name: sp job, state: absent, user: games}", proof: "! crontab -u games -l | grep true"),
            HostTask("cron", "{name: sp job, state: absent, user: games}", changes: false),
            HostTask(
                "cron", "{name: root job, job: /bin/true, weekday: '1-5', month: '*/2', day: '1'}",
                proof: "crontab -l | grep '^\\* \\* 1 \\*/2 1-5 /bin/true'"),
            HostTask(
                "cron", "{name: sp, cron_file: sp, user: root, job: /bin/true, hour: '5'}",
                proof: "grep '\\* 5 \\* \\* \\* root /bin/true' /etc/cron.d/sp"),
            HostTask("cron", "{name: PATH, env: true, value: /bin, cron_file: sp, user: root}"),
            HostTask("cron", "{name: sp, cron_file: sp, state: absent}"),
        ])

    private static let commit = "git -C /srv/git/clone -c user.name=a -c user.email=a@b commit -q --allow-empty"
    private static let newRepository = """
        command -v git || { apt-get -qq update; apt-get -qq install -y --no-install-recommends git; } >/dev/null
        rm -rf /srv/git; mkdir /srv/git; git init -q -b main --bare /srv/git/origin
        git clone -q /srv/git/origin /srv/git/clone 2>/dev/null; git -C /srv/git/clone checkout -q -b main
        echo 1 >/srv/git/clone/f; git -C /srv/git/clone add f; \(commit) -m one; git -C /srv/git/clone push -q origin main
        """

    private static let checkouts = HostStory(
        "checkouts",
        [
            HostTask(
                "git", "{repo: file:///srv/git/origin, dest: /srv/git/out}", before: newRepository,
                proof: "test -f /srv/git/out/f"),
            HostTask("git", "{repo: file:///srv/git/origin, dest: /srv/git/out}", changes: false),
            HostTask(
                "git", "{repo: file:///srv/git/origin, dest: /srv/git/out}",
                before:
                    "\(commit) -m two && git -C /srv/git/clone tag v2 && git -C /srv/git/clone push -q --tags origin main",
                proof: "git -C /srv/git/out log -1 --format=%s | grep two"),
            HostTask(
                "git", "{repo: file:///srv/git/origin, dest: /srv/git/tag, version: v2, depth: 1}",
                proof: "git -C /srv/git/tag describe --tags | grep v2"),
            HostTask(
                "git", "{repo: file:///srv/git/origin, dest: /srv/git/out, update: false}", changes: false,
                before: "\(commit) -m three && git -C /srv/git/clone push -q origin main"),
            HostTask(
                "git", "{repo: file:///srv/git/origin, dest: /srv/git/out, version: main}",
                proof: "git -C /srv/git/out log -1 --format=%s | grep three"),
            HostTask(
                "git", "{repo: file:///srv/git/origin, dest: /srv/git/out, force: true}",
                before: "echo dirty >/srv/git/out/f", proof: "grep -x 1 /srv/git/out/f"),
            HostTask(
                "git", "{repo: file:///srv/git/origin, dest: /srv/git/out, version: v2}",
                proof: "git -C /srv/git/out log -1 --format=%s | grep two"),
            HostTask(
                "git", "{repo: file:///srv/git/origin, dest: /srv/git/bare, bare: true}",
                proof: "test -f /srv/git/bare/HEAD"),
            HostTask("git", "{repo: file:///srv/git/origin, dest: /srv/git/no, clone: false}", changes: false),
            HostTask(
                "git",
                "{repo: file:///srv/git/origin, dest: /srv/git/single, single_branch: true, version: main, archive: /srv/git/main.tar.gz}",
                proof: "tar -tzf /srv/git/main.tar.gz | grep f"),
        ])
}
