import Foundation
import ModuleKit
import ModuleTesting

/// Archives. Both hold a directory `d` with `one`, the program `run` and `two b`; the tar also a link.
enum ArchiveStories {
    static let onDebian = [tar, parts, zip, made, packed]
    static let onBusybox = [tar]

    private static let empty = "rm -rf /srv/c; mkdir -p /srv/c"

    private static let tar = HostStory(
        "a tar archive", controller: controller,
        [
            HostTask(
                "unarchive", "{src: a.tgz, dest: /srv/c, list_files: true}", before: empty,
                proof: "test \"$(readlink /srv/c/d/l)\" = one && test -x /srv/c/d/run && grep two '/srv/c/d/two b'"),
            HostTask(
                "unarchive", "{src: a.tgz, dest: /srv/c}", before: "echo changed >/srv/c/d/one",
                proof: "grep -x one /srv/c/d/one"),
            HostTask(
                "unarchive", "{src: a.tgz, dest: /srv/c, creates: /srv/c/d}", changes: false,
                unreturned: "the task is skipped"),
            HostTask(
                "unarchive", "{src: a.tgz, dest: /srv/c, owner: 3, group: 4, mode: 'u=rwX,g=rX,o='}",
                proof: "test $(stat -c %u:%g:%a /srv/c/d/run) = 3:4:750"),
        ])

    /// busybox's tar knows no `--exclude`.
    private static let parts = HostStory(
        "parts of a tar archive", controller: controller,
        [
            HostTask(
                "unarchive", "{src: a.tgz, dest: /srv/c, exclude: d/one}", before: empty,
                proof: "test ! -e /srv/c/d/one && test -e /srv/c/d/run"),
            HostTask(
                "unarchive", "{src: a.tgz, dest: /srv/c, include: d/one}", before: empty,
                proof: "test -e /srv/c/d/one && test ! -e /srv/c/d/run"),
        ])

    private static let zip = HostStory(
        "a zip archive", controller: controller,
        [
            HostTask(
                "unarchive", "{src: a.zip, dest: /srv/c}",
                before: empty
                    + "; command -v unzip || { apt-get -qq update; apt-get -qq install -y unzip; } >/dev/null",
                proof: "test -f /srv/c/d/run && grep two '/srv/c/d/two b'"),
            HostTask(
                "unarchive", "{src: a.zip, dest: /srv/c}", before: "rm /srv/c/d/one", proof: "grep -x one /srv/c/d/one"),
            HostTask(
                "unarchive", "{src: a.zip, dest: /srv/c, exclude: d/one, list_files: true}", before: empty,
                proof: "test ! -e /srv/c/d/one"),
        ])

    private static let made = HostStory(
        "archives of the host",
        [
            HostTask(
                "unarchive", "{src: /srv/c/a.tar.gz, dest: /srv/c/out, remote_src: true}",
                before: empty
                    + "; mkdir -p /srv/c/in/x /srv/c/out; echo y >/srv/c/in/x/y; tar -C /srv/c/in -czf /srv/c/a.tar.gz .",
                proof: "grep y /srv/c/out/x/y"),
            HostTask(
                "unarchive",
                "{src: /srv/c/a.tar.gz, dest: /srv/c/out, remote_src: true, extra_opts: [--strip-components=2]}",
                before: "rm -rf /srv/c/out/*", proof: "grep y /srv/c/out/y"),
            HostTask(
                "unarchive", "{src: /srv/c/a.tar.gz, dest: /srv/c/out, remote_src: true, keep_newer: true}",
                changes: false, before: "rm -rf /srv/c/out/*; mkdir /srv/c/out/x; echo newer >/srv/c/out/x/y"),
        ])

    private static let packed = HostStory(
        "archives that are packed",
        [
            HostTask(
                "archive", "{path: /srv/p, dest: /srv/p.tgz}",
                before: "rm -rf /srv/p*; mkdir -p /srv/p/d; echo 1 >/srv/p/d/one",
                proof: "tar -tzf /srv/p.tgz | grep -x p/d/one"),
            HostTask(
                "archive", "{path: /srv/p, dest: /srv/p.tgz}", before: "echo 2 >/srv/p/d/two",
                proof: "tar -tzf /srv/p.tgz | grep -x p/d/two"),
            HostTask(
                "archive", "{path: /srv/p/d/one, format: bz2, mode: '0600'}",
                before:
                    "{ command -v bzip2 && command -v xz; } || { apt-get -qq update; apt-get -qq install -y bzip2 xz-utils; } >/dev/null",
                proof: "bzip2 -t /srv/p/d/one.bz2"),
            HostTask(
                "archive",
                "{path: ['/srv/p/d/*'], exclude_path: /srv/p/d/two, dest: /srv/q.tar.xz, format: xz, remove: true}",
                proof: "test -e /srv/p/d/two && test ! -e /srv/p/d/one"),
        ])

    private static let controller: FakeController = {
        var controller = FakeController()
        for (name, text) in ["a.tgz": tarText, "a.zip": zipText] {
            controller.files[name] = .file(FakeController.file(name, [UInt8](Data(base64Encoded: text) ?? Data())))
        }
        return controller
    }()

    private static let tarText = """
        H4sIAJ7MBGsC/+3XSwrCMBSF4Tt2FREXkEfzWI+lgoK00FbcvrHDCkIHjWD+b5IMAhkcTsLttOzOZCmEZc3W67K3TTSNCzH697novBUV\
        pIDHNJ/HfKXUqdNDfymQf/T+S/5+nX9qkihD/rvL6R8E1er0+Oh//f5b99H/6Ol/Caejbm+9nq68ApX2f34Oqi3w/5sN/3+yMdD/EnL6\
        NL/q/t/LzH8pbZj/knVGlNt/NKm+/wAAAAAAAAAA4P+8ACm6t0AAKAAA
        """

    private static let zipText = """
        UEsDBBQAAAAAAIMYIlAAAAAAAAAAAAAAAAACAAAAZC9QSwMEFAAAAAAAgxgiUJ+oF/gEAAAABAAAAAUAAABkL29uZW9uZQpQSwMEFAAAAAAA\
        gxgiUB2d+wQKAAAACgAAAAUAAABkL3J1biMhL2Jpbi9zaApQSwMEFAAAAAAAgxgiUHQIF5YEAAAABAAAAAcAAABkL3R3byBidHdvClBLAQIU\
        AxQAAAAAAIMYIlAAAAAAAAAAAAAAAAACAAAAAAAAAAAAEADtQQAAAABkL1BLAQIUAxQAAAAAAIMYIlCfqBf4BAAAAAQAAAAFAAAAAAAAAAAA\
        AACkgSAAAABkL29uZVBLAQIUAxQAAAAAAIMYIlAdnfsECgAAAAoAAAAFAAAAAAAAAAAAAADtgUcAAABkL3J1blBLAQIUAxQAAAAAAIMYIlB0\
        CBeWBAAAAAQAAAAHAAAAAAAAAAAAAACggXQAAABkL3R3byBiUEsFBgAAAAAEAAQAywAAAJ0AAAAAAA==
        """
}
