import Glibc

/// Extended attributes of files of this machine. Swift's Glibc module leaves the functions out.
enum ExtendedAttributes {
    private typealias Set =
        @convention(c) (
            UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeRawPointer, Int, Int32
        ) -> Int32
    private typealias Get =
        @convention(c) (
            UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeMutableRawPointer, Int
        ) -> Int

    /// - Returns: `false` when the file system has none of this kind.
    static func set(_ name: String, _ value: [UInt8], of path: String) -> Bool {
        guard let symbol = dlsym(nil, "setxattr") else { return false }
        return unsafeBitCast(symbol, to: Set.self)(path, name, value, value.count, 0) == 0
    }

    static func value(_ name: String, of path: String) -> [UInt8] {
        guard let symbol = dlsym(nil, "getxattr") else { return [] }
        var value = [UInt8](repeating: 0, count: 100)
        let count = unsafeBitCast(symbol, to: Get.self)(path, name, &value, value.count)
        return Array(value.prefix(max(0, count)))
    }
}
