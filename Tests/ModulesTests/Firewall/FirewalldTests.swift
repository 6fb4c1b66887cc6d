import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

@Suite struct FirewalldTests {
    private func commands(_ task: String, _ known: String) throws -> [String] {
        try Trial(Firewalld.self, task) { _ in .saying(known) }.commands
    }

    @Test(
        "only what differs is changed",
        arguments: [
            ("service: http, state: enabled", "running=yes\nnow=no", ["firewall-cmd --add-service=http"]),
            ("service: http, state: enabled", "running=yes\nnow=yes", []),
            (
                "service: http, state: enabled, permanent: true, immediate: true, zone: dmz",
                "running=yes\nnow=yes\nlater=no",
                ["firewall-cmd --permanent --zone=dmz --add-service=http"]
            ),
            (
                "port: 80/tcp, state: disabled, permanent: true", "running=yes\nlater=yes",
                ["firewall-cmd --permanent --remove-port=80/tcp"]
            ),
            (
                "service: http, state: disabled, permanent: true", "running=no\nlater=yes",
                ["firewall-offline-cmd --remove-service-from-zone=http"]
            ),
            (
                "masquerade: no, state: enabled, permanent: true", "running=yes\nlater=yes",
                ["firewall-cmd --permanent --remove-masquerade"]
            ),
            (
                "interface: eth1, zone: dmz, state: enabled", "running=yes\nnow=no",
                ["firewall-cmd --zone=dmz --change-interface=eth1"]
            ),
            (
                "port: 1/udp, timeout: 9, state: enabled", "running=yes\nnow=no",
                ["firewall-cmd --add-port=1/udp --timeout=9"]
            ),
            (
                "port_forward: [{port: 80, proto: tcp, toport: 81, toaddr: 10.9.0.1}], state: enabled",
                "running=yes\nnow=no",
                ["firewall-cmd --add-forward-port=port=80:proto=tcp:toport=81:toaddr=10.9.0.1"]
            ),
            (
                "target: DROP, zone: dmz, permanent: true, state: enabled", "running=yes\nlater=default",
                ["firewall-cmd --permanent --zone=dmz --set-target=DROP"]
            ),
            (
                "zone: new, permanent: true, state: present", "running=yes\nlater=no",
                ["firewall-cmd --permanent --new-zone=new"]
            ),
            (
                "zone: new, permanent: true, state: absent", "running=no\nlater=yes",
                ["firewall-offline-cmd --delete-zone=new"]
            ),
            (
                "service: http, state: enabled, permanent: true, immediate: true, offline: true",
                "running=no\nlater=no",
                ["firewall-offline-cmd --add-service=http"]
            ),
        ])
    func changes(task: String, known: String, expected: [String]) throws {
        #expect(try commands("{\(task)}", known + "\n") == expected)
    }

    @Test(
        "what cannot be done is refused",
        arguments: [
            ("{service: http, state: enabled}", "the firewall does not run, so that nothing can be changed at once"),
            ("{service: http, state: present}", "`state` must be enabled or disabled for service"),
            ("{zone: x, state: present}", "zones are permanent; set `permanent: true`"),
            ("{port: '80', state: enabled}", "`port` needs a protocol: 80"),
            ("{masquerade: perhaps, state: enabled}", "`masquerade` must be true or false: perhaps"),
            ("{port: 1/tcp, timeout: 5, permanent: true, state: enabled}", "what is permanent has no `timeout`"),
            ("{service: http, port: 1/tcp, state: enabled}", nil),
        ])
    func refused(task: String, message: String?) {
        let failure = Trial.failure(Firewalld.self, task) { _ in .saying("running=no\n") }
        #expect(failure != nil && (message == nil || failure == message))
    }
}
