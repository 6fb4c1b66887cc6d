import ModuleKit
import Values

/// Opens and closes valves of the press by its tool `valvectl`, which prints `name open` or `name closed` for each.
struct Valve: Module {
    enum Position: String, ArgumentChoice {
        case open, closed
    }

    static let doc = ModuleDoc(
        "valve", "Open and close valves.",
        returns: [ReturnValue("position", "What the valve is now.")],
        examples: """
            - valve: { name: intake, position: open }
            """)

    @Argument("Name of the valve.") var name: String
    @Argument("What it should be.") var position: Position

    /// A check of grammar; what must hold between arguments is declared in `rules`.
    func validate() throws(ModuleFailure) {
        guard name.consists(of: .letters, .digits, "-") else { throw ModuleFailure("not a name of a valve: \(name)") }
    }

    /// How the tool is asked, what the answer depends on, and how it is read.
    private static let positions = HostFact(Command("valvectl", "list"), reads: .named("valves")) { output in
        Dictionary(
            output.standardOutput.text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
                .filter { $0.count == 2 }.map { ($0[0], $0[1]) }
        ) { $1 }
    }

    var probe: Probe<[String: String]> { Self.positions.probe }

    func changes(from known: [String: String]) throws(ModuleFailure) -> [Change] {
        guard let old = known[name] else { throw ModuleFailure("the press has no valve \(name)") }
        guard old != position.rawValue else { return [] }
        return [
            Change(
                "\(name) \(old) → \(position.rawValue)",
                diff: .setting(name, before: old, after: position.rawValue),
                steps: [.run(Command("valvectl", position == .open ? "open" : "close", name))],
                touches: [.named("valves")],
                expects: Self.positions.becoming(known.merging([name: position.rawValue]) { $1 }))
        ]
    }

    func result(_ applied: Applied<[String: String]>) -> ModuleResult {
        ["position": .string(position.rawValue)]
    }
}
