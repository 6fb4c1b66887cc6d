import Connection
import ModuleKit
import ModuleTesting
import Testing

@testable import Modules

/// Modules of accounts, packages, services and repositories on a real host of the lab: check mode takes no step,
/// the forecast is what happens, and a second run changes nothing.
@Suite(.enabled(if: LabHost.isAvailable), .serialized) struct SystemLabTests {
    /// Tasks in the order they are taken; the last ones remove what the first ones made.
    private static let accounts: [(module: String, task: String)] = [
        ("group", "{name: sptest, gid: 4242}"),
        ("group", "{name: sptest, gid: 4243}"),
        ("user", "{name: spuser, uid: 4244, group: sptest, comment: Some One, shell: /bin/sh, password: '$6$a$b'}"),
        ("user", "{name: spuser, groups: 'users,games', password_lock: true, expires: 1922403387}"),
        (
            "user",
            "{name: spuser, groups: users, append: true, password_expire_max: 90, password_expire_account_disable: 9}"
        ),
        ("user", "{name: spuser, home: /srv/spuser, move_home: true, expires: -1, shell: /bin/false}"),
        ("user", "{name: spuser, generate_ssh_key: true, ssh_key_type: ed25519, ssh_key_file: .ssh/id_x}"),
        ("user", "{name: spuser, generate_ssh_key: true, ssh_key_file: .ssh/id_y, ssh_key_passphrase: 'se cr$et'}"),
        ("authorized_key", "{user: spuser, key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIS9 x}"),
        ("authorized_key", "{user: spuser, key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIS9, state: absent}"),
        ("user", "{name: spuser, state: absent, remove: true, force: true}"),
        ("group", "{name: sptest, state: absent}"),
    ]

    private static let services: [(module: String, task: String)] = [
        (
            "copy",
            #"{dest: /etc/systemd/system/sptest.service, content: "[Service]\nExecStart=/bin/sleep 1000\n[Install]\nWantedBy=multi-user.target\n"}"#
        ),
        ("systemd", "{name: sptest, state: started, enabled: true, daemon_reload: true}"),
        ("service", "{name: sptest, state: stopped, enabled: false}"),
        ("systemd", "{name: sptest, masked: false}"), ("hostname", "{name: prod}"),
        ("file", "{path: /etc/systemd/system/sptest.service, state: absent}"),
        ("systemd", "{name: sptest.service, masked: true}"),
        ("systemd", "{name: sptest.service, masked: false}"),
        ("service_facts", "{}"),
        ("sysctl", "{name: vm.swappiness, value: 61, sysctl_file: /etc/sysctl.d/sptest.conf, reload: false}"),
        ("file", "{path: /etc/sysctl.d/sptest.conf, state: absent}"),
        ("ini_file", "{path: /srv/sp.ini, section: s, option: a, values: [1, 2], mode: '0640'}"),
        ("ini_file", "{path: /srv/sp.ini, section: s, option: a, value: 3, no_extra_spaces: true, backup: true}"),
        ("ini_file", "{path: /srv/sp.ini, section: s, state: absent}"),
        ("file", "{path: /srv/sp.ini, state: absent}"),
        ("getent", "{database: passwd, key: root}"),
    ]

    private static let packages: [(module: String, task: String)] = [
        ("apt", "{name: [cron, git], update_cache: true, cache_valid_time: 3600, policy_rc_d: 101}"),
        ("apt", "{name: 'cro?', state: latest}"),
        ("apt_repository", "{repo: 'deb  [trusted=yes] http://127.0.0.1:9/sp  a b', update_cache: false}"),
        ("apt_repository", "{repo: deb-src http://127.0.0.1:9/sp a, filename: sp, mode: '0640', update_cache: false}"),
        ("apt_repository", "{repo: deb-src http://127.0.0.1:9/sp a, state: absent, update_cache: false}"),
        ("apt_repository", "{repo: 'deb [trusted=yes] http://127.0.0.1:9/sp a b', state: absent, update_cache: false}"),
        ("cron", "{name: sp test, job: 'echo \"$HOME\" 100\\%', minute: '*/5', user: games}"),
        ("cron", "{name: SPVAR, env: true, value: a b, user: games, backup: true}"),
        ("cron", "{name: sp test, state: absent, user: games}"),
        ("cron", "{name: SPVAR, env: true, state: absent, user: games}"),
        ("cron", "{name: sp, cron_file: sptest, user: root, job: /bin/true, special_time: daily}"),
        ("cron", "{name: sp, cron_file: sptest, state: absent}"),
        ("command", "git init -q --bare /srv/sp.git"),
        ("command", "git clone -q /srv/sp.git /srv/sp.work"),
        ("command", "git -C /srv/sp.work -c user.name=a -c user.email=a@b commit -q --allow-empty -m one"),
        ("command", "git -C /srv/sp.work push -q origin HEAD"),
        ("git", "{repo: file:///srv/sp.git, dest: /srv/sp.out}"),
        ("command", "git -C /srv/sp.work -c user.name=a -c user.email=a@b commit -q --allow-empty -m two"),
        ("command", "git -C /srv/sp.work tag v2"),
        ("command", "git -C /srv/sp.work push -q --tags origin HEAD"),
        ("git", "{repo: file:///srv/sp.git, dest: /srv/sp.out}"),
        ("git", "{repo: file:///srv/sp.git, dest: /srv/sp.tag, version: v2, depth: 1}"),
        ("git", "{repo: file:///srv/sp.git, dest: /srv/sp.bare, bare: true}"),
        ("apt", "{name: [cron, git], state: absent, purge: true, autoremove: true}"),
        ("shell", "rm -rf /srv/sp.*"),
    ]

    @Test("accounts", arguments: ["prod"])
    func accounts(host: String) async throws { try await keepsPromises(Self.accounts, on: host) }

    @Test("services and settings", arguments: ["prod"])
    func services(host: String) async throws { try await keepsPromises(Self.services, on: host) }

    @Test("packages and what they bring", arguments: ["prod"])
    func packages(host: String) async throws { try await keepsPromises(Self.packages, on: host) }

    private func keepsPromises(_ tasks: [(module: String, task: String)], on name: String) async throws {
        let connection = try await ContractHost.connect(name)
        let host = ContractHost(name: name, root: try LabScript.run("path", name), connection: connection)
        for (module, task) in tasks {
            guard ["command", "shell"].contains(module) else {
                try await hold(HostTask(module, task, changes: nil), on: host, watchesAll: false)
                continue
            }
            let output = try await host.shell(task)
            #expect(output.exitCode == 0, "\(task): \(output.standardError.text)")
        }
        await connection.close()
    }
}
