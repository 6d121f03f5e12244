"""The upgrade desk: takes offers and chunks, verifies, waits for a quiet moment, and reports each step (UPG).

Everything that matters is in the flash the moment it happens: what was offered, the bytes held, the state. So a power cut and a
lost link are nothing special. Whoever logs in says where it stands, and the platform goes on from there. The desk never waits
for anything: a chunk is written and answered within the input that brought it, and checking an image takes its time beside all
else, so no command is ever behind an upgrade (UPG-12).

Applying is a way of leaving: relay open, logged out, and then the boot loader swaps the banks. The new firmware is on trial
until its first login; until then the old one lies where it lay.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from protocol_spec.codes import Capability, EventCode, Flag, LockState, LogoutReason, Result, UpgradeState
from protocol_spec.frame import Frame
from protocol_spec.instant import MS, Duration, Instant, earliest
from protocol_spec.messages import PlatformAck, UpgradeChunk, UpgradeOffer, UpgradeReport
from protocol_spec.upgrade_rules import Receiving, judge_chunk, judge_image, judge_offer
from protocol_spec.upgrade_table import UpgradeOccurrence, upgrade_following
from simulator.terminal.board import Board
from simulator.terminal.lock.guard import Guard
from simulator.terminal.lock.ledger import Ledger
from simulator.terminal.session.conversation import Conversation
from simulator.terminal.session.departure import Departure
from simulator.terminal.settings.parameters_held import ParametersHeld
from simulator.terminal.settings.trial import Trial
from simulator.terminal.upgrade import boot_loader
from simulator.terminal.upgrade.signature import holds
from simulator.terminal.upgrade.upgrade import Upgrade
from simulator.terminal.watch.senses import Senses

VERIFIES_AFTER: Duration = 100 * MS
"""How long it takes to check an image, apart from its size; a byte takes a microsecond."""


@dataclass(frozen=True)
class Surroundings:
    """What else of a firmware the desk has to do with."""

    conversation: Conversation
    ledger: Ledger
    guard: Guard
    senses: Senses
    departure: Departure
    parameters: ParametersHeld


class UpgradeDesk:
    """Calls `event` with code, value and when."""

    def __init__(self, board: Board, around: Surroundings) -> None:
        self.event: Callable[[EventCode, int, Instant], None]
        self._board = board
        self._flash = board.flash
        self._around = around
        self._talk = around.conversation
        self._trial = Trial(around.parameters)
        self._verified_at: Instant | None = None
        self._reported: int | None = None
        self._chunk: tuple[Frame, Result] | None = None

    @property
    def able(self) -> bool:
        return bool(self._board.profile.capability & Capability.UPGRADE)

    # ---- what comes over the wire --------------------------------------------------------------------------------

    def on_offer(self, offer: UpgradeOffer, sequence: int, now: Instant) -> None:
        """UPG-01 "A terminal with the capability UPGRADE MUST answer UPGRADE_OFFER with COMMAND_RESULT, and is RECEIVING when
        it accepts." """
        ledger, guard = self._around.ledger, self._around.guard
        if ledger.seen(offer.command, sequence, lambda asked, result: guard.result(asked, result, now), now):
            return
        asked, room = ledger.ask(offer.command, sequence, now), self._board.profile.image_room
        if self._around.departure.leaving:
            ledger.reply(asked, guard.result(asked, Result.OVERTAKEN, now), now)
            return
        result, receiving = judge_offer(offer, running=self._flash.firmware, room=room, receiving=self._receiving())
        ledger.reply(asked, guard.result(asked, result, now), now)
        if result is not Result.OK or receiving is None:
            return
        self._flash.image = self._flash.image[: receiving.held]
        self._verified_at = None
        state = self._flash.upgrade.state if self._flash.upgrade else UpgradeState.IDLE
        self._enter(Upgrade(offer, upgrade_following(state, UpgradeOccurrence.OFFERED)), now)
        self._look_whether_complete(now)

    def on_chunk(self, chunk: UpgradeChunk, frame: Frame, now: Instant) -> None:
        # ACK-08 "A frame that comes again MUST be answered again and have no second effect."
        if self._chunk is not None and frame == self._chunk[0]:
            self._talk.acknowledge(frame, self._chunk[1], now)
            return
        result, _ = judge_chunk(chunk, self._receiving())
        self._chunk = (frame, result)
        if result is Result.OK:
            self._flash.image += chunk.data
        self._talk.acknowledge(frame, result, now)
        if result is Result.OUT_OF_ORDER:
            # UPG-03 "… MUST be answered OUT_OF_ORDER, and UPGRADE_REPORT says where to go on."
            self._report(now)
        self._look_whether_complete(now)

    def on_ack(self, ack: PlatformAck) -> None:
        """The final report was answered: there is no upgrade any more."""
        upgrade = self._flash.upgrade
        if upgrade is not None and upgrade.over and ack.answers == self._reported:
            assert upgrade_following(upgrade.state, UpgradeOccurrence.REPORTED) is UpgradeState.IDLE
            self._flash.upgrade, self._flash.image = None, b""

    def logged_in(self, now: Instant) -> None:
        """UPG-10 "After a login a terminal that is RECEIVING MUST send UPGRADE_REPORT …": and in any other state, since nobody
        was told of changes that came to pass without a session."""
        upgrade = self._flash.upgrade
        if upgrade is None or (upgrade.on_trial and self._around.departure.leaving):
            return
        if upgrade.on_trial:
            self._trial.end()
            self._flash.upgrade = replace(upgrade, on_trial=False, recorded=True)
            self.event(EventCode.UPGRADED, upgrade.offer.upgrade, now)
        self._report(now)

    # ---- power and time ------------------------------------------------------------------------------------------

    def power_up(self, now: Instant) -> None:
        upgrade = self._flash.upgrade
        if upgrade is None:
            return
        if upgrade.on_trial:
            self._trial.begin(now)
            self._talk.mute = self._flash.bad_image
        elif upgrade.state is UpgradeState.VERIFYING:
            self._verify_from(now)
        elif upgrade.state is UpgradeState.FAILED and not upgrade.recorded:
            self._record_failure(upgrade, now)
        self._look_whether_complete(now)

    def look(self, now: Instant) -> None:
        if self._verified_at is not None and now >= self._verified_at:
            self._verify(now)
        upgrade = self._flash.upgrade
        if upgrade is None or self._around.departure.leaving:
            return
        ready = upgrade.state is UpgradeState.READY and self.quiet and self._told
        if ready or (upgrade.on_trial and self._trial.is_over(now)):
            self._around.departure.restart(LogoutReason.UPGRADE, now)

    def next_timer(self) -> Instant | None:
        return earliest(self._verified_at, None if self._around.departure.leaving else self._trial.next_timer())

    @property
    def quiet(self) -> bool:
        """UPG-07 "A terminal MUST apply an upgrade only while it is locked and no current flows." """
        guard = self._around.guard
        return guard.lock_state is LockState.LOCKED and guard.at_rest_open and not self._around.senses.flowing

    @property
    def _told(self) -> bool:
        """The last report is not still on its way: a platform that is there hears READY before the terminal leaves."""
        return self._reported is None or not (self._talk.live and self._talk.outbox.waits_for(self._reported))

    def swap(self) -> bool:
        """Everything was said and the relay is open: the other bank's firmware runs from now on. False where none is to."""
        upgrade = self._flash.upgrade
        return upgrade is not None and (upgrade.on_trial or self.quiet) and boot_loader.swap(self._flash)

    # ---- from state to state -------------------------------------------------------------------------------------

    def _receiving(self) -> Receiving | None:
        upgrade = self._flash.upgrade
        return Receiving(upgrade.offer, len(self._flash.image)) if upgrade and upgrade.in_progress else None

    def _look_whether_complete(self, now: Instant) -> None:
        upgrade, receiving = self._flash.upgrade, self._receiving()
        if upgrade and receiving and receiving.complete and upgrade.state is UpgradeState.RECEIVING:
            self._follow(upgrade, UpgradeOccurrence.COMPLETE, now)
            self._verify_from(now)

    def _verify_from(self, now: Instant) -> None:
        self._verified_at = now + VERIFIES_AFTER + len(self._flash.image)

    def _verify(self, now: Instant) -> None:
        upgrade, who, profile = self._flash.upgrade, self._board.identity, self._board.profile
        assert upgrade is not None, "there is nothing to verify"
        self._verified_at = None

        def signature_holds(data: bytes, signature: bytes) -> bool:
            return holds(who.image_key, data, signature)

        result = judge_image(self._flash.image, upgrade.offer, profile.vendor, profile.model, signature_holds)
        if result is Result.OK:
            self._follow(upgrade, UpgradeOccurrence.HOLDS, now)
            return
        self._follow(replace(upgrade, result=result), UpgradeOccurrence.BAD, now)
        assert self._flash.upgrade is not None
        self._record_failure(self._flash.upgrade, now)

    def _record_failure(self, upgrade: Upgrade, now: Instant) -> None:
        self._flash.upgrade = replace(upgrade, recorded=True)
        self.event(EventCode.UPGRADE_FAILED, int(upgrade.result), now)

    def _follow(self, upgrade: Upgrade, occurrence: UpgradeOccurrence, now: Instant) -> None:
        self._enter(replace(upgrade, state=upgrade_following(upgrade.state, occurrence)), now)

    def _enter(self, upgrade: Upgrade, now: Instant) -> None:
        """UPG-06 "A terminal MUST send UPGRADE_REPORT at each change of the upgrade's state." """
        self._flash.upgrade = upgrade
        self._report(now)

    def _report(self, now: Instant) -> None:
        upgrade = self._flash.upgrade
        if upgrade is None or not self._talk.live:
            return
        report = UpgradeReport(
            upgrade=upgrade.offer.upgrade, state=upgrade.state, result=upgrade.result, offset=len(self._flash.image)
        )
        self._reported = self._talk.send(report, now, Flag.ACK_REQUIRED)
