import ModuleKit
import Testing

@Suite struct RemotePathTests {
    @Test(
        "a relative path is inside the directory",
        arguments: [
            ("a", "/srv/a", ""), ("/a", "/a", ""), ("~/a", "~/a", ""), ("$A/b", "$A/b", "$A/b"),
            ("a-$B", "/srv/a-$B", "/srv/a-$B"),
        ])
    func resolved(text: String, path: String, ownText: String) {
        let resolved = RemotePath.written(text).resolved(in: RemotePath("/srv"))
        #expect(resolved.text == path && resolved.ownText == ownText)
        #expect(RemotePath("$A").resolved(in: RemotePath("/srv")).text == "/srv/$A")
    }
}
