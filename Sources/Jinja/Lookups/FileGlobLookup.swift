import Controller

extension Lookup {
    /// Files of one folder whose names match a pattern.
    static let fileGlob = Lookup("fileglob") { (call) throws(Fault) in
        var found: [Object] = []
        for pattern in try call.texts() {
            for path in call.candidates(pattern, .files) {
                let files = ControllerPath.matching(path).filter(ControllerPath.isFile)
                guard !files.isEmpty else { continue }
                found += files.map { .string($0) }
                break
            }
        }
        return found
    }
}
