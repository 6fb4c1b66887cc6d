import Values

/// Names set within a template: one frame per loop turn, macro call or `with`, and one for the template itself.
final class Frame {
    let parent: Frame?
    let module: Module
    /// The text whose statements run in this frame, for messages.
    var source: TemplateText
    // Unchecked here and in other classes of one evaluation: it is on one thread, and what is read or changed in one
    // expression calls nothing that could come back. Checks of each access cost a tenth of the time.
    @exclusivity(unchecked) private var symbols: [Symbol] = []
    @exclusivity(unchecked) private var values: [Object] = []

    init(_ parent: Frame?, module: Module, source: TemplateText) {
        self.parent = parent
        self.module = module
        self.source = source
    }

    /// A frame within this one.
    func inner() -> Frame { Frame(self, module: module, source: source) }

    /// The value this very frame has for a name.
    subscript(symbol: Symbol) -> Object? {
        for index in symbols.indices where symbols[index] == symbol { return values[index] }
        return nil
    }

    /// The value this frame or one around it has for a name.
    func find(_ symbol: Symbol) -> Object? {
        self[symbol] ?? parent?.find(symbol)
    }

    func set(_ symbol: Symbol, _ value: Object) {
        for index in symbols.indices where symbols[index] == symbol {
            values[index] = value
            return
        }
        symbols.append(symbol)
        values.append(value)
    }

    /// Forgets all names, for the next turn of a loop.
    func clear() {
        symbols.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
    }

    /// The names set in this frame that a template shows to those who import it.
    var exported: [(name: String, value: Object)] {
        zip(symbols, values).map { ($0.name, $1) }.filter { !$0.0.hasPrefix("_") }
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
    var parent: CompiledTemplate?

    init(_ origin: Origin?, mode: Mode, options: TemplateOptions, folder: TemplateFolder? = nil) {
        self.origin = origin
        self.mode = mode
        self.options = options
        self.folder = folder
    }

    func addBlocks(of template: CompiledTemplate) {
        for (name, block) in template.blocks { blocks[name, default: []].append((block, template.source)) }
    }
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

/// Text on its way out of a template.
final class TextSink {
    @exclusivity(unchecked) private(set) var text = ""
    @exclusivity(unchecked) private(set) var pieces = 0
    @exclusivity(unchecked) private var isVerbatim = false

    func write(_ piece: String, isVerbatim: Bool = false) {
        text += piece
        pieces += 1
        self.isVerbatim = isVerbatim
    }

    /// Whether all of it is one piece that no literal is to be read from.
    var isOneVerbatim: Bool { pieces == 1 && isVerbatim }
}
