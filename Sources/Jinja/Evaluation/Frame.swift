import Values

/// Names set within a template: one frame per loop turn, macro call or `with`, and one for the template itself.
final class Frame {
    let parent: Frame?
    let module: Module
    /// Whether what is around it is known by what was set there, not by what will be: for blocks and used templates.
    private let isApart: Bool
    // Unchecked here and in other classes of one evaluation: it is on one thread, and what is read or changed in one
    // expression calls nothing that could come back. Checks of each access cost a tenth of the time.
    /// The text whose statements run in this frame, for messages.
    @exclusivity(unchecked) var source: TemplateText
    @exclusivity(unchecked) var names: NameScope
    @exclusivity(unchecked) private var entries: [(symbol: Symbol, value: Object)] = []
    /// Variables that this frame found, for templates that may change them.
    @exclusivity(unchecked) private var variables: [Symbol: Object] = [:]

    init(_ parent: Frame?, module: Module, source: TemplateText, names: NameScope, isApart: Bool = false) {
        self.parent = parent
        self.module = module
        self.source = source
        self.names = names
        self.isApart = isApart
        entries.reserveCapacity(names.count)
    }

    /// A frame within this one.
    func inner(_ names: NameScope) -> Frame { Frame(self, module: module, source: source, names: names) }

    /// The frame of a loop's turn, with the `loop` of those that mention it.
    func iteration(_ names: NameScope, _ loop: LoopObject?) -> Frame {
        let iteration = inner(names)
        if let loop { iteration.set(.loop, .instance(loop)) }
        return iteration
    }

    /// The value this very frame has for a name.
    subscript(symbol: Symbol) -> Object? {
        for index in entries.indices where entries[index].symbol == symbol { return entries[index].value }
        return nil
    }

    /// What the frames around an expression know of a name.
    enum Found {
        case value(Object)
        /// One of them sets it, but has not done so yet.
        case unset
        case nothing
    }

    func find(_ symbol: Symbol) -> Found { find(symbol, seesUnset: true) }

    private func find(_ symbol: Symbol, seesUnset: Bool) -> Found {
        if let value = self[symbol] { return .value(value) }
        if seesUnset, names.leavesUnset(symbol) { return .unset }
        return parent?.find(symbol, seesUnset: seesUnset && !isApart) ?? .nothing
    }

    /// The frame that looks the name up among the variables, for itself and those within it.
    private func searcher(of symbol: Symbol) -> Frame {
        var frame = self
        while !frame.names.looksUp(symbol), !frame.isApart, let parent = frame.parent { frame = parent }
        return frame
    }

    /// A variable as found by the frame that looks it up, with lists and mappings that no other frame sees.
    func variable(_ symbol: Symbol) throws(Fault) -> Object? {
        let frame = searcher(of: symbol)
        if let known = frame.variables[symbol] { return known }
        let object = try frame.module.origin?.again().variable(symbol)
        frame.variables[symbol] = object
        return object
    }

    func set(_ symbol: Symbol, _ value: consuming Object) {
        for index in entries.indices where entries[index].symbol == symbol {
            entries[index].value = value
            return
        }
        entries.append((symbol, value))
    }

    /// Forgets all names.
    func forget() { entries = [] }

    /// Forgets all names but `loop`, for the next turn of a loop.
    func nextIteration(hasLoop: Bool) {
        entries.removeLast(entries.count - (hasLoop ? 1 : 0))
        if !variables.isEmpty { variables = [:] }
    }

    /// The names set in this frame that a template shows to those who import it.
    var exported: [(name: String, value: Object)] {
        entries.map { ($0.symbol.name, $0.value) }.filter { !$0.0.hasPrefix("_") }
    }
}

/// One rendering of a template together with those it extends.
final class Module {
    /// What the texts a template makes are to become.
    enum Mode {
        /// Text, for files.
        case text
        /// The value a text reads as, for variables and arguments.
        case value
    }

    /// Where variables come from; `nil` for a template imported without context.
    let origin: Origin?
    let mode: Mode
    let options: TemplateOptions
    /// Where templates named here are looked for besides the task's places; that of the template that began it.
    let folder: TemplateFolder?
    /// The definitions of each block, that of the most derived template first.
    var blocks: [String: [(block: BlockNode, source: TemplateText)]] = [:]
    var parent: LoadedTemplate?

    init(_ origin: Origin?, mode: Mode, options: TemplateOptions, folder: TemplateFolder? = nil) {
        self.origin = origin
        self.mode = mode
        self.options = options
        self.folder = folder
    }

    func addBlocks(of template: LoadedTemplate) {
        for (name, block) in template.compiled.blocks { blocks[name, default: []].append((block, template.source)) }
    }
}

/// A template together with its text, which tells where its parts stand.
struct LoadedTemplate {
    let source: TemplateText
    let compiled: CompiledTemplate
}

/// The folder of a template file.
struct TemplateFolder {
    let path: String
    /// Whether it is searched before the places of the task, as for `lookup('template')`, or behind them.
    let comesFirst: Bool

    init(of template: TemplateText, comesFirst: Bool) {
        path = Path.directory(template.span.file.path)
        self.comesFirst = comesFirst
    }
}
