import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

@Suite struct MountTests {
    private static let fstab = """
        # made by hand
        LABEL=root / ext4 errors=remount-ro 0 1
        /dev/sdb1 none swap sw 0 0
        files:/old\\040photos /srv/photos nfs ro,hard 0 0
        broken

        """

    /// What the host answers: fstab, what is mounted, and whether the mount point is there.
    private func host(mounted: [String] = [], point: Bool = true) -> [Query: Answer] {
        let interest = FileInterest(follow: true, contentsUpTo: FileInterest.largestEdited)
        var file = RemoteFile(path: "/etc/fstab", kind: .regular, mode: 0o644)
        file.contents = Self.fstab.hostBytes
        let lines = (["rootfs / rootfs rw 0 0"] + mounted).map { $0 + "\n" }.joined()
        let directory = RemoteFile(path: "/srv/photos", kind: .directory, mode: 0o755)
        return [
            .file("/etc/fstab", interest): .file(file), Mounts.fact.query: .command(.saying(lines)),
            .file("/srv/photos", FileInterest(follow: true)): .file(point ? directory : nil),
        ]
    }

    private func written(_ trial: Trial) -> [String] {
        for case .write(let write) in trial.steps {
            let text = String(decoding: write.content.bytes ?? [], as: UTF8.self)
            let old = Self.fstab.split(separator: "\n").map(String.init)
            return text.split(separator: "\n").map(String.init).filter { !old.contains($0) }
        }
        return []
    }

    private static let same = #"path: /srv/photos, src: "files:/old photos", fstype: nfs, opts: "ro,hard""#
    private static let other = "path: /srv/photos, src: 'files:/photos', fstype: nfs, opts: ro"
    private static let otherLine = "files:/photos /srv/photos nfs ro 0 0"
    private static let isMounted = [#"files:/old\040photos /srv/photos nfs rw 0 0"#]

    @Test(
        "the entry and the mount become what the state says",
        arguments: [
            ("{\(same), state: present}", [], true, [], []),
            ("{\(other), state: present}", [], true, [otherLine], []),
            ("{\(other), boot: false, state: present}", [], true, ["files:/photos /srv/photos nfs ro,noauto 0 0"], []),
            ("{\(same), state: mounted}", isMounted, true, [], []),
            ("{\(same), state: mounted}", [], true, [], ["mount /srv/photos"]),
            ("{\(other), state: mounted}", [], true, [otherLine], ["mount /srv/photos"]),
            ("{\(other), state: mounted}", isMounted, true, [otherLine], ["mount -o remount,ro /srv/photos"]),
            ("{path: /srv/photos, state: unmounted}", isMounted, true, [], ["umount /srv/photos"]),
            ("{path: /srv/photos, state: unmounted}", [], true, [], []),
            ("{path: /srv/photos, state: remounted}", isMounted, true, [], ["mount -o remount /srv/photos"]),
            ("{path: /srv/photos, state: absent}", isMounted, true, [], ["umount /srv/photos", "rmdir /srv/photos"]),
            (
                "{path: /srv/photos, src: tmpfs, fstype: tmpfs, opts: size=1m, state: ephemeral}", [], true, [],
                ["mount -t tmpfs -o size=1m tmpfs /srv/photos"]
            ),
            (
                "{path: /srv/photos, src: tmpfs, fstype: tmpfs, opts: size=1m, state: ephemeral}",
                ["tmpfs /srv/photos tmpfs rw 0 0"], true, [],
                ["mount -t tmpfs -o remount,size=1m tmpfs /srv/photos"]
            ),
        ] as [(String, [String], Bool, [String], [String])])
    func states(task: String, mounted: [String], point: Bool, lines: [String], calls: [String]) throws {
        let trial = try Trial(Mount.self, task, host(mounted: mounted, point: point))
        #expect(written(trial) == lines)
        #expect(trial.commands == calls)
    }

    @Test func `an entry is taken out and the rest of the file stays`() throws {
        let trial = try Trial(Mount.self, "{path: /srv/photos, state: absent_from_fstab}", host())
        guard case .write(let write)? = trial.steps.first else { return #expect(Bool(false)) }
        let kept = Self.fstab.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.contains("photos") }
        #expect(String(decoding: write.content.bytes ?? [], as: UTF8.self) == kept.joined(separator: "\n"))
    }

    @Test func `a missing mount point is made to mount on`() throws {
        let trial = try Trial(Mount.self, "{\(Self.same), state: mounted}", host(point: false))
        #expect(trial.steps.first == .makeDirectory("/srv/photos", FileAttributes(mode: 0o755)))
    }

    /// What Ansible 2.18 leaves of the same file.
    @Test(
        "swap space has no mount point, and its source tells it apart where the path is none",
        arguments: [
            ("path: none, src: /new, fstype: swap, opts: sw, state: present", ["/new none swap sw 0 0"], []),
            ("path: none, src: /a, fstype: swap, opts: 'sw,pri=1', state: present", ["/a none swap sw,pri=1 0 0"], [0]),
            ("path: swap, src: /new, fstype: swap, opts: sw, state: present", ["/new swap swap sw 0 0"], [2]),
            ("path: none, src: /b, fstype: swap, state: absent", [], [1]),
            ("path: none, src: /other, state: absent_from_fstab", [], []),
            ("path: none, state: absent", [], [0, 1]), ("path: swap, src: /other, state: absent", [], [2]),
            ("path: none, src: /b, fstype: swap, opts: sw, state: present", [], []),
        ] as [(String, [String], [Int])])
    func swap(task: String, new: [String], gone: [Int]) throws {
        let old = ["/a none swap sw 0 0", "/b none swap sw 0 0", "/c swap swap sw 0 0"]
        var file = RemoteFile(path: "/etc/fstab", kind: .regular, mode: 0o644)
        file.contents = old.map { $0 + "\n" }.joined().hostBytes
        let whole = FileInterest(follow: true, contentsUpTo: FileInterest.largestEdited)
        let answers: [Query: Answer] = [
            .file("/etc/fstab", whole): .file(file), Mounts.fact.query: .command(.saying("rootfs / rootfs rw 0 0\n")),
        ]
        let trial = try Trial(Mount.self, "{\(task)}", answers)
        let left = old.indices.filter { !gone.contains($0) }.map { old[$0] }
        let written = trial.steps.compactMap { step -> [String]? in
            guard case .write(let write) = step else { return nil }
            return String(decoding: write.content.bytes ?? [], as: UTF8.self).split(separator: "\n").map(String.init)
        }
        #expect(written.count == trial.steps.count && written.count == (new.isEmpty && gone.isEmpty ? 0 : 1))
        for lines in written { #expect(Set(lines) == Set(left + new) && lines.count == left.count + new.count) }
    }

    @Test(
        "what cannot be is refused",
        arguments: [
            (
                "{path: /srv/photos, src: tmpfs, fstype: tmpfs, state: ephemeral}",
                "files:/old photos is mounted at /srv/photos already"
            ),
            (
                "{path: /srv/photos, state: remounted, opts: 'a b'}",
                "`opts` must not contain white space, which separates the fields of fstab"
            ),
            ("{path: srv, state: unmounted}", "`path` must be absolute: srv"),
        ])
    func refused(task: String, message: String) {
        #expect(Trial.failure(Mount.self, task, host(mounted: Self.isMounted)) == message)
    }
}
