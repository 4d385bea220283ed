"""Find the documented operation that a request to an unknown path, or with an unknown method, most likely means.

Paths are compared segment by segment, so that a wrong word, a missing or doubled `/api/v1`, a slash too many and a missing
id are recognized. Bounded: only short paths are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from aimusic_mock.contract.model import Operation

MAX_CHARACTERS = 300
"""Twice the longest documented path with its ids."""

MIN_LIKENESS = 0.5
"""How similar two words are at least, from 0 to 1: `v1` and `v2` are."""

MIN_COVERED = 0.5
"""The least part of the segments that are alike: `/sonic/create` has two of the four of `/api/v1/sonic/create`."""


def nearest(operations: Iterable[Operation], method: str, path: str) -> Operation | None:
    """Return the operation whose path is most like `path`, with preference for the same method; None if none is like it.

    Args:
        operations: the documented operations.
        method: the HTTP method of the request, in capitals.
        path: its path, without the query.
    """
    if len(path) > MAX_CHARACTERS:
        return None
    segments = _segments(path)
    ranked = [
        (_likeness(segments, _segments(operation.path)), operation.method == method, operation)
        for operation in operations
    ]
    likeness, _, operation = max(ranked, key=lambda rank: rank[:2])
    return operation if likeness >= MIN_COVERED else None


def _segments(path: str) -> list[str]:
    return [segment.lower() for segment in path.split("/") if segment]


def _likeness(segments: Sequence[str], template: Sequence[str]) -> float:
    """Return the part of the segments that are alike, from 0 to 1; 0 if any two words differ."""
    shorter, longer = sorted((len(segments), len(template)))
    if shorter == 0:
        return 0.0
    from_the_end = _alike(segments[-shorter:], template[-shorter:])
    lacks_ids = all(map(_is_parameter, template[len(segments) :]))
    from_the_start = _alike(segments, template[:shorter]) if lacks_ids and len(segments) == shorter else 0.0
    return max(from_the_end, from_the_start) / longer


def _alike(segments: Sequence[str], template: Sequence[str]) -> float:
    """Return the sum of the likenesses of two equally long paths; 0 if any two words differ."""
    total = 0.0
    for segment, word in zip(segments, template, strict=True):
        likeness = 1.0 if _is_parameter(word) or segment == word else _ratio(segment, word)
        if likeness < MIN_LIKENESS:
            return 0.0
        total += likeness
    return total


def _ratio(segment: str, word: str) -> float:
    """Return the likeness of two words; 0 if their lengths alone make them unlike, which costs less."""
    matcher = SequenceMatcher(None, segment, word, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= MIN_LIKENESS else 0.0


def _is_parameter(word: str) -> bool:
    return word.startswith("{")
