"""Each rule of Protocol/SPEC.md, section 6, by the smallest change that breaks it."""

import copy
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import break_check  # noqa: E402

ROOT = Path(__file__).parent.parent
RELEASED = ElementTree.parse(ROOT / break_check.SCHEMA).getroot()


def message(schema, name):
    return next(m for m in schema.iter("message") if m.get("name") == name)


def field(schema, of, name):
    return next(f for f in message(schema, of).iter("field") if f.get("name") == name)


class BreakCheckTests(unittest.TestCase):
    def setUp(self):
        self.new = copy.deepcopy(RELEASED)
        self.major, minor = break_check.version(RELEASED)
        self.next = f"{self.major}.{minor + 1}"

    def newer(self):
        self.new.set("minor", self.next.split(".")[1])
        return self.new

    def found(self):
        return list(break_check.breaks(RELEASED, self.new))

    def expect(self, words):
        found = self.found()
        self.assertTrue(any(words in line for line in found), f"{words!r} not in {found}")

    def test_the_same_schema_breaks_nothing(self):
        self.assertEqual(self.found(), [])

    def test_words_may_change(self):
        for element in self.new.iter("field"):
            element.text = "other words"
        self.assertEqual(self.found(), [])

    def test_every_attribute_of_every_field_is_held(self):
        count = 0
        for index, original in enumerate(RELEASED.iter("field")):
            for key in original.attrib:
                changed = copy.deepcopy(RELEASED)
                list(changed.iter("field"))[index].set(key, "7.7" if key == "since" else "777")
                grows = key in ("min", "max") and original.get("entryByteCountOf")
                if not grows:
                    found = list(break_check.breaks(RELEASED, changed))
                    self.assertNotEqual(found, [], f"{original.get('name')}.{key}")
                    count += 1
        self.assertGreater(count, 300)

    def test_nothing_is_taken_away(self):
        count = 0
        for tag in ("field", "reserved", "value", "limit", "enum", "message", "group", "tail",
                    "flag", "extension"):
            for index in range(len(list(RELEASED.iter(tag)))):
                changed = copy.deepcopy(RELEASED)
                gone = list(changed.iter(tag))[index]
                parent = next(p for p in changed.iter() if gone in list(p))
                parent.remove(gone)
                found = list(break_check.breaks(RELEASED, changed))
                self.assertNotEqual(found, [], f"{tag} {gone.attrib}")
                count += 1
        self.assertGreater(count, 150)

    def test_a_message_may_be_added_by_a_newer_minor_version(self):
        ElementTree.SubElement(
            self.newer().find("messages"), "message", id="99", name="new", flow="both",
            payload="none", bodyByteCount="0", since=self.next)
        self.assertEqual(self.found(), [])

    def test_an_addition_needs_a_newer_minor_version(self):
        added = ElementTree.SubElement(
            self.new.find("messages"), "message", id="99", name="new", flow="both",
            payload="none", bodyByteCount="0", since=self.next)
        self.expect("and this is version")
        added.set("since", "1.0")
        self.expect("which is out already")

    def test_a_field_may_be_added_behind_the_last_one(self):
        welcome = message(self.newer(), "welcome")
        end = welcome.get("bodyByteCount")
        welcome.set("bodyByteCount", str(int(end) + 8))
        added = ElementTree.SubElement(
            welcome, "field", offset=end, name="later", type="u64", since=self.next)
        self.assertEqual(self.found(), [])
        added.set("offset", "10")
        self.expect("welcome.later is not behind the last field")

    def test_a_field_in_reserved_bytes_breaks(self):
        welcome = message(self.newer(), "welcome")
        welcome.remove(welcome.find("reserved"))
        ElementTree.SubElement(
            welcome, "field", offset="10", name="later", type="u16", since=self.next)
        ElementTree.SubElement(welcome, "reserved", offset="12", byteCount="4")
        self.expect("the reserved bytes at 10 change")

    def test_a_fixed_field_before_a_tail_breaks(self):
        hello = message(self.newer(), "hello")
        hello.set("bodyByteCount", "56")
        hello.find("tail").set("offset", "56")
        ElementTree.SubElement(
            hello, "field", offset="48", name="later", type="u64", since=self.next)
        self.expect("fields before name would move it")

    def test_an_entry_may_grow_where_a_field_says_its_size(self):
        grown = {}
        for index, original in enumerate(RELEASED.iter("group")):
            self.new = copy.deepcopy(RELEASED)
            group = list(self.newer().iter("group"))[index]
            end = group.get("entryByteCount")
            group.set("entryByteCount", str(int(end) + 8))
            for inner in group.iter("group"):
                if inner is not group:
                    inner.set("offset", group.get("entryByteCount"))
            ElementTree.SubElement(
                group, "field", offset=end, name="later", type="u64", since=self.next)
            of = next(m for m in self.new.iter("message") if group in m.iter("group"))
            sized = [f for f in of.iter("field") if f.get("entryByteCountOf") == group.get("name")]
            for size in sized:
                size.set("min", group.get("entryByteCount"))
                size.set("max", group.get("entryByteCount"))
            if sized:
                self.assertEqual(self.found(), [])
            else:
                self.expect("gets longer, and no field says how long its entries are")
            grown[of.get("name"), group.get("name")] = bool(sized)
            group.set("entryByteCount", str(int(end) - 8))
            self.expect("gets shorter")
        self.assertEqual(grown, {
            ("latent", "latents"): True, ("plan", "groups"): True,
            ("register", "models"): True, ("register", "serviceTimes"): False,
            ("batch", "members"): True,
            ("batch", "latents"): True, ("batch", "links"): True,
            ("batchResult", "groups"): True, ("batchResult", "members"): True,
        })

    def test_a_value_may_be_added_and_no_number_used_again(self):
        reasons = next(e for e in self.newer().iter("enum") if e.get("name") == "RefuseReason")
        added = ElementTree.SubElement(
            reasons, "value", number="77", name="later", since=self.next)
        self.assertEqual(self.found(), [])
        reasons.remove(added)
        reasons[0].set("name", "another")
        self.expect("RefuseReason 1 is no longer wrongVersion")

    def test_a_limit_may_not_move(self):
        next(self.new.iter("limit")).set("value", "1")
        self.expect("limit partByteCount changes")

    def test_a_flag_needs_a_new_major_version(self):
        ElementTree.SubElement(
            self.newer().find("header"), "flag", bit="2", name="later", since=self.next)
        self.expect("the flags change")

    def test_a_minor_version_does_not_go_back(self):
        newer = copy.deepcopy(RELEASED)
        newer.set("minor", self.next.split(".")[1])
        self.assertTrue(break_check.breaks(newer, RELEASED))

    def test_a_new_major_version_moves_all_but_how_peers_refuse_each_other(self):
        self.new.set("major", str(self.major + 1))
        self.new.find("messages").clear()
        self.assertEqual(self.found(), [])
        epoch = next(f for f in self.new.find("header") if f.get("name") == "epoch")
        epoch.set("offset", "20")
        self.expect("header.epoch moves")

    def test_two_of_one_name_are_refused(self):
        fields = message(self.new, "welcome")
        fields.append(copy.deepcopy(fields[0]))
        with self.assertRaises(ValueError):
            self.found()

    def test_a_tree_without_release_passes_in_one_line(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
            done = self.run_in(folder)
            self.assertEqual(done.returncode, 0)
            self.assertEqual(
                done.stdout,
                "break check: there is no release tag, so nothing to hold it against\n")

    def test_a_release_is_compared_with_the_tree(self):
        with tempfile.TemporaryDirectory() as folder:
            schema = Path(folder) / break_check.SCHEMA
            schema.parent.mkdir()
            schema.write_text((ROOT / break_check.SCHEMA).read_text())
            git = ["git", "-c", "user.name=t", "-c", "user.email=t@t"]
            for arguments in (["init", "--quiet"], ["add", "."],
                              ["commit", "--quiet", "--message", "1"], ["tag", "v1.0"]):
                subprocess.run(git + arguments, cwd=folder, check=True)
            self.assertEqual(self.run_in(folder).returncode, 0)
            schema.write_text(schema.read_text().replace('name="credit" type="u16"',
                                                         'name="credit" type="u8"'))
            done = self.run_in(folder)
            self.assertEqual(done.returncode, 1)
            self.assertIn("welcome.credit changes its type from u16 to u8", done.stdout)

    def run_in(self, folder):
        return subprocess.run(
            [sys.executable, str(Path(break_check.__file__).resolve())], cwd=folder,
            capture_output=True, text=True, check=False)


if __name__ == "__main__":
    unittest.main()
