import Foundation
import Testing

/// Every lookup, filter and test of ansible-core, called in a playbook as people call them.
///
/// `plugin-calls.txt` has a line for each: kind, name, a template, and what ansible-core makes of it, as JSON writes it.
@Suite struct PluginCallTests {
    private struct Call {
        let name: String
        let template: String
        let value: String
    }

    private static let calls: [Call] = {
        let path = Checkout.path + "/Tests/Fixtures/plugin-calls.txt"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { line in
            let (name, rest) = (line.firstRange(of: " :: "), line.firstRange(of: " => "))
            guard let name, let rest else { return nil }
            return Call(
                name: String(line[..<name.lowerBound]), template: String(line[name.upperBound..<rest.lowerBound]),
                value: String(line[rest.upperBound...]))
        }
    }()

    private func project(url: String) throws -> Project {
        var site = "- hosts: all\n  gather_facts: false\n  vars: { plugin_var: fourth, url: '\(url)' }\n  tasks:\n"
        for call in Self.calls {
            let text = "\(call.name): \(call.template)".replacingOccurrences(of: "\\", with: "\\\\")
                .replacingOccurrences(of: "\"", with: "\\\"")
            site += "    - debug: { msg: \"\(text)\" }\n"
        }
        return try Project([
            "site.yml": site, "files/one.txt": "first", "files/t.csv": "b,second\n",
            "files/t.ini": "[s]\nkey = third\n",
            "templates/one.j2": "{{ plugin_var }}\n",
        ])
    }

    @Test func `each plugin call gives the same result as ansible-core`() async throws {
        let web = try await PageServer(page: "l1\nl2")
        defer { web.stop() }
        let project = try project(url: web.url)
        defer { project.remove() }
        let run = try await project.run(
            "run", "site.yml", "-i", "localhost,", "-c", "local", environment: ["PLUGIN_CALLS": "env"])
        #expect(run.code == 0, "\(run.all)")
        for call in Self.calls {
            #expect(run.output.contains("\"msg\": \"\(call.name): \(call.value)\"\n"), "\(call.name): \(call.template)")
        }
    }

    @Test(
        .enabled(if: Checkout.ansible != nil, "needs ansible-doc beside SWIFTPLAY_PYTHON"),
        arguments: ["lookup", "filter", "test"])
    func `all plugins of ansible-core are covered`(kind: String) async throws {
        let doc = try #require(Checkout.ansible).replacingOccurrences(of: "ansible-playbook", with: "ansible-doc")
        let list = try await Program(doc, ["-l", "-t", kind]).finish()
        let names = list.output.split(separator: "\n").compactMap { line -> String? in
            guard let name = line.split(separator: " ").first, name.hasPrefix("ansible.builtin.") else { return nil }
            return String(name.dropFirst("ansible.builtin.".count))
        }
        #expect(names.count > 20, "\(list.all)")
        let called = Set(Self.calls.map(\.name))
        #expect(names.filter { !called.contains("\(kind) \($0)") } == [])
    }

    @Test(
        "options of lookup('url')",
        arguments: [
            ("headers={'X-Told': 'me'}", "x-told: me"), ("http_agent='browser'", "user-agent: browser"),
            ("", "user-agent: ansible-httpget"), ("force=true", "cache-control: no-cache"),
            ("username='u', password='p', force_basic_auth=true", "authorization: Basic dTpw"),
        ])
    func options(given: String, sent: String) async throws {
        let web = try await PageServer(page: nil)
        defer { web.stop() }
        let options = given.isEmpty ? "" : ", \(given)"
        let project = try Project([
            "site.yml":
                "- hosts: all\n  gather_facts: false\n  tasks:\n    - debug: { msg: \"{{ query('url', '\(web.url)'\(options)) }}\" }\n"
        ])
        defer { project.remove() }
        let run = try await project.run("run", "site.yml", "-i", "localhost,", "-c", "local")
        #expect(run.output.contains("\"\(sent)\""), "\(run.all)")
    }

    @Test(arguments: ["http://127.0.0.1:1/", "URL/missing"])
    func `a URL without a page fails the task, and nothing else`(url: String) async throws {
        let web = try await PageServer(page: nil)
        defer { web.stop() }
        let address = url.replacingOccurrences(of: "URL", with: web.url)
        let project = try Project([
            "site.yml": """
            - hosts: all
              gather_facts: false
              tasks:
                - debug: { msg: "{{ lookup('url', '\(address)') }}" }
                  ignore_errors: true
                - debug: { msg: "{{ lookup('url', '\(address)', errors='ignore') | default('none', true) }}" }

            """
        ])
        defer { project.remove() }
        let run = try await project.run("run", "site.yml", "-i", "localhost,", "-c", "local")
        #expect(run.code == 0 && run.output.contains("ignored=1") && run.output.contains("\"none\""), "\(run.all)")
    }
}

/// A web server of this machine: every page is the same, or tells the headers of the request that asked for it.
private struct PageServer {
    let url: String
    private let program: Program

    init(page: String?) async throws {
        program = try Program("/usr/bin/perl", ["-e", Self.script, page ?? ""])
        var port = ""
        for _ in 0..<200 where port.isEmpty {
            try await Task.sleep(for: .milliseconds(25))
            port = program.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        url = "http://127.0.0.1:\(port)"
    }

    func stop() { program.send(signal: SIGKILL) }

    private static let script = #"""
        use IO::Socket::INET; use IO::Handle; STDOUT->autoflush(1);
        my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 0, Listen => 9) or die;
        print $server->sockport, "\n";
        while (my $client = $server->accept) {
            my $start = <$client>; next unless defined $start;
            my $told = "";
            while (my $line = <$client>) {
                last if $line =~ /^\r?\n/;
                $told .= lc($1) . ": $2\n" if $line =~ /^(.*?): *(.*?)\r?\n/;
            }
            my $text = $ARGV[0] ne "" ? $ARGV[0] : $told;
            my $status = $start =~ /missing/ ? "404 Not Found" : "200 OK";
            print $client "HTTP/1.1 $status\r\nContent-Length: " . length($text) . "\r\nConnection: close\r\n\r\n$text";
            close $client;
        }
        """#
}
