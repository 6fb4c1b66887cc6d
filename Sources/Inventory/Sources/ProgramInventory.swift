import Controller
import Values
import Vault

/// Runs a program with `--list` and reads the JSON it prints.
extension InventoryBuilder {
    mutating func readProgram(_ path: String) throws(Diagnostics) {
        let root = try output(of: path, ["--list"])
        guard let entries = root.entries else { throw Diagnostics(.notInventory(path, at: root.span)) }
        var hosts: [String] = []
        for entry in entries where entry.key.text != "_meta" { readGroup(entry, &hosts) }
        guard let variables = root["_meta"]?["hostvars"] else { return try askForEach(hosts, path) }
        for name in hosts { setVariables(variables[name]?.value.map ?? [:], ofHostNamed: name) }
    }

    /// Programs without `_meta` are asked for each host's variables.
    private mutating func askForEach(_ hosts: [String], _ path: String) throws(Diagnostics) {
        for name in hosts {
            setVariables(try output(of: path, ["--host", name]).value.map ?? [:], ofHostNamed: name)
        }
    }

    private mutating func readGroup(_ entry: Node.Entry, _ hosts: inout [String]) {
        let name = entry.key.text ?? ""
        let group = group(name)
        if let list = entry.value.sequence { return addAll(list, to: group, &hosts) }
        let sections = ["hosts", "children", "vars"].filter { entry.value[$0] != nil }
        guard !sections.isEmpty else { return readLoneHost(name, entry, group, &hosts) }
        addAll(entry.value["hosts"]?.sequence ?? [], to: group, &hosts)
        for child in entry.value["children"]?.sequence ?? [] {
            guard let name = child.text else { continue }
            link(self.group(name), below: group, at: child.span)
        }
        for variable in entry.value["vars"]?.entries ?? [] {
            setVariable(variable.key.text ?? "", variable.value.value, ofGroup: group, at: variable.key.span)
        }
    }

    /// A mapping without sections: a host of the group's name, with its variables.
    private mutating func readLoneHost(_ name: String, _ entry: Node.Entry, _ group: Int, _ hosts: inout [String]) {
        hosts.append(name)
        addHosts([name], port: nil, to: group, variables: [:], at: entry.key.span)
        for variable in entry.value.entries ?? [] {
            setVariable(variable.key.text ?? "", variable.value.value, ofGroup: group, at: variable.key.span)
        }
    }

    private mutating func addAll(_ list: [Node], to group: Int, _ hosts: inout [String]) {
        for item in list {
            guard let name = item.text else { continue }
            hosts.append(name)
            addHosts([name], port: nil, to: group, variables: [:], at: item.span)
        }
    }

    private func output(of path: String, _ arguments: [String]) throws(Diagnostics) -> Node {
        var program = ControllerProgram(path, arguments, timeout: options.programTimeout)
        program.mostOutput = options.mostProgramOutput
        let outcome = try run(program)
        guard outcome.code == 0 else { throw Diagnostics(.failed(program, outcome)) }
        let file = try SourceFile.decode(outcome.output, path: ([path] + arguments).joined(separator: " "))
        if file.text.allSatisfy(\.isWhitespace), arguments[0] == "--host" {
            return Node(.mapping([]), at: SourceSpan(file, line: 1, column: 1))
        }
        do {
            return try JSONReader.read(file)
        } catch {
            throw Diagnostics(.notJSON(program, outcome, error.all.first))
        }
    }

    private func run(_ program: ControllerProgram) throws(Diagnostics) -> ControllerProgram.Outcome {
        do {
            return try program.run()
        } catch {
            throw Diagnostics(.unusable(program, error))
        }
    }
}

extension Diagnostic {
    private static func name(_ program: ControllerProgram) -> String {
        ([program.path] + program.arguments).joined(separator: " ")
    }

    /// The beginning of what a program printed, with control characters made visible.
    private static func beginning(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes.prefix(200), as: UTF8.self)
        let printable = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }
            .joined()
        return printable + (bytes.count > 200 ? " …" : "")
    }

    private static func said(_ output: [UInt8], _ errors: [UInt8]) -> String {
        if !errors.isEmpty { return " Its standard error begins: \(beginning(errors))" }
        return output.isEmpty ? " It printed nothing." : " Its output begins: \(beginning(output))"
    }

    fileprivate static func failed(_ program: ControllerProgram, _ outcome: ControllerProgram.Outcome) -> Diagnostic {
        Diagnostic(
            "inventory", "inventory script failed",
            detail: "`\(name(program))` ended with exit code \(outcome.code)." + said(outcome.output, outcome.errors))
    }

    fileprivate static func notJSON(
        _ program: ControllerProgram, _ outcome: ControllerProgram.Outcome, _ reason: Diagnostic?
    ) -> Diagnostic {
        Diagnostic(
            "inventory", "inventory script printed invalid JSON",
            detail: "The output of `\(name(program))` cannot be parsed as JSON." + said(outcome.output, outcome.errors),
            at: reason?.span)
    }

    fileprivate static func notInventory(_ path: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "inventory", "inventory script printed no inventory",
            detail: "`\(path) --list` must print a mapping of groups.", at: span)
    }

    fileprivate static func unusable(_ program: ControllerProgram, _ failure: ControllerProgram.Failure) -> Diagnostic {
        switch failure {
        case .cannotStart(let reason):
            Diagnostic(
                "inventory", "inventory script cannot be started", detail: "\(program.path): \(reason).")
        case .timedOut(let output, let errors):
            Diagnostic(
                "inventory", "inventory script takes too long",
                detail: "`\(name(program))` was stopped after \(program.timeout.components.seconds) seconds."
                    + said(output, errors))
        case .tooMuchOutput(let output):
            Diagnostic(
                "inventory", "inventory script prints too much",
                detail: "`\(name(program))` was stopped after \(program.mostOutput) bytes." + said(output, []))
        }
    }
}
