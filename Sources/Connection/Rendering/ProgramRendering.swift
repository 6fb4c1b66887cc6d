import ModuleKit
import Values

/// Where programs are: builtins of the shell alone look for them.
enum ProgramRendering {
    static func group(_ names: [Asked<String>]) -> QueryGroup {
        let frame = Frame("sp_own; sp_programs \(names.map(\.subject))", needs: [.files])
        return QueryGroup(names.map(\.index), frames: [frame]) { replies in
            let found = replies[0].output.bytes.records.map { String(hostBytes: $0) }
            return Dictionary(
                zip(names, found).map { name, path in
                    (name.index, .program(path.isEmpty ? nil : RemotePath(path)))
                }, uniquingKeysWith: { first, _ in first })
        }
    }
}
