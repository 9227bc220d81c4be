"""What a page did that it should not."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response


@dataclass
class Watch:
    """What a page did that it should not, and all that it asked for."""

    troubles: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def on(self, page: Page, url: str) -> None:
        """Watch a page of the console at `url`."""
        host = urlsplit(url).netloc

        def asked(request: Request) -> None:
            self.requests.append(request.url)
            parts = urlsplit(request.url)
            if parts.scheme not in ("data", "blob") and parts.netloc != host:
                self.troubles.append(f"asked another host: {request.url}")

        def answered(response: Response) -> None:
            if response.status >= 400:
                self.troubles.append(f"{response.status} {response.url}")

        def said(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.troubles.append(f"console: {message.text}")

        page.on("request", asked)
        page.on("response", answered)
        page.on("console", said)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error.stack or error}"))

    def expect(self, *beginnings: str) -> None:
        """Forget troubles that a test brought about, by how they begin."""
        self.troubles[:] = [said for said in self.troubles if not said.startswith(beginnings)]
