"""The worker's phone: it knows the machine's code and talks to the platform only (PLT-02)."""

import asyncio
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from arclock.console import pick

PATIENCE = 10.0


class PhoneFailed(Exception):
    """The platform could not be asked; says why and what to do."""


@dataclass(frozen=True)
class Phone:
    """`platform` is its address, such as http://127.0.0.1:8080; `worker` a worker's token."""

    platform: str
    worker: str
    permit: int

    async def scan(self, qr: str, latitude: int, longitude: int, worker: str = "", permit: int = 0) -> dict[str, Any]:
        """What the platform decided. Position in 1e-6 degree.

        Raises:
            PhoneFailed: nobody answers, or not as the API says.
        """
        body = {
            "qr": qr,
            "token": worker or self.worker,
            "permit": permit or self.permit,
            "place": {"latitude": latitude / 1e6, "longitude": longitude / 1e6},
        }
        return await asyncio.to_thread(self._post, body)

    def _post(self, body: dict[str, Any]) -> dict[str, Any]:
        url = f"{self.platform.rstrip('/')}/api/v1/scans"
        try:
            request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                decision: dict[str, Any] = json.load(answer)
                return decision
        except urllib.error.HTTPError as error:
            raise PhoneFailed(f"POST {url}: {error.code} {error.reason}") from None
        except (OSError, ValueError) as error:
            why = getattr(error, "reason", error)
            raise PhoneFailed(
                pick(f"POST {url}: {why}; look at --platform", f"POST {url}：{why}；请检查 --platform")
            ) from None
