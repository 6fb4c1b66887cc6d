import ModuleTesting
import Testing
import Values

@testable import Runner

/// `async`, `poll` and `async_status`, on hosts in memory.
@Suite struct JobTests {
    /// Hosts whose jobs are found running so many times.
    private func stage(looks: Int = 0, inventory: String = "web1\n") -> Stage {
        var stage = Stage(inventory: inventory)
        stage.hosts = FakeHosts {
            var world = FakeHostWorld.toy
            world.jobLooks = looks
            return world
        }
        return stage
    }

    @Test func `a job with poll 0 is queried later`() async throws {
        let site = playbook(
            tasks: """
                - command: echo hello
                  async: 60
                  poll: 0
                  register: job
                - debug: { msg: "{{ job.started }}{{ job.finished }} {{ job.ansible_job_id is match('j[0-9]+[.][0-9]+$') }}" }
                - debug: { msg: "{{ job.results_file == '~/.ansible_async/' ~ job.ansible_job_id }}" }
                - async_status: { jid: "{{ job.ansible_job_id }}" }
                  register: result
                  until: result is finished
                  delay: 0
                - debug: { msg: "{{ result.stdout }} {{ result.rc }} {{ result.attempts }} {{ result is changed }}" }
                - async_status: { jid: "{{ job.ansible_job_id }}", mode: cleanup }
                - async_status: { jid: "{{ job.ansible_job_id }}" }
                  register: gone
                  ignore_errors: true
                - debug: { msg: "{{ gone.msg }}" }
                """)
        let performance = try await stage(looks: 2).play(site)
        #expect(
            performance.transcript == """
                PLAY all: web1
                command: web1=changed
                debug: web1='10 True'
                debug: web1=true
                async_status: web1=retry(3) retry(2) changed
                debug: web1='hello 0 3 True'
                async_status: web1=ok
                async_status: web1=ignored
                debug: web1='could not find job'
                """)
        #expect(performance.hosts["web1"].world.jobCount == 0)
    }

    @Test func `check mode removes nothing of a job`() async throws {
        let site = playbook(
            tasks: """
                - command: echo hello
                  async: 60
                  poll: 0
                  register: job
                - async_status: { jid: "{{ job.ansible_job_id }}", mode: cleanup }
                  check_mode: true
                """)
        let performance = try await stage().play(site)
        #expect(performance.transcript.hasSuffix("async_status: web1=ok"))
        #expect(performance.hosts["web1"].world.jobCount == 1)
    }

    @Test(arguments: [
        ("command: echo 1", "job-running job-running job-ok changed"),
        ("command: fail 3", "job-running job-running job-failed failed"),
    ])
    func `a polled job has the result of its module and leaves nothing behind`(
        task: String, words: String
    ) async throws {
        let site = playbook(tasks: "- \(task)\n  async: 60\n  poll: 1\n")
        let performance = try await stage(looks: 2).play(site)
        #expect(performance.transcript == "PLAY all: web1\ncommand: web1=\(words)")
        #expect(performance.result("command")?["finished"] == 1)
        #expect(performance.hosts["web1"].world.jobCount == 0)
    }

    @Test func `a job that takes too long fails`() async throws {
        let site = playbook(tasks: "- command: echo 1\n  async: 1\n  poll: 1\n  register: job\n  ignore_errors: true\n")
        let performance = try await stage(looks: .max).play(site)
        #expect(performance.transcript.hasSuffix("job-failed ignored"))
        let result = performance.result("command")
        #expect(result?["msg"] == "the job exceeded the 1 s of `async` and was stopped")
        #expect(result?["async_result"]?.map?["finished"] == 0)
    }

    @Test(arguments: [FakeHosts.Loss.before(1), .after(1), .before(2), .after(2)])
    func `a lost connection does not affect a job`(loss: FakeHosts.Loss) async throws {
        let stage = stage(looks: 1)
        stage.hosts.lose("web1", loss)
        let site = playbook(tasks: "- command: append /tmp/log x\n  async: 60\n  poll: 1\n")
        let performance = try await stage.play(site)
        #expect(performance.counts("web1") == "ok=1 changed=1")
        #expect(performance.hosts["web1"].files.text("/tmp/log") == "x")
    }

    @Test func `each loop item is a job, also on a delegate and without changes`() async throws {
        let site = playbook(
            tasks: """
                - command: echo {{ item }}
                  loop: [1, 2]
                  async: 60
                  poll: 0
                  delegate_to: other
                  register: jobs
                - async_status: { jid: "{{ item.ansible_job_id }}" }
                  loop: "{{ jobs.results }}"
                  loop_control: { label: x }
                  delegate_to: other
                  register: all
                - debug: { msg: "{{ all.results | map(attribute='stdout') | join(',') }}" }
                - file: { path: /, state: directory }
                  async: 60
                  poll: 0
                  register: job
                - async_status: { jid: "{{ job.ansible_job_id }}" }
                """)
        let performance = try await stage().play(site)
        #expect(performance.transcript.contains("debug: web1='1,2'"))
        #expect(performance.transcript.hasSuffix("async_status: web1=ok"))
        #expect(performance.hosts["other"].world.jobCount == 2)
    }

    @Test func `while a job may be running, earlier answers are not reused`() async throws {
        let ask = "- file: { path: /tmp/a, state: absent }\n"
        let one = try await stage().play(playbook(tasks: ask + ask))
        let site = playbook(tasks: "- command: echo 1\n  async: 60\n  poll: 0\n" + ask + ask)
        let two = try await stage(looks: 9).play(site)
        #expect(two.hosts.calls.count == one.hosts.calls.count + 2)
    }

    @Test func `check mode starts no job and reports the prediction`() async throws {
        var stage = stage()
        stage.settings.checkMode = true
        let site = playbook(
            tasks: """
                - file: { path: /tmp/new }
                  async: 60
                  poll: 0
                  register: job
                - async_status: { jid: "{{ job.ansible_job_id }}" }
                """)
        let performance = try await stage.play(site)
        #expect(performance.transcript.hasSuffix("=changed\nasync_status: web1=changed"))
        #expect(performance.hosts["web1"].world.jobCount == 0 && performance.hosts["web1"].steps.isEmpty)
    }

    @Test func `actions of the controller refuse async`() async throws {
        let site = playbook(tasks: "- debug: { msg: a }\n  async: 5\n  poll: 0\n")
        let performance = try await stage().play(site)
        #expect(performance.result("debug")?["msg"] == "This action (debug) does not support async.")
    }

    @Test(arguments: ["../a", "a/b", ""]) func `a job ID cannot be a path`(name: String) async throws {
        let performance = try await stage().play(playbook(tasks: "- async_status: { jid: '\(name)' }"))
        #expect(performance.result("async_status")?["failed"] == true)
        #expect(performance.hosts.calls.isEmpty)
    }
}
