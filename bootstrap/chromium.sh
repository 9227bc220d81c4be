#!/bin/sh
# Where apt has no Chromium of its own (Ubuntu only points to a snap), Playwright fetches one.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1 && "$name" --version >/dev/null 2>&1; then exit 0; fi
done
ls "$HOME"/.cache/ms-playwright/chromium-*/ >/dev/null 2>&1 && exit 0
.venv/bin/python -m playwright install --with-deps chromium ||
    { echo "wangge: Chromium is missing and could not be fetched: install one as /usr/bin/chromium." >&2; exit 1; }
