import ModuleKit
import Testing
import Values

/// A module that runs a program and does not ask how it ended.
private struct Forgetful: Module {
    static let doc = ModuleDoc("forgetful", "Runs a program and looks away.", examples: "")

    init() {}

    var probe: Probe<Void> { .nothing }

    func changes(from state: Void) -> [Change] {
        [Change("press", steps: [.run(Command("press"))]), Change("sort", steps: [.run(Command("sort"))])]
    }

    func result(_ applied: Applied<Void>) -> ModuleResult { [:] }
}

/// One that takes the code 3 for success.
private struct Tolerant: Module {
    static let doc = ModuleDoc("tolerant", "Runs a program that may end with 3.", examples: "")

    init() {}

    var probe: Probe<Void> { .nothing }
    func changes(from state: Void) -> [Change] { [Change("press", steps: [.run(Command("press"))])] }

    func result(_ applied: Applied<Void>) -> ModuleResult { [:] }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<Void>) -> ModuleFailure? {
        output.exitCode == 3 ? nil : ModuleFailure("pressed wrongly", output: output)
    }
}

@Suite struct ProgramFailureTests {
    @Test(
        "a failing program fails its task, whether or not the module checks it",
        arguments: [
            ([CommandOutput.saying("", exitCode: 1, errors: "no apples\n")], "no apples"),
            ([.saying("only pears", exitCode: 2)], "only pears"),
            ([.saying(""), .saying("", exitCode: 9)], "a program ended with exit code 9 and printed nothing"),
        ])
    func failing(outputs: [CommandOutput], message: String) throws {
        let trial = try Trial(Forgetful.self, "{}")
        let outcomes = outputs.map(StepOutcome.ran) + (outputs.count < 2 ? [.notTaken] : [])
        #expect {
            try trial.result(outcomes: outcomes)
        } throws: { error in
            guard let failure = error as? ModuleFailure else { return false }
            return failure.message == message && failure.result["rc"] == .int(outputs.last?.exitCode ?? 0)
        }
        #expect(try trial.result() == [:])
    }

    @Test func `a module may accept an exit code as success`() throws {
        let trial = try Trial(Tolerant.self, "{}")
        #expect(try trial.result(outcomes: [.ran(.saying("", exitCode: 3))]) == [:])
        #expect(throws: ModuleFailure.self) { try trial.result(outcomes: [.ran(.saying("", exitCode: 1))]) }
    }
}
