import Connection
import ModuleTesting
import Testing
import Values

@testable import Runner

/// `ansible_user` and its kin are what the task would use, wherever that comes from.
@Suite struct RouteVariableTests {
    private func said(
        _ expression: String, keywords: String = "", inventory: String = "web1.example.com\n",
        _ settle: (inout RunSettings) -> Void = { _ in }
    ) async throws -> String {
        var stage = Stage(inventory: inventory)
        settle(&stage.settings)
        let task = "- debug: { msg: \"<{{ \(expression) }}>\" }\n" + keywords
        let last = try await stage.play(playbook(tasks: task)).transcript.split(separator: "\n").last ?? ""
        return String(last.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" })
    }

    @Test(
        arguments: [
            ("ansible_host", "web1.example.com"), ("ansible_ssh_host", "web1.example.com"),
            ("ansible_connection", "ssh"), ("ansible_user | default('none')", "none"),
            ("ansible_port | default('none')", "none"), ("ansible_become | default('none')", "none"),
            ("ansible_become_user | default('none')", "none"), ("vars['ansible_host']", "web1.example.com"),
            ("lookup('vars', 'ansible_connection')", "ssh"), ("ansible_timeout", "10"),
            ("hostvars[inventory_hostname].ansible_host | default('none')", "none"),
        ])
    func `without any setting`(expression: String, value: String) async throws {
        #expect(try await said(expression) == value)
    }

    @Test func `from configuration and options`() async throws {
        let seen = try await said(
            "[ansible_user, ansible_ssh_user, ansible_port, ansible_private_key_file] | join(' ')"
        ) {
            $0.connection.user = "deploy"
            $0.connection.port = 2200
            $0.connection.privateKeyFiles = ["/k"]
        }
        #expect(seen == "deploy deploy 2200 /k")
        #expect(try await said("ansible_connection") { $0.connection.connection = "local" } == "local")
        #expect(try await said("ansible_become_user") { ($0.become.become, $0.become.user) = (true, "app") } == "app")
    }

    @Test(
        arguments: [
            ("  remote_user: other\n", "ansible_user ~ ansible_ssh_user", "otherother"),
            ("  port: 2022\n", "ansible_port", "2022"), ("  connection: local\n", "ansible_connection", "local"),
            ("  become: true\n  become_user: app\n", "[ansible_become, ansible_become_user] | join(' ')", "True app"),
            ("  remote_user: \"{{ ansible_user | default('mine') }}\"\n", "ansible_user", "mine"),
            ("  when: ansible_connection == 'ssh'\n", "ansible_connection", "ssh"),
            ("  delegate_to: other.example.com\n", "ansible_host", "other.example.com"),
        ])
    func `from keywords of the task`(keywords: String, expression: String, value: String) async throws {
        #expect(try await said(expression, keywords: keywords) == value)
    }

    @Test func `variables win, under either spelling`() async throws {
        let inventory = "web1.example.com ansible_ssh_user=joe ansible_host=10.0.0.1 ansible_port=99\n"
        #expect(
            try await said(
                "[ansible_user, ansible_ssh_user, ansible_host, ansible_ssh_host, ansible_ssh_port] | join(' ')",
                keywords: "  remote_user: other\n", inventory: inventory) == "joe joe 10.0.0.1 10.0.0.1 99")
    }

    @Test(
        arguments: [
            ("web1.example.com", "web1"), ("10.0.0.1", "10.0.0.1"), ("fe80::1", "fe80::1"), ("a.b.c.d", "a"),
            ("1.2.3", "1"), ("300.1.1.1", "300"),
        ])
    func `the short name of an address is the whole address`(name: String, short: String) async throws {
        #expect(try await said("inventory_hostname_short", inventory: "[all]\n\(name)\n") == short)
    }
}
