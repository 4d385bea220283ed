"""What the suite derives from the contract: which reply properties are URLs, and which repeat the request."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.conformance.cases import Request
from contract_tests.conformance.echoes import differences, echoes_of, filled
from contract_tests.conformance.spec import Operation, Spec, read_document

SONG = {"custom_mode": True, "mv": "sonic-v5", "title": "Lane", "tags": "folk", "prompt": "[Verse]\nRain"}


def _spec(**clip: Any) -> Spec:
    """Return the contract with more properties in the clips of a Sonic task."""
    document = read_document()
    document["components"]["schemas"]["SonicClip"]["properties"].update(clip)
    return Spec(document)


def _song(spec: Spec, **fields: Any) -> Request:
    operation: Operation = spec.operations["create_sonic_music"]
    body = {**SONG, **fields}
    member = operation.member_of(body)
    assert member is not None
    return Request("song", operation, member, body)


def test_addresses_of_replies_are_found_by_name_and_by_format() -> None:
    added = {"url": {"type": "string"}, "cover_link": {"type": ["string", "null"], "format": "uri"}}
    assert _spec(**added).addresses - _spec().addresses == {"url", "cover_link"}
    assert {"audio_url", "wav_url", "image_url", "video_url", "midi_url"} <= _spec().addresses


def test_addresses_of_requests_are_none_of_replies() -> None:
    assert not {"webhook_url", "callback_url", "cover_url"} & _spec().addresses


def test_property_of_request_and_clip_is_an_echo_as_soon_as_both_have_it() -> None:
    spec = _spec(vocal_gender={"type": "string", "description": "The voice that was sent."})
    request = _song(spec, vocal_gender="f")
    assert "vocal_gender" in {echo.name for echo in echoes_of(spec, request, "SonicClip")}
    assert "vocal_gender" not in {echo.name for echo in echoes_of(_spec(), _song(_spec()), "SonicClip")}
    clip = {**SONG, "lyrics": SONG["prompt"]}
    assert list(differences(spec, request, clip, exact=True)) == [("vocal_gender", "f", None)]


@pytest.mark.parametrize(
    ("returned", "exact", "differing"),
    [
        ({"title": "Another", "negative_tags": "metal"}, True, ["title"]),
        ({"title": "Another", "negative_tags": "metal"}, False, []),  # the contract lets the service rewrite titles
        ({"title": "Lane", "negative_tags": "jazz"}, False, ["negative_tags"]),
        ({"title": "Lane", "negative_tags": None}, True, ["negative_tags"]),
        ({"title": "Lane", "negative_tags": None}, False, []),
        ({"title": "Lane"}, True, ["negative_tags"]),
    ],
    ids=["rewritten-mock", "rewritten-service", "changed", "null-mock", "null-service", "absent-mock"],
)
def test_differences_are_exact_for_the_mock_and_as_the_contract_allows_for_a_service(
    returned: dict[str, Any], exact: bool, differing: list[str]
) -> None:
    spec = _spec()
    request = _song(spec, negative_tags="metal")
    clip = {"mv": "sonic-v5", "tags": "folk", **returned}
    assert [name for name, _, _ in differences(spec, request, clip, exact=exact)] == differing


def test_filled_request_has_every_echo_and_fits_its_form() -> None:
    spec = _spec()
    request = filled(spec, _song(spec))
    assert {echo.name for echo in echoes_of(spec, request, "SonicClip")} <= request.body.keys()
    assert "prompt" not in request.body  # it would win over `lyrics`
    assert request.operation.member_of(request.body) is request.member
