import Connection
import Controller
import Playbook
import Runner
import Transport
import Values

/// What a setting can hold.
protocol SettingContent: Sendable {
    /// Reads what was written; `nil` if it is nothing of the kind.
    init?(setting written: WrittenSetting)
    /// What must be written, behind "must be".
    static var expectation: String { get }
    var settingValue: Value { get }
}

extension String: SettingContent {
    /// Quotes around the whole belong to the file and not to the text.
    init?(setting written: WrittenSetting) { self = written.text.unquoted }
    static var expectation: String { "text" }
    var settingValue: Value { .string(self) }
}

extension Bool: SettingContent {
    init?(setting written: WrittenSetting) {
        guard let flag = Value.string(written.text).boolean else { return nil }
        self = flag
    }
    static var expectation: String { "yes or no" }
    var settingValue: Value { .bool(self) }
}

extension Int: SettingContent {
    init?(setting written: WrittenSetting) {
        guard let number = Int(written.text) else { return nil }
        self = number
    }
    static var expectation: String { "a whole number" }
    var settingValue: Value { .int(self) }
}

extension Double: SettingContent {
    init?(setting written: WrittenSetting) {
        guard let number = Double(written.text), number.isFinite else { return nil }
        self = number
    }
    static var expectation: String { "a number" }
    /// Whole seconds are shown without a fraction.
    var settingValue: Value { Int(exactly: self).map(Value.int) ?? .double(self) }
}

/// Nothing shows what it is.
extension Secret: SettingContent {
    init?(setting written: WrittenSetting) { self.init(written.text.unquoted) }
    static var expectation: String { "text" }
    var settingValue: Value { .string("\(self)") }
}

/// Texts with commas between them.
extension [String]: SettingContent {
    init?(setting written: WrittenSetting) { self = CommaList.split(written.text) }
    static var expectation: String { "a comma-separated list" }
    var settingValue: Value { .list(map(Value.string)) }
}

extension Optional: SettingContent where Wrapped: SettingContent {
    init?(setting written: WrittenSetting) {
        guard let wrapped = Wrapped(setting: written) else { return nil }
        self = .some(wrapped)
    }
    static var expectation: String { Wrapped.expectation }
    var settingValue: Value { self?.settingValue ?? .null }
}

/// How many at once.
struct CountSetting: SettingContent {
    let count: Int

    init(_ count: Int) { self.count = count }

    init?(setting written: WrittenSetting) {
        guard let count = Int(written.text), count >= 1 else { return nil }
        self.count = count
    }
    static var expectation: String { "a whole number of at least 1" }
    var settingValue: Value { .int(count) }
}

/// A path of the controller: `~` is the home folder, and relative ones begin at the file or the working directory.
struct PathSetting: SettingContent {
    let path: String

    init(_ path: String, in folder: String) { self.path = ControllerPath.join(folder, path) }

    init?(setting written: WrittenSetting) { self.init(written.text, in: written.folder) }
    static var expectation: String { "a path" }
    var settingValue: Value { .string(path) }
}

/// Paths with colons between them.
struct PathListSetting: SettingContent {
    var paths: [String]

    init(_ paths: [String]) { self.paths = paths }

    init?(setting written: WrittenSetting) {
        paths = written.text.split(separator: ":").map { ControllerPath.join(written.folder, $0.trimmed) }
    }
    static var expectation: String { "colon-separated paths" }
    var settingValue: Value { .list(paths.map(Value.string)) }
}

/// Sources of hosts; a list of hosts with a comma at its end is one.
struct SourceListSetting: SettingContent {
    var sources: [String]

    init(_ sources: [String]) { self.sources = sources }

    init?(setting written: WrittenSetting) {
        let names = CommaList.split(written.text)
        let isFile = if case .file = written.origin { true } else { false }
        sources = names.map { isFile ? ControllerPath.join(written.folder, $0) : $0 }
    }
    static var expectation: String { "comma-separated paths" }
    var settingValue: Value { .list(sources.map(Value.string)) }
}

/// One word of several.
protocol SettingChoice: SettingContent, RawRepresentable, CaseIterable where RawValue == String {}

extension SettingChoice {
    init?(setting written: WrittenSetting) { self.init(rawValue: written.text.lowercased()) }
    static var expectation: String { "one of " + allCases.map { "\($0.rawValue)" }.joined(separator: ", ") }
    var settingValue: Value { .string(rawValue) }
}

extension Gathering: SettingChoice {}

enum HashBehaviour: String, SettingChoice {
    case replace, merge
}

/// Only an explicit "no" switches the check off; nothing said leaves it to `~/.ssh/config`.
extension ConnectionOptions.HostKeyChecking: SettingContent {
    init?(setting written: WrittenSetting) {
        if let named = Self(rawValue: written.text.lowercased()) {
            self = named
        } else if let flag = Value.string(written.text).boolean {
            self = flag ? .strict : .off
        } else {
            return nil
        }
    }
    static var expectation: String { "yes, no or accept-new" }
    var settingValue: Value { self == .acceptNew ? .string(rawValue) : .bool(self == .strict) }
}
