"""The phone's API (PLT-02). All of it runs on the loop that the sessions run on: no lock is needed, none is taken."""

import hmac
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from protocol_spec.codes import EndReason
from protocol_spec.reasons import Reason
from reference_platform.decision import Scan
from reference_platform.platform import Platform
from simulator.runtime.realtime import Clock


class Place(BaseModel):
    """Where the phone is, WGS-84."""

    model_config = ConfigDict(extra="forbid")
    latitude: float = Field(ge=-90, le=90, examples=[34.722])
    longitude: float = Field(ge=-180, le=180, examples=[113.738])


class ScanRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    qr: str = Field(max_length=64, description="what the machine's code says", examples=["WTP1:000000000001:BD72"])
    token: str = Field(max_length=128, description="the worker's token")
    permit: int | None = Field(default=None, ge=0, lt=2**32, description="number of the hot-work permit")
    place: Place | None = None


class ScanAnswer(BaseModel):
    scan: int
    granted: bool
    reason: str
    reason_zh: str
    reason_en: str
    grant: int | None = None


class GrantState(BaseModel):
    """pending → powered → ended, or refused with the terminal's result."""

    grant: int
    state: str
    result: str
    powered_after_ms: int | None = None


def make_app(platform: Platform, clock: Clock, supervisor_token: str) -> FastAPI:
    app = FastAPI(title="arclock reference platform", version="1", docs_url=None, redoc_url=None)

    def supervisor(authorization: Annotated[str, Header()] = "") -> None:
        if not hmac.compare_digest(authorization.encode(), f"Bearer {supervisor_token}".encode()):
            raise HTTPException(401, "this needs the supervisor's token: Authorization: Bearer …")

    @app.post("/api/v1/scans", status_code=201)
    async def scan(request: ScanRequest) -> ScanAnswer:
        """A worker scans a machine's code. A refusal is an answer too: 201 with `granted` false and its reason."""
        number, decision, grant = platform.scan(_scan(request), clock.now())
        reason: Reason = decision.reason
        return ScanAnswer(
            scan=number,
            granted=decision.granted,
            reason=reason.name,
            reason_zh=reason.zh,
            reason_en=reason.en,
            grant=grant.grant if grant else None,
        )

    @app.get("/api/v1/grants/{grant}")
    async def grant_state(grant: int) -> GrantState:
        """How far a grant has come."""
        found = platform.grants.get(grant)
        if found is None:
            raise HTTPException(404, f"no grant {grant} since this platform started")
        powered = None if found.powered is None else (found.powered - found.asked) // 1000
        return GrantState(grant=grant, state=found.state, result=found.result, powered_after_ms=powered)

    @app.post("/api/v1/terminals/{terminal}/lock", status_code=202, dependencies=[Depends(supervisor)])
    async def lock(terminal: str) -> dict[str, str]:
        """Remote lock, by a supervisor."""
        if terminal not in platform.registry.terminals:
            raise HTTPException(404, f"no terminal {terminal}")
        if not platform.lock(terminal, EndReason.PLATFORM, clock.now()):
            raise HTTPException(409, f"terminal {terminal} is offline")
        return {"terminal": terminal, "state": "lock sent"}

    @app.get("/api/v1/health")
    async def health() -> dict[str, Any]:
        return {
            "status": "ok",
            "terminals_online": sum(platform.is_online(terminal) for terminal in platform.registry.terminals),
            "records_new": platform.records_new,
            "records_again": platform.records_again,
        }

    return app


def _scan(request: ScanRequest) -> Scan:
    place = request.place
    return Scan(
        qr=request.qr,
        token=request.token,
        permit=request.permit,
        latitude=round(place.latitude * 1e6) if place else None,
        longitude=round(place.longitude * 1e6) if place else None,
    )
