import Testing

@testable import Runner

/// The order in which tasks are done, and on whom.
@Suite struct FlowTests {
    @Test func `hosts wait for each other`() async throws {
        let transcript = try await play(
            playbook(
                tasks: """
                    - command: echo {{ inventory_hostname }}
                      register: said
                    - debug: { var: said.stdout }
                    """))
        #expect(
            transcript == """
                PLAY all: web1 web2
                command: web1=changed web2=changed
                debug: web1='web1' web2='web2'
                """)
    }
}
