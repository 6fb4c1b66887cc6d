import Values

extension Lookup {
    /// What a command of the controller prints.
    static let pipe = Lookup("pipe", hasEffects: true) { (call) throws(Fault) in
        var outputs: [Object] = []
        for command in try call.texts() {
            let output = try LocalCommand.output(of: command, call.context)
            outputs.append(.string(Python.strip(String(hostBytes: output), side: .right)))
        }
        return outputs
    }

    /// What a command of the controller prints, line by line.
    static let lines = Lookup("lines", hasEffects: true) { (call) throws(Fault) in
        var lines: [Object] = []
        for command in try call.texts() {
            lines += Python.lines(String(hostBytes: try LocalCommand.output(of: command, call.context))).map {
                .string($0)
            }
        }
        return lines
    }
}
