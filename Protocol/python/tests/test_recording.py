"""A recorded drive, read by the reader that everybody uses."""

import json
import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from mcap.reader import NonSeekingReader, SeekingReader, make_reader
from mcap.records import DataEnd, Footer
from mcap.stream_reader import StreamReader

from conftest import BUNDLE_FOLDER

PATIENCE = 90.0  # seconds; only a failure takes that long


@pytest.fixture(scope="module")
def drive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the recording of a car that looks for its coordinator for two seconds."""
    binary = os.environ.get("TOMBOLO_BINARY")
    edge = Path(binary).with_name("tombolo-edge") if binary else None
    if edge is None or not edge.exists():
        pytest.skip("TOMBOLO_BINARY has no tombolo-edge beside it: build it to test recordings")
    path = tmp_path_factory.mktemp("recording") / "drive.mcap"
    command = [str(edge), "--coordinator", "tcp://127.0.0.1:1", "--bundle", str(BUNDLE_FOLDER)]
    command += ["--record", str(path), "--duration", "2"]
    subprocess.run(command, check=True, timeout=PATIENCE, capture_output=True)
    return path


def test_every_channel_is_read_and_the_counts_are_equal(drive: Path) -> None:
    with drive.open("rb") as file:
        reader = make_reader(file, validate_crcs=True)
        assert isinstance(reader, SeekingReader)
        summary = reader.get_summary()
        assert summary is not None
        assert summary.statistics is not None
        indexed = Counter(channel.id for _, channel, _ in reader.iter_messages())
        counts = summary.statistics.channel_message_counts
        assert dict(indexed) == counts
        assert summary.statistics.message_count == sum(counts.values())
        assert summary.statistics.chunk_count == len(summary.chunk_indexes) > 1
        assert {index.compression for index in summary.chunk_indexes} == {"lz4"}
        topics = {channel.topic for channel in summary.channels.values()}
        assert {"/commands", "/inputs", "/decisions", "/camera", "/summary"} <= topics
    with drive.open("rb") as file:
        streamed = NonSeekingReader(file, validate_crcs=True).iter_messages()
        assert Counter(channel.id for _, channel, _ in streamed) == indexed


def test_every_checksum_is_there_and_right(drive: Path) -> None:
    with drive.open("rb") as file:
        records = list(StreamReader(file, validate_crcs=True).records)
    footer = records[-1]
    assert isinstance(footer, Footer)
    assert footer.summary_crc != 0
    ends = [record for record in records if isinstance(record, DataEnd)]
    assert len(ends) == 1
    assert ends[0].data_section_crc != 0


def test_messages_are_found_by_time_through_the_index(drive: Path) -> None:
    with drive.open("rb") as file:
        reader = make_reader(file)
        commands = [message.log_time for _, _, message in reader.iter_messages(["/commands"])]
        assert len(commands) > 80
        first, last = commands[20], commands[40]
        some = reader.iter_messages(["/commands"], starting_at=first, ending_before=last)
        assert [message.log_time for _, _, message in some] == commands[20:40]


def test_messages_are_what_their_schema_says(drive: Path) -> None:
    types: dict[str, type | tuple[type, ...]] = {
        "number": (int, float, type(None)),
        "integer": int,
        "string": str,
        "boolean": bool,
        "array": list,
        "object": dict,
    }
    with drive.open("rb") as file:
        for schema, channel, message in make_reader(file).iter_messages():
            if channel.message_encoding != "json":
                assert channel.topic == "/inputs"
                assert schema is None
                continue
            assert schema is not None
            properties = json.loads(schema.data)["properties"]
            for name, value in json.loads(message.data).items():
                if name != "kind":
                    assert isinstance(value, types[properties[name]["type"]]), (channel, name)


def test_inputs_are_numbered_and_in_order(drive: Path) -> None:
    with drive.open("rb") as file:
        inputs = [
            (int.from_bytes(message.data[:8], "little"), message.log_time)
            for _, _, message in make_reader(file).iter_messages(["/inputs"])
        ]
    assert [number for number, _ in inputs] == list(range(len(inputs)))
    assert [time for _, time in inputs] == sorted(time for _, time in inputs)
