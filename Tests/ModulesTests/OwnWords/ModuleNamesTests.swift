import Foundation
import ModuleKit
import Testing

@testable import Modules

/// What a module or action is, it declares itself (`ModuleTraits`), so that nobody else knows it by name.
@Suite struct ModuleNamesTests {
    @Test func `no module or action is named outside of Modules and the actions`() throws {
        let names = try ModuleNames()
        let strays = try SourceText.all().filter { names.isNamed(in: $0) && !NamesakeWords.allow($0) }
        #expect(strays.map { "\($0.position): \"\($0.text)\"" } == [])
    }

    @Test func `each exception is still needed`() throws {
        let names = try ModuleNames()
        let found = try SourceText.all().filter(names.isNamed)
        let idle = NamesakeWords.all.filter { words in !found.contains(where: words.allow) }
        #expect(idle.map(\.folder) == [])
    }

    @Test(arguments: [
        (#"if name == "set_fact" {"#, true), (#"["ansible.builtin.copy"]"#, true),
        (#"case "ansible.legacy.shell":"#, true),
        (#"name.hasPrefix("include")"#, true), (#"name.hasSuffix("_facts")"#, true), (#"name == "set_facts""#, false),
        (#"Diagnostic("file", "not found")"#, false), (#"name.hasPrefix("ansible_")"#, false), (#"// "copy""#, false),
    ])
    func `a name is recognized`(source: String, isNamed: Bool) throws {
        let names = try ModuleNames()
        #expect(SourceText.texts(in: source, file: "Runner/X.swift").contains(where: names.isNamed) == isNamed)
    }
}

/// The names of all modules and actions.
private struct ModuleNames {
    private let names: Set<String>

    init() throws {
        let ofActions = try SourceText.all().filter { text in
            text.position.hasPrefix("Runner/Actions/") && text.before.hasSuffix("ModuleDoc(")
        }
        #expect(ofActions.count > 10)
        names = Set(Catalogue.standard.entries.flatMap { [$0.doc.name] + $0.doc.aliases } + ofActions.map(\.text))
    }

    /// Whether a text is such a name, or is looked for as a part of one.
    func isNamed(in text: SourceText) -> Bool {
        if text.before.hasSuffix("Diagnostic(") || text.before.hasSuffix("valueName:") { return false }
        if names.contains(text.text.replacing(/^ansible\.(builtin|legacy)\./, with: "")) { return true }
        guard text.before.contains(/(hasPrefix|hasSuffix|contains|replacing)\($/), text.text.count > 3 else {
            return false
        }
        return names.contains { $0.hasPrefix(text.text) || $0.hasSuffix(text.text) }
    }
}

/// Words that mean something else where they stand.
private struct NamesakeWords {
    let folder: String
    /// `nil`: any.
    let words: Set<String>?

    func allow(_ text: SourceText) -> Bool {
        text.position.hasPrefix(folder) && words?.contains(text.text) ?? true
    }

    static func allow(_ text: SourceText) -> Bool { all.contains { $0.allow(text) } }

    static let all = [
        NamesakeWords(folder: "Modules/", words: nil),
        NamesakeWords(folder: "Runner/Actions/", words: nil),
        // The other program, which knows nothing of tasks.
        NamesakeWords(folder: "ModelService/", words: nil),
        // Filters, tests, lookups, methods and statements of templates; no task is known there.
        NamesakeWords(folder: "Jinja/", words: nil),
        // Keywords of ssh_config, parameters of keys.
        NamesakeWords(folder: "Transport/SSH/", words: ["group", "hostname", "user"]),
        // Facts.
        NamesakeWords(
            folder: "Connection/",
            words: [
                "apk", "apt", "capabilities", "dnf", "dnf5", "group", "hostname", "mount", "pacman", "selinux",
                "service", "systemd", "user", "yum", "zypper",
            ]),
        NamesakeWords(folder: "ModuleKit/Questions/", words: ["hostname", "selinux", "systemd", "user"]),
        // Arguments.
        NamesakeWords(folder: "Playbook/Checking/FileCheck.swift", words: ["copy"]),
        NamesakeWords(folder: "Playbook/Loading/PlaybookReading+Imports.swift", words: ["file"]),
        // Keywords of tasks, plays and loops.
        NamesakeWords(folder: "Playbook/Loading/PlaybookReading+Keywords.swift", words: ["user"]),
        NamesakeWords(folder: "Playbook/Loading/PlaybookReading+Tasks.swift", words: ["pause"]),
        NamesakeWords(folder: "Playbook/Model/Keyword.swift", words: ["gather_facts"]),
        // A folder of roles.
        NamesakeWords(folder: "Playbook/Loading/RoleLookup.swift", words: ["meta"]),
        // Shown as the source of a variable.
        NamesakeWords(folder: "Playbook/Variables/Precedence.swift", words: ["include_vars"]),
        // Words of messages, keys of events, codes of mistakes.
        NamesakeWords(folder: "Inventory/Sources/", words: ["group"]),
        NamesakeWords(folder: "Report/EventLines.swift", words: ["file"]),
        NamesakeWords(folder: "Runner/Files/ControllerWriter.swift", words: ["make", "replace"]),
        NamesakeWords(folder: "swiftplay/Output/InventoryView.swift", words: ["group"]),
        NamesakeWords(folder: "swiftplay/Session/Session.swift", words: ["template"]),
        // As in Ansible, the view leaves out tasks whose titles begin so.
        NamesakeWords(folder: "Report/UnixyView.swift", words: ["include"]),
        // A keyword of Python.
        NamesakeWords(folder: "Values/Python/", words: ["assert"]),
        // What people type as a command, options, and values of settings.
        NamesakeWords(folder: "swiftplay/CommandLine/CommandWord.swift", words: ["ping"]),
        NamesakeWords(folder: "swiftplay/Options/", words: ["user"]),
        NamesakeWords(folder: "swiftplay/Configuration/", words: ["command", "script", "user"]),
    ]
}
