import Values

extension Lookup {
    /// The contents of files, without blanks at the end.
    static let file = Lookup("file") { (call) throws(Fault) in
        let (left, right) = (try call.flag("lstrip", or: false), try call.flag("rstrip", or: true))
        var contents: [Object] = []
        for name in try call.texts() {
            var text = try call.contents(of: try call.find(name, .files))
            if left { text = Python.strip(text, side: .left) }
            if right { text = Python.strip(text, side: .right) }
            contents.append(.string(text))
        }
        return contents
    }

    /// The contents of vaulted files.
    static let unvault = Lookup("unvault") { (call) throws(Fault) in
        var contents: [Object] = []
        for name in try call.texts() { contents.append(.string(try call.contents(of: try call.find(name, .files)))) }
        return contents
    }
}
