package import Jinja
package import Values

extension Loop {
    /// The items of the loop, in order.
    ///
    /// - Throws: also when `loop:` does not give a list.
    package func items(_ templar: Templar) throws(TemplateError) -> [Value] {
        switch source {
        case .lookup(let name): return try templar.loop(over: terms.value, by: name)
        case .values:
            let value = try templar.resolve(terms.value) ?? .null
            guard let items = value.list else { throw notAList(value) }
            return items
        }
    }

    private func notAList(_ value: Value) -> TemplateError {
        let isMapping = value.map != nil
        return TemplateError(
            .failed,
            Diagnostic(
                "loop", "loop over a value that is not a list",
                detail: "`loop` needs a list, not \(value.kindInWords).", at: terms.span,
                help: isMapping ? "add `| dict2items` to loop over a mapping" : "add `| list`, or write it in brackets")
        )
    }
}

extension LoopControl {
    /// With the names of its variables rendered.
    package func named(_ templar: Templar) throws(TemplateError) -> LoopControl {
        var named = self
        if let written = loopVariableTemplate { named.loopVariable = try templar.text(written) ?? loopVariable }
        if let written = indexVariableTemplate { named.indexVariable = try templar.text(written) }
        return named
    }
}

/// One iteration of a loop.
package struct LoopIteration: Sendable {
    package let items: [Value]
    /// Counted from 0.
    package let index: Int
    package let control: LoopControl

    package init(items: [Value], index: Int, control: LoopControl) {
        self.items = items
        self.index = index
        self.control = control
    }

    package var item: Value { items[index] }

    /// What the iteration's templates see over everything else: the item, its index, and `ansible_loop` if wanted.
    ///
    /// - Parameters:
    ///   - extended: `extended:` of the loop control, rendered.
    ///   - withAllItems: `extended_allitems:`, rendered.
    package func variables(extended: Bool = false, withAllItems: Bool = true) -> Mapping {
        var variables: Mapping = [
            control.loopVariable: item, "ansible_loop_var": .string(control.loopVariable),
        ]
        if let index = control.indexVariable {
            variables[index] = .int(self.index)
            variables["ansible_index_var"] = .string(index)
        }
        if extended { variables["ansible_loop"] = .map(loop(withAllItems: withAllItems)) }
        return variables
    }

    private func loop(withAllItems: Bool) -> Mapping {
        let last = items.count - 1
        var loop: Mapping = [
            "index": .int(index + 1), "index0": .int(index), "first": .bool(index == 0), "last": .bool(index == last),
            "length": .int(items.count), "revindex": .int(items.count - index), "revindex0": .int(last - index),
        ]
        if withAllItems { loop["allitems"] = .list(items) }
        if index > 0 { loop["previtem"] = items[index - 1] }
        if index < last { loop["nextitem"] = items[index + 1] }
        return loop
    }
}
