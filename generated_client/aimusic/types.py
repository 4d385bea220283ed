"""What calls that answer at once return, where the contract's own models say it less well."""

from __future__ import annotations

from attrs import frozen


@frozen
class Upload:
    """A recording of yours that the service has taken in.

    Attributes:
        id: Its clip id. Methods that take clips take the upload itself, and then know that it is one.
    """

    id: str


@frozen
class Persona:
    """A voice made of a clip, for `sonic.sing_as`.

    Attributes:
        id: The persona's id.
    """

    id: str


@frozen
class Credits:
    """What is left to spend.

    Attributes:
        credits: Of the subscription.
        extra_credits: Bought besides; they are spent first.
    """

    credits: float
    extra_credits: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.credits + self.extra_credits
