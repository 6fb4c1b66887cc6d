internal import Glibc

/// What this process has used so far.
enum ProcessUse {
    /// Seconds of CPU time of all its threads, and of none of its children.
    static var processorTime: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

    /// Seconds of CPU time of the calling thread.
    static var threadTime: Double { seconds(CLOCK_THREAD_CPUTIME_ID) }

    /// Seconds since some moment.
    static var time: Double { seconds(CLOCK_MONOTONIC) }

    /// Bytes in memory now.
    static var memory: Int { status("VmRSS") }

    /// The most bytes that were in memory at once.
    static var peakMemory: Int { status("VmHWM") }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// A line such as `VmHWM:     1234 kB` of proc_pid_status(5).
    private static func status(_ name: String) -> Int {
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 256)
        while fgets(&buffer, Int32(buffer.count), file) != nil {
            let words = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
                .split { " \t:\n".contains($0) }
            if words.first == name[...], words.count > 1 { return (Int(words[1]) ?? 0) * 1024 }
        }
        return 0
    }
}
