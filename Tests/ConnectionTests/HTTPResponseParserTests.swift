import ModuleKit
import Testing

@testable import Connection

@Suite struct HTTPResponseParserTests {
    private static func parse(_ head: String, _ body: String = "") -> HTTPResponse? {
        HTTPResponseParser.response(head: Array(head.utf8), body: Array(body.utf8), url: "u")
    }

    @Test func `status, reason and headers are read`() {
        let response = Self.parse("HTTP/1.1 404 Not Found\r\nA: 1\r\na:  two \r\nLong: x\r\n  y\r\n\r\n", "body")
        #expect(response?.status == 404 && response?.reason == "Not Found")
        #expect(response?.headers == [.init("A", "1"), .init("a", "two"), .init("Long", "x y")])
        #expect(response?.body == Array("body".utf8))
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\n\n", 200, "OK"), ("HTTP/2 204\r\n\r\n", 204, ""), ("HTTP/1.0 200\r\n", 200, ""),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n\r\n", 201, "Created"),
    ])
    func `different forms of valid responses are read`(head: String, status: Int, reason: String) {
        let response = Self.parse(head)
        #expect(response?.status == status && response?.reason == reason)
    }

    @Test(arguments: ["", "SSH-2.0-x\r\n", "HTTP/1.1\r\n", "HTTP/1.1 abc OK\r\n", "HTTP/1.1 99999 x\r\n"])
    func `invalid responses are refused`(head: String) {
        #expect(Self.parse(head) == nil)
    }
}
