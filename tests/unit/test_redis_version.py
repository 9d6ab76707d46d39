"""What a server can read, and whether its number says that it is open."""

import pytest

from antrean.domain.redis_version import RedisVersion


def versi(text: str) -> RedisVersion:
    found = RedisVersion.parse(text)
    assert found is not None
    assert str(found) == text
    return found


@pytest.mark.parametrize(
    "text",
    [
        *("Redis 6.2.14", "Redis 6.2.19", "Redis 7.0.15", "Redis 7.2.10", "Redis 7.4.5", "Redis 8.0.3", "Redis 8.2.1"),
        *("Redis 8.1.9", "Valkey 7.2.10", "Valkey 8.0.5", "Valkey 8.1.3"),
    ],
)
def test_it_is_open(text: str) -> None:
    assert versi(text).open


@pytest.mark.parametrize(
    "text",
    [
        *("Redis 6.2.20", "Redis 7.2.11", "Redis 7.4.6", "Redis 8.0.4", "Redis 8.2.2", "Redis 8.2.3", "Redis 8.4.0"),
        *("Redis 10.0.0", "Valkey 7.2.11", "Valkey 8.0.6", "Valkey 8.1.4", "Valkey 9.0.0", "Valkey 9.1.2"),
    ],
)
def test_it_is_mended(text: str) -> None:
    assert not versi(text).open


@pytest.mark.parametrize(
    "reader, writer",
    [
        *(("Redis 7.0.15", "Redis 6.2.14"), ("Redis 7.0.11", "Redis 7.0.15"), ("Redis 8.2.3", "Redis 7.4.6")),
        *(("Valkey 9.1.2", "Redis 6.2.14"), ("Valkey 9.1.2", "Redis 7.2.11"), ("Valkey 9.1.2", "Valkey 8.0.6")),
        ("Redis 8.2.3", "Valkey 8.1.4"),
    ],
)
def test_it_reads_what_an_older_one_wrote(reader: str, writer: str) -> None:
    assert versi(reader).reads(versi(writer))


@pytest.mark.parametrize(
    "reader, writer",
    [
        *(("Redis 6.2.14", "Redis 7.0.15"), ("Redis 7.0.15", "Redis 7.2.11"), ("Redis 8.0.4", "Redis 8.2.3")),
        *(("Valkey 9.1.2", "Redis 7.4.6"), ("Redis 8.2.3", "Valkey 9.1.2"), ("Redis 7.0.15", "Valkey 7.2.11")),
        ("Valkey 9.0.0", "Valkey 9.1.2"),
    ],
)
def test_it_does_not_read_what_a_newer_one_wrote(reader: str, writer: str) -> None:
    assert not versi(reader).reads(versi(writer))


@pytest.mark.parametrize("text", ["", "KeyDB 6.3.4", "Redis", "Redis 7", "Redis 7.x"])
def test_something_else_is_none(text: str) -> None:
    assert RedisVersion.parse(text) is None
