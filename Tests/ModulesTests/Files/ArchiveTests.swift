import Controller
import Foundation
import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

/// Archives are really packed, by the programs of this machine.
@Suite struct ArchiveTests {
    private struct Packed {
        let plan: ArchivePlan
        let names: String
    }

    /// Packs some of `d/one`, `d/two.log`, `d/sub/three`, `d/empty`, `f`, `e/g.txt` and `e/h.txt`.
    private func pack(_ task: String, into name: String) async throws -> (first: Packed, isRight: Bool) {
        try await LocalShell.withDirectory { folder in
            let script = """
                cd \(folder) && mkdir -p d/sub d/empty e && echo 1 >d/one && echo 2 >d/two.log && echo 3 >d/sub/three &&
                ln -s one d/l && echo 4 >f && echo 5 >e/g.txt && echo 6 >e/h.txt
                """
            _ = try LocalShell.run(Command(.shell(script, executable: nil)))
            let task = task.replacing("@", with: folder)
            let before = try plan(task)
            let trial = try Trial(
                Archive.self, task, programs: { _ in .saying("p x\ns x\nf x\n") })
            for step in trial.steps {
                guard case .writeOutput(let command, _) = step else { continue }
                // As the host does it: under another name beside.
                let draft = "\(folder)/.swiftplay-\(name)"
                #expect(FileManager.default.createFile(atPath: draft, contents: nil))
                let output = try LocalShell.run(command)
                #expect(output.exitCode == 0, "\(output.complaint)")
                try Data(output.standardOutput.bytes).write(to: URL(filePath: draft))
                try FileManager.default.moveItem(atPath: draft, toPath: "\(folder)/\(name)")
            }
            let listing =
                "cd \(folder); case \(name) in *.zip) unzip -Z1 \(name) ;; *.xz|*.gz) xz -dcq \(name) 2>/dev/null || gzip -dc \(name) ;; *) tar -tf \(name) ;; esac"
            let names = try LocalShell.run(Command(.shell(listing, executable: nil))).standardOutput.text
            let after = try plan(task)
            return (Packed(plan: before.relative(to: folder), names: names), after.isRight)
        }
    }

    private func plan(_ task: String) throws -> ArchivePlan {
        let bound = try ModuleEntry(Archive.self).bind(task)
        let queries = try bound.begin().queries
        for query in queries {
            guard case .command(let command) = query else { continue }
            return ArchivePlan(try LocalShell.run(command).standardOutput.text)
        }
        throw TrialEnd()
    }

    @Test(
        "what Ansible packs is packed, under the same names",
        .enabled(if: ControllerProgram.find("zip") != nil && ControllerProgram.find("unzip") != nil),
        arguments: [
            (
                "{path: @/d, dest: @/d.tar, format: tar}", "d.tar", "/",
                ["/d/empty", "/d/l", "/d/one", "/d/sub", "/d/sub/three", "/d/two.log"],
                "d/empty/\nd/l\nd/one\nd/sub/\nd/sub/three\nd/two.log\n"
            ),
            ("{path: @/f, dest: @/f.xz, format: xz}", "f.xz", "/", ["/f"], "4\n"),
            ("{path: @/f}", "f.gz", "/", ["/f"], "4\n"),
            (
                "{path: [@/e/*.txt, @/nope, @/f], dest: @/m.tar, format: tar}", "m.tar", "/",
                ["/e/g.txt", "/e/h.txt", "/f"],
                "e/g.txt\ne/h.txt\nf\n"
            ),
            (
                "{path: @/d/, dest: @/z.zip, format: zip, exclusion_patterns: ['*.log']}", "z.zip", "/d/",
                ["/d/l", "/d/one", "/d/sub/three"], "empty/\nl\none\nsub/\nsub/three\n"
            ),
            (
                "{path: '@/e/*', exclude_path: '@/e/g*', dest: @/e.tar, format: tar}", "e.tar", "/e/", ["/e/h.txt"],
                "h.txt\n"
            ),
            ("{path: @/f, dest: @/ff.tar, format: tar, force_archive: true}", "ff.tar", "/", ["/f"], "f\n"),
        ])
    func packing(task: String, name: String, root: String, packed: [String], names: String) async throws {
        let (first, isRight) = try await pack(task, into: name)
        #expect(!first.plan.isRight && isRight)
        #expect(first.plan.root == root && first.plan.packed == packed && first.names == names)
        #expect(first.plan.missing == (task.contains("nope") ? ["/nope"] : []))
    }

    @Test(
        "what makes no sense is refused",
        arguments: [
            ("{path: [/a, /b]}", "`dest` is needed where several files become one archive"),
            ("{path: '/a*'}", "`dest` is needed where several files become one archive"),
        ])
    func refused(task: String, message: String) {
        #expect(Trial.failure(Archive.self, task) == message)
    }
}

extension ArchivePlan {
    fileprivate func relative(to folder: String) -> ArchivePlan {
        var plan = self
        let cut = { (path: String) in String(path.dropFirst(folder.count)) }
        (plan.root, plan.packed, plan.missing) = (cut(root), packed.map(cut), missing.map(cut))
        return plan
    }
}
