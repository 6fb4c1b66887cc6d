"""Round trips on the slow line, counted against conversations that are known to take so many."""

import socket
import socketserver
import tempfile
import threading
import time
import unittest
from pathlib import Path

from harness import natives
from harness.line import SlowLine

SOURCES = Path(__file__).resolve().parent.parent / "native"
MILLISECONDS = 5


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Echo(socketserver.StreamRequestHandler):
    """Answers each line with itself, after a greeting."""

    def handle(self) -> None:
        self.wfile.write(b"welcome\n")
        for words in self.rfile:
            self.wfile.write(words)


class SlowLineTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.directory = tempfile.TemporaryDirectory()
        cls.program = natives.build(SOURCES, Path(cls.directory.name)) / "slow_line"
        cls.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo)
        cls.server.daemon_threads = True
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()

    @classmethod
    def tearDownClass(cls) -> None:
        cls.server.shutdown()
        cls.server.server_close()
        cls.directory.cleanup()

    def traffic(self, talk) -> tuple[dict[str, int], float]:
        """What a conversation over the line took: its traffic, and seconds."""
        port = free_port()
        with SlowLine(self.program, port, MILLISECONDS, *self.server.server_address) as line:
            began = time.monotonic()
            with socket.create_connection(("127.0.0.1", port)) as client, client.makefile("rwb") as stream:
                talk(stream)
            seconds = time.monotonic() - began
        return line.traffic, seconds

    def test_each_question_that_waits_for_the_answer_before_it_is_a_round_trip(self) -> None:
        def talk(stream) -> None:
            stream.readline()
            for _ in range(10):
                stream.write(b"question\n")
                stream.flush()
                self.assertEqual(stream.readline(), b"question\n")

        traffic, seconds = self.traffic(talk)
        self.assertEqual(traffic["round_trips"], 1 + 1 + 10, "to connect, to be greeted, to ask ten times")
        self.assertGreaterEqual(seconds, (1 + 1 + 10) * 2 * MILLISECONDS / 1000)

    def test_questions_sent_together_are_one_round_trip(self) -> None:
        def talk(stream) -> None:
            stream.readline()
            stream.write(b"question\n" * 10)
            stream.flush()
            for _ in range(10):
                self.assertEqual(stream.readline(), b"question\n")

        traffic, _ = self.traffic(talk)
        self.assertEqual(traffic["round_trips"], 1 + 1 + 1)
        self.assertEqual((traffic["bytes_up"], traffic["bytes_down"]), (90, 90 + len("welcome\n")))

    def test_what_crosses_the_greeting_costs_nothing(self) -> None:
        def talk(stream) -> None:
            stream.write(b"question\n")
            stream.flush()
            stream.readline()
            self.assertEqual(stream.readline(), b"question\n")

        traffic, _ = self.traffic(talk)
        self.assertEqual(traffic["round_trips"], 1 + 1)
        self.assertEqual(traffic["connections"], 1)
