"""The surface that an editor shows: signatures, docstrings and public types, compared with the contract."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_type_hints

import attrs
import pytest

import aimusic
from aimusic import AIMusic, AsyncAIMusic, types
from contract_tests.sdk.contract import DOCUMENT, OPERATIONS_BY_ID, resolved
from contract_tests.sdk.methods import CASES, Case, method_names, method_of
from contract_tests.support.processes import REPOSITORY

pytestmark = pytest.mark.filterwarnings("ignore:Riffusion is deprecated:DeprecationWarning")


@pytest.fixture(scope="module")
def clients() -> Iterator[tuple[AIMusic, AsyncAIMusic]]:
    with AIMusic(api_key="k") as client:
        yield client, AsyncAIMusic(api_key="k")


def names() -> list[str]:
    """Return the names of all methods, from the cases; another test compares the cases with both clients."""
    return sorted({case.method for case in CASES})


def test_clients_have_the_same_methods(clients: tuple[AIMusic, AsyncAIMusic]) -> None:
    sync_client, async_client = clients

    assert list(method_names(sync_client)) == list(method_names(async_client))


@pytest.mark.parametrize("name", names())
def test_async_method_has_the_signature_and_docstring_of_the_sync_one(
    name: str, clients: tuple[AIMusic, AsyncAIMusic]
) -> None:
    sync_method, async_method = (method_of(client, name) for client in clients)

    assert inspect.signature(sync_method).parameters == inspect.signature(async_method).parameters
    assert sync_method.__doc__ == async_method.__doc__
    assert sync_method.__doc__, f"{name} has no docstring"


@pytest.mark.parametrize("name", names())
def test_method_is_defined_where_an_editor_finds_it(name: str, clients: tuple[AIMusic, AsyncAIMusic]) -> None:
    """An attribute that a call creates has neither a docstring nor a definition in an editor."""
    for client in clients:
        method = inspect.unwrap(method_of(client, name))
        source = inspect.getsource(method)
        assert re.search(rf"^    (async )?def {method.__name__}\(", source, re.MULTILINE), source


# Docstrings


@cache
def keywords(name: str) -> dict[str, Any]:
    """Return the arguments of a method: those of its own, and the options of its TypedDict, with their types."""
    with AIMusic(api_key="k") as client:
        method = method_of(client, name)
    hints = get_type_hints(inspect.unwrap(method), include_extras=True)
    hints.pop("return", None)
    if "options" in hints:
        (options,) = get_args(hints.pop("options"))
        hints |= get_type_hints(options)
    return hints


def documented(docstring: str) -> dict[str, str]:
    """Return the `Args` of a docstring: the text of each, by name."""
    section = re.search(r"^Args:\n((?:    .*\n?|\n(?=    ))*)", inspect.cleandoc(docstring), re.MULTILINE)
    entries = re.findall(r"^    (\w+): ((?:.|\n(?=     ))*)", section[1] if section else "", re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in entries}


@pytest.mark.parametrize("name", names())
def test_docstring_names_every_argument_and_option(name: str, clients: tuple[AIMusic, AsyncAIMusic]) -> None:
    docstring = method_of(clients[0], name).__doc__

    assert set(documented(docstring)) == set(keywords(name)), name


SENT_AS = {
    "model": "mv",
    "instrumental": "make_instrumental",
    "description": "gpt_description_prompt",
    "lyrics": "infill_lyrics",
    "format": "format",
}


def limits(case: Case) -> Iterator[tuple[str, str]]:
    """Yield the limits that the contract sets for the arguments of a case: the argument, and a number."""
    operation = OPERATIONS_BY_ID[case.operation]
    schema = resolved(operation["requestBody"]["content"]["application/json"]["schema"])
    sent = case.sent or {}
    for member in schema.get("oneOf", [schema]):
        properties = resolved(member)["properties"]
        if not sent.keys() - {"new_field"} <= properties.keys() or not constants_match(properties, sent):
            continue
        for argument in keywords(case.method):
            field = resolved(properties.get(SENT_AS.get(argument, argument), properties.get(argument, {})))
            for limit in ("maxLength", "maximum", "maxItems"):
                if limit in field:
                    yield argument, f"{field[limit]:g}"


def constants_match(properties: dict[str, Any], sent: Any) -> bool:
    constants = {name: resolved(field).get("const") for name, field in properties.items() if name in sent}
    return all(value is None or value == sent[name] for name, value in constants.items())


@pytest.mark.parametrize("case", [case for case in CASES if case.sent], ids=str)
def test_docstring_states_the_limits_of_the_contract(case: Case, clients: tuple[AIMusic, AsyncAIMusic]) -> None:
    texts = documented(method_of(clients[0], case.method).__doc__)
    expected = set(limits(case))

    missing = [
        f"{argument}: {limit}" for argument, limit in expected if limit not in re.findall(r"[\d.]*\d", texts[argument])
    ]
    as_in_create = {"prompt: 5000"} if "as in `create`" in texts.get("prompt", "") else set()
    assert not set(missing) - as_in_create, f"the docstring of {case.method} lacks {sorted(missing)}"


def test_limits_of_the_contract_are_found() -> None:
    (create,) = (case for case in CASES if case.method == "sonic.create" and "prompt" in (case.sent or {}))

    assert {("title", "80"), ("prompt", "5000"), ("style_weight", "1"), ("webhook_url", "1024")} <= set(limits(create))


def prices(name: str) -> set[float]:
    """Return the prices that the contract sets for the requests of a method."""
    amounts = set()
    for case in CASES:
        if case.method != name:
            continue
        operation = OPERATIONS_BY_ID[case.operation]
        amount = operation["x-credits"]["amount"]
        if (case.sent or {}).get("task_type"):
            schema = resolved(operation["requestBody"]["content"]["application/json"]["schema"])
            for member in map(resolved, schema["oneOf"]):
                if constants_match(member["properties"], case.sent) and "x-credits" in member:
                    amount = member["x-credits"]["amount"]
        amounts.add(float(amount))
    return amounts


@pytest.mark.parametrize("name", names())
def test_docstring_states_the_price_of_the_contract(name: str, clients: tuple[AIMusic, AsyncAIMusic]) -> None:
    docstring = method_of(clients[0], name).__doc__
    (line,) = re.findall(r"^ *Credits: (.+)", docstring, re.MULTILINE)
    stated = {float(number) for number in re.findall(r"\d+", re.split(r" for |, refunded|\.", line)[0])}

    assert stated == prices(name), f"{name} states `Credits: {line}`; the contract charges {sorted(prices(name))}"


def test_prices_of_the_contract_differ_by_method() -> None:
    assert (prices("sonic.stems"), prices("sonic.concat"), prices("sonic.lyrics")) == ({10.0, 50.0}, {2.0}, {0.0})


@pytest.mark.parametrize("kind", [aimusic.Task, aimusic.AsyncTask, aimusic.Clip, aimusic.AsyncClip])
def test_class_docstring_lists_every_public_attribute(kind: type[Any]) -> None:
    public = {field.name for field in attrs.fields(kind)} | {
        name for name, member in inspect.getmembers(kind) if isinstance(member, property)
    }
    public = {name for name in public if not name.startswith("_")}
    base = next(base for base in kind.__mro__ if "Attributes:" in (base.__doc__ or ""))
    section = inspect.cleandoc(base.__doc__ or "").partition("Attributes:\n")[2]

    assert public <= set(re.findall(r"^    (\w+): ", section, re.MULTILINE)), base


# Cases

TRIED_ELSEWHERE = {"extra", "timeout", "uploaded"}
"""Arguments that are no field of a body; tests of their own cover them."""

NOT_OFFERED = {
    "create_sonic_music": {"lyrics", "use_suno_cdn"},
    "create_producer_music": {"ends", "lyrics_text", "starts"},
    "cover_sonic_upload": {"auto_concat"},
}
"""Fields without an argument: second names of other fields, and fields without a documented effect. Send them by `extra`."""


@pytest.mark.parametrize("name", names())
def test_every_argument_has_a_case(name: str, clients: tuple[AIMusic, AsyncAIMusic]) -> None:
    cases = [case for case in CASES if case.method == name]
    positional = list(inspect.signature(method_of(clients[0], name)).parameters)
    tried = {keyword for case in cases for keyword in (*case.kwargs, *positional[: len(case.args)])}

    assert set(keywords(name)) - TRIED_ELSEWHERE <= tried, f"add the argument to a case of {name} in sdk/methods.py"


@pytest.mark.parametrize("operation", [name for name, raw in OPERATIONS_BY_ID.items() if "requestBody" in raw])
def test_every_field_of_the_contract_has_an_argument(operation: str) -> None:
    schema = resolved(OPERATIONS_BY_ID[operation]["requestBody"]["content"]["application/json"]["schema"])
    fields = {name for member in schema.get("oneOf", [schema]) for name in resolved(member)["properties"]}
    sent = {name for case in CASES if case.operation == operation for name in case.sent or ()}

    assert fields - sent == NOT_OFFERED.get(operation, set()), (
        "offer the field in a method, or explain it in NOT_OFFERED"
    )


# Public types


def test_public_types_are_documented() -> None:
    source = inspect.getsource(types)
    for name in types.__all__:
        defined_here = re.search(rf"^(class {name}\b|{name} = )", source, re.MULTILINE)
        if defined_here:
            assert re.search(rf'^class {name}\b.*:\n    """|^{name} = (.|\n[ \]])*?\n"""', source, re.MULTILINE), name
        else:
            assert name in ("BaseClip", "BaseTask", "Product", "State")


def test_song_options_fit_every_method_that_they_name() -> None:
    options = set(get_type_hints(types.SongOptions))
    for name in ("sonic.create", "sonic.extend", "sonic.cover", "sonic.mashup"):
        assert options <= set(keywords(name)), name
    assert set(keywords("sonic.create")) - options == {"prompt", "description", "auto_lyrics"}


@pytest.mark.parametrize(
    ("literal", "schema", "key"),
    [
        (types.Model, "SonicModel", "enum"),
        (types.ReplaceModel, "SonicReplaceModel", "enum"),
        (types.RiffusionModel, "RiffusionCreateMusicPrompt.mv", "enum"),
        (types.RetiredTask, "ProducerRetiredTask.task_type", "enum"),
        (types.KnownProducerModel, "ProducerCreateMusic.mv", "x-known-values"),
    ],
)
def test_literals_are_the_words_of_the_contract(literal: Any, schema: str, key: str) -> None:
    component, _, member = schema.partition(".")
    node = DOCUMENT["components"]["schemas"][component]
    node = resolved(node["properties"][member]) if member else node

    assert set(get_args(literal)) == set(node[key])


def test_public_types_bring_no_module_of_their_own() -> None:
    code = (
        "import sys, aimusic; before = set(sys.modules); import aimusic.types; print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


# Counts


def test_pages_state_the_counts_of_the_contract() -> None:
    counts = {"operations": len(OPERATIONS_BY_ID), "methods": len(names())}
    folders = [path for path in REPOSITORY.iterdir() if path.is_dir() and not path.name.startswith(".")]
    pages = [*REPOSITORY.glob("*.md"), *(page for folder in folders for page in folder.rglob("*.md"))]
    stated = [
        (str(path.relative_to(REPOSITORY)), int(number), noun)
        for path in pages
        for number, noun in re.findall(r"\b(\d+) (operations|methods)\b", path.read_text(encoding="utf-8"))
    ]

    wrong = [
        f"{page} states {number} {noun}, not {counts[noun]}" for page, number, noun in stated if number != counts[noun]
    ]
    assert not wrong, wrong
    assert {noun for _, _, noun in stated} == set(counts)
