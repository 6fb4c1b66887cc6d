import ModuleKit
import Testing
import Values

@testable import Modules

@Suite struct GroupModuleTests {
    private static let present: [Query: Answer] = [.group("web"): .group(Group(name: "web", groupID: 1500))]

    @Test(
        "runs groupadd, groupmod and groupdel only for differences",
        arguments: [
            ("", [:], ["groupadd web"]), ("", present, []), ("gid: 1500", present, []),
            ("gid: 1600", present, ["groupmod -g 1600 web"]),
            ("gid: 1600, non_unique: true", present, ["groupmod -g 1600 -o web"]),
            ("gid: 1600, system: true", [:], ["groupadd -g 1600 -r web"]),
            ("gid_min: 200, gid_max: 300", [:], ["groupadd -K GID_MIN=200 -K GID_MAX=300 web"]),
            ("state: absent", present, ["groupdel web"]), ("state: absent, force: true", present, ["groupdel -f web"]),
            ("state: absent", [:], []),
        ] as [(String, [Query: Answer], [String])])
    func calls(wish: String, host: [Query: Answer], expected: [String]) throws {
        #expect(try Trial(GroupModule.self, "{name: web, \(wish)}", host).commands == expected)
    }

    @Test(
        arguments: [
            ("state: absent", "web is the primary group of the user ann"), ("state: absent, force: true", nil),
            ("state: present", nil),
        ] as [(String, String?)])
    func `the primary group of a user is not removed`(wish: String, failure: String?) {
        let told = Trial.failure(GroupModule.self, "{name: web, \(wish)}", Self.present) { _ in
            .saying("root:x:0:0::/root:/bin/sh\nann:x:1500:1500::/home/ann:/bin/sh\n")
        }
        #expect(told == failure)
    }

    @Test func `the result contains the group ID`() throws {
        let trial = try Trial(GroupModule.self, "{name: web}")
        #expect(
            try trial.result(after: Self.present) == ["name": "web", "state": "present", "system": false, "gid": 1500])
        #expect(try trial.result(checkMode: true) == ["name": "web", "state": "present"])
    }

    @Test(
        "invalid arguments are refused",
        arguments: [
            ("{name: -g}", "not a valid group name: -g"), ("{name: 'a,b'}", "not a valid group name: a,b"),
            ("{name: a, non_unique: true}", "`non_unique: true` needs `gid`"),
        ])
    func refused(arguments: String, expected: String) {
        #expect(Trial.failure(GroupModule.self, arguments) == expected)
    }
}
