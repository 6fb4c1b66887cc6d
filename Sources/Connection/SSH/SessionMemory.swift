internal import CLibssh2
import Glibc

/// What libssh2's callbacks find by the session they are called for: who answers questions of the server, and the
/// certificate that is being shown.
final class SessionMemory: @unchecked Sendable {
    var dialogue: DialogueContext?
    var showing: ShownCertificate?

    /// The session may not outlive this object, which its callbacks use.
    func makeSession() -> OpaquePointer? {
        libssh2_session_init_ex(
            allocateForSession, freeForSession, reallocateForSession, Unmanaged.passUnretained(self).toOpaque())
    }

    static func of(_ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?) -> SessionMemory? {
        abstract?.pointee.map { Unmanaged<SessionMemory>.fromOpaque($0).takeUnretainedValue() }
    }
}

// libssh2 takes its memory from malloc by way of these, so that what it sends for a certificate can be put right.

private func allocateForSession(_ count: Int, _ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?)
    -> UnsafeMutableRawPointer?
{
    let memory = malloc(count)
    SessionMemory.of(abstract)?.showing?.allocated(memory, count)
    return memory
}

private func reallocateForSession(
    _ memory: UnsafeMutableRawPointer?, _ count: Int, _ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> UnsafeMutableRawPointer? {
    realloc(memory, count)
}

private func freeForSession(
    _ memory: UnsafeMutableRawPointer?, _ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) {
    SessionMemory.of(abstract)?.showing?.freed(memory)
    free(memory)
}
