"""Whoever changes something does so from the console's own pages, or from a program; not from a foreign page."""

from urllib.parse import urlsplit

from fastapi import HTTPException, Request


def same_site(request: Request) -> None:
    """Refuse a request that a browser sends on behalf of another site.

    Browsers say where a request comes from in Sec-Fetch-Site, older ones in Origin; programs say nothing.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    foreign = site not in (None, "same-origin", "none") or (
        site is None and origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    )
    if foreign:
        raise HTTPException(403, "Changes are taken from the console's own pages only.")
