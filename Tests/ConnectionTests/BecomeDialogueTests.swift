import ModuleKit
import Testing
import Values

@testable import Connection
@testable import Transport

/// The talk with sudo, su and doas, from what they say.
@Suite struct BecomeDialogueTests {
    private func talk(_ method: Become.Method, _ password: String? = "sesame") -> BecomeDialogue {
        BecomeDialogue(
            Become(user: "app", method: method, password: password.map(Secret.init)), prompt: "our-prompt: ",
            readiness: "our-readiness")
    }

    private func traffic(_ errors: String, output: String = "", ends: Bool = false) -> ChannelTraffic {
        var traffic = ChannelTraffic()
        traffic.errors = Array(errors.utf8)
        traffic.output = Array(output.utf8)
        traffic.isAtEnd = ends
        return traffic
    }

    /// Lectures, insults and other languages come before our own prompt, or stand for it where there is none of ours.
    @Test(arguments: [
        (Become.Method.sudo, ["We trust you have received the usual lecture:\n\n  #1) Respect\n\n", "our-prompt: "]),
        (.sudo, ["our-pro", "mpt: "]), (.su, ["Mot de passe : "]), (.su, ["パスワード："]),
        (.doas, ["doas (me@host) password: "]),
    ])
    func `the prompt is answered once, whatever surrounds it`(method: Become.Method, said: [String]) throws {
        var talk = talk(method)
        for words in said.dropLast() { #expect(try talk.received(traffic(words)) == .wait) }
        #expect(try talk.received(traffic(said.last ?? "")) == .send(Array("sesame\n".utf8)))
        #expect(try talk.received(traffic("\n", output: "our-readiness\n")) == .ready)
    }

    @Test(arguments: ["it's", "a\\b", "$HOME", "100%", "two  words ", "Straße", "\"`!#~;&|<>"])
    func `a password arrives unchanged`(password: String) throws {
        var talk = talk(.sudo, password)
        #expect(try talk.received(traffic("our-prompt: ")) == .send(Array((password + "\n").utf8)))
    }

    /// A second question means that the first answer was wrong, however it is put.
    @Test(arguments: ["Sorry, try again.\n", "Wrong!  You cheating scum!\n", "Das hat nicht funktioniert.\n"])
    func `a wrong password is not given again`(insult: String) throws {
        var talk = talk(.sudo)
        _ = try talk.received(traffic("our-prompt: "))
        #expect(throws: ConnectionError.becomePasswordWrong(user: "app")) {
            try talk.received(traffic(insult + "our-prompt: "))
        }
    }

    @Test(arguments: [
        ("sudo: sorry, you must have a tty to run sudo\n", "requires a terminal"),
        ("sudo: a terminal is required to read the password\n", "a terminal is required"),
        ("app is not in the sudoers file.\n", "not in the sudoers file"),
    ])
    func `a demand for more than a password is reported`(said: String, words: String) {
        var talk = talk(.sudo)
        #expect {
            try talk.received(traffic(said, ends: true))
        } throws: { error in
            guard case .become("app", let reason) = error as? ConnectionError else { return false }
            return reason.contains(words)
        }
    }

    /// As a second factor, or a program in place of sudo that says things without end.
    @Test(arguments: ["Verification code: ", "and so on\n"])
    func `a dialogue that does not end is given up and its last output shown`(said: String) {
        var talk = talk(.sudo)
        #expect {
            for _ in 0..<100 { _ = try talk.received(traffic(said)) }
            _ = try talk.received(traffic(said), isLate: true)
        } throws: { error in
            guard case .become("app", let reason) = error as? ConnectionError else { return false }
            return reason.contains("does not continue") && reason.contains(said.trimmed) && reason.count < 20_000
        }
    }
}
