"""What the harness concludes: from outputs, from copies, from figures."""

import tempfile
import unittest
from pathlib import Path

from harness import floors, plan, record, table, targets, workloads
from harness.bench import Result
from harness.meter import Measurement
from harness.peers import pyinfra_changes
from harness.state import States
from harness.tools import recap_changes


def run(wall: float, **fields: object) -> Measurement:
    return Measurement(**{"wall": wall, "controller_cpu": 0.1, "host_cpu": 5.0, "exit_code": 0, "output": "", **fields})


class OutputTests(unittest.TestCase):
    def test_changes_of_all_hosts_are_added(self) -> None:
        recap = "h001 : ok=28   changed=23   unreachable=0\nh002 : ok=28   changed=2    unreachable=0\n"
        self.assertEqual(recap_changes(recap), 25)
        self.assertIsNone(recap_changes("nothing of the kind"))

    def test_pyinfra_says_it_in_a_total_or_predicts_it_line_by_line(self) -> None:
        self.assertEqual(pyinfra_changes("    Grand total    46    40    -    6    \n"), 40)
        self.assertEqual(pyinfra_changes("    Grand total    46    -    -    46   \n"), 0)
        prediction = ("--> Detected changes:\n    files.put (src=a)   2 (h101, h102)   -   \n"
                      "    files.line (path=b)   -   -   \n    Reload the service   -   1 (h101)   \n")
        self.assertEqual(pyinfra_changes(prediction), 2)

    def test_a_run_is_wrong_if_it_failed_or_changed_something_else(self) -> None:
        w2, w4 = workloads.ALL["w2"], workloads.ALL["w4"]
        self.assertIsNone(workloads.complaint(w2, 2, exit_code=0, changed=0, answers=None))
        self.assertEqual(workloads.complaint(w2, 2, exit_code=2, changed=0, answers=None), "exit code 2")
        self.assertEqual(workloads.complaint(w2, 2, 0, 1, None), "1 changes reported instead of 0")
        self.assertEqual(workloads.complaint(w4, 2, 0, None, answers=1), "1 of 2 hosts answered")

    def test_copies_are_compared_byte_by_byte(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            ours, theirs = Path(directory, "tree"), Path(directory, "home/tree")
            for tree, words in ((ours, "same size"), (theirs, "same_size")):
                tree.mkdir(parents=True)
                (tree / "right").write_text("equal")
                (tree / "wrong").write_text(words)
            (ours / "missing").write_text("")
            wrong = workloads.copy_complaint(workloads.ALL["w6-tree"], ours.parent, theirs.parent)
        self.assertEqual(wrong, "2 of the copies differ")

    def test_the_first_tool_sets_the_state_that_others_have_to_leave(self) -> None:
        states = States()
        self.assertIsNone(states.complaint("swiftplay", "mode 644\nowner root\n"))
        self.assertIsNone(states.complaint("ansible", "mode 644\nowner root\n"))
        complaint = states.complaint("mitogen", "mode 600\nowner root\n")
        self.assertIn("than after swiftplay", complaint)
        self.assertIn("+mode 600", complaint)


class FigureTests(unittest.TestCase):
    def result(self, **runs: list[Measurement]) -> Result:
        return Result(workloads.ALL["w2"], 50, {name.replace("_", "-"): list(values) for name, values in runs.items()})

    def test_ratios_are_of_medians(self) -> None:
        result = self.result(swiftplay=[run(9), run(2), run(3)], floor_libssh2=[run(1.5)], pyinfra=[run(60)])
        self.assertEqual(targets.times_floor(result), 2)
        self.assertEqual(targets.times_faster(result), 20)
        self.assertEqual(targets.host_cpu_each(result), 0.1)

    def test_a_peer_whose_result_is_wrong_is_not_the_best(self) -> None:
        result = self.result(swiftplay=[run(1)], mitogen=[run(10, complaint="exit code 4")], pyinfra=[run(30)])
        self.assertEqual(table.best_peer(result, ["mitogen", "pyinfra"]), "pyinfra")

    def test_targets_are_met_missed_or_not_to_be_had_with_wrong_results(self) -> None:
        def met(*ours: Measurement) -> dict[str, str]:
            printed = targets.table([self.result(swiftplay=ours, floor_libssh2=[run(1)], pyinfra=[run(30)])])
            rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in printed.splitlines()[2:]]
            return {row[3]: row[5] for row in rows}

        self.assertEqual(met(run(2))["× floor"], "yes")
        self.assertEqual(met(run(2.1))["× floor"], "NO")
        self.assertEqual(met(run(2))["× faster than the best peer"], "yes")
        self.assertEqual(met(run(2.5))["× faster than the best peer"], "NO")
        self.assertEqual(met(run(2), run(2, complaint="exit code 2"))["× floor"], "WRONG")

    def test_every_target_is_measured_by_the_whole_table(self) -> None:
        measured = {(cell.workload.name, cell.hosts) for cell in plan.cells(workloads.selected([]), [], None, None)}
        self.assertEqual({(target.workload, target.hosts) for target in targets.TARGETS} - measured, set())

    def test_every_workload_has_the_floor_that_it_is_compared_with(self) -> None:
        names = {floor.name for floor in floors.FLOORS}
        self.assertEqual({workload.floor for workload in workloads.ALL.values()} - names, set())

    def test_numbers_of_ones_own_replace_those_of_the_table(self) -> None:
        cells = plan.cells(workloads.selected(["w6", "w4"]), [3], runs=2, peer_runs=None)
        self.assertEqual({cell.workload.name for cell in cells}, {"w4", "w6-file", "w6-tree", "w6-again"})
        self.assertEqual({(cell.hosts, cell.runs) for cell in cells}, {(3, 2)})
        self.assertTrue(all(cell.peer_runs <= 2 for cell in cells))

    def test_the_record_holds_all_but_the_output(self) -> None:
        plain = record.plain(self.result(swiftplay=[run(2, output="words")]))
        self.assertEqual(plain["runs"]["swiftplay"][0]["wall"], 2)
        self.assertNotIn("output", plain["runs"]["swiftplay"][0])
