import Playbook
import Testing

@Suite struct TagSelectionTests {
    /// Sets of tags that a task may have.
    static let tags: [Set<String>] = [
        [], ["a"], ["b"], ["a", "b"], ["always"], ["never"], ["a", "never"], ["a", "always"], ["untagged"],
        ["always", "never"], ["all"], ["tagged"],
    ]
    /// What may stand behind `--tags` and `--skip-tags`.
    static let options: [[String]] = [
        [], ["a"], ["all"], ["tagged"], ["untagged"], ["always"], ["never"], ["a", "b"], ["c"], ["all", "never"],
    ]

    @Test(
        "special tags select as in Ansible",
        arguments: [
            ([], [], [], true), ([], [], ["never"], false), (["a"], [], ["never", "a"], true),
            (["a"], [], ["always"], true), (["a"], ["always"], ["always"], false), (["tagged"], [], [], false),
            (["untagged"], [], [], true), ([], ["tagged"], ["a"], false), ([], ["all"], ["always"], true),
            (["never"], [], ["never"], true), (["all"], [], ["never", "a"], false),
        ] as [([String], [String], Set<String>, Bool)])
    func special(wanted: [String], skipped: [String], tags: Set<String>, included: Bool) {
        #expect(TagSelection(wanted: wanted, skipped: skipped).includes(tags) == included)
    }
}
