import Connection
import Inventory
import ModuleKit
import ModuleTesting
import Runner
import Transport
import Values

/// Ten tasks as a server has them, which change nothing a second time.
enum ScalePlay {
    static func text(strategy: String) -> String {
        """
        - name: Keep a service as it is
          hosts: all
          strategy: \(strategy)
          vars:
            service_port: 8080
            service_folders: [/srv/service, /srv/service/data, /srv/service/log]
          tasks:
            - name: Know the host
              ansible.builtin.assert:
                that: ansible_facts['distribution'] == 'Toyix'
            - name: Make the group
              ansible.builtin.group: { name: service }
            - name: Make the folders
              ansible.builtin.file: { path: "{{ item }}", state: directory, mode: "0755" }
              loop: "{{ service_folders }}"
            - name: Write the settings
              ansible.builtin.copy:
                content: "port={{ service_port }}\\ndata={{ service_folders[1] }}\\n"
                dest: /etc/service.conf
                mode: "0644"
              notify: Restart the service
            - name: Set a limit
              ansible.builtin.lineinfile: { path: /etc/limits.conf, line: "service nofile 4096", regexp: "^service " }
            - name: Add a block
              ansible.builtin.blockinfile: { path: /etc/hosts, block: "10.0.0.1 registry" }
            - name: Link the settings
              ansible.builtin.file: { src: /etc/service.conf, dest: /srv/service/settings, state: link }
            - name: Look at the settings
              ansible.builtin.stat: { path: /etc/service.conf }
              register: settings_file
            - name: Remove the old settings
              ansible.builtin.file: { path: /etc/service.old, state: absent }
              when: settings_file.stat.exists
            - name: Remember the port
              ansible.builtin.set_fact: { known_port: "{{ service_port }}" }
          handlers:
            - name: Restart the service
              ansible.builtin.file: { path: /srv/restarted, state: touch }
        """
    }

    /// A host on which the play has been, so that nothing is left to do.
    static func convergedHost() async throws -> FakeHost {
        var world = FakeHostWorld()
        world.facts = ["ansible_hostname": "toy", "ansible_distribution": "Toyix"]
        world.answer("cat /proc/self/mounts", printing: "/dev/vda / ext4 rw 0 0\n")
        world.files.put("/etc/limits.conf", "root nofile 1024\n")
        world.files.put("/etc/hosts", "127.0.0.1 localhost\n")
        world.groups.append(ModuleKit.Group(name: "service", groupID: 900))
        let host = FakeHost(world)
        let run = MemoryRun(inventory: try Inventory.load(sources: ["first,"]), connector: OneHost(host: host))
        let summary = await run.start(try run.load(text(strategy: "linear")))
        guard summary.exitCode == 0 else { throw ScaleError.notConverged }
        return host
    }
}

enum ScaleError: Error {
    /// The play failed on the host that all others are copies of.
    case notConverged
    /// The play did something other than nothing on some hosts.
    case changed(hosts: Int)
}

/// The way to one host in memory, whatever its name.
struct OneHost: Connector {
    let host: FakeHost

    func connect(_ options: ConnectionOptions) async throws(ConnectionError) -> any Connection { host }
}
