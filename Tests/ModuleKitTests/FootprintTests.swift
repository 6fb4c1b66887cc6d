import ModuleKit
import Testing

@Suite struct FootprintTests {
    @Test(
        "whether other hosts can see a change",
        arguments: [
            (.nothing, false), (.accounts, false), (.named("crontab"), false), (.path("/etc/motd"), false),
            (.network, true), (.packages, true), (.service("web"), true), (.everything, true),
        ] as [(Footprint, Bool)])
    func isSeen(footprint: Footprint, isSeen: Bool) {
        #expect(footprint.staysOnHost(sharesFiles: false) == !isSeen)
    }

    @Test func `files that hosts share are seen by all of them`() {
        #expect(!Footprint.path("/srv/a").staysOnHost(sharesFiles: true))
    }
}
