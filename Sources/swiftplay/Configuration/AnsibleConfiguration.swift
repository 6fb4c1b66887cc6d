internal import Glibc
import Playbook
import Values

/// Settings of ansible.cfg and the environment, as far as they mean something here.
///
/// Source: Ansible's page "Configuration settings": `ANSIBLE_CONFIG`, then the working directory unless anyone may
/// write to it, then `~/.ansible.cfg`, then `/etc/ansible/ansible.cfg`. Of these one file is read.
struct AnsibleConfiguration: Sendable {
    /// The file that was read; `nil` if there is none.
    let path: String?
    private let entries: [String: String]
    private let environment: [String: String]

    init(environment: [String: String], workingDirectory: String) throws(Diagnostics) {
        self.environment = environment
        path = Self.find(environment, workingDirectory)
        guard let path else {
            entries = [:]
            return
        }
        entries = Self.parse(try SourceFile.read(path).text)
    }

    /// A setting by its section and key, or by the variable that wins over the file.
    func text(_ section: String, _ key: String, environment name: String? = nil) -> String? {
        if let name, let value = environment[name], !value.isEmpty { return value }
        return entries["\(section).\(key)"]
    }

    func flag(_ section: String, _ key: String, environment name: String? = nil) -> Bool? {
        text(section, key, environment: name).flatMap { Value.string($0).flag }
    }

    func number(_ section: String, _ key: String, environment name: String? = nil) -> Double? {
        text(section, key, environment: name).flatMap(Double.init)
    }

    /// A list of paths; those of the file are relative to its folder, those of the environment to the working one.
    func paths(_ section: String, _ key: String, environment name: String? = nil, separator: Character = ":")
        -> [String]
    {
        if let name, let value = environment[name], !value.isEmpty { return Self.split(value, separator) }
        guard let value = entries["\(section).\(key)"], let path else { return [] }
        let folder = LocalPath.parent(of: path)
        return Self.split(value, separator).map { LocalPath.join(folder, $0) }
    }

    private static func split(_ value: String, _ separator: Character) -> [String] {
        value.split(separator: separator).map { $0.trimmingPrefix(while: \.isWhitespace) }.map(String.init)
    }
}

extension AnsibleConfiguration {
    private static func find(_ environment: [String: String], _ workingDirectory: String) -> String? {
        if let named = environment["ANSIBLE_CONFIG"], !named.isEmpty {
            let path = LocalPath.join(workingDirectory, named)
            return LocalPath.isDirectory(path) ? existing(path + "/ansible.cfg") : existing(path)
        }
        var candidates: [String] = []
        if !isWritableByAnyone(workingDirectory) { candidates.append(workingDirectory + "/ansible.cfg") }
        if let home = environment["HOME"] { candidates.append(home + "/.ansible.cfg") }
        return (candidates + ["/etc/ansible/ansible.cfg"]).lazy.compactMap(existing).first
    }

    private static func existing(_ path: String) -> String? { LocalPath.exists(path) ? path : nil }

    /// In such a folder anyone could make this user run their programs.
    private static func isWritableByAnyone(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IWOTH != 0
    }

    /// Sections, `key = value` and `key: value`; lines that begin with `#` or `;` and what follows ` ;` are comments.
    private static func parse(_ text: String) -> [String: String] {
        var entries: [String: String] = [:]
        var section = ""
        for line in text.split(separator: "\n") {
            let line = line.trimmingPrefix(while: \.isWhitespace)
            guard let first = line.first, first != "#", first != ";" else { continue }
            if first == "[" {
                section = String(line.dropFirst().prefix { $0 != "]" })
            } else if let sign = line.firstIndex(where: { $0 == "=" || $0 == ":" }) {
                let key = line[..<sign].filter { !$0.isWhitespace }
                entries["\(section).\(key)"] = value(line[line.index(after: sign)...])
            }
        }
        return entries
    }

    private static func value(_ text: Substring) -> String {
        var value = text
        if let comment = value.firstRange(of: " ;") { value = value[..<comment.lowerBound] }
        value = value.drop(while: \.isWhitespace)
        while value.last?.isWhitespace == true { value.removeLast() }
        return String(value)
    }
}
