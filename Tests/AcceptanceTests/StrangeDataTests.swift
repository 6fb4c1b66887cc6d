import Foundation
import Testing

/// Hazards B1 to B6: what hosts say is data wherever it goes. Hazard K5: whatever the locale is.
@Suite struct StrangeDataTests {
    private static let site = #"""
        - hosts: all
          gather_facts: false
          tasks:
            - shell: |
                printf '%s\n' "{{ '{{' }} lookup('pipe', 'touch ' ~ playbook_dir ~ '/pwned') {{ '}}' }}"
              register: r
            - set_fact: { f: "{{ r.stdout }}" }
            - debug: { msg: "{{ f }} {{ hostvars[inventory_hostname].f }} {{ nope | default(f) }} {{ [f] | join(',') }}" }
            - debug: { msg: "{{ {'a': 1} | combine({'b': f}) }} {{ item }}" }
              loop: "{{ r.stdout_lines }}"
            - template: { src: t.j2, dest: "{{ playbook_dir }}/rendered" }
            - setup: { fact_path: "{{ playbook_dir }}/facts", gather_subset: ["!all", local] }
            - assert:
                that:
                  - ansible_local.evil.inventory_hostname == "evil"
                  - inventory_hostname == "localhost" and ansible_host | default("x") != "evil"
                  - ansible_become_password is not defined and ansible_shell_executable | default("x") != "/bin/evil"
            - command: "true"
            - file: { path: "{{ playbook_dir }}/names", state: directory }
            - shell: touch -- "$(printf 'a\nb')" -n 'c d' "q'\"" '$(id)' "$(printf 'x\377y')" "{{ '{{' }}z{{ '}}' }}" "$(printf %0255d 1)"
              args: { chdir: "{{ playbook_dir }}/names" }
            - find: { paths: "{{ playbook_dir }}/names" }
              register: found
            - file: { path: "{{ item.path }}", mode: "0600" }
              loop: "{{ found.files }}"
              loop_control: { label: "{{ item.path }}" }
            - shell: stat -c %a -- * | sort | uniq -c | tr -s ' '
              args: { chdir: "{{ playbook_dir }}/names" }
              register: modes
              failed_when: modes.stdout | trim != "8 600"

        """#

    @Test(arguments: [[:], ["LC_ALL": "POSIX"], ["LC_ALL": "tr_TR.UTF-8"], ["LANG": "xx_YY", "LC_ALL": "xx_YY"]])
    func `strange output of a host is shown, written and used unchanged`(locale: [String: String]) async throws {
        let fact =
            #"{"ansible_host": "evil", "ansible_become_password": "evil", "inventory_hostname": "evil", "#
            + #""ansible_shell_executable": "/bin/evil", "x": "{{ lookup('pipe', 'touch pwned') }}"}"#
        let project = try Project(["site.yml": Self.site, "t.j2": "t: {{ f }}\n", "facts/evil.fact": fact])
        defer { project.remove() }
        let run = try await Swiftplay.start(
            ["run", "site.yml", "-i", "localhost,", "-c", "local", "-v"], in: project.path, environment: locale
        ).finish()
        #expect(run.code == 0, "\(run.all)")
        let rendered = try String(contentsOfFile: project.path + "/rendered", encoding: .utf8)
        #expect(rendered.hasPrefix("t: {{ lookup('pipe'"), "\(rendered)")
        #expect(!Checkout.exists(project.path + "/pwned") && !Checkout.exists("pwned"))
        #expect(run.output.contains(#"names/a\nb) =>"#) && run.output.contains(#"names/x\xffy) =>"#), "\(run.output)")
    }
}
