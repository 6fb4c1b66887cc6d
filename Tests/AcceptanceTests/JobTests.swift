import Testing

/// Jobs, lost connections and restarts on real hosts.
@Suite(
    .enabled(if: Checkout.hasLab, "scripts/test starts hosts"), .serialized,
    .hosts(("job-plain", .plain), ("job-box", .busybox)), .timeLimit(.minutes(6)))
struct JobTests {
    private func run(_ tasks: String, on host: String = "job-plain") async throws -> Finished {
        let inventory = try TestInventory(["all_of_them": ["one": host]])
        let lines = tasks.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)\n" }.joined()
        let project = try Project(["site.yml": "- hosts: all\n  gather_facts: false\n  tasks:\n" + lines])
        defer {
            inventory.remove()
            project.remove()
        }
        return try await Swiftplay.start(["run", project.path + "/site.yml", "-i", inventory.path]).finish()
    }

    @Test(arguments: ["job-plain", "job-box"])
    func `a job runs on its own, and its result is fetched later`(host: String) async throws {
        let end = try await run(
            """
            - shell: sleep 2; id -un; echo oops >&2
              async: 30
              poll: 0
              register: job
            - stat: { path: "{{ job.results_file }}" }
              register: file
            - async_status: { jid: "{{ job.ansible_job_id }}" }
              register: result
              until: result is finished
              delay: 1
            - assert:
                that:
                  - job.finished == 0 and file.stat.exists
                  - result.stderr == 'oops' and result.rc == 0 and result.delta is match('0:00:0[2-9]')
            - async_status: { jid: "{{ job.ansible_job_id }}", mode: cleanup }
            - find: { paths: ~/.ansible_async, file_type: any }
              register: left
            - assert: { that: left.matched == 0 }
            """, on: host)
        #expect(end.code == 0, "\(end.all)")
    }

    @Test func `a job of another user is awaited even if the connection is lost`() async throws {
        let end = try await run(
            """
            - shell: sleep 1; pkill -f '[a]ppuser@notty'; sleep 3; id -un; cat
              args: { stdin: "{{ 'x' * 50000 }}" }
              become: true
              async: 40
              poll: 2
              register: job
            - assert: { that: "job.stdout_lines.0 == 'root' and job.stdout | length > 50000" }
            """)
        #expect(end.code == 0, "\(end.all)")
        #expect(end.output.contains("ASYNC OK on one"))
    }

    @Test func `tasks after a restart, by a job or by reboot, see the restarted host`() async throws {
        let end = try await run(
            """
            - become: true
              block:
                - command: cat /proc/sys/kernel/random/boot_id
                  register: first
                - shell: sleep 1 && shutdown -r now
                  async: 1
                  poll: 0
                - wait_for_connection: { delay: 3, timeout: 90 }
                - command: cat /proc/sys/kernel/random/boot_id
                  register: second
                - copy: { content: before, dest: /run/of-this-start }
                - reboot: { reboot_timeout: 90, test_command: test -d /run/systemd }
                  register: restart
                - stat: { path: /run/of-this-start }
                  register: after
                - assert:
                    that:
                      - first.stdout != second.stdout
                      - restart.rebooted and restart is changed and restart.elapsed < 90
                      - not after.stat.exists
            """)
        #expect(end.code == 0, "\(end.all)")
    }

    @Test(arguments: [
        ("reboot: { search_paths: [/nowhere] }", "cannot find shutdown or reboot in /nowhere"),
        ("reboot: { reboot_command: /bin/false now }", "Reboot command failed"),
        ("reboot: { boot_time_command: exit 3 }", "the boot time of the host cannot be determined"),
        ("reboot: { reboot_command: /bin/true, reboot_timeout: 2 }", "Timed out waiting for last boot time check"),
        ("reboot:\n  connection: local", "a reboot over a local connection would restart the control node itself"),
        ("wait_for_connection: { timeout: 2 }\n  vars: { ansible_port: 1 }", "timed out waiting for the connection"),
    ])
    func `a host that cannot be restarted or reached is reported`(task: String, words: String) async throws {
        let end = try await run("- \(task)\n")
        #expect(end.code == 2 && end.output.contains(words), "\(end.all)")
    }

    @Test func `check mode restarts nothing`() async throws {
        let end = try await run("- reboot:\n  check_mode: true\n- wait_for_connection:\n  check_mode: true\n")
        #expect(end.code == 0 && end.output.contains("changed=1"), "\(end.all)")
    }
}
