import Controller
import ModuleKit
import Playbook
import Testing

@Suite struct SearchTests {
    private let search = ResourceSearch(directories: ["/p/roles/a", "/p/roles/a/tasks"], playDirectory: "/p")

    @Test(
        "places are tried in Ansible's order, each once",
        arguments: [
            (
                "x.conf", ResourceKind.files,
                [
                    "/p/roles/a/files/x.conf", "/p/roles/a/x.conf", "/p/roles/a/tasks/files/x.conf",
                    "/p/roles/a/tasks/x.conf", "/p/files/x.conf", "/p/x.conf",
                ]
            ),
            ("files/x", .files, ["/p/roles/a/files/x", "/p/roles/a/tasks/files/x", "/p/files/x"]),
            ("/etc/x", .templates, ["/etc/x"]),
            (
                "../x.j2", .templates,
                [
                    "/p/roles/a/x.j2", "/p/roles/x.j2", "/p/roles/a/tasks/x.j2", "/p/x.j2", "/x.j2",
                ]
            ),
        ])
    func candidates(name: String, kind: ResourceKind, paths: [String]) {
        #expect(search.candidates(name, kind) == paths)
    }

    @Test func `a missing file is reported with the places searched`() throws {
        let error = #expect(throws: (any Error).self) { try search.find("nothere", .vars, at: nil) }
        #expect(error != nil)
    }

    @Test(
        "paths are joined as in Ansible",
        arguments: [
            ("/a", "b", "/a/b"), ("/a", "../b", "/b"), ("/a", "/b", "/b"), ("/a/", "./b//c", "/a/b/c"),
            ("/", "../../b", "/b"), ("a", "../..", ".."), ("", "a", "a"), ("a", "", "a"),
        ])
    func joining(directory: String, path: String, joined: String) {
        #expect(ControllerPath.join(directory, path) == joined)
    }
}
