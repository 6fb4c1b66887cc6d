import ModuleKit
import ModuleTesting
import Testing

@testable import Modules

/// Words that a tool would take for options, or that would make a line of their own in a file, are refused before the host
/// is asked.
@Suite struct HostileWordsTests {
    @Test(
        "names that are options are refused",
        arguments: [
            ("dpkg_selections", "{name: '--force-all', selection: hold}"), ("debconf", "{name: '-f'}"),
            ("debconf", "{name: a, question: 'b c', vtype: string, value: x}"),
            ("alternatives", "{name: '--remove-all', path: /x}"), ("apache2_module", "{name: '-f'}"),
            ("apache2_module", "{name: '../x'}"), ("locale_gen", "{name: '--purge'}"),
            ("npm", "{name: '--prefix=/', path: /x}"),
            ("iptables", "{chain: '-F', jump: DROP}"), ("capabilities", "{path: '-r', capability: cap_chown+ep}"),
            ("timezone", "{name: '../../../etc/passwd'}"), ("apt_key", "{id: '--x', url: 'https://x/'}"),
            ("docker_volume", "{name: '../images'}"), ("docker_container", "{name: 'a?force=1'}"),
            ("docker_network", "{name: a, connected: ['-x']}"), ("docker_image", "{name: 'a/../b', state: absent}"),
            ("mysql_db", "{name: '--all-databases'}"), ("git_config", "{scope: global, name: '--unset', value: x}"),
            ("sudoers", "{name: '../passwd', user: a, commands: ALL}"),
        ])
    func options(module: String, task: String) throws {
        #expect(try isRefused(module, task))
    }

    @Test(
        "line breaks are refused where each line means something",
        arguments: [
            ("htpasswd", #"{path: /p, name: "a\nroot", password: x}"#),
            ("pam_limits", #"{domain: a, limit_type: soft, limit_item: core, value: '1', comment: "x\n* - core 0"}"#),
            ("pam_limits", #"{domain: "a\nb", limit_type: soft, limit_item: core, value: '1'}"#),
            ("known_hosts", #"{name: a, key: "a ssh-rsa AAAA\nb ssh-rsa AAAA"}"#),
            ("known_hosts", #"{name: a, key: "a ssh-rsa AAAA\rb ssh-rsa AAAA"}"#),
            ("debconf", #"{name: a, question: b, vtype: string, value: "x\nc d string y"}"#),
            ("sudoers", #"{name: a, user: b, commands: "x\nroot ALL=(ALL) ALL"}"#),
            ("locale_gen", #"{name: "sv_SE\nx"}"#), ("dpkg_selections", #"{name: "a hold\nb", selection: hold}"#),
        ])
    func lines(module: String, task: String) throws {
        #expect(try isRefused(module, task))
    }

    @Test func `a password that would be two lines is refused where it is kept as it is`() {
        let failure = Trial.failure(
            Htpasswd.self, #"{path: /p, name: a, password: "x\nroot:y", hash_scheme: plaintext}"#)
        #expect(failure?.contains("line break") == true)
    }

    private func isRefused(_ module: String, _ task: String) throws -> Bool {
        let entry = try #require(Catalogue.standard[module])
        let bound = try entry.bind(task)
        return (try? bound.begin()) == nil
    }
}
