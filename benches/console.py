"""What a page costs: the first one in a browser, and every kind of page with a million chips."""

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any

import httpx
from playwright.sync_api import sync_playwright

from benches.ledger_served import serving
from benches.measurement import Measurement, percentile
from benches.workload import CUSTOMER, SITE, custody, platform, rentals, signed
from comptrol.bootstrap import AUTHORITY, Platform, log_key_added, new_log_keys, write_policy
from comptrol.bootstrap.visiting import sign_ins
from comptrol.entrypoints.console.signing_in.passwords import hashed
from comptrol.flow.signing_in import Account
from comptrol.kernel.finding import Receipt

LOTS, CHIPS_PER_LOT, ORDERS = 5_000, 200, 500
ROUNDS, WARM = 40, 3
TOO_OFTEN = 429
ORIGIN = "bench.example/console"
NAME, PASSWORD = "bench", "nobody can guess what a bench has"
PAGES = (
    "/", "/log", "/entries/20000", "/law", "/sites", f"/sites/{SITE}", "/lots/lot-0002500",
    "/chips/maker%2FSN-000000500000", "/orders", "/orders/order-0000100", f"/parties/{CUSTOMER}",
    "/queue", "/caps", "/cases", "/alarms", "/search?q=lot-0001234",
)  # fmt: skip
"""One page of each kind that is asked for all day; pictures are asked for by themselves."""


def served() -> Iterator[Measurement]:
    """Measure pages over HTTP at a million chips, and the first page in a browser."""
    with TemporaryDirectory() as folder:
        within = Path(folder)
        with platform(within) as opened:
            _filled(opened, within / "data")
        with serving(within / "data") as url:
            yield from _pages(url)
            yield from _first(url)


def _filled(opened: Platform, data: Path) -> None:
    keys = new_log_keys(data, ORIGIN)
    write_policy(data, keys)
    opened.speaker(AUTHORITY).say_all([log_key_added(key) for key in keys])
    said = [*custody(LOTS, chips=CHIPS_PER_LOT), *rentals(ORDERS, opened.today())]
    refused = [
        it
        for it in opened.intake.submit_stream(signed(opened, said))
        if not isinstance(it, Receipt)
    ]
    if refused:
        raise SystemExit(f"the bench's statements were refused: {refused[0]}")
    with closing(sign_ins(data)) as keeps:
        made = datetime(2026, 1, 1, tzinfo=UTC)
        keeps.add(Account(name=NAME, party=AUTHORITY, made=made, password=hashed(PASSWORD)))


def _pages(url: str) -> Iterator[Measurement]:
    times: dict[str, list[float]] = {}
    with httpx.Client(base_url=f"{url}/console", trust_env=False, timeout=60) as client:
        form = {"token": _token(client.get("/sign-in").text), "name": NAME, "password": PASSWORD}
        client.post("/sign-in", data={**form, "next": ""})
        for turn in range(WARM + ROUNDS):
            for page in PAGES:
                start = perf_counter()
                answered = client.get(page)
                while answered.status_code == TOO_OFTEN:
                    sleep(float(answered.headers["retry-after"]))
                    start = perf_counter()
                    answered = client.get(page)
                if turn >= WARM:
                    times.setdefault(page, []).append(perf_counter() - start)
                if answered.status_code not in {200, 303}:
                    raise SystemExit(f"{page} answered {answered.status_code}")
    for page, found in times.items():
        print(f"  {page}: p50 {percentile(found, 0.5) * 1e3:.1f} ms, "
              f"p99 {percentile(found, 0.99) * 1e3:.1f} ms")  # fmt: skip
    every = [it for found in times.values() for it in found]
    for share, name, target in ((0.5, "p50", None), (0.99, "p99", "<= 50")):
        yield Measurement(
            name=f"console.server_{name}_ms",
            value=percentile(every, share) * 1e3,
            unit="ms",
            target=target,
        )


def _token(page: str) -> str:
    found = re.findall(r'name="token" value="([^"]+)"', page)
    return str(found[-1])


def _first(url: str) -> Iterator[Measurement]:
    """Load the first page with nothing kept, and read what the browser itself measured."""
    path = shutil.which("chromium")
    if path is None:
        raise SystemExit("Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as run, closing(run.chromium.launch(executable_path=path)) as browser:
        sizes, ready = [], []
        for _ in range(5):
            with closing(browser.new_context()) as fresh:
                page, received = fresh.new_page(), list[float]()
                traced = fresh.new_cdp_session(page)
                traced.send("Network.enable")
                traced.on("Network.loadingFinished", lambda it, to=received: to.append(_size(it)))
                page.goto(f"{url}/console/", wait_until="networkidle")
                timing = "performance.getEntriesByType('navigation')[0].domInteractive"
                ready.append(float(page.evaluate(timing)))
                sizes.append(sum(received))
    yield Measurement(
        name="console.first_page_kb", value=max(sizes) / 1000, unit="kB", target="<= 200"
    )
    yield Measurement(name="console.interactive_ms", value=max(ready), unit="ms", target="<= 1000")


def _size(event: Any) -> float:  # noqa: ANN401  (as the protocol has it)
    return float(event["encodedDataLength"])


BENCHES = (served,)
