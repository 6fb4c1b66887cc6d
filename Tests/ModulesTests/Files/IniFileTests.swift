import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

/// Expected texts were made with community.general 10.1.
@Suite struct IniFileTests {
    @Test(
        "options and sections are edited as in Ansible",
        arguments: [
            ("section: s, option: a, value: 1", "", "\n[s]\na = 1\n", "section and option added"),
            ("option: a, value: 1", "", "a = 1\n\n", "option added"),
            ("section: s", "x=1", "x=1\n[s]\n", "only section added"),
            (
                "section: s, option: a, value: 1", "[s]\na=0\n\n# end\n[t]\na=0\n", "[s]\na = 1\n\n# end\n[t]\na=0\n",
                "option changed"
            ),
            (
                "section: s, option: a, value: 1", "[s]\nb=0\n\n# end\n[t]\n", "[s]\nb=0\na = 1\n\n# end\n[t]\n",
                "option added"
            ),
            ("section: s, option: a, value: 1, no_extra_spaces: true", "[ s ]\n", "[ s ]\na=1\n", "option added"),
            ("section: s, option: a, value: 1", "[s]\n# a = 0\n", "[s]\na = 1\n", "option changed"),
            (
                "section: s, option: a, value: 1, modify_inactive_option: false", "[s]\n# a = 0\n",
                "[s]\na = 1\n# a = 0\n", "option added"
            ),
            ("section: s, option: a, value: 1, ignore_spaces: true", "[s]\na=1\n", "[s]\na=1\n", "OK"),
            (
                "section: s, option: a, values: [1, 2]", "[s]\na = 2\na = 3\na = 4\n", "[s]\na = 2\na = 1\n",
                "option changed"
            ),
            (
                "section: s, option: a, values: [1, 2], exclusive: false", "[s]\na = 2\na = 3\n",
                "[s]\na = 2\na = 3\na = 1\n", "option added"
            ),
            ("section: s, option: a, allow_no_value: true", "[s]\na = 2\n", "[s]\na\n", "option changed"),
            ("section: s, option: a, allow_no_value: true", "[s]\n", "[s]\na\n", "option added"),
            (
                "section: s, option: a, state: absent", "[s]\na=1\n#a=2\n[t]\na=1\n", "[s]\n#a=2\n[t]\na=1\n",
                "option changed"
            ),
            (
                "section: s, option: a, value: 1, exclusive: false, state: absent", "[s]\na=1\na=2\n", "[s]\na=2\n",
                "option changed"
            ),
            ("section: s, state: absent", "x=1\n[s]\na=1\n[t]\n", "x=1\n[t]\n", "section removed"),
            ("section: s, state: absent", "x=1\n", "x=1\n", "OK"),
            ("section: s, option: a, value: 2", "[s]\r\na = 1\r\n[t]\r\n", "[s]\na = 2\n[t]\n", "option changed"),
            ("section: s, option: a, value: 1", "[s]\r\na = 1\r\n", "[s]\r\na = 1\r\n", "OK"),
            ("section: s, option: a, value: 2", "\u{FEFF}[s]\na = 1\n", "[s]\na = 2\n", "option changed"),
            ("section: '', option: a, value: 1", "b=1\n[s]\n", "b=1\na = 1\n[s]\n", "option added"),
            ("section: s, option: a, values: [1, 1]", "[s]\n", "[s]\na = 1\n", "option added"),
        ])
    func edits(wish: String, before: String, after: String, message: String) async throws {
        let host = FakeHost(files: ["/etc/f": before])
        let execution = try await run("ini_file", "{path: /etc/f, \(wish)}", on: host)
        #expect(host.files.bytes("/etc/f").map { String(decoding: $0, as: UTF8.self) } == after)
        #expect(execution.changed == (before != after))
        #expect(execution.keys["msg"] == .string(message))
    }

    @Test(
        "invalid arguments are refused",
        arguments: [
            ("{path: /a, option: a}", "`state: present` requires `value`, `values` or `allow_no_value: true`"),
            ("{path: /a, option: a, value: 1, values: [2]}", "parameters are mutually exclusive: value|values"),
            (
                "{path: /a, option: a, value: \"1\\n[x]\"}",
                "a value with a line break cannot be written to the file: 1\n[x]"
            ),
            (
                "{path: /a, option: a, value: \"1\\r[x]\"}",
                "a value with a line break cannot be written to the file: 1\r[x]"
            ),
        ])
    func refused(arguments: String, expected: String) {
        #expect(Trial.failure(IniFile.self, arguments) == expected)
    }
}
