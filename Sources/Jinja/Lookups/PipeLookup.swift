import Values

extension Lookup {
    /// What a command of the controller prints.
    static let pipe = Lookup("pipe", hasEffects: true) { (call) throws(Fault) in
        var outputs: [Object] = []
        for term in call.terms {
            let output = try ControllerCommand.output(of: try Python.text(term), call.context)
            outputs.append(.string(Python.strip(String(hostBytes: output), side: .right)))
        }
        return outputs
    }

    /// What a command of the controller prints, line by line.
    static let lines = Lookup("lines", hasEffects: true) { (call) throws(Fault) in
        var lines: [Object] = []
        for term in call.terms {
            let output = try ControllerCommand.output(of: try Python.text(term), call.context)
            lines += Python.lines(String(hostBytes: output)).map { .string($0) }
        }
        return lines
    }
}
