import Values

// What readers of all formats do.
extension InventoryBuilder {
    mutating func group(_ written: String) -> Int {
        let name = groupName(written)
        if written != GroupNames.replaced(written) { oddGroup = oddGroup ?? written }
        return inventory.group(named: name, orAdd: true) ?? Inventory.allIndex
    }

    func groupIndex(_ name: String) -> Int? { inventory.groupIndex[groupName(name)] }

    /// A group's name as it is called from now on.
    private func groupName(_ written: String) -> String {
        options.groupNames?.replaces == true ? GroupNames.replaced(written) : written
    }

    /// Expands a name as written, with ranges and a port, and adds its hosts to a group.
    mutating func addHosts(_ written: String, to group: Int, variables: Mapping, at span: SourceSpan) {
        let (pattern, port) = HostName.splitPort(written)
        guard !pattern.hasSuffix(":") || pattern.hasSuffix("::") else {
            return report(.missingPort(written, at: span))
        }
        do {
            addHosts(try HostRange.expand(pattern), port: port, to: group, variables: variables, at: span)
        } catch {
            report(.badRange(written, error, at: span))
        }
    }

    /// Names of one place: what is wrong with one of a range is wrong with all, and told once.
    mutating func addHosts(
        _ names: [String], port: Int?, to group: Int, variables: Mapping, at span: SourceSpan
    ) {
        for name in names {
            if let flaw = HostName.flaw(in: name) { return report(HostName.refusal(name, flaw, at: span)) }
            let known = inventory.hostCount
            let host = inventory.host(named: name, source: sourceIndex, line: span.line)
            if host == known, let port { inventory.rows[host].variables["ansible_port"] = .int(port) }
            inventory.put(host, into: group)
            setVariables(variables, ofHost: host)
        }
    }

    /// Adds a host by its plain name, with variables that are read when they are asked for.
    mutating func addHost(_ name: String, to group: Int, variables: HostLine?, line: Int) {
        let host = inventory.host(named: name, source: sourceIndex, line: line)
        inventory.put(host, into: group)
        guard let variables else { return }
        if inventory.rows[host].hasVariables {
            setVariables(variables.variables, ofHost: host)
        } else {
            inventory.rows[host].leave(in: variables)
        }
    }

    mutating func setVariables(_ variables: Mapping, ofHost host: Int) {
        guard !variables.isEmpty else { return }
        if !inventory.rows[host].hasVariables {
            inventory.rows[host].variables = variables
        } else if options.mergesMappings {
            inventory.rows[host].variables.mergeDeeply(variables)
        } else {
            inventory.rows[host].variables.merge(variables)
        }
    }

    mutating func setVariables(_ variables: Mapping, ofHostNamed name: String) {
        guard let host = inventory.hostIndex[name] else { return }
        setVariables(variables, ofHost: host)
    }

    mutating func setVariable(_ name: String, _ value: Value, ofGroup group: Int, at span: SourceSpan) {
        guard name == "ansible_group_priority" else {
            let known = options.mergesMappings ? inventory.groups[group].layer.variables[.string(name)] : nil
            inventory.groups[group].layer.variables[name] = known?.mergedDeeply(with: value) ?? value
            inventory.groups[group].layer.spans[name] = span
            return
        }
        switch value {
        case .int(let priority): inventory.groups[group].priority = priority
        case .string(let text) where Int(text) != nil: inventory.groups[group].priority = Int(text) ?? 1
        default: report(.badPriority(at: span))
        }
    }

    mutating func link(_ child: Int, below parent: Int, at span: SourceSpan) {
        switch inventory.link(child, below: parent) {
        case .made: break
        case .circle: report(.circle(inventory.groups[child].name, inventory.groups[parent].name, at: span))
        case .tooDeep: report(.tooDeep(at: span))
        }
    }
}

extension Diagnostic {
    fileprivate static func missingPort(_ name: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "inventory", "host name ends in a colon",
            detail: "After the colon of `\(name)` a port is "
                + "expected.", at: span)
    }

    fileprivate static func badRange(_ name: String, _ flaw: HostRange.Flaw, at span: SourceSpan) -> Diagnostic {
        let reason =
            switch flaw {
            case .malformed(let reason): reason
            case .tooMany: "it expands to more than \(HostRange.mostHosts) hosts"
            }
        return Diagnostic(
            "inventory", "host range cannot be expanded", detail: "In `\(name)`, \(reason).", at: span)
    }

    fileprivate static func badPriority(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "inventory", "group priority is not an integer",
            detail: "`ansible_group_priority` orders groups of "
                + "the same depth.", at: span)
    }

    fileprivate static func circle(_ child: String, _ parent: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "inventory", "circular groups",
            detail: "`\(child)` cannot be a child of `\(parent)`, because `\(parent)` is below `\(child)`.", at: span)
    }

    fileprivate static func tooDeep(at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "inventory", "groups nested too deeply",
            detail: "Groups are nested more than \(Inventory.deepestGroup) levels deep here.", at: span)
    }
}
