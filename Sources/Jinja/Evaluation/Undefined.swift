import Values

/// A name, attribute or key that does not exist. Attributes of it are itself, as in Ansible, so that
/// `a.b.c | default(x)` needs no guards; any other use is the error it carries.
final class Undefined {
    /// The variable that is missing, if it is a variable and not a part of one.
    let name: String?
    /// Whether its text is empty and it counts as false, as Jinja has it for a conditional without `else`.
    let isLenient: Bool
    /// Whether it is a variable of a forecast that is there, but not known before earlier changes are made.
    let isDefined: Bool
    /// Whether it is asked of what a check knows only in part.
    private let isPartOfUnknown: Bool
    /// What the error is made of when it is told; most never are.
    private enum Cause {
        case told(() -> Fault)
        /// Kept as it is, for nothing else is as often undefined.
        case attribute(AttributeNode, of: Object, in: TemplateText)
    }

    private let cause: Cause

    init(
        name: String? = nil, isLenient: Bool = false, isDefined: Bool = false, isPartOfUnknown: Bool = false,
        _ fault: @autoclosure @escaping () -> Fault
    ) {
        self.name = name
        self.isLenient = isLenient
        self.isDefined = isDefined
        self.isPartOfUnknown = isPartOfUnknown
        cause = .told(fault)
    }

    /// An attribute that `base` does not have.
    init(_ node: AttributeNode, of base: Object, in source: TemplateText) {
        name = nil
        isLenient = false
        isDefined = false
        isPartOfUnknown = base.dict?.isPartlyKnown ?? false
        cause = .attribute(node, of: base, in: source)
    }

    /// Whether it may turn out to have a value, so that no default can stand for it.
    var isNotKnownYet: Bool { isDefined || isPartOfUnknown }

    /// The error of using it.
    var fault: Fault {
        switch cause {
        case .told(let make): make()
        case .attribute(let node, let base, let source):
            Self.missingPart(node.name, of: base, called: node.base.path).located(at: node.position, in: source)
        }
    }

    /// What its attributes and items are: itself, unless it is lenient, which knows none.
    func part() throws(Fault) -> Object {
        if isLenient { throw fault }
        return .undefined(self)
    }

    /// Goes on if it is lenient, else throws its error.
    func require() throws(Fault) {
        if !isLenient { throw fault }
    }
}

extension Undefined {
    /// A variable nobody has set.
    static func variable(_ node: NameNode, in frame: Frame) -> Undefined {
        let source = frame.source
        let origin = frame.module.origin
        return Undefined(
            name: node.name, missing(node.name, near: origin?.scope).located(at: node.position, in: source))
    }

    /// A name that a template sets only further down.
    static func notYetSet(_ node: NameNode, in frame: Frame) -> Undefined {
        let source = frame.source
        return Undefined(
            name: node.name,
            Fault(
                .undefined, "name not set yet",
                "`\(node.name)` is set further down in this template and is not defined until then.",
                help: "set it before the loop or macro that reads it"
            ).located(at: node.position, in: source))
    }

    static func missing(_ name: String, near scope: (any VariableScope)?) -> Fault {
        Fault(
            .undefined, "undefined variable", "`\(name)` is not defined.", undefinedName: name, near: scope)
    }

    /// A part that a value does not have.
    static func part(_ key: String, of base: Object, called path: String?) -> Undefined {
        Undefined(
            isPartOfUnknown: base.dict?.isPartlyKnown ?? false, missingPart(key, of: base, called: path))
    }

    private static func missingPart(_ key: String, of base: Object, called path: String?) -> Fault {
        let subject = path.map { "`\($0)`" } ?? base.kindInWords.capitalizedFirst
        guard case .dict(let dict) = base else {
            let kind = path == nil ? "" : ", which is \(base.kindInWords)"
            return Fault(.undefined, "undefined attribute", "\(subject) has no attribute `\(key)`\(kind).")
        }
        guard !dict.isPartlyKnown else {
            return notKnownYet("\(subject) has no `\(key)` in check mode, because its task was not run.")
        }
        let names = dict.keys.compactMap(\.text)
        let shown = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
        return Fault(
            .undefined, "undefined attribute",
            "\(subject) has no key `\(key)`; " + (names.isEmpty ? "it is empty." : "it has: \(shown)."),
            help: Suggestion.question(for: key, among: names))
    }

    /// What a template in a variable could not be rendered for; the error comes only if it is used.
    static func unrendered(_ fault: Fault) -> Undefined {
        Undefined(name: fault.undefinedName, isDefined: fault.kind == .notKnownYet, fault)
    }

    /// A variable of a forecast that has no value yet.
    static func notKnownYet() -> Undefined {
        Undefined(isDefined: true, notKnownYet("This value comes from a task that check mode does not run."))
    }

    static var doubtfulSkip: Fault { notKnownYet("The task is skipped only because this is check mode.") }

    static func notKnownYet(_ detail: String) -> Fault { Fault(.notKnownYet, "value not known yet", detail) }
}
