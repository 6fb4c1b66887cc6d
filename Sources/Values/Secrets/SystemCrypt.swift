import Glibc

/// crypt(3) of the control node, for methods that are not written again here: bcrypt, DES and the slow ones of SHA.
enum SystemCrypt {
    private typealias Function =
        @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeMutableRawPointer) -> UnsafePointer<CChar>?

    /// What `struct crypt_data` takes in every libcrypt: 128 kB in the old one of glibc.
    private static let scratchSize = 1 << 18

    private static let function: Function? = {
        guard let library = dlopen("libcrypt.so.1", RTLD_NOW), let symbol = dlsym(library, "crypt_r") else {
            return nil
        }
        return unsafeBitCast(symbol, to: Function.self)
    }()

    /// - Parameter setting: The method and the salt, or a whole hash.
    /// - Returns: `nil` where there is no libcrypt, or it does not know the method.
    static func hash(_ password: String, setting: String) -> String? {
        guard let function, !password.utf8.contains(0) else { return nil }
        let scratch = UnsafeMutableRawPointer.allocate(byteCount: scratchSize, alignment: 16)
        scratch.initializeMemory(as: UInt8.self, repeating: 0, count: scratchSize)
        defer {
            scratch.initializeMemory(as: UInt8.self, repeating: 0, count: scratchSize)
            scratch.deallocate()
        }
        guard let hash = function(password, setting, scratch).map({ String(cString: $0) }) else { return nil }
        return hash.hasPrefix("*") ? nil : hash
    }
}
