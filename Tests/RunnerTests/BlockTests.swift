import Runner
import Testing

@Suite struct BlockTests {
    @Test func `rescue handles the failure, and always runs in any case`() async throws {
        let site = playbook(
            tasks: """
                - block:
                    - { name: breaks, command: fail 3, when: inventory_hostname == 'web1' }
                    - { name: skipped on web1, ping: }
                  rescue:
                    - debug: { msg: "{{ ansible_failed_task.name }} {{ ansible_failed_result.rc }}" }
                  always:
                    - { name: always, ping: }
                - { name: after, ping: }
                """)
        let performance = try await Stage().play(site)
        #expect(
            performance.transcript == """
                PLAY all: web1 web2
                breaks: web1=failed web2=skipped
                skipped on web1: web2=ok
                debug: web1='breaks 3'
                always: web1=ok web2=ok
                after: web1=ok web2=ok
                """)
        #expect(performance.counts("web1") == "ok=3 rescued=1")
        #expect(performance.summary.exitCode == 0)
    }

    @Test func `a failing rescue passes the failure on`() async throws {
        let site = playbook(
            tasks: """
                - block:
                    - block:
                        - fail: { msg: inner }
                      rescue:
                        - fail: { msg: in the rescue }
                      always:
                        - { name: inner always, ping: }
                    - { name: never, ping: }
                  rescue:
                    - debug: { msg: "{{ ansible_failed_result.msg }}" }
                """)
        let performance = try await Stage(inventory: "web1\n").play(site)
        #expect(
            performance.transcript == """
                PLAY all: web1
                fail: web1=failed
                fail: web1=failed
                inner always: web1=ok
                debug: web1='in the rescue'
                """)
        #expect(performance.counts("web1") == "ok=2 rescued=2")
    }

    @Test func `without a rescue the host leaves the play after always`() async throws {
        let site = playbook(
            tasks: "- block:\n    - fail:\n  always:\n    - { name: always, ping: }\n- { name: never, ping: }")
        let performance = try await Stage(inventory: "web1\n").play(site)
        #expect(performance.transcript == "PLAY all: web1\nfail: web1=failed\nalways: web1=ok")
        #expect(performance.counts("web1") == "ok=1 failed=1")
        #expect(performance.summary.exitCode == 2)
    }

    @Test func `a host that is lost is not rescued`() async throws {
        let stage = Stage()
        stage.hosts.setUnreachable(["web2"])
        let site = playbook(
            tasks:
                "- block:\n    - ping:\n  rescue:\n    - { name: rescue, ping: }\n  always:\n    - { name: always, ping: }"
        )
        let performance = try await stage.play(site)
        #expect(performance.transcript == "PLAY all: web1 web2\nping: web1=ok web2=unreachable\nalways: web1=ok")
        #expect(performance.summary.exitCode == 4)
    }
}
