import ModuleKit
import ModuleTesting
import Testing
import Values

@Suite struct ModuleContractTests {
    @Test(
        "what every task tells in the same words is no return value of a module's own",
        arguments: ResultKey.allCases.map(\.rawValue) + ["speed"])
    func ownReturnValues(name: String) async throws {
        let contract = ModuleContract(ModuleEntry(Talkative.self))
        let task = HostTask("talkative", "{name: \(name)}", changes: false)
        let breaches = try await contract.trial(of: task, on: FakeHost()).breaches
        #expect(breaches == (name == "speed" ? [] : ["the result says `\(name)` in its own way"]))
    }

    @Test func `return values are those that are declared`() async throws {
        let contract = ModuleContract(ModuleEntry(Talkative.self))
        let task = HostTask("talkative", "{name: weight}", changes: false)
        let breaches = try await contract.trial(of: task, on: FakeHost()).breaches
        #expect(breaches == ["the result has `weight`, which is not declared", "the result lacks `speed`"])
    }
}

/// Returns one value by any name.
private struct Talkative: Module {
    static let doc = ModuleDoc("talkative", "A toy.", returns: [ReturnValue("speed", "How fast.")], examples: "")
    @Argument("The name.") var name: String
    init() {}

    var probe: Probe<Void> { .nothing }
    func changes(from state: Void) -> [Change] { [] }
    func result(_ applied: Applied<Void>) -> ModuleResult {
        var result: ModuleResult = [name: true]
        if name != "weight" { result["speed"] = 1 }
        return result
    }
}
