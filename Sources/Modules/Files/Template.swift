import ModuleKit
import Synchronization
import Values

/// Renders a template of the controller and makes a file of the host equal to it.
struct Template: SettingFileAttributes {
    static let doc = ModuleDoc(
        "template", "Render a template to a file on the host.", diffs: .list, searches: .templates,
        refused: FileAttributeArguments.refused,
        returns: [
            ReturnValue("dest", "The file."),
            ReturnValue("checksum", "The SHA-1 digest of its contents."),
            ReturnValue("src", "The template."),
            ReturnValue("md5sum", "The MD5 digest of its contents.", only: "if the file changed"),
            ReturnValue("backup_file", "The backup.", only: "if one was made"),
        ] + .ofFile,
        examples: """
            - template: { src: orchard.conf.j2, dest: /etc/orchard.conf, owner: orchard, group: orchard, mode: "0640" }
            - template: { src: labels.txt.j2, dest: /srv/orchard/labels.txt, newline_sequence: '\\r\\n' }
            - template:
                src: pickers.j2
                dest: /etc/sudoers.d/pickers
                mode: "0440"
                validate: visudo -c -f %s
                backup: true
            """)

    @Argument("Path of the template on the controller.") var src: RenderedTemplate
    @Argument("Path on the host; with a trailing slash, a directory.") var dest: RemotePath
    @Argument("Whether an existing file that differs is replaced.") var force: Bool = true
    @Argument("Whether a backup of the old file is kept.") var backup: Bool = false
    @Argument("Whether a link at `dest` is followed.") var follow: Bool = false
    @Argument("Command with %s that must accept the new file before it replaces the old one.", name: "validate")
    var validation: String?
    @Argument("Whether the line break after a block is removed.") var trimBlocks: Bool = true
    @Argument("Whether white space before a block is removed.") var lstripBlocks: Bool = false
    @Argument("The line ending of the file.") var newlineSequence: NewlineSequence = .lineFeed
    @Argument("The encoding of the file.") var outputEncoding: TextEncoding = .utf8
    @Argument("Start of an expression.") var variableStartString: String = "{{"
    @Argument("End of an expression.") var variableEndString: String = "}}"
    @Argument("Start of a block.") var blockStartString: String = "{%"
    @Argument("End of a block.") var blockEndString: String = "%}"
    @Argument("Start of a comment.") var commentStartString: String?
    @Argument("End of a comment.") var commentEndString: String?
    @ArgumentGroup var attributes: FileAttributeArguments

    func validate() throws(ModuleFailure) { try Validation.check(validation) }

    /// The rendered text, and what stands where it is to go.
    struct State: Sendable {
        let file: ControllerContent
        let destination: DestinationState
    }

    /// Rendered when the host has answered, because a template may read facts that are asked for in the same round.
    var probe: Probe<State> {
        let file = Rendering(of: self)
        return destination.map { destination throws(ModuleFailure) in
            State(file: try file.content, destination: destination)
        }
    }

    func recheck(of state: State) -> Probe<State> {
        destination.map { State(file: state.file, destination: $0) }
    }

    private var destination: Probe<DestinationState> {
        Destination(path: dest, name: RemotePath(src.name).name, follow: follow).probe
    }

    func changes(from state: State) throws(ModuleFailure) -> [Change] {
        let placement = Placement(
            content: state.file.content, sourceMode: state.file.mode, origin: state.file.path,
            attributes: attributes.wanted, inPlace: attributes.unsafeWrites, backup: backup, validate: validation,
            force: force, follow: follow)
        return try placement.changes(at: state.destination)
    }

    func result(_ applied: Applied<State>) -> ModuleResult {
        let (file, before) = (applied.before.file, applied.before.destination)
        var keys = CopyReport.result(
            digest: file.content.sha1, bytes: file.content.bytes, before, applied.after?.destination,
            changed: applied.changed, backups: applied.backups)
        keys["src"] = .string(file.path)
        return keys
    }

    fileprivate var style: TemplateOptions {
        var style = TemplateOptions()
        style.trimBlocks = trimBlocks
        style.lstripBlocks = lstripBlocks
        style.newlineSequence = newlineSequence.characters
        (style.variableStart, style.variableEnd) = (variableStartString, variableEndString)
        (style.blockStart, style.blockEnd) = (blockStartString, blockEndString)
        style.commentStart = commentStartString ?? style.commentStart
        style.commentEnd = commentEndString ?? style.commentEnd
        return style
    }
}

/// The rendered text, made once however often the answers are looked at.
private final class Rendering: Sendable {
    private let template: Template
    private let kept = Mutex<ControllerContent?>(nil)

    init(of template: Template) { self.template = template }

    var content: ControllerContent {
        get throws(ModuleFailure) {
            try kept.withLock { kept throws(ModuleFailure) in
                if let kept { return kept }
                let rendered = try template.src.render(for: template.dest.text, template.style)
                let bytes = try template.outputEncoding.bytes(of: rendered.text)
                let content = ControllerContent(path: rendered.path, content: .holding(bytes), mode: rendered.mode)
                kept = content
                return content
            }
        }
    }
}

/// What ends a line, given as the characters themselves or as their escapes.
enum NewlineSequence: ArgumentValue {
    case lineFeed, carriageReturn, both

    static var typeName: String { "line break" }
    static var choices: [String]? { [#"\n"#, #"\r"#, #"\r\n"#] }

    var documentation: String? {
        switch self {
        case .lineFeed: #"\n"#
        case .carriageReturn: #"\r"#
        case .both: #"\r\n"#
        }
    }

    var characters: String {
        switch self {
        case .lineFeed: "\n"
        case .carriageReturn: "\r"
        case .both: "\r\n"
        }
    }

    static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> Self {
        switch try String.parse(value, resources) {
        case #"\n"#, "\n": .lineFeed
        case #"\r"#, "\r": .carriageReturn
        case #"\r\n"#, "\r\n": .both
        default: throw ArgumentProblem(#"must be one of \n, \r, \r\n"#)
        }
    }
}

/// An encoding of text, by any of the names Python has for it.
enum TextEncoding: ArgumentValue {
    case utf8, latin1, ascii

    static var typeName: String { "encoding" }

    var documentation: String? {
        switch self {
        case .utf8: "utf-8"
        case .latin1: "latin-1"
        case .ascii: "ascii"
        }
    }

    static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> Self {
        let name = try String.parse(value, resources)
        switch name.lowercased().filter({ $0 != "-" && $0 != "_" && $0 != " " }) {
        case "utf8", "u8", "utf": return .utf8
        case "latin1", "latin", "iso88591", "l1", "cp819": return .latin1
        case "ascii", "usascii", "646": return .ascii
        default:
            throw ArgumentProblem(
                "names an encoding that is not supported: \(name)", help: "use utf-8, latin-1 or ascii")
        }
    }

    /// - Throws: for a character the encoding does not have.
    func bytes(of text: String) throws(ModuleFailure) -> [UInt8] {
        guard self != .utf8 else { return text.hostBytes }
        let limit: UInt32 = self == .ascii ? 0x7F : 0xFF
        if let foreign = text.unicodeScalars.first(where: { $0.value > limit }) {
            throw ModuleFailure("the encoding \(documentation ?? "") has no character \(foreign)")
        }
        return text.unicodeScalars.map { UInt8($0.value) }
    }

    /// - Throws: for a byte the encoding does not have. UTF-8 keeps wrong bytes as they are.
    func text(of bytes: [UInt8]) throws(ModuleFailure) -> String {
        guard self != .utf8 else { return String(hostBytes: bytes) }
        if self == .ascii, bytes.contains(where: { $0 > 0x7F }) { throw ModuleFailure("the file is not ASCII") }
        return String(scalars: bytes.map { Unicode.Scalar($0) })
    }
}
