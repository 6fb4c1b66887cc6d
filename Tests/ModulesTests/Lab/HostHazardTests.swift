import Connection
import ModuleKit
import ModuleTesting
import Testing
import Values

extension ModuleContractOnHostTests.OnDebian {
    @Test func `any bytes arrive unchanged`() async throws { try await hazards().quoting(rounds: 25) }
    @Test func `strange file names work`() async throws { try await hazards().strangeNames() }
    @Test func `a full disk leaves the old file`() async throws { try await hazards().fullDisk() }
    @Test func `bytes outside the edited part stay unchanged`() async throws { try await hazards().oddFiles() }
    @Test func `a failed validation leaves the old file`() async throws { try await hazards().validators() }

    /// K1 and H3: a start file that talks and sets the umask, and another login shell.
    @Test(arguments: [("000", "/bin/bash"), ("077", "/bin/bash"), ("022", "/bin/dash")])
    func `umask, login shell and start-up output have no influence`(umask: String, shell: String) async throws {
        let host = try #require(ContractHost.current)
        let start = "umask \(umask); echo noise; echo noise >&2; printf '\\001\\002#swiftplay{}'"
        let prepared = try await host.shell(
            """
            usermod -s \(shell) appuser
            cat >/home/appuser/.bashrc <<'END'
            \(start)
            END
            cp /home/appuser/.bashrc /home/appuser/.profile
            rm -rf /srv/mine; mkdir -p /srv/mine/plain /srv/mine/root; chown appuser /srv/mine/plain
            """)
        try #require(prepared.exitCode == 0, "\(prepared.standardError.text)")
        for (directory, asRoot) in [("plain", false), ("root", true)] {
            let connection = try await ContractHost.connect(host.name, asRoot: asRoot)
            let said = try await connection.exchange([.run(Command("echo", "words"))], then: [], as: nil).outcomes
            guard case .ran(let output)? = said.first else {
                Issue.record("\(said)")
                continue
            }
            #expect(output.standardOutput.text == "words\n" && output.standardError.text.isEmpty)
            try await HostHazards(host: host).umask(umask, on: connection, in: "/srv/mine/" + directory)
            await connection.close()
        }
        try await host.shell("usermod -s /bin/bash appuser; cp /etc/skel/.bashrc /etc/skel/.profile /home/appuser")
    }

    private func hazards() throws -> HostHazards { HostHazards(host: try #require(ContractHost.current)) }
}

extension ModuleContractOnHostTests.OnBusybox {
    @Test func `any bytes arrive unchanged`() async throws { try await hazards().quoting(rounds: 25) }
    @Test func `strange file names work`() async throws { try await hazards().strangeNames() }
    @Test func `a full disk leaves the old file`() async throws { try await hazards().fullDisk() }
    @Test func `bytes outside the edited part stay unchanged`() async throws { try await hazards().oddFiles() }
    @Test func `a failed validation leaves the old file`() async throws { try await hazards().validators() }

    private func hazards() throws -> HostHazards { HostHazards(host: try #require(ContractHost.current)) }
}
