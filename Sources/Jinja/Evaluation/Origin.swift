import Values

/// A scope of variables within one evaluation: what was found in it is made into objects once, and templates
/// found in it are rendered with it.
final class Origin {
    unowned let evaluation: Evaluation
    let scope: any VariableScope
    private let original: Origin?
    /// Where the templates of a scope are rendered that shows those which cannot be as they are written.
    private let inner: Origin?
    @exclusivity(unchecked) private var known: [Symbol: Object?] = [:]

    init(_ scope: any VariableScope, in evaluation: Evaluation) {
        self.scope = scope
        self.evaluation = evaluation
        original = nil
        inner = nil
    }

    private init(again origin: Origin) {
        scope = origin.scope
        evaluation = origin.evaluation
        original = origin.original ?? origin
        inner = origin.inner
    }

    /// A scope as it is seen from outside.
    private init(showing scope: any VariableScope, in evaluation: Evaluation) {
        self.scope = scope
        self.evaluation = evaluation
        original = nil
        inner = scope.showsUnrendered ? Origin(scope, in: evaluation) : nil
    }

    /// The same scope with nothing found in it yet: its lists and mappings as they are before any template changed them.
    func again() -> Origin { Origin(again: self) }

    func isSame(as other: Origin) -> Bool { (original ?? self) === (other.original ?? other) }

    /// The variable, rendered; `nil` if there is none.
    func variable(_ symbol: Symbol) throws(Fault) -> Object? {
        if let known = known[symbol] { return known }
        let object: Object? =
            switch scope.lookUp(symbol.name) {
            case .value(let value): try use(value)
            case .scope(let scope): .dict(DictObject(scope: Origin(showing: scope, in: evaluation)))
            case nil: nil
            }
        known[symbol] = .some(object)
        return object
    }

    /// The object of a value that is used now: a template is rendered.
    func use(_ value: Value) throws(Fault) -> Object {
        let object = wrap(value)
        guard case .pending(let pending) = object else { return object }
        return try pending.force()
    }

    /// A template that was found here, rendered.
    fileprivate func render(_ template: TemplateText) throws(Fault) -> Object {
        let object = try evaluation.renderVariable(template, in: inner ?? self)
        guard inner != nil, case .undefined(let undefined) = object, !undefined.isNotKnownYet else { return object }
        return .string(template.text)
    }

    /// The object of a value that may never be used.
    func wrap(_ value: Value) -> Object {
        if let plain = Object(plain: value) { return plain }
        switch value {
        case .list(let items): return .list(ListObject(items, from: self))
        case .map(let mapping):
            return mapping.isUnknown ? .undefined(.notKnownYet()) : .dict(DictObject(mapping, from: self))
        default: return .pending(Pending(value, from: self))
        }
    }
}

/// A template or sealed text together with the scope it was found in.
final class Pending {
    private let value: Value
    private let origin: Origin
    private var result: Object?

    init(_ value: Value, from origin: Origin) {
        self.value = value
        self.origin = origin
    }

    /// What it is, rendered or opened once. What fails for an undefined variable is undefined itself.
    func force() throws(Fault) -> Object {
        if let result { return result }
        let made = try make()
        result = made
        return made
    }

    private func make() throws(Fault) -> Object {
        switch value {
        case .template(let template): return try origin.render(template)
        case .sealed(let sealed): return .string(try origin.evaluation.open(sealed))
        default: return origin.wrap(value)
        }
    }
}
