"""Somebody at the site who knows no address: opens the start page, follows links and presses buttons by their labels.

Cookies, CSRF tokens and redirects are the real ones. What a page holds is read from its HTML.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.test import Client


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """The text, links and forms of a page; `address` is where the redirects ended."""

    def __init__(self, response, address: str) -> None:
        super().__init__()
        self.status, self.address = response.status_code, address
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._words: list[str] = []
        self._open: list[tuple[str, dict[str, str | None], int]] = []
        self.feed(response.content.decode())

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self._form = Form(values.get("action") or self.address, values.get("method") or "get")
            self.forms.append(self._form)
        elif tag == "input" and self._form and values.get("name"):
            if values.get("type") not in {"checkbox", "radio"} or "checked" in values:
                self._form.fields[values["name"]] = values.get("value") or ""
        elif tag in {"a", "button"}:
            self._open.append((tag, values, len(self._words)))

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if not self._open or self._open[-1][0] != tag:
            return
        _, values, begin = self._open.pop()
        label = " ".join("".join(self._words[begin:]).split())
        if tag == "a" and values.get("href"):
            self.links.append((label, values["href"]))
        elif tag == "button" and self._form and "aria-disabled" not in values:
            self._form.buttons.append(label)


class Visitor:
    """One browser without scripts. `page` is the page that is open."""

    def __init__(self, email: str, passphrase: str) -> None:
        self._login = {"login": email, "password": passphrase}
        self._client = Client(enforce_csrf_checks=True)
        self.page: Page | None = None

    def open(self, path: str) -> Page:
        response = self._client.get(path, follow=True)
        self.page = Page(response, response.request["PATH_INFO"])
        return self.page

    def follow(self, label: str) -> Page:
        """Open the first link with this label; fails where the page has none."""
        return self.open(self._address_of(label))

    def download(self, label: str) -> bytes:
        """The bytes behind the first link with this label."""
        response = self._client.get(self._address_of(label))
        assert response.status_code == 200, response.status_code
        return b"".join(response.streaming_content) if response.streaming else response.content

    def press(self, button: str, **typed: str) -> Page:
        """Send the form with this button, with what it holds and what is typed; follow to where that leads."""
        form = next(form for form in self.page.forms if button in form.buttons)
        assert set(typed) <= set(form.fields), f"the form has the fields {sorted(form.fields)}"
        send = self._client.post if form.method == "post" else self._client.get
        response = send(urljoin(self.page.address, form.action), form.fields | typed, follow=True)
        self.page = Page(response, response.request["PATH_INFO"])
        return self.page

    def sign_in(self) -> Page:
        self.open("/")
        return self.press("Sign in", **self._login)

    def buttons(self) -> set[str]:
        """The labels of the buttons that can be pressed on the open page."""
        return {button for form in self.page.forms for button in form.buttons}

    def links(self) -> list[str]:
        """The labels of the links on the open page, in their order."""
        return [label for label, _ in self.page.links]

    def _address_of(self, label: str) -> str:
        addresses = [address for name, address in self.page.links if name == label]
        assert addresses, f"no link {label!r} on {self.page.address}: {self.links()}"
        return urljoin(self.page.address, addresses[0])
