internal import CLibssh2
import Glibc

/// What libssh2's callbacks find by the session they are called for: who answers questions of the server, the
/// certificate that is being shown, and how much is taken from the server.
final class SessionMemory: @unchecked Sendable {
    var dialogue: DialogueContext?
    var showing: ShownCertificate?
    var intake = Intake()
    /// Bytes that the session holds. Packets that nobody has asked for are kept in it, and a server may send many.
    fileprivate var held = 0
    fileprivate static let mostHeld = 64 << 20

    /// The session may not outlive this object, which its callbacks use.
    func makeSession() -> OpaquePointer? {
        let supplies = swiftplay_supplies(
            allocate: allocateForSession, reallocate: reallocateForSession, release: freeForSession,
            receive: receiveForSession)
        return swiftplay_session_make(supplies, Unmanaged.passUnretained(self).toOpaque())
    }

    static func of(_ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?) -> SessionMemory? {
        abstract?.pointee.map { Unmanaged<SessionMemory>.fromOpaque($0).takeUnretainedValue() }
    }
}

// libssh2 takes its memory from malloc, and the server's bytes from the socket, by way of these.

private func allocateForSession(_ count: Int, _ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?)
    -> UnsafeMutableRawPointer?
{
    reallocateForSession(nil, count, abstract)
}

private func reallocateForSession(
    _ memory: UnsafeMutableRawPointer?, _ count: Int, _ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> UnsafeMutableRawPointer? {
    guard let session = SessionMemory.of(abstract) else { return realloc(memory, count) }
    let before = malloc_usable_size(memory)
    guard session.held - before + count <= SessionMemory.mostHeld else { return nil }
    session.showing?.asked(for: count)
    guard let new = realloc(memory, count) else { return nil }
    session.held += malloc_usable_size(new) - before
    return new
}

private func freeForSession(
    _ memory: UnsafeMutableRawPointer?, _ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) {
    SessionMemory.of(abstract)?.held -= malloc_usable_size(memory)
    free(memory)
}

private func receiveForSession(
    _ socket: Int32, _ buffer: UnsafeMutableRawPointer?, _ length: Int, _ flags: Int32,
    _ abstract: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> Int {
    guard let memory = SessionMemory.of(abstract) else { return -Int(EINVAL) }
    return memory.intake.receive(from: socket, into: UnsafeMutableRawBufferPointer(start: buffer, count: length), flags)
}
