import Controller
import Values

extension Lookup {
    /// The first file that exists, of names or of mappings with `files`, `paths` and `skip`.
    static let firstFound = Lookup("first_found") { (call) throws(Fault) in
        var search = try FirstFound(call)
        try search.add(call.terms.isEmpty ? [call.option("files") ?? .list([Object]())] : call.terms)
        var looked: [String] = []
        for name in search.names {
            let paths = call.candidates(name, call.fileKind)
            if let found = paths.first(where: ControllerPath.exists) { return [.string(Path.normal(found))] }
            looked += paths
        }
        if search.skips { return [] }
        throw Fault(
            .lookup, "no file found", "Searched: \(looked.joined(separator: ", ")).",
            help: "use `skip: true` if none of the files has to exist")
    }
}

/// The names `first_found` tries, in order.
private struct FirstFound {
    private let call: LookupCall
    private(set) var names: [String] = []
    private(set) var skips: Bool

    init(_ call: LookupCall) throws(Fault) {
        self.call = call
        skips = try call.flag("skip", or: false)
    }

    mutating func add(_ terms: [Object]) throws(Fault) {
        for term in terms {
            // A name that cannot be rendered is passed over, as Ansible does.
            if term.isUndefined { continue }
            if let inner = try term.sequenceItems() {
                try add(inner)
            } else if case .dict(let dict) = term {
                try add(files: try dict["files"] ?? .none, paths: try dict["paths"] ?? .none)
                if let skip = try dict["skip"] {
                    skips = try Python.isTrue(skip) && skip.string?.lowercased() != "false"
                }
            } else {
                try add(files: term, paths: call.option("paths") ?? .none)
            }
        }
    }

    private mutating func add(files: Object, paths: Object) throws(Fault) {
        let files = try split(files, at: ",;")
        let paths = try split(paths, at: ",:;")
        names += paths.isEmpty ? files : paths.flatMap { path in files.map { Path.join(path, $0) } }
    }

    private func split(_ object: Object, at marks: String) throws(Fault) -> [String] {
        // As above, also within a list.
        if object.isNone || object.isUndefined { return [] }
        if let text = object.string { return text.split { marks.contains($0) }.map(String.init) }
        var parts: [String] = []
        for item in try Python.iterate(object) { parts += try split(item, at: marks) }
        return parts
    }
}
