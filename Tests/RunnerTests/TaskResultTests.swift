import ModuleKit
import Testing
import Values

@testable import Runner

@Suite struct TaskResultTests {
    @Test(arguments: Case.all)
    fileprivate func `Ansible's keys are made of the result`(example: Case) {
        #expect(example.result.returned == example.returned)
        #expect(example.result.registered == example.returned)
    }

    @Test func `of a task that check mode leaves out it is not registered whether it changes something or fails`() {
        let result = TaskResult.undecided("later")
        #expect(result.returned["changed"] == false)
        #expect(result.registered == Mapping([("msg", "later")]).partlyKnown)
    }

    @Test func `tries that never met their condition are told as a failure even if the task goes on`() {
        var result = TaskResult(.changed)
        result.isExhausted = true
        #expect(result.returned == ["changed": true, "failed": true])
        #expect(!result.isFailure)
    }
}

private struct Case {
    let result: TaskResult
    let returned: Mapping

    init(_ result: TaskResult, _ returned: Mapping) {
        self.result = result
        self.returned = returned
    }

    private static let told = ModuleResult(["rc": 0, "stdout": "a\n"], changed: true, warnings: ["w"])
    private static let lost = "contact was lost during this task, which may or may not have been done: gone"

    static let all = [
        Case(TaskResult(.ok), ["changed": false, "failed": false]),
        Case(
            TaskResult(told),
            [
                "changed": true, "failed": false, "rc": 0, "stdout": "a\n", "stdout_lines": ["a"], "warnings": ["w"],
            ]),
        Case(
            TaskResult(ModuleResult.skipped("no", ["rc": 0])),
            ["changed": false, "failed": false, "skipped": true, "rc": 0, "msg": "no"]),
        Case(
            TaskResult(ModuleResult(facts: ["a": 1])),
            ["changed": false, "failed": false, "ansible_facts": ["a": 1]]),
        Case(TaskResult.skipped("no"), ["changed": false, "skipped": true, "skip_reason": "no"]),
        Case(
            TaskResult.failed(ModuleFailure("no", result: told)),
            told.fields.merging([
                "changed": true, "failed": true, "msg": "no", "stdout_lines": ["a"], "warnings": ["w"],
            ])),
        Case(TaskResult.unknown("gone"), ["changed": false, "unreachable": true, "msg": .string(lost)]),
        Case(TaskResult(.ok, of: .loop), ["changed": false, "skipped": false]),
        Case(TaskResult(.failed, of: .loop), ["changed": false, "skipped": false, "failed": true]),
    ]
}
