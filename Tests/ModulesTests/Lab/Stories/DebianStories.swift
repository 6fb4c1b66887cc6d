import ModuleTesting

/// What is managed through tools that Debian has or packages.
enum DebianStories {
    static let all = [
        selections, answers, alternatives, apache, limits, locales, capabilities, lists, parameters, filter, hosts,
        sudo, gitSettings,
    ]

    private static let installing =
        "export DEBIAN_FRONTEND=noninteractive; { apt-get -qq update; apt-get -qq install -y --no-install-recommends"

    private static let sudo = HostStory(
        "rules of sudo",
        [
            HostTask(
                "sudoers", "{name: gate, group: games, commands: [/usr/bin/id -u, /usr/bin/true], runas: root}",
                proof: "visudo -c && stat -c %a /etc/sudoers.d/gate | grep -x 440"),
            HostTask(
                "sudoers", "{name: gate, group: games, commands: [/usr/bin/true], nopassword: false, setenv: true}"),
            HostTask("sudoers", "{name: gate, state: absent}", proof: "test ! -e /etc/sudoers.d/gate"),
            HostTask("sudoers", "{name: gate, state: absent}", changes: false),
        ])

    private static let gitSettings = HostStory(
        "settings of git",
        [
            HostTask(
                "git_config", "{scope: system, name: user.email, value: press@example.net}",
                unreturned: "a value is set", before: "\(installing) git; } >/dev/null 2>&1",
                proof: "git config --system user.email | grep -x press@example.net"),
            HostTask(
                "git_config", "{scope: system, name: user.email, value: b@example.net, add_mode: add}",
                unreturned: "a value is set"),
            HostTask(
                "git_config", "{scope: system, name: user.email, value: c@example.net}", unreturned: "a value is set"),
            HostTask("git_config", "{scope: system, name: user.email}", changes: false, unreturned: "one is asked for"),
            HostTask("git_config", "{scope: system, list_all: true}", changes: false, unreturned: "all are asked for"),
            HostTask("git_config", "{scope: system, name: user.email, state: absent}", unreturned: "it is removed"),
            HostTask(
                "git_config", "{scope: file, file: /srv/press.conf, name: press.ink, value: black}",
                unreturned: "a value is set", proof: "grep black /srv/press.conf"),
        ])

    private static let selections = HostStory(
        "selections of dpkg",
        [
            HostTask("dpkg_selections", "{name: bash, selection: hold}", proof: "apt-mark showhold | grep -x bash"),
            HostTask("dpkg_selections", "{name: bash, selection: hold}", changes: false),
            HostTask("dpkg_selections", "{name: bash, selection: install}", proof: "! apt-mark showhold | grep bash"),
        ])

    private static let answers = HostStory(
        "answers to packages",
        [
            HostTask(
                "debconf", "{name: tzdata, question: tzdata/Areas, vtype: select, value: Europe}",
                proof: "debconf-show tzdata | grep -x '. tzdata/Areas: Europe'"),
            HostTask(
                "debconf", "{pkg: tzdata, selection: tzdata/Areas, vtype: select, answer: Europe}", changes: false),
            HostTask("debconf", "{name: tzdata}", changes: false),
            HostTask(
                "debconf", "{name: press, question: press/fruits, vtype: multiselect, value: [pear, apple]}",
                proof: "debconf-show press | grep 'press/fruits: pear, apple'"),
            HostTask(
                "debconf", "{name: press, question: press/fruits, vtype: multiselect, value: [apple, pear]}",
                changes: false),
            HostTask("debconf", "{name: press, question: press/on, vtype: boolean, value: true}"),
            HostTask("debconf", "{name: press, question: press/on, vtype: boolean, value: 'True'}", changes: false),
            HostTask("debconf", "{name: press, question: press/secret, vtype: password, value: s3cret, unseen: true}"),
            HostTask(
                "debconf", "{name: press, question: press/secret, vtype: password, value: s3cret}", changes: false),
        ])

    private static let alternatives = HostStory(
        "alternatives",
        [
            HostTask(
                "alternatives",
                "{name: press, path: /srv/alt/one, link: /usr/local/bin/press, priority: 10, state: present, subcommands: [{name: press.1, path: /srv/alt/one.1, link: /usr/local/bin/press.1}]}",
                before: "mkdir -p /srv/alt; touch /srv/alt/one /srv/alt/two /srv/alt/one.1",
                proof:
                    "test $(readlink -f /usr/local/bin/press) = /srv/alt/one && test $(readlink -f /usr/local/bin/press.1) = /srv/alt/one.1"
            ),
            HostTask("alternatives", "{name: press, path: /srv/alt/one, priority: 10, state: auto}", changes: false),
            HostTask(
                "alternatives", "{name: press, path: /srv/alt/two, priority: 20, link: /usr/local/bin/press}",
                proof: "test $(readlink -f /usr/local/bin/press) = /srv/alt/two"),
            HostTask(
                "alternatives", "{name: press, path: /srv/alt/one}",
                proof: "test $(readlink -f /usr/local/bin/press) = /srv/alt/one"),
            HostTask("alternatives", "{name: press, path: /srv/alt/one, state: selected}", changes: false),
            HostTask(
                "alternatives", "{name: press, path: /srv/alt/one, state: auto}",
                proof: "test $(readlink -f /usr/local/bin/press) = /srv/alt/two"),
            HostTask(
                "alternatives", "{name: press, path: /srv/alt/two, state: absent}",
                proof: "test $(readlink -f /usr/local/bin/press) = /srv/alt/one"),
            HostTask(
                "alternatives", "{name: press, path: /srv/alt/one, state: absent}",
                proof: "test ! -e /usr/local/bin/press"),
            HostTask("alternatives", "{name: press, path: /srv/alt/one, state: absent}", changes: false),
        ])

    private static let apache = HostStory(
        "modules of Apache",
        [
            HostTask(
                "apache2_module", "{name: rewrite}", before: "\(installing) apache2; } >/dev/null 2>&1",
                proof: "test -L /etc/apache2/mods-enabled/rewrite.load"),
            HostTask("apache2_module", "{name: rewrite}", changes: false),
            HostTask(
                "apache2_module", "{name: rewrite, state: absent}",
                proof: "test ! -e /etc/apache2/mods-enabled/rewrite.load"),
            HostTask("apache2_module", "{name: autoindex, state: absent, force: true}"),
        ])

    private static let limits = HostStory(
        "limits",
        [
            HostTask(
                "pam_limits",
                "{domain: press, limit_type: soft, limit_item: nofile, value: 65536, comment: many files}",
                before: "mkdir -p /etc/security; touch /etc/security/limits.conf",
                proof: "grep -P '^press\\tsoft\\tnofile\\t65536\\t#many files$' /etc/security/limits.conf"),
            HostTask(
                "pam_limits", "{domain: press, limit_type: soft, limit_item: nofile, value: '1024', use_max: true}",
                changes: false),
            HostTask(
                "pam_limits",
                "{domain: press, limit_type: soft, limit_item: nofile, value: unlimited, use_max: true, backup: true}",
                proof: "grep -P '^press\\tsoft\\tnofile\\tunlimited\\t#many files$' /etc/security/limits.conf"),
            HostTask(
                "pam_limits",
                "{domain: '*', limit_type: '-', limit_item: nice, value: '-5', dest: /etc/security/limits.d/sp.conf}",
                before: "mkdir -p /etc/security/limits.d"),
        ])

    private static let locales = HostStory(
        "locales",
        [
            HostTask(
                "locale_gen", "{name: sv_SE.UTF-8}", before: "\(installing) locales; } >/dev/null 2>&1",
                proof: "locale -a | grep -x sv_SE.utf8"),
            HostTask("locale_gen", "{name: [sv_SE.UTF-8, C.UTF-8]}", changes: false),
            HostTask("locale_gen", "{name: sv_SE.UTF-8, state: absent}", proof: "! locale -a | grep sv_SE"),
        ])

    private static let capabilities = HostStory(
        "capabilities",
        [
            HostTask(
                "capabilities", "{path: /srv/press-bin, capability: cap_net_bind_service+ep}",
                before: "cp /bin/true /srv/press-bin", proof: "getcap /srv/press-bin | grep cap_net_bind_service=ep"),
            HostTask("capabilities", "{path: /srv/press-bin, capability: cap_net_bind_service=ep}", changes: false),
            HostTask("capabilities", "{path: /srv/press-bin, capability: CAP_CHOWN+ep}"),
            HostTask(
                "capabilities", "{path: /srv/press-bin, capability: cap_net_bind_service, state: absent}",
                proof: "getcap /srv/press-bin | grep 'cap_chown=ep'"),
            HostTask("capabilities", "{path: /srv/press-bin, capability: cap_chown, state: absent}"),
        ])

    private static let lists = HostStory(
        "access control lists",
        [
            HostTask(
                "acl", "{path: /srv/plan, entity: games, etype: user, permissions: rw, state: present}",
                before: "\(installing) acl; } >/dev/null 2>&1; touch /srv/plan; mkdir -p /srv/plans/a",
                proof: "getfacl -p /srv/plan | grep -x user:games:rw-"),
            HostTask(
                "acl", "{path: /srv/plan, entity: games, etype: user, permissions: rw, state: present}", changes: false),
            HostTask("acl", "{path: /srv/plan}", changes: false),
            HostTask(
                "acl", "{path: /srv/plans, entry: 'default:group:mail:rx', state: present}",
                proof: "getfacl -p /srv/plans | grep -x default:group:mail:r-x"),
            HostTask(
                "acl",
                "{path: /srv/plans, entity: mail, etype: group, permissions: rX, recursive: true, state: present}",
                proof: "getfacl -p /srv/plans/a | grep -x group:mail:r-x"),
            HostTask(
                "acl", "{path: /srv/plan, entity: games, etype: user, state: absent}",
                proof: "! getfacl -p /srv/plan | grep games"),
            HostTask("acl", "{path: /srv/plan, entity: games, etype: user, state: absent}", changes: false),
        ])

    private static let parameters = HostStory(
        "parameters of Diffie-Hellman",
        [
            HostTask(
                "openssl_dhparam", "{path: /srv/dh.pem, size: 512, mode: '0640', return_content: true}",
                proof:
                    "openssl dhparam -in /srv/dh.pem -text -noout | grep '512 bit' && test $(stat -c %a /srv/dh.pem) = 640 && ! ls -A /srv | grep new"
            ),
            HostTask("openssl_dhparam", "{path: /srv/dh.pem, size: 512, return_content: true}", changes: false),
            HostTask("openssl_dhparam", "{path: /srv/dh.pem, size: 512, mode: '0600'}"),
            HostTask(
                "openssl_dhparam", "{path: /srv/dh.pem, size: 512, force: true, backup: true}",
                repeats: "it is made each time", proof: "ls /srv/dh.pem.*"),
            HostTask("openssl_dhparam", "{path: /srv/dh.pem, state: absent}", proof: "test ! -e /srv/dh.pem"),
        ])

    private static let filter = HostStory(
        "the packet filter",
        [
            HostTask(
                "iptables", "{chain: PICKERS, chain_management: true}",
                before: "\(installing) iptables; } >/dev/null 2>&1", proof: "iptables -S PICKERS"),
            HostTask("iptables", "{chain: PICKERS, chain_management: true}", changes: false),
            HostTask(
                "iptables",
                "{chain: PICKERS, protocol: tcp, destination_port: '8443', source: '!10.20.0.0/16', jump: ACCEPT, comment: our own, ctstate: [NEW, RELATED]}",
                proof: "iptables -S PICKERS | grep '! -s 10.20.0.0/16 -p tcp .*8443'"),
            HostTask(
                "iptables",
                "{chain: PICKERS, protocol: tcp, destination_port: '8443', source: '!10.20.0.0/16', jump: ACCEPT, comment: our own, ctstate: [NEW, RELATED]}",
                changes: false),
            HostTask(
                "iptables",
                "{chain: PICKERS, action: insert, rule_num: '1', protocol: udp, destination_ports: ['53', '5000:5010'], reject_with: icmp-host-prohibited}",
                proof: "iptables -S PICKERS 1 | grep REJECT"),
            HostTask(
                "iptables",
                "{chain: PICKERS, protocol: tcp, destination_port: '8443', source: '!10.20.0.0/16', jump: ACCEPT, comment: our own, ctstate: [NEW, RELATED], state: absent}",
                proof: "! iptables -S PICKERS | grep 8443"),
            HostTask(
                "iptables", "{chain: FORWARD, policy: DROP, ip_version: ipv6}",
                proof: "ip6tables -S FORWARD | grep -x -- '-P FORWARD DROP'"),
            HostTask(
                "iptables", "{chain: PICKERS, flush: true}", repeats: "emptying always acts",
                proof: "test $(iptables -S PICKERS | wc -l) = 1"),
            HostTask(
                "iptables", "{chain: PICKERS, chain_management: true, state: absent}", proof: "! iptables -S PICKERS"),
        ])

    private static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIS9"

    private static let hosts = HostStory(
        "known hosts",
        [
            HostTask(
                "known_hosts", "{name: Press, key: 'press,10.0.0.9 \(key)A', path: /srv/known}",
                proof: "grep -x 'press,10.0.0.9 \(key)A' /srv/known"),
            HostTask("known_hosts", "{name: press, key: 'press,10.0.0.9 \(key)A', path: /srv/known}", changes: false),
            HostTask(
                "known_hosts", "{name: press, key: 'press \(key)B', path: /srv/known}",
                proof: "test $(wc -l </srv/known) = 1"),
            HostTask(
                "known_hosts", "{name: press, key: 'press \(key)B', path: /srv/known, hash_host: true}",
                proof: "ssh-keygen -F press -f /srv/known | grep '\(key)B' && ! grep press /srv/known"),
            HostTask(
                "known_hosts", "{name: press, key: 'press \(key)B', path: /srv/known, hash_host: true}", changes: false),
            HostTask(
                "known_hosts", "{name: press, key: 'press \(key)C', path: /srv/known, state: absent}", changes: false),
            HostTask("known_hosts", "{name: press, path: /srv/known, state: absent}", proof: "test ! -s /srv/known"),
        ])
}
