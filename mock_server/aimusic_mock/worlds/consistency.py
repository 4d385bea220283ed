"""The state of a world as one value, and the relations between its parts that the types do not express.

The rest of the mock relies on these relations: a state that breaks one of them would fail later, in another request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import define

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import TaskSpec
from aimusic_mock.domain import fault_rules, inbox, store
from aimusic_mock.domain.accounts import MAX_ENTRIES, Account, Entry
from aimusic_mock.domain.clock import LATEST, Clock
from aimusic_mock.domain.fault_rules import MAX_RULES, Rule
from aimusic_mock.domain.inbox import Inbox
from aimusic_mock.domain.journal import Exchange
from aimusic_mock.domain.outbox import PRODUCTS, OutboxState
from aimusic_mock.domain.songs import MAX_DURATION_S, Song
from aimusic_mock.domain.store import Persona, Vox
from aimusic_mock.domain.tasks import NEVER, Clip, Task
from aimusic_mock.faults import rules
from aimusic_mock.replies.sonic import PAIR_KEYS
from aimusic_mock.worlds.registry import NAME

MAX_SAMPLES = 100
"""Resources without an owner, of each kind: several times as many as the contract's fixtures have."""

MAX_ACCOUNTS = 10_000
"""As many as a recording can have."""

Problem = tuple[list[str | int], str]
"""The path to an invalid value, and what is wrong with it."""


@define
class ClockState:
    """The mode and the times of a clock, in seconds since 1970."""

    name: str
    now: float
    began_at: float


@define
class IdsState:
    """The seed, and how many ids of each kind were made."""

    seed: int
    counts: dict[str, int]


@define
class Tables:
    """The tables of a store. A task's clips are part of the task; `clips` holds the others, uploads and samples."""

    accounts: dict[str, Account]
    tasks: dict[str, Task]
    clips: dict[str, Clip]
    personas: dict[str, Persona]
    voxes: dict[str, Vox]
    built_files: dict[str, None]
    uploads: dict[str, None]
    renewed_at: dict[str, float]


@define
class FaultsState:
    """The rules, and the number of the last one."""

    last_number: int
    rules: list[Rule]


@define
class JournalState:
    """The exchanges that are kept, how many there were, and how many were dropped."""

    numbers: int
    dropped: int
    exchanges: list[Exchange]


@define
class WorldState:
    """Everything that a snapshot saves of a world."""

    clock: ClockState
    ids: IdsState
    store: Tables
    faults: FaultsState
    journal: JournalState
    outbox: OutboxState
    inbox: dict[str, Inbox]


def problems(state: WorldState, contract: Contract) -> Iterator[Problem]:
    """Yield what makes a state impossible; nothing for the state of a world."""
    yield from _clock(state.clock)
    for kind, count in state.ids.counts.items():
        if count < 0:
            yield ["ids", "counts", kind], "the count is negative"
    if not state.store.accounts:
        yield ["store", "accounts"], "a world has at least one account"
    for key, account in state.store.accounts.items():
        yield from _below(["store", "accounts", key], _account(key, account))
    yield from _tables(state.store, contract)
    yield from _faults(state.faults)
    yield from _journal(state.journal)
    yield from _outbox(state)
    if len(state.inbox) > inbox.MAX_NAMES:
        yield ["inbox"], f"a world has at most {inbox.MAX_NAMES} inboxes"
    for name, box in state.inbox.items():
        yield from _below(["inbox", name], _inbox(name, box))


def _below(path: list[str | int], inner: Iterator[Problem]) -> Iterator[Problem]:
    for below, reason in inner:
        yield [*path, *below], reason


def _clock(clock: ClockState) -> Iterator[Problem]:
    try:
        Clock(clock.name)
    except ValueError as error:
        yield ["clock", "name"], str(error)
    for name in ("began_at", "now"):
        if not 0 <= getattr(clock, name) <= LATEST:
            yield ["clock", name], "the time is not between 1970 and 2100"


def _account(key: str, account: Account) -> Iterator[Problem]:
    if account.key != key or not key:
        yield ["key"], "the key is empty or differs from the account's name in the table"
    if not account.is_balanced or min(account.credits, account.extra_credits) < 0:
        yield ["ledger"], "the balances are negative, or the entries do not add up to them"
    if max(len(account.ledger), len(account.paid), len(account.charged_once)) > 2 * MAX_ENTRIES:
        yield ["ledger"], f"an account has at most {2 * MAX_ENTRIES} entries"
    for name in ("blocked_until", "last_submit_at"):
        if not 0 <= (getattr(account, name) or 0) <= NEVER:
            yield [name], "the time is out of range"
    for number, entry in enumerate(account.ledger):
        yield from _below(["ledger", number], _entry(entry))
    # A planned refund is the reverse of a charge, so that it can only raise a balance.
    for name, sign in (("paid", -1), ("planned", 1)):
        for task_id, entry in getattr(account, name).items():
            yield from _below([name, task_id], _entry(entry))
            if entry.task_id != task_id or min(sign * entry.credits, sign * entry.extra_credits) < 0:
                yield [name, task_id], "the entry is for another task, or moves credits in the wrong direction"


def _entry(entry: Entry) -> Iterator[Problem]:
    if not 0 <= entry.at <= NEVER:
        yield ["at"], "the time is out of range"


def _tables(tables: Tables, contract: Contract) -> Iterator[Problem]:
    clips: dict[str, Clip] = {}
    specs = {name: _specs(contract, name) for name in contract.operations}
    products = {operation.product for operation in contract.operations.values()}
    for task_id, task in tables.tasks.items():
        path: list[str | int] = ["store", "tasks", task_id]
        yield from _below(path, _task(task_id, task, specs.get(task.operation_id, ())))
        for member, index, clip in _clips_of(task):
            yield from _below([*path, member, index], _clip(clip, products))
            if clip.clip_id in clips:
                yield [*path, member, index, "clip_id"], "the id is that of another clip"
            if (clip.product, clip.owner) != (task.product, task.owner):
                yield [*path, member, index], "the clip has another product or owner than its task"
            clips[clip.clip_id] = clip
    for clip_id, clip in tables.clips.items():
        path = ["store", "clips", clip_id]
        yield from _below(path, _clip(clip, products))
        if clip.clip_id != clip_id or clip_id in clips:
            yield [*path, "clip_id"], "the id is that of another clip"
        if clip.owner is not None and clip_id not in tables.uploads:
            yield path, "the clip is neither a sample nor an upload"
        clips[clip_id] = clip
    yield from _chains(clips)
    yield from _sizes(tables)
    for table, id_name in (("personas", "persona_id"), ("voxes", "vox_id")):
        for key, resource in getattr(tables, table).items():
            if getattr(resource, id_name) != key:
                yield ["store", table, key], "the id differs from the name in the table"
    times: dict[tuple[str, ...], float] = {
        ("personas", key, "ready_at"): persona.ready_at for key, persona in tables.personas.items()
    }
    times |= {("renewed", key): at for key, at in tables.renewed_at.items()}
    for steps, at in times.items():
        if not 0 <= at <= NEVER:
            yield ["store", *steps], "the time is out of range"


def _clips_of(task: Task) -> Iterator[tuple[str, int, Clip]]:
    for member, clips in (("clips", task.clips), ("fulls", task.joined_clips)):
        for index, clip in enumerate(clips):
            yield member, index, clip


def _specs(contract: Contract, operation_id: str) -> Sequence[TaskSpec]:
    """Return every task that an operation can start."""
    operation = contract.operations[operation_id]
    specs = [spec for spec in (operation.task, *(body.task for body in operation.bodies)) if spec is not None]
    return [*specs, *(spec.for_request(variant["when"]) for spec in specs for variant in spec.variants)]


def _task(task_id: str, task: Task, specs: Sequence[TaskSpec]) -> Iterator[Problem]:
    if task.task_id != task_id:
        yield ["task_id"], "the id differs from the name in the table"
    if (task.product, task.item, len(task.clips)) not in {(spec.product, spec.item, spec.clips) for spec in specs}:
        yield ["clips"], "the operation starts no task of this product, with this item and number of clips"
    if len(task.joined_clips) != (len(task.clips) if task.item in PAIR_KEYS else 0):
        yield ["fulls"], "each clip of a pair, and no other, has one joined clip"
    if not 0 <= task.created_at <= LATEST:
        yield ["created_at"], "the time is not between 1970 and 2100"
    if task.item == "SonicVoice" and None in (task.persona_id, task.name):
        yield [], "a voice needs a persona_id and a name"
    if task.failure is not None and not task.created_at <= task.failure.at <= NEVER:
        yield ["failure", "at"], "the time is out of range"
    for clip in task.all_clips:
        if clip.starts_at < min(part.starts_at for part in task.clips or task.all_clips):
            yield [], "a joined clip starts before its parts"


def _clip(clip: Clip, products: set[str]) -> Iterator[Problem]:
    if clip.product not in products:
        yield ["product"], "the product is unknown"
    if not 0 <= clip.created_at <= LATEST or not 0 <= clip.starts_at <= clip.ends_at <= NEVER:
        yield [], "the clip ends before it starts, or a time is out of range"
    yield from _below(["song"], _song(clip.song))


def _song(song: Song) -> Iterator[Problem]:
    if not 0 < song.duration_s <= MAX_DURATION_S:
        yield ["duration_s"], f"the duration is not between 0 and {MAX_DURATION_S:.0f} seconds"
    if not 0 <= (song.continue_at or 0) <= MAX_DURATION_S:
        yield ["continue_at"], f"the time is not between 0 and {MAX_DURATION_S:.0f} seconds"


def _chains(clips: Mapping[str, Clip]) -> Iterator[Problem]:
    """Check that no clip continues itself, directly or through others. Each clip is visited once."""
    ended: set[str] = set()
    for clip_id in clips:
        chain: dict[str, None] = {}
        current: str | None = clip_id
        while current is not None and current in clips and current not in ended:
            if current in chain:
                yield ["store"], f"the clip {current[:64]} continues itself"
                break
            chain[current] = None
            current = clips[current].song.continues
        ended.update(chain)


def _sizes(tables: Tables) -> Iterator[Problem]:
    size = sum(task.size for task in tables.tasks.values()) + sum(clip.size for clip in tables.clips.values())
    if size > store.MAX_BYTES:
        yield ["store"], f"the tasks and clips of a world have at most {store.MAX_BYTES} bytes"
    if len(tables.accounts) > MAX_ACCOUNTS:
        yield ["store", "accounts"], f"a world has at most {MAX_ACCOUNTS} accounts"
    if len(tables.tasks) > store.MAX_TASKS:
        yield ["store", "tasks"], f"a world has at most {store.MAX_TASKS} tasks"
    for member, table in (
        ("clips", tables.uploads),
        ("personas", tables.personas),
        ("voxes", tables.voxes),
        ("built", tables.built_files),
        ("renewed", tables.renewed_at),
    ):
        if len(table) > store.MAX_UPLOADS:
            yield ["store", member], f"a world has at most {store.MAX_UPLOADS} {member}"
    owned: tuple[tuple[str, Mapping[str, Clip | Persona | Vox]], ...] = (
        ("clips", tables.clips),
        ("personas", tables.personas),
        ("voxes", tables.voxes),
    )
    for member, resources in owned:
        if sum(resource.owner is None for resource in resources.values()) > MAX_SAMPLES:
            yield ["store", member], f"a world has at most {MAX_SAMPLES} {member} without an owner"


def _faults(faults: FaultsState) -> Iterator[Problem]:
    if len(faults.rules) > MAX_RULES:
        yield ["faults", "rules"], f"a world has at most {MAX_RULES} rules"
    if len({rule.rule_id for rule in faults.rules}) < len(faults.rules):
        yield ["faults", "rules"], "two rules have the same id"
    for number, rule in enumerate(faults.rules):
        if not 0 <= rule.probability <= 1 or min(rule.seen, rule.fired, (rule.times or 1) - 1) < 0:
            yield ["faults", "rules", number], "the probability or a count is out of range"
        yield from _below(["faults", "rules", number], _rule(rule))
    if sum(rule.size for rule in faults.rules) > fault_rules.MAX_BYTES:
        yield ["faults", "rules"], f"the rules of a world have at most {fault_rules.MAX_BYTES} bytes"


def _rule(rule: Rule) -> Iterator[Problem]:
    """Check the values that end up in a reply, or are compared with a request, by the schema for new rules."""
    shown = rules.as_json(rule)
    checked = {name: shown[name] for name in ("rule_id", "match", "reply") if name in shown}
    if (wrong := rules.schema_error(checked, "Rule")) is not None:
        yield list(wrong[0]), wrong[1].rstrip(".")
    if rule.size > fault_rules.MAX_RULE_BYTES:
        yield [], f"a rule has at most {fault_rules.MAX_RULE_BYTES} bytes as JSON"


def _journal(journal: JournalState) -> Iterator[Problem]:
    numbers = [exchange.number for exchange in journal.exchanges]
    if numbers != sorted(set(numbers)) or not 0 < min(numbers, default=1) <= max(numbers, default=1):
        yield ["journal", "exchanges"], "the numbers of the exchanges should ascend from 1"
    if journal.dropped < 0 or journal.numbers < max(numbers, default=0):
        yield ["journal", "numbers"], "the counts are smaller than the exchanges need"
    for index, exchange in enumerate(journal.exchanges):
        if not exchange.path.startswith("/"):
            yield ["journal", "exchanges", index, "path"], "the path should begin with a slash"


def _outbox(state: WorldState) -> Iterator[Problem]:
    for task_id in state.outbox.subscriptions:
        task = state.store.tasks.get(task_id)
        if task is not None and task.product not in PRODUCTS:
            yield ["outbox", "watched", task_id], "the tasks of this product have no webhooks"


def _inbox(name: str, box: Inbox) -> Iterator[Problem]:
    if not NAME.fullmatch(name):
        yield [], "the name should be 1 to 64 letters, digits, '.', '_' or '-'"
    if min(box.left, box.numbers) < 0:
        yield [], "a count is negative"
    if len(box.messages) > inbox.MAX_MESSAGES:
        yield ["messages"], f"an inbox has at most {inbox.MAX_MESSAGES} messages"
