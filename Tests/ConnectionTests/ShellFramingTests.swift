import ModuleKit
import Testing

@testable import Connection

@Suite struct ShellFramingTests {
    private static func feed(_ text: String, errors: String, by size: Int) -> [ShellFraming.Event] {
        var framing = ShellFraming(nonce: "N")
        framing.expect(0)
        framing.expect(1)
        var events: [ShellFraming.Event] = []
        let (output, errors) = (Array(text.utf8), Array(errors.utf8))
        for start in stride(from: 0, to: max(output.count, errors.count), by: size) {
            events += framing.received(output: Array(output.dropFirst(start).prefix(size)))
            events += framing.received(errors: Array(errors.dropFirst(start).prefix(size)))
        }
        return events
    }

    @Test(arguments: [1, 2, 3, 7, 64, 10_000])
    func `frames are found however the bytes are cut`(size: Int) {
        let noise = "motd >N.0. 0\n<N\n"
        let events = Self.feed(
            noise + "\n<N.0.\nout\n\n>N.0. 7\nlate\n<N.1.\n\n>N.1. -\n",
            errors: "\n<N.0.\nerr\n>N.0. \n\n<N.1.\n\n>N.1. \n", by: size)
        let replies = events.compactMap { event -> FrameReply? in
            if case .finished(_, let reply) = event { reply } else { nil }
        }
        #expect(replies.count == 2)
        #expect(replies.first?.output.text == "out\n" && replies.first?.errors.text == "err")
        #expect(replies.first?.status == 7)
        #expect(replies.last?.status == nil && replies.last?.output.bytes == [])
    }

    @Test func `a payload may contain anything that resembles a marker`() {
        let payload = "\n<N.0.\n\n>N.1. 0\n\n>N.0\n>M.0. 0\n"
        let events = Self.feed("\n<N.0.\n\(payload)\n>N.0. 0\n", errors: "\n<N.0.\n\n>N.0. \n", by: 5)
        guard case .finished(0, let reply)? = events.last else {
            Issue.record("\(events)")
            return
        }
        #expect(reply.output.text == payload)
    }

    @Test func `the signal that raw input may be sent is not part of the payload`() {
        var framing = ShellFraming(nonce: "N")
        framing.expect(0, saysReady: true)
        #expect(framing.received(output: Array("x\n<N.0.\n\n!N.0".utf8)) == [.began(0)])
        #expect(framing.received(output: Array(".\n".utf8)) == [.ready(0)])
        let last =
            framing.received(output: Array("done\n>N.0. 0\n".utf8))
            + framing.received(errors: Array("\n<N.0.\n\n>N.0. \n".utf8))
        guard case .finished(0, let reply)? = last.last else {
            Issue.record("\(last)")
            return
        }
        #expect(reply.output.text == "done")
    }

    @Test func `a frame that fails before it is ready still ends`() {
        var framing = ShellFraming(nonce: "N")
        framing.expect(0, saysReady: true)
        let events =
            framing.received(output: Array("\n<N.0.\nno room\n>N.0. 99\n".utf8))
            + framing.received(errors: Array("\n<N.0.\n\n>N.0. \n".utf8))
        guard case .finished(0, let reply)? = events.last else {
            Issue.record("\(events)")
            return
        }
        #expect(reply.status == 99 && reply.output.text == "no room")
    }

    @Test(arguments: [1, 5, 100])
    func `a frame that has ended does not become ready`(size: Int) {
        var framing = ShellFraming(nonce: "N")
        framing.expect(0, saysReady: true)
        let bytes = Array("\n<N.0.\nout\n>N.0. 1\n\n!N.0.\nrest\n>N.0. 0\n".utf8)
        let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0...].prefix(size)) }
        let events =
            pieces.flatMap { framing.received(output: $0) }
            + framing.received(errors: Array("\n<N.0.\n\n>N.0. \n".utf8))
        #expect(events.count == 2 && events.first == .began(0))
        guard case .finished(0, let reply)? = events.last else {
            Issue.record("\(events)")
            return
        }
        #expect(reply.output.text == "out" && reply.status == 1)
    }

    @Test func `long output keeps its head and its tail`() {
        var capture = OutputCapture(.init(head: 4, tail: 3))
        for part in ["ab", "cdef", "ghijkl", "mn"] { capture.append(Array(part.utf8)[...]) }
        let captured = capture.finish()
        #expect(captured.text == "abcd\n[… 7 bytes left out …]\nlmn" && captured.omitted == 7)
    }
}
