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
        let breaches = try await contract.breaches([("name", .string(name))], on: FakeHost())
        #expect(breaches == (name == "speed" ? [] : ["the result says `\(name)` in its own way"]))
    }
}

/// Returns one value by any name.
private struct Talkative: Module {
    static let doc = ModuleDoc("talkative", "A toy.", examples: "")
    @Argument("The name.") var name: String
    init() {}

    var probe: Probe<Void> { .nothing }
    func changes(from state: Void) -> [Change] { [] }
    func result(_ applied: Applied<Void>) -> ModuleResult { [name: true] }
}
