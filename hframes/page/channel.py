"""Calls of the host page: the short way where nothing can be overtaken, else by Playwright's driver."""

from __future__ import annotations

from typing import Any

from playwright.async_api import CDPSession
from playwright.async_api import Error as BrowserError

from hframes.browser.line import Line, LineClosedError

_SPACE = "__hframes"


class Channel:
    """Asks the host page in one DevTools session.

    An answer tells what happened up to it only to somebody who has heard everything that the browser had told before:
    that a request was sent, that a script threw. All that goes to Playwright's driver first. So an answer that comes
    by the line counts once the driver has caught up with it; of a page that has nothing to tell it counts at once.

    Args:
        session: Playwright's.
        line: the way past the driver in the same session; None where there is none.
    """

    def __init__(self, session: CDPSession, line: Line | None) -> None:
        self._session = session
        self._line = line if line is not None and line.ready else None
        self._heard = -1  # of what the browser told the driver: how many messages are known to have arrived here

    async def ask(self, call: str) -> dict[str, Any]:
        """Calls a function of the host page and waits for what it resolves to.

        Args:
            call: a JavaScript expression within the host.

        Returns:
            What `Runtime.evaluate` answers: `result`, and `exceptionDetails` where the call threw.

        Raises:
            BrowserError: the browser does not take orders, or is gone.
        """
        order = {"expression": f"{_SPACE}.{call}", "awaitPromise": True, "returnByValue": True}
        # A page that just had something to tell often has more; then the way by the driver alone is the shorter one.
        if self._line is None or self._line.passed != self._heard:
            return await self._ask_driver(order)
        try:
            told = await self._line.order("Runtime.evaluate", order)
        except LineClosedError:
            return await self._ask_driver(order)  # which fails, and tells why
        if self._line.passed != self._heard:
            await self._session.send("Browser.getVersion")  # answered by a browser whose page is stuck or gone, too
        if "error" in told:
            raise BrowserError(f"Protocol error (Runtime.evaluate): {told['error']['message']}")
        answer: dict[str, Any] = told["result"]
        return answer

    async def _ask_driver(self, order: dict[str, Any]) -> dict[str, Any]:
        before = self._line.passed if self._line is not None else 0
        answer: dict[str, Any] = await self._session.send("Runtime.evaluate", order)
        self._heard = before + 1  # the answer is one; what else came in the meantime may have come after it
        return answer
