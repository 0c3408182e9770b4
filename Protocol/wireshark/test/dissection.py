"""Runs tshark with the dissector and reads what it says."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

FOLDER = pathlib.Path(__file__).resolve().parent
DISSECTOR = FOLDER.parent / "tombolo.lua"
VECTORS = FOLDER.parent.parent / "vectors"
# What must never be seen: broken Lua, or bytes that ours could not take. (On unknown ports other
# dissectors may guess that mutated bytes are theirs, and fail.)
DEFECTS = "_ws.lua.error || ((_ws.malformed || _ws.short || _ws.type_length) && tombolo_zmtp)"


HAS_TSHARK = shutil.which("tshark") is not None
if not HAS_TSHARK:
    print("tests of the dissector are skipped: install tshark (make dissector does)", file=sys.stderr)


class DissectorTest(unittest.TestCase):
    """A test with a folder of its own for captures; without tshark there is nothing to test."""

    @classmethod
    def setUpClass(cls):
        if not HAS_TSHARK:
            raise unittest.SkipTest("tshark is not installed")

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, packets):
        path = self.folder / "capture.pcapng"
        packets.write(path)
        return path

    def tshark(self, path, *options, dissector=DISSECTOR, first=()):
        """What tshark prints; fails if it complains, which is where broken Lua shows first."""
        # A configuration of the test's own: a dissector that the user installed would load twice.
        surroundings = dict(os.environ, WIRESHARK_CONFIG_DIR=str(self.folder), LC_ALL="C.UTF-8")
        done = subprocess.run(
            ["tshark", *first, "-n", "-X", f"lua_script:{dissector}", "-r", str(path), *options],
            capture_output=True, env=surroundings, check=False)
        complaints = [line for line in done.stderr.decode(errors="replace").splitlines()
                      if not line.startswith("Running as user")]
        self.assertEqual(complaints, [])
        self.assertEqual(done.returncode, 0)
        return done.stdout.decode(errors="replace")

    def dissect(self, path, *options):
        """The packets of the capture, after a first pass, as when one is clicked in Wireshark."""
        text = self.tshark(path, "-2", "-Y", "frame", "-T", "pdml", "-J", "tombolo tombolo_zmtp tcp",
                           *options)
        root = xml.etree.ElementTree.fromstring(text)
        return [Packet(element) for element in root.iter("packet")]

    def lines(self, path, *options):
        """Protocol and info column of each packet."""
        text = self.tshark(path, "-T", "fields", "-e", "_ws.col.Protocol", "-e", "_ws.col.Info", *options)
        return [tuple(line.split("\t")) for line in text.splitlines()]

    def assertNoDefects(self, path, *options):
        self.assertEqual(self.tshark(path, "-2", "-V", "-Y", DEFECTS, *options), "")


class Packet:
    """A packet's protocols, in order."""

    def __init__(self, element):
        self.number = int(element.find("proto[@name='geninfo']/field[@name='num']").get("show"))
        protocols = list(element.findall("proto"))
        self.names = [protocol.get("name") for protocol in protocols]
        self.messages = [Shown(p) for p in protocols if p.get("name") == "tombolo"]
        self.transport = [Shown(p) for p in protocols if p.get("name") == "tombolo_zmtp"]


class Shown:
    """One item of the tree with all below it, flat and in order."""

    def __init__(self, element):
        self.title = element.get("showname")
        self.all = [(f.get("name"), f.get("show"), f.get("showname")) for f in element.iter("field")]

    def values(self, name):
        return [show for found, show, _ in self.all if found == name]

    def labels(self, name):
        """What stands behind "Name: " of each field `name`."""
        return [label.split(": ", 1)[1] for found, _, label in self.all if found == name]

    @property
    def errors(self):
        """The names of all expert infos."""
        return [name.rsplit(".", 1)[1] for name, _, _ in self.all
                if name.startswith("tombolo") and ".expert." in name]

    @property
    def error(self):
        """The error a reader would count, or None."""
        return next(iter(self.values("tombolo.error")), None)

    @property
    def complaints(self):
        """The texts of all expert infos."""
        return [show for name, show, _ in self.all if name == "_ws.expert.message"]
