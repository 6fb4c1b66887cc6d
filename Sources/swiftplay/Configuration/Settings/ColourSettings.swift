import Report
import Values

/// The colours of what is shown, each by its meaning.
struct ColourSettings: Sendable {
    let ok = Setting(
        "COLOR_OK", "colors.ok", variables: "ANSIBLE_COLOR_OK", default: Colour.named("green"),
        help: "The colour of hosts on which nothing changed.")
    let changed = Setting(
        "COLOR_CHANGED", "colors.changed", variables: "ANSIBLE_COLOR_CHANGED", default: Colour.named("yellow"),
        help: "The colour of changes.")
    let skipped = Setting(
        "COLOR_SKIP", "colors.skip", variables: "ANSIBLE_COLOR_SKIP", default: Colour.named("cyan"),
        help: "The colour of skipped tasks.")
    let included = Setting(
        "COLOR_INCLUDED", "colors.included", variables: "ANSIBLE_COLOR_INCLUDED", default: Colour.named("cyan"),
        help: "The colour of included files.")
    let failed = Setting(
        "COLOR_ERROR", "colors.error", variables: "ANSIBLE_COLOR_ERROR", default: Colour.named("red"),
        help: "The colour of failures.")
    let unreachable = Setting(
        "COLOR_UNREACHABLE", "colors.unreachable", variables: "ANSIBLE_COLOR_UNREACHABLE",
        default: Colour.named("bright red"),
        help: "The colour of unreachable hosts.")
    let warning = Setting(
        "COLOR_WARN", "colors.warn", variables: "ANSIBLE_COLOR_WARN", default: Colour.named("bright purple"),
        help: "The colour of warnings.")
    let quiet = Setting(
        "COLOR_VERBOSE", "colors.verbose", variables: "ANSIBLE_COLOR_VERBOSE", default: Colour.named("blue"),
        help: "The colour of details.")
    let waiting = Setting(
        "COLOR_DEBUG", "colors.debug", variables: "ANSIBLE_COLOR_DEBUG", default: Colour.named("dark gray"),
        help: "The colour of retries.")
    let added = Setting(
        "COLOR_DIFF_ADD", "colors.diff_add", variables: "ANSIBLE_COLOR_DIFF_ADD", default: Colour.named("green"),
        help: "The colour of added lines.")
    let removed = Setting(
        "COLOR_DIFF_REMOVE", "colors.diff_remove", variables: "ANSIBLE_COLOR_DIFF_REMOVE",
        default: Colour.named("red"),
        help: "The colour of removed lines.")
    let hunk = Setting(
        "COLOR_DIFF_LINES", "colors.diff_lines", variables: "ANSIBLE_COLOR_DIFF_LINES", default: Colour.named("cyan"),
        help: "The colour of line numbers in differences.")
}

extension AnsibleConfiguration {
    /// The codes that a terminal takes for each tone.
    var palette: [Theme.Tone: String] {
        [
            .ok: self[\.colours.ok], .changed: self[\.colours.changed], .skipped: self[\.colours.skipped],
            .included: self[\.colours.included], .failed: self[\.colours.failed],
            .unreachable: self[\.colours.unreachable], .warning: self[\.colours.warning],
            .quiet: self[\.colours.quiet], .waiting: self[\.colours.waiting], .added: self[\.colours.added],
            .removed: self[\.colours.removed], .hunk: self[\.colours.hunk],
        ].mapValues(\.code)
    }
}

/// A colour by its name in ansible.cfg: `bright red`, or `color` and a number of 256, `rgb` and three digits up to 5, `gray`
/// and a number up to 23.
struct Colour: SettingContent {
    let name: String
    let code: String

    private static let codes = [
        "black": "0;30", "blue": "0;34", "green": "0;32", "cyan": "0;36", "red": "0;31", "purple": "0;35",
        "magenta": "0;35", "yellow": "0;33", "dark gray": "1;30", "bright gray": "0;37", "bright blue": "1;34",
        "bright green": "1;32", "bright cyan": "1;36", "bright red": "1;31", "bright purple": "1;35",
        "bright magenta": "1;35", "bright yellow": "1;33", "white": "1;37", "normal": "0",
    ]

    static func named(_ name: String) -> Colour { Colour(name: name, code: codes[name] ?? "0") }

    private init(name: String, code: String) {
        self.name = name
        self.code = code
    }

    init?(setting written: WrittenSetting) {
        guard let code = Self.codes[written.text] ?? Self.indexed(written.text).map({ "38;5;\($0)" }) else {
            return nil
        }
        self.init(name: written.text, code: code)
    }

    /// Its number among the 256 of a terminal.
    private static func indexed(_ name: String) -> Int? {
        if let number = name.wholeMatch(of: /color([0-9]{1,3})/).flatMap({ Int($0.1) }) { return number }
        if let steps = name.wholeMatch(of: /rgb([0-5])([0-5])([0-5])/) {
            return [steps.1, steps.2, steps.3].reduce(0) { $0 * 6 + (Int($1) ?? 0) } + 16
        }
        return name.wholeMatch(of: /gray([0-9]{1,2})/).flatMap { Int($0.1) }.map { 232 + $0 }
    }

    static var expectation: String { "a colour such as red, bright blue, color208, rgb255 or gray12" }
    var settingValue: Value { .string(name) }
}
