"""How things stand when somebody opens the demo: everybody finds something to do."""

from dataclasses import dataclass

from wuzha.demo.history.days import History


@dataclass
class Opening:
    history: History

    def lay_out(self) -> None:
        """To be written."""
