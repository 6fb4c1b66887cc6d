import Foundation
import Testing

/// Sets variables at every level of precedence, two levels at a time, and compares with Ansible which of them hold.
///
/// Source of the levels: Ansible's page "Using variables", section "Understanding variable precedence".
@Suite(.enabled(if: Checkout.ansible != nil, "needs ansible-playbook beside SWIFTPLAY_PYTHON"))
struct PrecedenceTests {
    @Test func `of any two levels, the same one wins as in Ansible`() async throws {
        let project = try Project(PrecedenceProject(names: PrecedenceProject.pairs).files)
        defer { project.remove() }
        let ours = try await outcome(of: project, as: .swiftplay)
        let theirs = try await outcome(of: project, as: .ansible)
        let lines = zip(ours.split(separator: "\n"), theirs.split(separator: "\n"))
        #expect(lines.allSatisfy { $0 == $1 }, "\(lines.filter { $0 != $1 })")
        #expect(theirs.split(separator: "\n").count == PrecedenceProject.pairs.count)
        #expect(ours == theirs)
    }

    @Test func `mappings of all levels are merged if hash_behaviour says so`() async throws {
        let project = try Project(PrecedenceProject(names: []).files)
        defer { project.remove() }
        let merges = ["ANSIBLE_HASH_BEHAVIOUR": "merge"]
        let ours = try await outcome(of: project, as: .swiftplay, environment: merges)
        #expect(ours.contains("\"roleDefaults\"") && ours.contains("\"extraVars\""), "\(ours)")
        #expect(try await outcome(of: project, as: .ansible, environment: merges) == ours)
    }

    private enum Tool {
        case swiftplay, ansible
    }

    /// What the playbook writes into the file `out`.
    private func outcome(
        of project: Project, as tool: Tool, environment: [String: String] = [:]
    ) async throws -> String {
        let out = project.path + "/out"
        try? FileManager.default.removeItem(atPath: out)
        let arguments = ["-i", "inv/hosts", "site.yml", "-e", "@extra.yml"]
        let finished: Finished
        switch tool {
        case .swiftplay:
            finished = try await Swiftplay.start(["run"] + arguments, in: project.path, environment: environment)
                .finish()
        case .ansible:
            let own = ["ANSIBLE_CONFIG": project.path + "/ansible.cfg", "LC_ALL": "C.UTF-8", "HOME": project.path]
            finished = try await Program(
                try #require(Checkout.ansible), arguments, in: project.path,
                environment: own.merging(environment) { $1 }
            ).finish()
        }
        try #require(finished.code == 0, "\(finished.all)")
        return try String(contentsOfFile: out, encoding: .utf8)
    }
}

/// A project in which each variable is set at the two levels that its name says, and the mapping `m` at all of them.
private struct PrecedenceProject {
    /// From the weakest to the strongest, as the documentation has them.
    static let levels = [
        "roleDefaults", "inventoryAllVars", "inventoryGroupVars", "inventoryFolderAll", "playbookFolderAll",
        "inventoryFolderGroup", "playbookFolderGroup", "inventoryHostVars", "inventoryFolderHost",
        "playbookFolderHost", "facts", "playVars", "prompts", "varsFiles", "roleVars", "blockVars", "taskVars",
        "includeVars", "setFacts", "roleParameters", "includeParameters", "extraVars",
    ]

    /// Names that every Linux host has facts of: one for each level that a fact meets.
    private static let facts = [
        "architecture", "kernel", "system", "hostname", "fqdn", "nodename", "os_family", "distribution",
        "distribution_version", "distribution_major_version", "distribution_release", "machine", "userspace_bits",
        "processor_vcpus", "memtotal_mb", "user_id", "user_uid", "user_dir", "pkg_mgr", "kernel_version", "user_shell",
    ].map { "ansible_" + $0 }

    struct Pair {
        let name: String
        let levels: [String]
    }

    static let pairs: [Pair] = {
        var facts = Self.facts.makeIterator()
        return levels.indices.flatMap { first in
            levels[first...].dropFirst().map { second in
                let pair = [levels[first], second]
                let fact = pair.contains("facts") ? facts.next() : nil
                return Pair(name: fact ?? "\(pair[0])_\(second)", levels: pair)
            }
        }
    }()

    let names: [Pair]

    /// What a level sets, as YAML.
    private func variables(_ level: String, indent: Int = 0) -> String {
        let pad = String(repeating: " ", count: indent)
        let own = names.filter { $0.levels.contains(level) }.map { "\(pad)\($0.name): \(level)\n" }.joined()
        return own + "\(pad)m: {\(level): 1, last: \(level), inner: {\(level): 2, last: [\(level)]}}\n"
    }

    /// The same for an inventory in INI.
    private func line(_ level: String, separator: String) -> String {
        names.filter { $0.levels.contains(level) }.map { "\($0.name)=\(level)" }.joined(separator: separator)
            + separator + "m=\"{'\(level)': 1, 'last': '\(level)', 'inner': {'\(level)': 2, 'last': ['\(level)']}}\""
    }

    var files: [String: String] {
        [
            "ansible.cfg": "[defaults]\ninject_facts_as_vars = true\n", "extra.yml": variables("extraVars"),
            "files.yml": variables("varsFiles"),
            "inv/hosts": "[g]\nh ansible_connection=local ansible_python_interpreter={{ansible_playbook_python}} "
                + line("inventoryHostVars", separator: " ") + "\n[all:vars]\n"
                + line("inventoryAllVars", separator: "\n").replacing("\"{", with: "{").replacing("}\"", with: "}")
                + "\n[g:vars]\n"
                + line("inventoryGroupVars", separator: "\n").replacing("\"{", with: "{").replacing("}\"", with: "}")
                + "\n",
            "inv/group_vars/all.yml": variables("inventoryFolderAll"),
            "inv/group_vars/g.yml": variables("inventoryFolderGroup"),
            "inv/host_vars/h.yml": variables("inventoryFolderHost"),
            "group_vars/all.yml": variables("playbookFolderAll"), "group_vars/g.yml": variables("playbookFolderGroup"),
            "host_vars/h.yml": variables("playbookFolderHost"), "site.yml": site,
            "roles/r/defaults/main.yml": variables("roleDefaults"), "roles/r/vars/main.yml": variables("roleVars"),
            "roles/r/inc.yml": variables("includeVars"),
            "roles/r/tasks/main.yml": "- include_vars: \"{{ role_path }}/inc.yml\"\n- set_fact:\n"
                + variables("setFacts", indent: 4) + "- vars:\n" + variables("blockVars", indent: 4)
                + "  block:\n    - include_tasks: sub.yml\n      vars:\n" + variables("includeParameters", indent: 8),
            "roles/r/tasks/sub.yml": report + "  vars:\n" + variables("taskVars", indent: 4),
        ]
    }

    private var site: String {
        let prompts = names.filter { $0.levels.contains("prompts") }
            .map { "    - { name: \($0.name), default: prompts, private: no }\n" }.joined()
        return "- hosts: h\n  vars_files: [files.yml]\n" + (prompts.isEmpty ? "" : "  vars_prompt:\n" + prompts)
            + "  vars:\n" + variables("playVars", indent: 4) + "  roles:\n    - role: r\n"
            + variables("roleParameters", indent: 6)
    }

    /// Writes down what holds: the level for each name, or all of `m`.
    private var report: String {
        guard !names.isEmpty else {
            return "- copy: { dest: \"{{ playbook_dir }}/out\", content: \"{{ m | to_nice_json }}\" }\n"
        }
        let lines = names.map { pair in
            "      \(pair.name)={{ \(pair.name) if \(pair.name) in \(pair.levels) else 'facts' }}\n"
                .replacing("\"", with: "'")
        }
        return "- copy:\n    dest: \"{{ playbook_dir }}/out\"\n    content: |\n" + lines.joined()
    }
}
