import ModuleTesting

/// Packages of rpm on a host whose own are Debian's: all that Debian has of Red Hat works there in a corner of its own.
enum RpmStories {
    static let all = [packages, keys, firewall, devices, questions]

    private static let making = #"""
        export DEBIAN_FRONTEND=noninteractive
        { apt-get -qq update; apt-get -qq install -y --no-install-recommends dnf rpm createrepo-c; } >/dev/null 2>&1
        mkdir -p /var/tmp/rpms /etc/yum.repos.d
        make() {
            printf 'Name: %s\nVersion: %s\nRelease: 1\nSummary: t\nLicense: x\nBuildArch: noarch\n%s\n%%description\nt\n%%files\n' \
                "$1" "$2" "$3" >/tmp/one.spec
            rpmbuild --quiet -bb --define '_rpmdir /var/tmp/rpms' --define '_topdir /tmp/rpm' /tmp/one.spec >/dev/null 2>&1
        }
        make cask 1.0; make cask 2.0; make press 1.0 'Requires: cask'
        createrepo_c -q /var/tmp/rpms >/dev/null
        printf '[orchard]\nname=Orchard\nbaseurl=file:///var/tmp/rpms\ngpgcheck=0\n' >/etc/yum.repos.d/orchard.repo
        # Its logs are there on a host that uses it.
        dnf -q --assumeno install cask >/dev/null 2>&1 || :
        """#

    private static let packages = HostStory(
        "packages of rpm",
        [
            HostTask("dnf", "{name: [press, cask-1.0]}", before: making, proof: "rpm -q press cask-1.0"),
            HostTask("dnf", "{name: [press, cask]}", changes: false),
            HostTask("dnf", "{name: cask-2.0}", proof: "rpm -q cask-2.0"),
            HostTask("dnf", "{name: cask-1.0}", changes: false),
            HostTask("dnf", "{name: cask-1.0, allow_downgrade: true}", proof: "rpm -q cask-1.0"),
            HostTask("dnf", "{name: '*', state: latest}", proof: "rpm -q cask-2.0"),
            HostTask(
                "package", "{name: press, state: absent, use: dnf, autoremove: true}", proof: "! rpm -q press cask"),
            HostTask(
                "dnf", "{name: /var/tmp/rpms/noarch/press-1.0-1.noarch.rpm, disable_gpg_check: true}",
                proof: "rpm -q press cask"),
            HostTask("dnf", "{name: ['pr*', cask], state: absent}", proof: "! rpm -q press && ! rpm -q cask"),
            HostTask("dnf", "{name: cask, state: removed}", changes: false),
        ])

    private static let keys = HostStory(
        "keys of rpm",
        [
            HostTask(
                "rpm_key", "{key: /srv/press.asc}",
                before: making + "\ncat >/srv/press.asc <<'END'\n\(SampleKeys.press)END",
                proof: "rpm -q gpg-pubkey-6630765b"),
            HostTask("rpm_key", "{key: '0x6630765B', state: absent}", proof: "! rpm -q gpg-pubkey-6630765b"),
        ])

    private static let firewall = HostStory(
        "the firewall of Red Hat",
        [
            HostTask(
                "firewalld", "{service: http, permanent: true, immediate: true, state: enabled}",
                before: """
                    export DEBIAN_FRONTEND=noninteractive
                    { apt-get -qq update; apt-get -qq install -y firewalld netbase; } >/dev/null 2>&1
                    systemctl restart firewalld; sleep 2
                    """, proof: "firewall-cmd --query-service=http && firewall-cmd --permanent --query-service=http"),
            HostTask("firewalld", "{port: 8443/tcp, zone: internal, state: enabled}"),
            HostTask(
                "firewalld",
                "{rich_rule: 'rule family=ipv4 source address=10.20.0.0/16 service name=ssh accept', permanent: true, state: enabled}"
            ),
            HostTask("firewalld", "{zone: press, state: present, permanent: true}"),
            HostTask("firewalld", "{zone: press, target: DROP, permanent: true, state: enabled}"),
            HostTask("firewalld", "{zone: press, state: absent, permanent: true}"),
            HostTask(
                "firewalld", "{service: https, permanent: true, state: enabled, offline: true}",
                before: "systemctl stop firewalld",
                proof: "grep -q https /etc/firewalld/zones/public.xml"),
            HostTask(
                "firewalld", "{service: http, permanent: true, state: disabled}",
                proof: "! grep -q '\"http\"' /etc/firewalld/zones/public.xml"),
        ])

    private static let devices = HostStory(
        "file systems in files",
        [
            HostTask(
                "filesystem", "{dev: /srv/disk, fstype: ext4, opts: -L photos}", before: "truncate -s 40M /srv/disk",
                proof: "blkid -c /dev/null -s LABEL -o value /srv/disk | grep -x photos"),
            HostTask(
                "filesystem", "{dev: /srv/disk, fstype: ext4, resizefs: true}", before: "truncate -s 60M /srv/disk"),
            HostTask("filesystem", "{dev: /srv/disk, fstype: swap, force: true}", repeats: "force always acts"),
            HostTask("filesystem", "{dev: /srv/disk, state: absent}", proof: "! blkid -c /dev/null /srv/disk"),
        ])

    private static let questions = HostStory(
        "programs that ask, and what is made",
        [
            HostTask(
                "expect",
                "{command: /srv/ask, responses: {'(?i)which barrel': [oak, ash], Sure: y}, creates: /srv/answers}",
                before: #"""
                    export DEBIAN_FRONTEND=noninteractive
                    { apt-get -qq update; apt-get -qq install -y expect make; } >/dev/null 2>&1
                    rm -f /srv/answers; printf '%s\n' '#!/bin/sh' 'printf "Which Barrel? "; read a; printf "Which Barrel? "; read b' \
                        'printf "Sure? "; read c; echo "$a $b $c" >/srv/answers' >/srv/ask; chmod +x /srv/ask
                    """#, proof: "grep -x 'oak ash y' /srv/answers"),
            HostTask(
                "make", "{chdir: /srv/made, target: out}",
                before:
                    #"mkdir -p /srv/made && cd /srv/made && echo x >in && printf 'out: in\n\tcp in out\n' >Makefile && rm -f out"#,
                proof: "test -e /srv/made/out"),
        ])
}
