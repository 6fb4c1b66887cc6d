import Controller
import Playbook
import Report
import Runner
import Values

/// What a run is to show, read from options and settings.
struct OutputChoice: Sendable {
    let standard: any View
    let further: [any View]
    let junit: JUnitReport?
    let tree: ResultTree?
    /// What was asked for and is not there.
    private(set) var notices: [Diagnostic] = []
    let rerun: RerunCommand?
    private let junitFolder: String

    init(_ setup: RunSetup) {
        let configuration = setup.configuration
        let (terminal, secrets) = (setup.session.terminal, setup.session.secrets)
        let options = ViewOptions(setup)
        let now: @Sendable () -> Double = { Environment.now }
        let named = Self.standard(setup)
        if named == nil { notices.append(.noOutput(configuration[\.output.standard], "stdout_callback")) }
        standard = (named ?? .default).view(
            theme: terminal.theme, secrets: secrets, options: options, jsonIndent: configuration[\.output.jsonIndent],
            now: now)
        // Single commands show nothing beside, unless told to, as in Ansible.
        let isOn = setup.options.adHoc == nil || configuration[\.output.adHocCallbacks]
        let names = isOn ? configuration[\.output.further] : []
        notices += names.filter { FurtherOutput(named: $0) == nil }.map { Diagnostic.noOutput($0, "callbacks_enabled") }
        let wanted = names.compactMap(FurtherOutput.init(named:))
        let profile = ProfileOptions(configuration)
        further = wanted.compactMap { $0.view(profile, options: options, secrets: secrets, now: now) }
        junit =
            wanted.contains(.junit) ? JUnitReport(JUnitReport.Options(configuration), secrets: secrets, now: now) : nil
        junitFolder = configuration[\.junit.folder]?.path ?? ControllerPath.join("", "~/.ansible.log")
        tree = setup.options.adHoc?.tree.map {
            ResultTree(ControllerPath.join(setup.workingDirectory, $0), secrets: secrets)
        }
        rerun = setup.options.adHoc == nil ? RerunCommand(CommandLine.arguments) : nil
    }

    private static func standard(_ setup: RunSetup) -> StandardOutput? {
        if setup.options.adHoc?.oneLine == true { return .oneline }
        if setup.options.adHoc != nil, !setup.configuration[\.output.adHocCallbacks] { return .minimal }
        return StandardOutput(named: setup.configuration[\.output.standard])
    }

    /// Writes the report where Ansible does: a file for each run.
    func write(_ report: JUnitReport, _ terminal: Terminal) {
        let name = "\(report.playbook)-\(Environment.now).xml"
        PrivateFile.makeFolder(junitFolder)
        do { try PrivateFile.write(report.text, to: junitFolder + "/" + name) } catch {
            terminal.lose("the report in \(junitFolder)", because: error.detail ?? error.summary)
        }
    }
}

extension ViewOptions {
    init(_ setup: RunSetup) {
        self.init()
        let configuration = setup.configuration
        verbosity = setup.settings.verbosity
        width = setup.session.terminal.width
        format = configuration[\.output.format]
        isPretty = configuration[\.output.isPretty]
        showsOK = configuration[\.output.showsOK]
        showsSkipped = configuration[\.output.showsSkipped]
        diffContext = configuration[\.output.diffContext]
        failsOnErrors = configuration[\.output.failsOnErrors]
        showsHostStart = configuration[\.output.showsHostStart]
        showsPathOfFailures = configuration[\.output.showsPathOfFailures]
        marksCheckMode = configuration[\.output.marksCheckMode] ?? !ProgramName.current.isAnsibles
        showsCustomStats = configuration[\.output.showsCustomStats]
        showsArguments = configuration[\.output.showsArguments]
    }
}

extension ProfileOptions {
    init(_ configuration: AnsibleConfiguration) {
        self.init()
        order = configuration[\.output.profileOrder]
        limit = configuration[\.output.profileLimit].limit
        isSummaryOnly = configuration[\.output.profileSummaryOnly]
    }
}

extension JUnitReport.Options {
    init(_ configuration: AnsibleConfiguration) {
        self.init()
        classPerFile = configuration[\.junit.classPerFile]
        relativeTo = configuration[\.junit.relativeTo]
        failsOnChange = configuration[\.junit.failsOnChange]
        failsOnIgnored = configuration[\.junit.failsOnIgnored]
        includesSetup = configuration[\.junit.includesSetup]
        hidesArguments = configuration[\.junit.hidesArguments]
        prefix = configuration[\.junit.prefix]
    }
}

extension Diagnostic {
    fileprivate static func noOutput(_ name: String, _ setting: String) -> Diagnostic {
        let names =
            setting == "stdout_callback"
            ? StandardOutput.allCases.map(\.rawValue) : FurtherOutput.allCases.map(\.rawValue)
        return Diagnostic(
            "config", "unknown callback", severity: .notice,
            detail: "`\(setting)` names the callback \(name), which does not exist here.",
            help: "use one of \(names.joined(separator: ", "))"
        )
    }
}
