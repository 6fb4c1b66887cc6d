import Values

/// The variables of hosts as text in one of four forms.
struct VariableText {
    let format: VarsExportCommand.Format

    func text(_ hosts: Mapping) -> String {
        switch format {
        case .yaml: YAMLWriter.nice.write(.map(hosts))
        case .json: JSONWriter.nice.write(.map(hosts)) + "\n"
        case .dotenv: lines(hosts, prefix: "")
        case .shell: lines(hosts, prefix: "export ")
        }
    }

    /// One assignment a line; hosts are told apart by a comment before them.
    private func lines(_ hosts: Mapping, prefix: String) -> String {
        hosts.map { host in
            let assignments = (host.value.map ?? [:]).map { variable in
                "\(prefix)\((variable.key.text ?? "").uppercased())=\(Shlex.quote(plain(variable.value)))\n"
            }
            return "# \(host.key.text ?? "")\n" + assignments.joined()
        }.joined(separator: "\n")
    }

    private func plain(_ value: Value) -> String { value.text ?? JSONWriter(ensuresASCII: false).write(value) }
}
