import ModuleKit
import Testing
import Values

@testable import Modules

private func request(_ trial: Trial) throws -> HTTPRequest {
    for step in trial.steps {
        if case .request(let request) = step { return request }
        if case .download(let download) = step { return download.request }
    }
    throw TrialEnd()
}

private func answer(
    _ status: Int = 200, _ headers: [(String, String)] = [], body: String = "", url: String = "http://a/x"
) -> StepOutcome {
    .responded(
        HTTPResponse(
            status: status, reason: status == 200 ? "OK" : "Not Found", headers: headers.map { .init($0.0, $0.1) },
            body: Array(body.utf8), url: url, seconds: 1.7))
}

@Suite struct UriTests {
    @Test func `a plain request changes nothing and returns the response`() throws {
        let trial = try Trial(Uri.self, "{url: http://a/x, return_content: true}")
        #expect(!trial.changed)
        let outcome = answer(
            200,
            [
                ("Content-Type", "application/json; charset=utf-8"), ("Content-Length", "8"), ("X-My-Head", "v"),
                ("Set-Cookie", "sid=abc; Path=/"), ("Set-Cookie", "k=v"),
            ], body: "{\"a\": 1}", url: "http://a/y")
        #expect(
            try trial.result(outcomes: [outcome]) == [
                "content_type": "application/json; charset=utf-8", "content_length": "8", "x_my_head": "v",
                "set_cookie": "sid=abc; Path=/, k=v", "cookies": ["sid": "abc", "k": "v"],
                "cookies_string": "sid=abc; k=v",
                "status": 200, "msg": "OK (8 bytes)", "url": "http://a/y", "redirected": true, "elapsed": 1,
                "json": ["a": 1], "content": "{\"a\": 1}",
            ])
    }

    @Test(
        "an unexpected status is a failure that keeps the response",
        arguments: [
            (404, "Status code was 404 and not [200]: HTTP Error 404: Not Found"),
            (-1, "Status code was -1 and not [200]: Request failed: Not Found"),
        ])
    func unexpected(status: Int, message: String) throws {
        let trial = try Trial(Uri.self, "{url: http://a/x}")
        #expect {
            try trial.result(outcomes: [answer(status)])
        } throws: { error in
            guard let failure = error as? ModuleFailure else { return false }
            return failure.message == message && failure.result["status"] == .int(status)
        }
        let tolerant = try Trial(Uri.self, "{url: http://a/x, status_code: [200, \(status)]}")
        #expect(try tolerant.result(outcomes: [answer(status)])["status"] == .int(status))
    }

    @Test(
        "the location of a redirect is an absolute URL",
        arguments: [
            ("/echo", "http://a:81/echo"), ("echo", "http://a:81/x/echo"), ("../b?c=1", "http://a:81/b?c=1"),
            ("//other/y", "http://other/y"), ("https://other/y", "https://other/y"),
            ("?page=2", "http://a:81/x/y?page=2"),
            ("./", "http://a:81/x/"),
        ])
    func location(header: String, expected: String) throws {
        let trial = try Trial(Uri.self, "{url: 'http://a:81/x/y', follow_redirects: none, status_code: 302}")
        let outcome = answer(302, [("Location", header)], url: "http://a:81/x/y?old=1")
        #expect(try trial.result(outcomes: [outcome])["location"] == .string(expected))
    }

    @Test(
        "bodies are encoded in the given format",
        arguments: [
            ("body_format: json, body: {x: [1, é]}", #"{"x": [1, "\u00e9"]}"#, "application/json"),
            ("body_format: json, body: '[1]'", "[1]", "application/json"),
            (
                "body_format: form-urlencoded, body: {x y: a&b, l: [1, 2]}", "x+y=a%26b&l=1&l=2",
                "application/x-www-form-urlencoded"
            ),
            ("body_format: form-urlencoded, body: [[a, ü]]", "a=%C3%BC", "application/x-www-form-urlencoded"),
            ("body: text", "text", "application/x-www-form-urlencoded"),
            ("body: 12", "12", "application/x-www-form-urlencoded"),
            ("body: <a/>, headers: {content-type: text/xml}", "<a/>", nil),
            ("body: <a/>, headers: {CONTENT-TYPE: text/xml}", "<a/>", nil),
            ("body_format: json, body: {}, headers: {content-type: text/x}", "{}", nil),
        ] as [(String, String, String?)])
    func bodies(wish: String, body: String, type: String?) throws {
        let request = try request(Trial(Uri.self, "{url: http://a/x, method: post, \(wish)}"))
        #expect(request.method == "POST")
        #expect(request.body.map { String(decoding: $0, as: UTF8.self) } == body)
        #expect(request.headers.first { $0.name == "Content-Type" }?.value.reveal() == type)
    }

    @Test func `a multipart form contains its fields by name`() throws {
        let fields = "{t: v, f: {content: hi, filename: a.txt, mime_type: text/plain}}"
        let request = try request(
            Trial(Uri.self, "{url: http://a/x, method: POST, body_format: form-multipart, body: \(fields)}"))
        let type = try #require(request.headers.first { $0.name == "Content-Type" }?.value.reveal())
        let boundary = try #require(type.split(separator: "\"").last)
        let body = String(decoding: try #require(request.body), as: UTF8.self)
        #expect(
            body.replacing(boundary, with: "B")
                == "--B\r\nContent-Type: text/plain\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\nhi\r\n"
                + "--B\r\nContent-Type: text/plain\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\nv\r\n--B--\r\n")
    }

    @Test func `settings reach the request`() throws {
        let request = try request(
            Trial(
                Uri.self,
                """
                {url: "https://a/x", user: me, password: pw, force_basic_auth: true, validate_certs: false, timeout: 5,
                 follow_redirects: all, unix_socket: /s, ca_path: /ca, use_proxy: false, unredirected_headers: [X-A],
                 headers: {X-A: 1}}
                """))
        #expect(request.credentials == .init(user: "me", password: Secret("pw"), force: true))
        #expect(!request.validatesCertificates && !request.usesProxy)
        #expect(request.timeout == 5 && request.redirects == .all && request.unixSocket == RemotePath("/s"))
        #expect(request.unredirectedHeaders == ["x-a"])
        #expect(
            request.headers == [EnvironmentVariable("X-A", "1"), EnvironmentVariable("User-Agent", "ansible-httpget")])
    }

    @Test func `creates and removes prevent the request`() throws {
        let file = RemoteFile(path: RemotePath("/f"), kind: .regular, mode: 0o644)
        let there: [Query: Answer] = [.file(RemotePath("/f"), FileInterest(follow: true)): .file(file)]
        let created = try Trial(Uri.self, "{url: http://a/x, creates: /f}", there)
        #expect(created.steps.isEmpty)
        #expect(try created.result() == ["stdout": "skipped, since /f exists"])
        #expect(try created.told().changed == false)
        let removed = try Trial(Uri.self, "{url: http://a/x, removes: /f}")
        #expect(try removed.result()["stdout"] == "skipped, since /f is missing")
    }

    @Test func `a stored body is a change unless the server says that it has not changed`() throws {
        let trial = try Trial(Uri.self, "{url: http://a/x, dest: /f, mode: '0600'}")
        guard case .download(let download)? = trial.steps.first else { throw TrialEnd() }
        #expect(download.target.attributes.mode == 0o600)
        #expect(download.accepts == [200])
        func changed(_ status: Int) throws -> Bool? {
            let response = HTTPResponse(status: status, reason: "", headers: [], body: [], url: "http://a/x")
            let wanted = try Trial(Uri.self, "{url: http://a/x, dest: /f, status_code: [200, 304]}")
            return try wanted.told(outcomes: [.downloaded(Downloaded(response, path: RemotePath("/f")))]).changed
        }
        #expect(try changed(200) == true)
        #expect(try changed(304) == false)
    }

    @Test(
        "characters that would break out of a header or URL are refused",
        arguments: [
            ("{url: 'file:///etc/passwd'}", "unsupported URL: file:///etc/passwd"),
            ("{url: \"http://a/\\r\\nX: y\"}", "the URL contains a space or a control character: http://a/\r\nX: y"),
            ("{url: http://a/, headers: {X: \"a\\r\\nb\"}}", "the header X contains a line break"),
            ("{url: http://a/, headers: {'X: y': a}}", "not a valid header name: X: y"),
            ("{url: http://a/, method: 'GET /'}", "not an HTTP method: GET /"),
            ("{url: http://a/, body: {a: 1}}", "the body is data, not a string"),
            ("{url: http://a/, body: a, src: b}", "parameters are mutually exclusive: body|src"),
        ])
    func refused(arguments: String, expected: String) {
        #expect(Trial.failure(Uri.self, arguments) == expected)
    }

    @Test(
        "HTTP dates are parsed",
        arguments: [(784_111_777.0, "Sun, 06 Nov 1994 08:49:37 GMT"), (0.0, "Thu, 01 Jan 1970 00:00:00 GMT")])
    func dates(seconds: Double, expected: String) {
        #expect(HTTPDate.text(seconds) == expected)
    }
}
