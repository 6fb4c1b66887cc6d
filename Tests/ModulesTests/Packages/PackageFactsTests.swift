import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

@Suite struct PackageFactsTests {
    private func packages(_ text: String, _ task: String = "{}") throws -> Mapping? {
        let trial = try Trial(PackageFacts.self, task) { _ in .saying(text) }
        #expect(trial.steps.isEmpty && trial.rounds == 1)
        return try trial.told().facts?["packages"]?.map
    }

    @Test(
        "each package manager is read",
        arguments: [
            (
                "rpm\nkernel\t3.10.0\t862.el7\t(none)\tx86_64\nkernel\t3.10.1\t1.el7\t2\tx86_64", "kernel",
                #"[{"name":"kernel","version":"3.10.0","release":"862.el7","epoch":null,"arch":"x86_64","source":"rpm"},{"name":"kernel","version":"3.10.1","release":"1.el7","epoch":2,"arch":"x86_64","source":"rpm"}]"#
            ),
            (
                "apk\nmusl-utils-1.2.4-r2\nmusl-1.2.4-r2", "musl-utils",
                #"[{"name":"musl-utils","version":"1.2.4","release":"r2","source":"apk"}]"#
            ),
            (
                "pacman\nName            : bash\nVersion         : 5.2.026-2\nArchitecture    : x86_64\nProvides        : sh\n                  bsh=1\nDepends On      : None\n\n",
                "bash",
                #"[{"name":"bash","version":"5.2.026-2","arch":"x86_64","provides":["sh","bsh"],"source":"pacman"}]"#
            ),
            (
                "portage\nsys-apps sed 4.9 r1", "sed",
                #"[{"category":"sys-apps","name":"sed","version":"4.9","ebuild_revision":"r1","source":"portage"}]"#
            ),
        ])
    func managers(text: String, name: String, json: String) throws {
        let expected = try JSONReader.value(of: json)
        #expect(try packages("=> " + text)?[Value.string(name)] == expected)
    }

    @Test func `packages of Debian have an origin`() throws {
        let text = """
            => apt
            amd64
            > Package files:
            >  100 /var/lib/dpkg/status
            >      release a=now
            >  500 http://deb.example.net/debian bookworm/main amd64 Packages
            >      release v=12.5,o=Debian,a=stable,n=bookworm,l=Debian,c=main,b=amd64
            >      origin deb.example.net
            > Pinned packages:
            = libc6\tamd64\t2.36-9\tlibs\tii 
            = libc6\ti386\t2.36-9\tlibs\tii 
            = gone\tall\t1\tmisc\trc 
            = own\tall\t1\tmisc\thi 
            - libc6:         500 http://deb.example.net/debian bookworm/main amd64 Packages
            - own:         100 /var/lib/dpkg/status
            """
        let packages = try #require(try packages(text))
        #expect(packages.keys.map(\.text) == ["libc6", "libc6:i386", "own"])
        let fields = packages["libc6"]?.list?.first?.map
        #expect(
            ["arch", "category", "origin", "source", "version"].map { fields?[$0]?.text } == [
                "amd64", "libs", "Debian", "apt", "2.36-9",
            ])
        #expect(packages["own"]?.list?.first?.map?["origin"] == "")
    }

    @Test func `a host without a package manager is a failure`() {
        #expect(
            Trial.failure(PackageFacts.self, "{manager: [dnf, apt]}") { _ in .saying("") } == nil)
        #expect(throws: ModuleFailure.self) { try packages("", "{manager: [dnf, apt]}") }
        #expect(Trial.failure(PackageFacts.self, "{manager: apf}") == "not a package manager: apf")
    }
}
