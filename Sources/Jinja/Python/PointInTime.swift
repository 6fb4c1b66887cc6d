#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Seconds and nanoseconds since 1970 in UTC.
package struct PointInTime: Sendable, Hashable {
    package var seconds: Int
    package var nanoseconds: Int

    package init(seconds: Int, nanoseconds: Int = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    package static func now() -> PointInTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return PointInTime(seconds: Int(time.tv_sec), nanoseconds: Int(time.tv_nsec))
    }
}
