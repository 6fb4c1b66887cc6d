import ModuleKit
import Playbook
import Values

/// A module that only declares its arguments.
protocol ToyModule: Module where State == Void {}

extension ToyModule {
    var probe: Probe<Void> { .nothing }
    func changes(from state: Void) -> [Change] { [] }
    func result(_ applied: Applied<Void>) -> ModuleResult { [:] }
}

struct ToyFile: ToyModule {
    typealias State = Void

    enum Kind: String, ArgumentChoice { case file, directory, absent }

    static let doc = ModuleDoc("file", "A toy.", examples: "")
    @Argument("Where.", aliases: "dest", "name") var path: RemotePath
    @Argument("What.") var state: Kind = .file
    @Argument("Rights.") var mode: FileMode?
    @Argument("Descend.") var recurse: Bool = false
    init() {}
}

struct ToyCopy: ToyModule {
    static let doc = ModuleDoc("copy", "A toy.", examples: "")
    @Argument("From.") var src: ControllerFile?
    @Argument("Text.") var content: String?
    @Argument("To.") var dest: RemotePath
    @Argument("Whose.") var remoteSrc: Bool = false
    init() {}
}

struct ToyTemplate: ToyModule {
    static let doc = ModuleDoc("template", "A toy.", examples: "")
    @Argument("From.") var src: RenderedTemplate
    @Argument("To.") var dest: RemotePath
    @Argument("Marker.") var variableStartString: String?
    @Argument("Marker.") var variableEndString: String?
    init() {}
}

struct ToyUnarchive: ToyModule {
    static let doc = ModuleDoc("unarchive", "A toy.", examples: "")
    @Argument("From.") var src: ControllerFile
    @Argument("To.") var dest: RemotePath
    init() {}
}

struct ToyFetch: ToyModule {
    static let doc = ModuleDoc("fetch", "A toy.", traits: [.bringsFiles], examples: "")
    @Argument("From.") var src: RemotePath
    @Argument("To.") var dest: String
    @Argument("How.") var flat: Bool = false
    init() {}
}

struct ToyScript: ToyModule {
    static let doc = ModuleDoc("script", "A toy.", traits: [.takesCommandLine], freeForm: "cmd", examples: "")
    @Argument("What.") var cmd: ToyScriptCall
    init() {}
}

struct ToyScriptCall: ArgumentValue {
    static var typeName: String { "script" }
    static func namedFile(in text: String) -> (name: String, kind: ResourceKind)? {
        (String(text.prefix { $0 != " " }), .files)
    }
    static func parse(_ value: Value, _ resources: any ArgumentResources) -> ToyScriptCall { ToyScriptCall() }
}

struct ToyCommand: ToyModule {
    static let doc = ModuleDoc("command", "A toy.", traits: [.takesCommandLine], freeForm: "cmd", examples: "")
    @Argument("What.") var cmd: String
    @Argument("Where.") var chdir: RemotePath?
    @Argument("Unless this is there.") var creates: RemotePath?
    init() {}
}

struct ToyService: ToyModule {
    static let doc = ModuleDoc("service", "A toy.", examples: "")
    @Argument("Which.") var name: String
    @Argument("How.") var state: String?
    init() {}
}

struct ToyPing: ToyModule {
    static let doc = ModuleDoc("ping", "A toy.", examples: "")
    init() {}
}

struct ToyDebug: Documented {
    static let doc = ModuleDoc("debug", "A toy.", examples: "")
    @Argument("What to say.") var msg: Value?
    @Argument("Which variable.") var `var`: String?
    init() {}
}

struct ToyIncludeTasks: Documented {
    static let doc = ModuleDoc("include_tasks", "A toy.", traits: [.includesTasks], freeForm: "file", examples: "")
    @Argument("Which.") var file: String
    @Argument("Keywords.") var apply: Mapping?
    init() {}
}

struct ToyIncludeRole: Documented {
    static let doc = ModuleDoc("include_role", "A toy.", traits: [.includesRole, .takesRawParameters], examples: "")
    @Argument("Which.") var name: String
    @Argument("File.") var tasksFrom: String?
    @Argument("For all.") var `public`: Bool = false
    @Argument("Keywords.") var apply: Mapping?
    init() {}
}

struct ToyIncludeVars: Documented {
    static let doc = ModuleDoc(
        "include_vars", "A toy.", traits: [.includesVariables], searches: .vars, freeForm: "file", examples: "")
    @Argument("Which.") var file: VariablesFile?
    @ExtraArguments("Anything.") var others: Mapping
    init() {}
}

struct ToyMeta: Documented {
    static let doc = ModuleDoc("meta", "A toy.", traits: [.controlsRun], freeForm: "action", examples: "")
    @Argument("What.") var action: String
    init() {}
}

let toyCatalogue = Catalogue([
    ModuleEntry(ToyFile.self), ModuleEntry(ToyCopy.self), ModuleEntry(ToyCommand.self), ModuleEntry(ToyService.self),
    ModuleEntry(ToyPing.self), ModuleEntry(ToyTemplate.self), ModuleEntry(ToyUnarchive.self),
    ModuleEntry(ToyFetch.self), ModuleEntry(ToyScript.self),
])

let toyActions = ActionTable([
    ActionEntry(ArgumentTable(ToyDebug.self)), ActionEntry(ArgumentTable(ToyIncludeTasks.self)),
    ActionEntry(ArgumentTable(ToyIncludeRole.self)), ActionEntry(ArgumentTable(ToyMeta.self)),
    ActionEntry(ArgumentTable(ToyIncludeVars.self)),
    ActionEntry(
        takingAnyArgument: ModuleDoc(
            "set_fact", "A toy.", traits: [.setsFacts], freeForm: "_raw_params", examples: "")),
    ActionEntry(
        takingAnyArgument: ModuleDoc(
            "add_host", "A toy.", traits: [.changesInventory, .takesRawParameters, .takesArgumentsInOne], examples: "")),
])
