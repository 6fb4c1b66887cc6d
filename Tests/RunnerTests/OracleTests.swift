import Foundation
import ModuleTesting
import Runner
import Testing
import Values

/// Looking ahead shows in nothing: with it and without it a run reports the same and leaves the same hosts.
@Suite struct OracleTests {
    /// Ten playbooks each. `scripts/test --fuzz` compares 2,000.
    private static let groups: UInt64 = ProcessInfo.processInfo.environment["SWIFTPLAY_FUZZ"] == nil ? 15 : 200

    @Test(arguments: 1...groups) func `looking ahead changes nothing but the number of exchanges`(group: UInt64)
        async throws
    {
        for seed in (group * 10 - 9)...(group * 10) {
            var writer = PlaybookWriter(seed: seed)
            let site = writer.site()
            let (ahead, plain) = (try await run(site, looksAhead: true), try await run(site, looksAhead: false))
            #expect(ahead.transcript == plain.transcript, "seed \(seed)\n\(site)")
            #expect(state(ahead) == state(plain), "seed \(seed)\n\(site)")
            #expect(exchanges(ahead) <= exchanges(plain), "seed \(seed)\n\(site)")
            let check = try await run(site, looksAhead: true, checks: true)
            let plainCheck = try await run(site, looksAhead: false, checks: true)
            #expect(check.transcript == plainCheck.transcript, "seed \(seed) in check mode\n\(site)")
        }
    }

    /// One host at a time, so that the order among hosts is the same in each run.
    private func run(_ site: String, looksAhead: Bool, checks: Bool = false) async throws -> Performance {
        var stage = Stage(files: PlaybookWriter.files, inventory: "web1\nweb2\nweb3\n")
        stage.settings.forks = 1
        stage.settings.looksAhead = looksAhead
        stage.settings.checkMode = checks
        // Some paths lead to one file, some only have the same name.
        for name in ["web1", "web2", "web3"] { stage.hosts[name].change { $0.files.putLink("/srv/link", to: "/srv") } }
        return try await stage.play(site)
    }

    private func state(_ performance: Performance) -> [String] {
        performance.order.flatMap { name -> [String] in
            let files = performance.hosts[name].files
            let paths = files.nodes.keys.filter { $0.hasPrefix("/srv") || $0.hasPrefix("/tmp") }.sorted()
            return [performance.counts(name)] + paths.map { "\(name) \($0) \(files.text($0) ?? "-")" }
        }
    }

    private func exchanges(_ performance: Performance) -> Int {
        performance.summary.hosts.map(\.tally.exchanges).reduce(0, +)
    }
}

/// Writes playbooks at random, of what the toy modules can do.
private struct PlaybookWriter {
    static let files = [
        "more.yml": "- file: { path: /srv/more, content: \"{{ word | default('w') }}\" }\n  notify: late\n",
        "less.yml": "- file: { path: /srv/more, state: absent }\n- command: append /srv/log l\n",
    ]

    private var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func site() -> String {
        let keywords = pick([
            "", "serial: 2\n", "strategy: free\n", "any_errors_fatal: true\n", "force_handlers: true\n",
        ])
        let handlers = """
            handlers:
              - name: early
                file: { path: /srv/early, content: e }
              - name: late
                command: append /srv/log h
                notify: early

            """
        return playbook(keywords + handlers, tasks: tasks(count: 4 + number(8), depth: 0))
            + playbook(handlers, tasks: tasks(count: 3, depth: 1))
    }

    private mutating func tasks(count: Int, depth: Int) -> String {
        (0..<count).map { _ in item(depth: depth) }.joined()
    }

    private mutating func item(depth: Int) -> String {
        guard depth < 2, number(6) == 0 else { return task() }
        var block = "- block:\n" + tasks(count: 1 + number(3), depth: depth + 1).indented(4).trimmed
        if number(2) == 0 { block += "  rescue:\n" + tasks(count: 1, depth: depth + 1).indented(4).trimmed }
        if number(2) == 0 { block += "  always:\n" + tasks(count: 1, depth: depth + 1).indented(4).trimmed }
        return block
    }

    private mutating func task() -> String {
        let action = action()
        var task = "- \(action)\n"
        if number(3) == 0 { task += "  when: \(condition())\n" }
        if action.hasPrefix("include") || action.hasPrefix("meta") { return task }
        if number(4) == 0 { task += "  register: r\(number(3))\n" }
        if number(6) == 0 { task += "  ignore_errors: true\n" }
        if number(6) == 0 { task += "  notify: \(pick(["early", "late"]))\n" }
        if number(8) == 0 { task += "  delegate_to: \(pick(["web1", "db1", "{{ groups.all | last }}"]).quoted)\n" }
        if number(10) == 0 { task += "  run_once: true\n" }
        if number(10) == 0 { task += "  become: true\n" }
        if number(10) == 0 { task += "  changed_when: \(condition())\n" }
        if number(12) == 0 { task += "  check_mode: false\n" }
        return task
    }

    private mutating func action() -> String {
        let path = pick([
            "/srv/a", "/srv/b", "/srv/d", "/srv/d/e", "/tmp/{{ word | default('w') }}", "/{{ nowhere }}", "/tmp/a",
            "/srv/link/a", "/tmp/d",
        ])
        switch number(13) {
        case 0...2:
            return "file: { path: \"\(path)\", content: \"\(pick(["x", "y", "{{ r0.stdout | default('z') }}"]))\" }"
        case 3: return "file: { path: /srv/d, state: directory }"
        case 4: return "file: { path: \"\(path)\", state: absent }"
        case 5:
            return
                "file: { path: \"/srv/{{ item }}\", content: i }\n  loop: \(pick(["[a, b]", "\"{{ words | default([]) }}\""]))"
        case 6: return "command: \(pick(["append /srv/log x", "touch /srv/a", "read /srv/a", "fail", "echo hi"]))"
        case 7: return "command: touch /srv/b\n  args: { creates: /srv/b }"
        case 8: return "set_fact: { word: \"\(pick(["v", "w", "{{ inventory_hostname }}"]))\", words: [b, c] }"
        case 9: return "debug: { msg: \"{{ word | default('-') }} {{ r1.stdout | default('-') }}\" }"
        case 10: return "include_tasks: \(pick(["more.yml", "less.yml"]))"
        case 11: return "meta: \(pick(["flush_handlers", "flush_handlers", "noop", "end_host"]))"
        default: return "ping:"
        }
    }

    private mutating func condition() -> String {
        pick([
            "true", "false", "inventory_hostname == 'web2'", "word is defined", "r0 is changed", "r1.stdout == 'hi'",
            "r2 is not defined or r2 is skipped",
        ]).quoted
    }

    private mutating func number(_ bound: UInt64) -> Int { Int(random.next() % bound) }
    private mutating func pick(_ choices: [String]) -> String { choices[number(UInt64(choices.count))] }
}

extension String {
    fileprivate var quoted: String { "\"\(self)\"" }

    /// Without empty lines, which `indented` leaves at the end.
    fileprivate var trimmed: String {
        split(separator: "\n").map { $0 + "\n" }.joined()
    }
}
