import Foundation
import Testing

/// Modules of collections, by Ansible on one host and by swiftplay on its twin: what they register must be the same, and so
/// must be what they leave.
@Suite(
    .enabled(if: Checkout.hasLab, "scripts/test starts hosts"),
    .enabled(if: hasCollections, "no community.general beside SWIFTPLAY_PYTHON"),
    .serialized, .hosts(("modules-ours", .python), ("modules-theirs", .python)), .timeLimit(.minutes(10)))
struct PythonModuleParityTests {
    /// Each with what stands behind its name; the first ones do something, the others lack what they need.
    private static let tasks = """
        community.general.read_csv: { path: /srv/p/a.csv, key: name }
        community.general.read_csv: { path: /srv/p/nowhere.csv }
        community.general.filesize: { path: /srv/p/big, size: 64KiB }
        community.general.filesize: { path: /srv/p/big, size: 64KiB }
        community.general.kernel_blacklist: { name: pear, blacklist_file: /srv/p/blacklist.conf }
        community.general.cronvar: { name: PRESS, value: "on", cron_file: /srv/p/vars, user: root }
        community.general.cronvar: { name: PRESS, value: "on", cron_file: /srv/p/vars, user: root }
        community.general.crypttab: { name: luks-a, state: present, path: /srv/p/crypttab, backing_device: /dev/a }
        community.general.crypttab: { name: luks-a, state: absent, path: /srv/p/crypttab }
        community.general.kernel_blacklist: { name: pear, blacklist_file: /srv/p/blacklist.conf, state: absent }
        community.general.filesize: { path: /srv/p/big, size: 8KiB, mode: "0600" }
        community.general.deploy_helper: { path: /srv/p/site, release: "1", state: query }
        community.crypto.crypto_info:
        community.general.interfaces_file: { dest: /srv/p/interfaces, iface: eth9, option: mtu, value: 1400 }
        community.general.pamd: { name: press, path: /srv/p, type: auth, control: required, module_path: pam_unix.so, module_arguments: nullok, state: args_present }
        community.general.decompress: { src: /srv/p/a.csv.gz, dest: /srv/p/again.csv, format: gz, mode: "0600" }
        community.general.deploy_helper: { path: /srv/p/site, release: "1" }
        community.general.deploy_helper: { path: /srv/p/site, release: "1", state: finalize }
        community.general.git_config_info: { name: user.name, scope: system }
        community.general.python_requirements_info: { dependencies: [nothing-of-this-name] }
        community.general.pip_package_info: { clients: [nopip] }
        community.general.dpkg_divert: { path: /usr/bin/press, divert: /usr/bin/press.old }
        community.general.cloud_init_data_facts:
        community.general.listen_ports_facts:
        community.general.xattr: { path: /srv/p/a.csv, key: user.a, value: b, state: present }
        community.general.xattr: { path: /srv/p/a.csv, state: read }
        community.general.ssh_config: { host: a, hostname: b, ssh_config_file: /srv/p/ssh }
        community.general.xml: { path: /srv/p/nowhere.xml, xpath: /a, count: true }
        community.general.hg: { repo: /srv/p/none, dest: /srv/p/hg }
        community.general.bzr: { name: /srv/p/none, dest: /srv/p/bzr }
        community.general.runit: { name: press, state: started }
        community.general.monit: { name: press, state: started }
        community.general.bower: { path: /srv/p }
        community.general.yarn: { path: /srv/p }
        community.general.pnpm: { path: /srv/p }
        community.general.pipx: { name: press }
        community.general.bundler: { chdir: /srv/p }
        community.general.zfs_facts: { name: a }
        community.general.open_iscsi: { show_nodes: true }
        community.general.xfs_quota: { type: user, mountpoint: /srv, name: root, bhard: 1g }
        community.general.rundeck_project: { name: a, url: "http://127.0.0.1:1", api_token: x }
        community.crypto.openssl_privatekey_info: { path: /srv/p/nowhere.pem }
        community.crypto.get_certificate: { host: 127.0.0.1, port: 1 }
        community.crypto.luks_device: { device: /dev/nowhere, state: opened }
        community.docker.docker_swarm_info:
        community.mongodb.mongodb_info:
        community.rabbitmq.rabbitmq_user: { user: a }
        community.postgresql.postgresql_ping:
        community.mysql.mysql_info:
        ansible.posix.firewalld_info:
        ansible.posix.rhel_facts:
        """.split(separator: "\n").map { String($0).trimmingCharacters(in: .whitespaces) }

    private static var playbook: String {
        let tasks = Self.tasks.enumerated().map { index, task in
            "    - \(task)\n      register: r\(index)\n      ignore_errors: true\n"
        }
        let results = Self.tasks.indices.map { "r\($0)" }.joined(separator: ", ")
        return """
            - hosts: server
              become: true
              gather_facts: false
              tasks:
                - file: { path: /srv/p, state: directory }
                - copy: { dest: /srv/p/a.csv, content: "name,weight\\npear,3\\nplum,1\\n" }
                - copy: { dest: /srv/p/press, content: "auth required pam_unix.so\\n" }
                - copy: { dest: /srv/p/interfaces, content: "auto eth9\\niface eth9 inet manual\\n" }
                - shell: cd /srv/p && gzip -nk a.csv && touch crypttab blacklist.conf
            \(tasks.joined())
                - copy: { dest: "{{ scratch }}/results", content: "{{ [\(results)] | to_json }}" }
                  delegate_to: localhost
                  become: false

            """
    }

    @Test func `40 modules of five collections do the same with both programs`() async throws {
        let scratch = try Scratch.make("modules")
        defer { try? FileManager.default.removeItem(at: scratch) }
        async let one = results(of: "modules-ours", scratch) { arguments, environment in
            try Swiftplay.start(["run", "--allow-python"] + arguments, environment: environment)
        }
        async let other = results(of: "modules-theirs", scratch) { arguments, environment in
            try Program(try #require(Checkout.ansible), arguments, environment: environment)
        }
        let (ours, theirs) = try await (one, other)
        try #require(ours.count == Self.tasks.count && theirs.count == Self.tasks.count)
        #expect(Set(Self.tasks.map { $0.prefix { $0 != ":" } }).count >= 40)
        for (task, (mine, others)) in zip(Self.tasks, zip(ours, theirs)) { #expect(mine == others, "\(task)") }
        // A table of failures alone would prove little.
        #expect(theirs.count { !$0.contains("\"failed\":true") } >= 15)
        let script =
            "cd /srv/p && find . -exec stat -c '%n %F %a %U %s' {} + | sort; cat press interfaces crypttab | grep -v Updated"
        let mine = try await Lab.ssh("modules-ours", script)
        let others = try await Lab.ssh("modules-theirs", script)
        #expect(
            mine.split(separator: "\n").difference(from: others.split(separator: "\n")).isEmpty, "\(mine)\n\(others)")
    }

    private func results(
        of host: String, _ scratch: URL, _ start: ([String], [String: String]) throws -> Program
    ) async throws -> [String] {
        let folder = scratch.appending(path: host)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(Self.playbook.utf8).write(to: folder.appending(path: "site.yml"))
        let reached = try Lab.variables(of: host).map { "\($0.name)='\($0.value)'" }.joined(separator: " ")
        try Data("server \(reached) ansible_python_interpreter=/usr/bin/python3\n".utf8).write(
            to: folder.appending(path: "hosts"))
        let ansible = try #require(Checkout.ansible)
        let environment = [
            "PATH": URL(filePath: ansible).deletingLastPathComponent().path + ":"
                + (Checkout.environment["PATH"] ?? ""),
            "ANSIBLE_NOCOLOR": "1", "LC_ALL": "C.UTF-8", "ANSIBLE_PIPELINING": "1",
            "ANSIBLE_DEPRECATION_WARNINGS": "0", "ANSIBLE_CONFIG": Checkout.path + "/ansible.cfg",
        ]
        let arguments = [
            folder.path + "/site.yml", "-i", folder.path + "/hosts", "-e", "scratch=\(folder.path)",
        ]
        let run = try await start(arguments, environment).finish(within: 400)
        try #require(run.code == 0, "\(run.all)")
        let text = try Data(contentsOf: folder.appending(path: "results"))
        let told = try #require(try JSONSerialization.jsonObject(with: text) as? [[String: Any]])
        return try told.map { try Self.comparable($0, host: host) }
    }

    /// Without what must differ: times, numbers of processes, where modules lie and what that brings with it, the host's name.
    private static func comparable(_ result: [String: Any], host: String) throws -> String {
        var result = result
        let own = [
            "python_system_path", "python_cryptography_import_error", "deprecations", "module_stdout", "module_stderr",
            "exception",
        ]
        for key in ["start", "end", "delta"] + own {
            result[key] = nil
        }
        let data = try JSONSerialization.data(withJSONObject: result, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self).replacing(host, with: "HOST")
            .replacing(/"pid":\d+|"stime":"[^"]*"|copied, [^"\\]*/, with: "")
    }
}

private let hasCollections: Bool = {
    guard let ansible = Checkout.ansible else { return false }
    let root = URL(filePath: ansible).deletingLastPathComponent().deletingLastPathComponent()
    let libraries = (try? FileManager.default.contentsOfDirectory(atPath: root.path + "/lib")) ?? []
    return libraries.contains { name in
        Checkout.exists("\(root.path)/lib/\(name)/site-packages/ansible_collections/community/general")
    }
}()
