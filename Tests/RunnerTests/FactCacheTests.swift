import Foundation
import ModuleTesting
import Synchronization
import Testing
import Values

@testable import Runner

/// Facts that outlive a run.
@Suite struct FactCacheTests {
    private static let telling = "- hosts: web1\n  tasks:\n    - debug: { msg: \"{{ ansible_distribution }}\" }\n"
    private static let recalling = """
        - hosts: web1
          gather_facts: false
          tasks:
            - debug: { msg: "{{ ansible_distribution | default('none') }} {{ mine | default('none') }}" }

        """

    private func stage(
        _ scratch: Scratch, lifetime: Double? = nil, now: Double = Date().timeIntervalSince1970,
        _ warn: @escaping @Sendable (Diagnostic) -> Void = { _ in }
    ) -> Stage {
        var stage = Stage(inventory: "web1\n")
        stage.cache = FactCache(
            folder: scratch.path + "/facts", prefix: "x_", lifetime: lifetime, now: { now }, warn: warn)
        return stage
    }

    @Test func `the next run uses cached facts without gathering`() async throws {
        let scratch = try Scratch([:])
        defer { withExtendedLifetime(scratch) {} }
        _ = try await stage(scratch).play(Self.telling)
        let next = try await stage(scratch).play(Self.recalling)
        #expect(next.transcript.hasSuffix("debug: web1='Toyix none'"), "\(next.transcript)")
        #expect(next.hosts.calls.isEmpty)
    }

    @Test func `smart gathering skips hosts whose facts are cached`() async throws {
        let scratch = try Scratch([:])
        defer { withExtendedLifetime(scratch) {} }
        _ = try await stage(scratch).play(Self.telling)
        var again = stage(scratch)
        again.settings.gathering = .smart
        #expect(try await again.play(Self.telling).transcript == "PLAY web1: web1\ndebug: web1='Toyix'")
    }

    @Test(arguments: [(100.0, 50.0, "Toyix"), (100.0, 150.0, "none"), (0.0, 1e9, "Toyix")])
    func `cached facts expire`(lifetime: Double, age: Double, seen: String) async throws {
        let scratch = try Scratch([:])
        defer { withExtendedLifetime(scratch) {} }
        _ = try await stage(scratch).play(Self.telling)
        let later = stage(scratch, lifetime: lifetime > 0 ? lifetime : nil, now: Date().timeIntervalSince1970 + age)
        #expect(try await later.play(Self.recalling).transcript.hasSuffix("debug: web1='\(seen) none'"))
    }

    @Test func `only facts set with cacheable are cached`() async throws {
        let scratch = try Scratch([:])
        defer { withExtendedLifetime(scratch) {} }
        let site = playbook(
            tasks: "- set_fact: { mine: 1, cacheable: true }\n- set_fact: { ansible_distribution: x }\n")
        _ = try await stage(scratch).play(site)
        let next = stage(scratch)
        #expect(try await next.play(Self.recalling).transcript.hasSuffix("debug: web1='none 1'"))
        var smart = stage(scratch)
        smart.settings.gathering = .smart
        #expect(try await smart.play(Self.telling).transcript.contains("Gathering Facts"))
    }

    @Test func `clear_facts removes cached facts`() async throws {
        let scratch = try Scratch([:])
        defer { withExtendedLifetime(scratch) {} }
        _ = try await stage(scratch).play(Self.telling + "    - meta: clear_facts\n")
        #expect(try await stage(scratch).play(Self.recalling).transcript.hasSuffix("debug: web1='none none'"))
    }

    @Test(arguments: ["{", "[1]", "nothing"])
    func `a damaged cache file is reported and ignored`(text: String) async throws {
        let scratch = try Scratch(["facts/x_web1": text])
        defer { withExtendedLifetime(scratch) {} }
        let warnings = Mutex<[String]>([])
        let stage = stage(scratch) { warning in warnings.withLock { $0.append(warning.summary) } }
        #expect(try await stage.play(Self.recalling).transcript.hasSuffix("debug: web1='none none'"))
        #expect(warnings.withLock(\.self) == ["cached facts cannot be used"])
    }

    @Test func `facts cached by Ansible are used`() async throws {
        let file = "{\"_ansible_facts_gathered\": true, \"ansible_distribution\": \"Kept\", \"mine\": [1]}"
        let scratch = try Scratch(["facts/x_web1": file])
        defer { withExtendedLifetime(scratch) {} }
        let transcript = try await stage(scratch).play(Self.recalling).transcript
        #expect(transcript.hasSuffix("debug: web1='Kept [1]'"), "\(transcript)")
    }
}
