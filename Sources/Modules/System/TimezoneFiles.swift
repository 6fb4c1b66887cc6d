import ModuleKit
import Values

/// The files that say the time zone where there is no systemd.
struct TimezoneFiles: Sendable {
    /// A file with one line that matters.
    struct Setting: Sendable {
        let path: RemotePath
        let line: SettingLine
        fileprivate let file: RemoteFile?

        private var lines: [Substring] {
            String(hostBytes: file?.contents ?? []).split(separator: "\n", omittingEmptySubsequences: true)
        }

        var value: String? { lines.lazy.compactMap(line.value).first }

        /// The first line that says it is replaced, and others go.
        func setting(_ value: String) -> Step {
            var kept = lines.map(String.init)
            let first = lines.firstIndex { line.value(of: $0) != nil } ?? 0
            for index in lines.indices.reversed() where line.value(of: lines[index]) != nil { kept.remove(at: index) }
            kept.insert(line.text(value), at: first)
            let bytes = kept.map { $0 + "\n" }.joined().hostBytes
            let attributes = FileAttributes(mode: file == nil ? 0o644 : nil)
            return .write(FileWrite(.holding(bytes), to: FileWrite.Target(path, attributes: attributes)))
        }
    }

    let zone: Setting
    let hwclock: Setting
    /// `UTC` or `LOCAL` on a line of its own.
    private let adjtime: RemoteFile?
    private let localtime: RemoteFile?
    /// What the zone's own link or file is like.
    private let localtimeContents: RemoteFile?

    static func probe(_ family: TimezoneFacts.Family, sysconfig: SettingLine) -> Probe<TimezoneFiles> {
        let isOther = family == .other
        let clock = RemotePath("/etc/sysconfig/clock")
        let local = RemotePath("/etc/localtime")
        let zone = isOther ? (clock, sysconfig) : (RemotePath("/etc/timezone"), SettingLine.whole)
        let rtc = isOther ? clock : RemotePath(family == .debian ? "/etc/default/rcS" : "/etc/conf.d/hwclock")
        let whole = FileInterest(follow: true, contentsUpTo: FileInterest.largestEdited)
        return .all(
            .files([zone.0, rtc, RemotePath("/etc/adjtime")], whole), .file(local),
            .file(local, FileInterest(follow: true, digests: [.sha1]))
        ).map { files, localtime, contents in
            TimezoneFiles(
                zone: Setting(path: zone.0, line: zone.1, file: files[0]),
                hwclock: Setting(path: rtc, line: .utc, file: files[1]), adjtime: files[2], localtime: localtime,
                localtimeContents: contents)
        }
    }

    /// The time zone, where /etc/localtime agrees with what is written.
    ///
    /// - Parameter file: Of the zone that is wanted.
    func zone(wanted: String?, file: RemoteFile?) -> String? {
        guard let written = zone.value, written == wanted else { return zone.value }
        guard localtime?.kind == .symbolicLink else {
            return localtimeContents?.digests[.sha1] == file?.digests[.sha1] ? written : nil
        }
        guard localtimeContents != nil, let target = localtime?.linkTarget else { return nil }
        return target.split(separator: "/zoneinfo/", maxSplits: 1).last.map(String.init)
    }

    func hwclock(wanted: String?) -> String? {
        let written = hwclock.value.flatMap { Value.string($0).boolean }.map { $0 ? "UTC" : "local" }
        guard written == wanted else { return written }
        let lines = String(hostBytes: adjtime?.contents ?? []).split(separator: "\n")
        return lines.contains("LOCAL") ? "local" : "UTC"
    }
}

extension TimezoneHost {
    init(clock: TimezoneFacts, files: TimezoneFiles, wanted: String?, hwclock: String?, zone: RemoteFile?) {
        self.init(
            clock: clock, files: files, name: files.zone(wanted: wanted, file: zone),
            hwclock: files.hwclock(wanted: hwclock))
    }
}
