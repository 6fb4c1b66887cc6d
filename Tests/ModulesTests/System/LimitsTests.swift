import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

@Suite struct LimitsTests {
    private static let path = "/etc/security/limits.conf"

    @Test(
        "a limit is set, kept or left by what is there",
        arguments: [
            ("", "value: '10'", "press\tsoft\tnofile\t10\n"),
            ("# a\n", "value: '10', comment: b c", "# a\npress\tsoft\tnofile\t10\t#b c\n"),
            ("press soft  nofile 10 # why\n", "value: '10'", "press soft  nofile 10 # why\n"),
            (
                "press soft nofile 10 # why\n@x - nproc 5\n", "value: '20'",
                "press\tsoft\tnofile\t20\t# why\n@x - nproc 5\n"
            ),
            ("press soft nofile 10\n", "value: '5', use_max: true", "press soft nofile 10\n"),
            ("press soft nofile 10\n", "value: unlimited, use_max: true", "press\tsoft\tnofile\tunlimited\n"),
            ("press soft nofile -1\n", "value: unlimited, use_max: true", "press soft nofile -1\n"),
            ("press soft nofile unlimited\n", "value: '9', use_min: true", "press\tsoft\tnofile\t9\n"),
            ("press hard nofile 10", "value: '9'", "press hard nofile 10\npress\tsoft\tnofile\t9\n"),
        ])
    func limits(before: String, task: String, after: String) async throws {
        let host = FakeHost(files: [Self.path: before])
        let arguments = "{domain: press, limit_type: soft, limit_item: nofile, \(task)}"
        let trial = try await hold(HostTask("pam_limits", arguments, changes: before != after), on: host)
        #expect(host.files.text(Self.path) == after)
        #expect(after.contains(trial.real.keys["msg"]?.text ?? "?"))
    }

    @Test(
        "what is no limit is refused",
        arguments: [
            ("{domain: a, limit_type: soft, limit_item: nofile, value: many}", "not a limit: many"),
            ("{domain: a, limit_type: soft, limit_item: nice, value: '20'}", "not a limit: 20"),
            (
                "{domain: a, limit_type: soft, limit_item: core, value: '1', use_max: true, use_min: true}",
                "`use_max` and `use_min` exclude each other"
            ),
            (
                "{domain: a b, limit_type: soft, limit_item: core, value: '1'}",
                "`domain` must be one word, and `comment` one line"
            ),
            (
                "{domain: a, limit_type: soft, limit_item: core, value: '1', dest: /none/x}",
                "there is no directory /none"
            ),
        ])
    func refused(task: String, expected: String) {
        #expect(Trial.failure(PamLimits.self, task) == expected)
    }
}
