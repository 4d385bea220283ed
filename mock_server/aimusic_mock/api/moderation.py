"""The moderation refusals: which text of a request they are about, and which words they quote."""

from __future__ import annotations

from aimusic_mock.api.context import RequestContext
from aimusic_mock.domain.lyrics import keywords
from aimusic_mock.errors import ContractError
from aimusic_mock.faults import scenarios

DETAIL_CHARACTERS = 40
"""How much is quoted of a text without words, such as one of dots only."""


def moderation_error(context: RequestContext) -> ContractError:
    """Return one of the moderation refusals that apply to the text of the request."""
    part, text = _moderated_text(context)
    examples = context.mock.contract.errors("Forbidden")
    names = [name for name in examples if name.startswith(scenarios.MODERATED[part])]
    rng = context.world.ids.rng("moderation", context.number)
    return context.error(
        "Forbidden", rng.choice(names) if text else scenarios.NO_TEXT, **{scenarios.DETAIL: detail(context)}
    )


def detail(context: RequestContext) -> str:
    """Return the words that a refusal quotes: the scenario's `detail` option, else the first keywords of the text."""
    if "detail" in context.faults.options:
        return str(context.faults.options["detail"])
    text = _moderated_text(context)[1]
    return " ".join(keywords(text)[:2]) or text.strip()[:DETAIL_CHARACTERS] or scenarios.DETAIL


def _moderated_text(context: RequestContext) -> tuple[str, str]:
    """Return the part of a request that is moderated, `lyrics` or `description`, and its text."""
    # A prompt is lyrics in Sonic, and a description elsewhere.
    prompt_part = "lyrics" if context.operation.product == "sonic" else "description"
    for name, part in (*scenarios.MODERATED_FIELDS.items(), ("prompt", prompt_part)):
        text = context.body.get(name)
        if isinstance(text, str) and text.strip():
            return part, text
    return "description", ""
