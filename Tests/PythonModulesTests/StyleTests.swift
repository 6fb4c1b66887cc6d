import Testing

@testable import PythonModules

/// How a file says in which way it wants to be called.
struct StyleTests {
    @Test(
        arguments: [
            ("#!/usr/bin/python\nfrom ansible.module_utils.basic import AnsibleModule\n", ModuleStyle.importing),
            ("from ansible_collections.a.b.plugins.module_utils.c import d\n", .importing),
            ("from ..module_utils.own import x\n", .importing),
            ("#!/bin/sh\nx='<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>'\n", .replaced),
            ("#!/usr/bin/python\n# WANT_JSON\n", .readingJSON), ("#!/bin/sh\n. \"$1\"\n", .readingKeyValue),
            ("#!/usr/bin/perl\n# from ansible.module_utils.basic import *\n", .readingKeyValue), ("", .readingKeyValue),
            ("\u{7F}ELF\u{2}\u{0}", .binary),
        ] as [(String, ModuleStyle)])
    func style(source: String, style: ModuleStyle) {
        #expect(ModuleStyle(of: Array(source.utf8), package: "ansible_collections.a.b.plugins.modules") == style)
    }

    @Test func `what is no text is a program`() {
        #expect(ModuleStyle(of: [0xCA, 0xFE, 0xFF, 0x80], package: "") == .binary)
    }

    @Test(
        arguments: [
            ("#!/usr/bin/python3 -u\nx", ["/usr/bin/python3", "-u"], "python"),
            ("#! /bin/sh\r\n", ["/bin/sh"], "sh"), ("#!/usr/bin/env python\n", ["python"], "python"),
            ("#!/usr/bin/env ruby -w\n", ["ruby", "-w"], "ruby"),
        ])
    func interpreter(source: String, words: [String], name: String) throws {
        let line = try #require(InterpreterLine(of: Array(source.utf8)))
        #expect(line.words == words && line.name == name)
    }

    @Test(arguments: ["", "import x", "#!", "#!/usr/bin/env\n", "# !/bin/sh\n"])
    func `a text without such a line`(source: String) {
        #expect(InterpreterLine(of: Array(source.utf8)) == nil)
    }
}
