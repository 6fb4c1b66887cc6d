import Testing

@testable import Playbook

@Suite struct FreeFormTests {
    @Test(arguments: [
        "- command: chdir=/tmp echo {{ a | 1️⃣nofilter }}\n",
        "- command: |\n    echo one \\\n      {{ a | 1️⃣nofilter }}\n    echo two\n",
        "- command: |\n    echo one \\\n      two\n    echo {{ a | 1️⃣nofilter }}\n",
    ])
    func `a mistake in a command is reported at its position`(tasks: String) throws {
        try expect(playbook(tasks: tasks), diagnoses: ["1️⃣": "unknown filter"])
    }
}
