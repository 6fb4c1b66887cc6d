import Foundation

/// A report without what may differ between two runs of two programs: times, wording of explanations, the order of
/// hosts within a task, and the notice that no hosts are left.
struct NormalReport {
    let text: String

    init(_ run: (text: String, exitCode: Int32, scratch: String)) {
        let plain = run.text.replacing(run.scratch, with: "SCRATCH")
        let sections = plain.components(separatedBy: "\n\n").map { $0.trimmingCharacters(in: .newlines) }
        var shown: [String] = []
        for section in sections where !section.isEmpty { Self.add(section, to: &shown) }
        text = shown.joined(separator: "\n\n") + "\n\nexit \(run.exitCode)\n"
    }

    private static func add(_ section: String, to shown: inout [String]) {
        var lines = section.components(separatedBy: "\n")
        // The blank line that ends a diff belongs to its task.
        guard let title = lines.first, title.hasSuffix("***") else {
            if !shown.isEmpty, !section.hasPrefix("Using "), !section.contains(" exchanges, ") {
                shown[shown.count - 1] += "\n" + normal(lines)
            }
            return
        }
        let heading = title.replacing(/\ \*+$/, with: "")
        // Under the mark at the end stands our forecast in words, which Ansible has not.
        if heading == "DRY RUN" || heading == "NO MORE HOSTS LEFT" { return }
        lines.removeFirst()
        shown.append(heading + (lines.isEmpty ? "" : "\n" + normal(lines)))
    }

    /// Results host by host, in the order of the hosts' names.
    private static func normal(_ lines: [String]) -> String {
        var blocks: [(host: String, lines: [String])] = []
        for line in lines where !line.hasPrefix("Pausing") && !line.hasPrefix("[WARNING]") {
            if let match = line.firstMatch(of: /^(?:ok|changed|skipping|fatal|failed|FAILED - RETRYING): \[(\w+)/) {
                blocks.append((String(match.1), [plain(line)]))
            } else if line.hasPrefix("included: ") {
                blocks.append(("", [plain(line)]))
            } else if line == "...ignoring" {
                // It stands behind its host's last line or behind that of another, as Ansible's workers have it.
                blocks.append(("~", [line]))
            } else if !blocks.isEmpty, !line.hasPrefix("--- ") || blocks.last?.lines.first?.hasPrefix("---") == true {
                blocks[blocks.count - 1].lines.append(plain(line))
            } else {
                blocks.append(("", [plain(line)]))
            }
        }
        let order = blocks.enumerated().sorted { ($0.element.host, $0.offset) < ($1.element.host, $1.offset) }
        return order.flatMap(\.element.lines).joined(separator: "\n")
    }

    private static func plain(_ line: String) -> String {
        if let match = line.firstMatch(of: /^included: (?:.*\/)?(.*) for (.*?)( => .*)?$/) {
            let hosts = match.2.split(separator: ", ").sorted().joined(separator: ", ")
            return "included: \(match.1) for \(hosts)\(match.3 ?? "")"
        }
        return line.replacing(/"(delta|start|end)": "[^"]*"/) { "\"\($0.1)\": TIME" }
            .replacing(/"censored": "[^"]*"/, with: "\"censored\": WHY")
            .replacing(/FAILED! => \{"msg": .*\}$/, with: "FAILED! => EXPLAINED")
            .replacing(/FAILED! => \{.*"(?:reason|argument_errors)": .*\}$/, with: "FAILED! => EXPLAINED")
    }
}

extension NormalReport {
    /// The lines in which two reports differ: `-` ours, `+` theirs.
    func difference(from other: NormalReport) -> String {
        let mine = text.components(separatedBy: "\n")
        let changes = other.text.components(separatedBy: "\n").difference(from: mine)
        return changes.map { change in
            switch change {
            case .remove(let line, let text, _): "-\(line) \(text)"
            case .insert(let line, let text, _): "+\(line) \(text)"
            }
        }.joined(separator: "\n")
    }
}
