import Values

/// One run of the interpreter: its variables, its budget, and what is being rendered just now.
///
/// Nothing of it outlives the call of ``Templar`` that began it, and it never leaves the thread.
final class Evaluation {
    /// Bytes of stack one evaluation may use; threads of Swift's pool and of glibc have 8 MiB.
    private static let stackLimit = 4 << 20

    let context: TemplateContext
    var controller: ControllerAccess { context.lookups.controller }
    private(set) var globals: [Symbol: Object] = [:]
    @exclusivity(unchecked) private var steps: Int
    @exclusivity(unchecked) private var output: Int
    private var depth = 0
    private let stackBase: UInt
    /// Whether a template was begun that may change lists or mappings in place. From then on each variable's template
    /// finds them unchanged, as each has objects of its own in Ansible; before, they can be shared.
    @exclusivity(unchecked) private(set) var changesValues = false
    /// The templates that others used, by their paths.
    var used: [String: LoadedTemplate] = [:]
    /// Where macros are defined: each frame holds its macros, and they hold it, until it forgets them at the end.
    private var macroFrames: [Frame] = []
    /// The variables' templates being rendered, outermost first.
    private var rendering: [(template: TemplateText, origin: Origin)] = []
    private lazy var rootOrigin = Origin(context.scope, in: self)

    private init(_ context: TemplateContext) {
        self.context = context
        steps = context.settings.stepLimit
        output = context.settings.outputLimit
        stackBase = Self.stackPointer()
    }

    /// Runs `body` as one evaluation.
    static func run<Result>(
        _ context: TemplateContext, _ body: (Evaluation) throws(Fault) -> Result
    ) throws(TemplateError) -> Result {
        let evaluation = Evaluation(context)
        defer { evaluation.macroFrames.forEach { $0.forget() } }
        do {
            return try body(evaluation)
        } catch {
            throw error.error
        }
    }

    var root: Origin { rootOrigin }

    func define(_ macro: MacroNode, _ frame: Frame) {
        macroFrames.append(frame)
        frame.set(macro.symbol, .instance(MacroObject(macro, frame)))
    }

    // MARK: Budget

    /// Counts one statement, call or turn of a loop.
    func step() throws(Fault) {
        steps -= 1
        guard steps >= 0 else {
            throw Fault(
                .budget, "template does not terminate",
                "It was stopped after \(context.settings.stepLimit) steps.")
        }
    }

    /// Counts text or lists about to be made, in bytes.
    func spend(output bytes: Int) throws(Fault) {
        output -= bytes
        guard output >= 0 else {
            throw Fault(
                .budget, "template output too large",
                "It was stopped at \(context.settings.outputLimit) bytes.")
        }
    }

    /// Runs a macro, template or variable within the current one.
    func enter<Result>(_ body: () throws(Fault) -> Result) throws(Fault) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= context.settings.depthLimit, stackBase &- Self.stackPointer() < UInt(Self.stackLimit) else {
            throw Fault(
                .budget, "templates nested too deeply",
                "Macros, includes and variables refer to each other more than \(depth - 1) levels deep.")
        }
        try step()
        return try body()
    }

    @inline(never)
    private static func stackPointer() -> UInt {
        var mark: UInt8 = 0
        return withUnsafeMutablePointer(to: &mark) { UInt(bitPattern: $0) }
    }

    // MARK: Names

    /// The value of a name: set in the template, a variable, or one of Jinja's own.
    func lookUp(_ node: NameNode, _ frame: Frame) throws(Fault) -> Object {
        switch frame.find(node.symbol) {
        case .value(let value): return value
        case .unset: return .undefined(.notYetSet(node, in: frame))
        case .nothing: break
        }
        if changesValues {
            if let value = try frame.variable(node.symbol) { return value }
        } else if let value = try frame.module.origin?.variable(node.symbol) {
            return value
        }
        if let value = global(node.symbol) { return value }
        if node.symbol == .self { return .instance(SelfObject(frame)) }
        return .undefined(.variable(node, in: frame))
    }

    private func global(_ symbol: Symbol) -> Object? {
        if let known = globals[symbol] { return known }
        guard let made = Globals.make(symbol, self) else { return nil }
        globals[symbol] = made
        return made
    }

    // MARK: Variables

    /// To be told before a template runs: whether it may change lists or mappings in place.
    func noteChanges(_ areMade: Bool) {
        if areMade { changesValues = true }
    }

    /// The value of a variable's template, in the scope it was found in.
    func renderVariable(_ template: TemplateText, in origin: Origin) throws(Fault) -> Object {
        if let first = rendering.firstIndex(where: { $0.template === template && $0.origin.isSame(as: origin) }) {
            throw cycle(from: first)
        }
        rendering.append((template, origin))
        defer { rendering.removeLast() }
        do {
            return try enter { () throws(Fault) in try value(of: template, in: origin) }
        } catch {
            guard error.kind == .undefined || error.kind == .notKnownYet else {
                throw error.noting("used by this value", at: template.span)
            }
            return .undefined(.unrendered(error.noting("needed by this value", at: template.span)))
        }
    }

    private func cycle(from first: Int) -> Fault {
        let chain = rendering[first...]
        let texts = chain.map { "`\(Python.strip($0.template.text).prefix(60))`" }
        let notes = chain.dropFirst().map { Diagnostic.Note("which needs this value", at: $0.template.span) }
        return Fault(
            .cycle, "circular variable reference",
            "These values refer to each other: \((texts + [texts[0]]).joined(separator: " → ")).",
            at: chain.first?.template.span, notes: notes)
    }

    func open(_ sealed: SealedText) throws(Fault) -> String {
        guard let opener = context.opener else {
            throw Fault(
                .failed, "vaulted value cannot be decrypted", "No vault password was given.", at: sealed.span)
        }
        do {
            let secret = try opener.open(sealed)
            context.secrets?.register(secret)
            return secret.reveal()
        } catch {
            throw Fault(
                .failed, error.summary, error.detail ?? error.summary, help: error.help,
                at: error.span ?? sealed.span, notes: error.notes)
        }
    }
}
