"""New firmware, received, verified, applied, and taken back where it does not hold (UPG)."""

import hashlib
from dataclasses import replace

import pytest

from protocol_spec.codes import EventCode, Flag, LogoutReason, ResetCause, Result, Subject, UpgradeState
from protocol_spec.endpoint import LinkWanted
from protocol_spec.instant import MS, S
from protocol_spec.messages import (
    CommandResult,
    Diagnosis,
    Identity,
    Logout,
    Query,
    Register,
    TerminalAck,
    UpgradeChunk,
    UpgradeReport,
)
from protocol_spec.security import LAB_IMAGE_KEY, LAB_IMAGE_SEED
from simulator.terminal import Flash
from simulator.terminal.settings.trial import STARTS
from simulator.terminal.upgrade.signature import holds, sign_in_the_laboratory

from .bench import BORIS, Bench, profile_of
from .upgrading import (
    IMAGE,
    carry,
    chunk_of,
    event_values,
    give,
    offer,
    offer_for,
    ready,
    reboot,
    reports,
    states,
    upgradable,
)

RECEIVING, VERIFYING, READY = UpgradeState.RECEIVING, UpgradeState.VERIFYING, UpgradeState.READY
APPLIED, FAILED = UpgradeState.APPLIED, UpgradeState.FAILED


def version(bench: Bench) -> str:
    """What the terminal says when it is asked."""
    bench.ask(Query(subject=Subject.IDENTITY))
    return bench.messages(Identity)[-1].firmware


def upgraded() -> Bench:
    bench = Bench(profile=upgradable())
    assert offer(bench) is Result.OK
    carry(bench)
    bench.advance(10 * S)
    return bench


# ---- the whole way ---------------------------------------------------------------------------------------------------


@pytest.mark.clause("UPG-01", "UPG-06")
def test_each_state_of_an_upgrade_is_reported_once_and_in_order() -> None:
    bench = upgraded()
    assert states(bench) == [RECEIVING, VERIFYING, READY, APPLIED]
    assert [report.offset for report in reports(bench)] == [0, *[len(IMAGE)] * 3]
    assert {report.upgrade for report in reports(bench)} == {7}
    assert all(sent.has(Flag.ACK_REQUIRED) for sent in bench.of(UpgradeReport))


def test_the_offer_is_answered_before_the_first_report() -> None:
    bench = Bench(profile=upgradable())
    offer(bench)
    said = [sent.message for sent in bench.sent if isinstance(sent.message, CommandResult | UpgradeReport)]
    assert [type(message) for message in said] == [CommandResult, UpgradeReport]


def test_the_new_firmware_says_its_version_and_why_it_started() -> None:
    bench = upgraded()
    assert version(bench) == "1.1.0"
    bench.ask(Query(subject=Subject.DIAGNOSIS))
    assert bench.messages(Diagnosis)[-1].cause is ResetCause.UPGRADE
    assert event_values(bench, EventCode.UPGRADED) == [7]
    assert [logout.reason for logout in bench.messages(Logout)] == [LogoutReason.UPGRADE]


def test_a_terminal_that_registers_anew_says_the_version_that_runs() -> None:
    bench = upgraded()
    bench.terminal.flash.registered = False
    bench.pull_cable()
    bench.reconnect()
    assert bench.messages(Register)[-1].firmware == "1.1.0"


def test_the_version_survives_a_power_cut_and_only_something_newer_is_taken() -> None:
    bench = upgraded()
    bench.power_cut(as_json=True)
    assert version(bench) == "1.1.0"
    assert offer(bench, "1.1.0") is Result.NOT_NEWER
    assert offer(bench, "1.2") is Result.OK


def test_a_final_report_that_was_answered_ends_it_and_the_bank_is_free() -> None:
    bench = upgraded()
    assert bench.terminal.flash.upgrade is None
    assert bench.terminal.flash.image == b""
    bench.pull_cable()
    bench.reconnect()
    assert states(bench).count(APPLIED) == 1


def test_a_final_report_that_was_not_answered_comes_again_after_the_next_login() -> None:
    bench = ready()
    bench.loses = lambda message: isinstance(message, UpgradeReport) and message.state is APPLIED
    bench.lock()
    bench.advance(10 * S)
    bench.loses = lambda message: False
    bench.pull_cable()
    bench.reconnect()
    bench.advance(S)
    assert states(bench)[-2:] == [APPLIED, APPLIED]
    assert bench.terminal.flash.upgrade is None


# ---- offers ----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("UPG-02", "UPG-11")
def test_an_offer_that_is_not_newer_or_does_not_fit_is_refused_and_nothing_begins() -> None:
    bench = Bench(profile=upgradable(image_room=len(IMAGE)))
    assert offer(bench, "1.0.0") is Result.NOT_NEWER
    assert offer(bench, size=len(IMAGE) + 1) is Result.NO_SPACE
    assert states(bench) == []
    assert offer(bench) is Result.OK


@pytest.mark.clause("DIA-06")
def test_a_terminal_without_the_capability_refuses_both_and_the_command_id_does_not_count() -> None:
    bench = Bench(profile=profile_of())
    for message in (replace(offer_for(bench), command=100), chunk_of(0)):
        frame = bench.ask(message)
        ack = bench.messages(TerminalAck)[-1]
        assert (ack.answers, ack.answered, ack.result) == (frame.sequence, frame.code, Result.NOT_SUPPORTED)
    assert bench.unlocked() == 2, "a command id of 100 would have made this a replay"


@pytest.mark.clause("PAR-11")
def test_an_offer_that_comes_twice_is_answered_twice_and_begins_once() -> None:
    bench = Bench(profile=upgradable())
    message = offer_for(bench)
    bench.ask(message)
    carry(bench, 400)
    bench.ask(replace(message, upgrade=8))
    assert [result.result for result in bench.results(message.command)] == [Result.OK, Result.OK]
    assert states(bench) == [RECEIVING]
    assert offer(bench, command=0) is Result.REPLAYED


@pytest.mark.clause("UPG-15")
def test_the_same_upgrade_offered_again_goes_on_and_another_begins_anew() -> None:
    bench = Bench(profile=upgradable())
    offer(bench)
    carry(bench, 600)
    assert offer(bench) is Result.OK
    assert reports(bench)[-1].offset == 600
    assert offer(bench, upgrade=8) is Result.OK
    assert reports(bench)[-1].offset == 0
    assert bench.terminal.flash.image == b""
    assert give(bench, chunk_of(600)) is Result.NO_UPGRADE
    assert give(bench, chunk_of(0, upgrade=8)) is Result.OK


@pytest.mark.clause("UPG-15")
@pytest.mark.parametrize("state", [VERIFYING, READY])
def test_an_upgrade_that_is_all_there_can_be_replaced_or_offered_again(state: UpgradeState) -> None:
    bench = Bench(profile=upgradable())
    bench.unlocked()
    offer(bench)
    carry(bench)
    bench.advance(0 if state is VERIFYING else S)
    assert states(bench)[-1] is state
    assert offer(bench) is Result.OK
    assert states(bench)[-2:] == [RECEIVING, VERIFYING], "all of it is there, and it is verified again"
    assert offer(bench, upgrade=9) is Result.OK
    assert (states(bench)[-1], reports(bench)[-1].offset) == (RECEIVING, 0)
    bench.lock()
    bench.advance(10 * S)
    assert states(bench)[-1] is RECEIVING
    assert bench.terminal.flash.firmware == "1.0.0"


# ---- chunks ----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("UPG-03", "UPG-16")
def test_a_chunk_at_the_wrong_place_is_not_written_and_the_right_place_is_reported() -> None:
    bench = Bench(profile=upgradable())
    offer(bench)
    carry(bench, 400)
    for wrong in (chunk_of(0), chunk_of(600), UpgradeChunk(upgrade=7, offset=400, data=bytes(900))):
        assert give(bench, wrong) is Result.OUT_OF_ORDER
        assert (reports(bench)[-1].state, reports(bench)[-1].offset) == (RECEIVING, 400)
    assert bench.terminal.flash.image == IMAGE[:400]


@pytest.mark.clause("ACK-08")
def test_a_chunk_that_is_sent_again_is_answered_as_before_and_written_once() -> None:
    bench = Bench(profile=upgradable())
    offer(bench)
    frame = bench.ask(chunk_of(0))
    bench.feed(frame.encode())
    acks = [ack for ack in bench.messages(TerminalAck) if ack.answers == frame.sequence]
    assert [ack.result for ack in acks] == [Result.OK, Result.OK]
    assert bench.terminal.flash.image == IMAGE[:200]
    assert len(reports(bench)) == 1


@pytest.mark.clause("UPG-13")
def test_a_chunk_of_no_upgrade_of_another_and_after_the_end_is_no_upgrade() -> None:
    bench = Bench(profile=upgradable())
    assert give(bench, chunk_of(0)) is Result.NO_UPGRADE
    offer(bench)
    assert give(bench, chunk_of(0, upgrade=8)) is Result.NO_UPGRADE
    carry(bench)
    bench.advance(10 * S)
    assert give(bench, chunk_of(0)) is Result.NO_UPGRADE


@pytest.mark.clause("UPG-10")
@pytest.mark.parametrize("how", ["cable", "power", "reboot"])
def test_what_was_received_outlives_the_link_and_the_power_and_is_said_after_login(how: str) -> None:
    bench = Bench(profile=upgradable())
    offer(bench)
    carry(bench, 600)
    if how == "cable":
        bench.pull_cable()
        bench.advance(60 * S)
        bench.reconnect()
    elif how == "power":
        bench.power_cut(as_json=True)
    else:
        reboot(bench)
        bench.advance(6 * S)
    bench.advance(S)
    assert (reports(bench)[-1].state, reports(bench)[-1].offset) == (RECEIVING, 600)
    carry(bench)
    bench.advance(10 * S)
    assert states(bench)[-1] is APPLIED


# ---- verifying -------------------------------------------------------------------------------------------------------


@pytest.mark.clause("UPG-04", "UPG-06")
def test_an_image_with_another_digest_fails_and_the_old_firmware_goes_on() -> None:
    bench = Bench(profile=upgradable())
    offer(bench, digest=hashlib.sha256(b"another").digest())
    carry(bench)
    bench.advance(10 * S)
    assert (reports(bench)[-1].state, reports(bench)[-1].result) == (FAILED, Result.BAD_DIGEST)
    assert event_values(bench, EventCode.UPGRADE_FAILED) == [int(Result.BAD_DIGEST)]
    assert version(bench) == "1.0.0"
    assert not bench.messages(Logout)


@pytest.mark.clause("UPG-05", "UPG-08")
@pytest.mark.parametrize("wrong", ["signature", "version", "model"])
def test_a_signature_that_is_not_the_vendor_s_or_for_something_else_fails(wrong: str) -> None:
    bench = Bench(profile=upgradable())
    signed = offer_for(bench)
    if wrong == "signature":
        signed = replace(signed, signature=bytes(64))
    elif wrong == "version":
        signed = replace(signed, version="9.9.9")
    else:
        other = offer_for(Bench(profile=upgradable(model=4)))
        signed = replace(other, command=signed.command)
    bench.ask(signed)
    carry(bench)
    bench.advance(10 * S)
    assert (reports(bench)[-1].state, reports(bench)[-1].result) == (FAILED, Result.BAD_SIGNATURE)
    assert version(bench) == "1.0.0"


@pytest.mark.clause("UPG-05")
def test_the_laboratory_s_two_keys_belong_together_and_a_wrong_key_holds_nothing() -> None:
    signature = sign_in_the_laboratory(b"image")
    assert len(LAB_IMAGE_SEED) == 32
    assert holds(LAB_IMAGE_KEY, b"image", signature)
    assert not holds(LAB_IMAGE_KEY, b"other", signature)
    assert not holds(bytes(32), b"image", signature)
    assert not holds(b"no key", b"image", signature)


def test_a_power_cut_while_it_verifies_verifies_again() -> None:
    bench = Bench(profile=upgradable())
    offer(bench)
    carry(bench)
    assert states(bench)[-1] is VERIFYING
    bench.power_cut(as_json=True)
    bench.advance(10 * S)
    assert states(bench)[-1] is APPLIED
    assert version(bench) == "1.1.0"


@pytest.mark.clause("UPG-15")
def test_after_a_failure_the_next_offer_begins_anew() -> None:
    bench = Bench(profile=upgradable())
    offer(bench, signature=bytes(64))
    carry(bench)
    bench.advance(S)
    assert offer(bench) is Result.OK
    carry(bench)
    bench.advance(10 * S)
    assert version(bench) == "1.1.0"


# ---- applying --------------------------------------------------------------------------------------------------------


@pytest.mark.clause("UPG-07")
def test_it_is_not_applied_while_a_grant_is_in_force() -> None:
    bench = ready()
    bench.advance(300 * S)
    assert bench.relay_closed
    assert states(bench)[-1] is READY
    bench.lock()
    bench.advance(10 * S)
    assert states(bench)[-1] is APPLIED


@pytest.mark.clause("UPG-07")
def test_it_is_not_applied_while_a_current_flows_that_no_grant_allows() -> None:
    bench = ready()
    bench.do("shunt")
    bench.do("trigger")
    bench.lock()
    bench.advance(60 * S)
    assert not bench.relay_closed
    assert states(bench)[-1] is READY
    bench.do("trigger", False)
    bench.advance(10 * S)
    assert states(bench)[-1] is APPLIED


def test_ready_is_told_before_the_terminal_leaves() -> None:
    bench = Bench(profile=upgradable())
    bench.loses = lambda message: isinstance(message, UpgradeReport) and message.state is READY
    offer(bench)
    carry(bench)
    bench.advance(3 * S)
    assert states(bench)[-1] is READY
    assert not bench.messages(Logout)
    bench.loses = lambda message: False
    bench.advance(10 * S)
    assert states(bench)[-1] is APPLIED


def test_without_a_link_it_is_applied_all_the_same() -> None:
    bench = Bench(profile=upgradable())
    offer(bench)
    carry(bench)
    bench.pull_cable()
    bench.advance(10 * S)
    assert bench.terminal.flash.firmware == "1.1.0"
    bench.reconnect()
    bench.advance(S)
    assert states(bench)[-1] is APPLIED


@pytest.mark.clause("UPG-12")
def test_lock_and_unlock_keep_their_limits_between_chunks_and_while_it_verifies() -> None:
    bench = Bench(profile=upgradable(image_room=1 << 20))
    image = bytes(300_000)
    offer(bench, image=image)
    took, offset = [], 0
    while offset < len(image):
        size = 960
        assert give(bench, chunk_of(offset, image=image, size=size)) is Result.OK
        offset += size
        if offset % 96_000 == 0:
            command = bench.unlock()
            assert give(bench, chunk_of(offset, image=image, size=size)) is Result.OK
            offset += size
            bench.advance(250 * MS)
            took.append(bench.result(command))
            command = bench.lock()
            bench.advance(250 * MS)
            took.append(bench.result(command))
    assert states(bench)[-1] is VERIFYING
    command = bench.unlock()
    bench.advance(250 * MS)
    took.append(bench.result(command))
    assert len(took) == 7
    assert all(result.result is Result.OK and result.took <= 1000 for result in took)


def test_an_unlock_that_comes_while_it_leaves_is_overtaken() -> None:
    bench = ready()
    bench.lock()
    bench.advance(210 * MS)
    command = bench.unlock(worker=BORIS)
    bench.advance(10 * S)
    assert all(result.result is Result.OVERTAKEN for result in bench.results(command))
    assert not bench.relay_closed
    assert states(bench)[-1] is APPLIED


# ---- on trial --------------------------------------------------------------------------------------------------------


@pytest.mark.clause("UPG-08")
def test_a_new_firmware_that_does_not_log_in_within_the_trial_gives_way_to_the_old_one() -> None:
    bench = ready()
    bench.do("bad-image-start")
    bench.lock()
    bench.advance(60 * S)
    assert bench.terminal.flash.firmware == "1.1.0"
    assert bench.connection, "it is connected, and says nothing"
    assert bench.key is None
    bench.advance(70 * S)
    assert states(bench)[-1] is FAILED
    assert reports(bench)[-1].result is Result.NOT_LOGGED_IN
    assert event_values(bench, EventCode.UPGRADE_FAILED) == [int(Result.NOT_LOGGED_IN)]
    assert not bench.alarms(EventCode.UPGRADED)
    assert version(bench) == "1.0.0"


@pytest.mark.clause("UPG-08")
def test_the_trial_lasts_as_long_as_that_of_an_address() -> None:
    bench = ready()
    bench.network = False
    bench.lock()
    bench.advance(S)
    began = bench.now
    bench.advance(119 * S - (bench.now - began))
    assert bench.terminal.flash.firmware == "1.1.0"
    bench.advance(2 * S)
    assert bench.terminal.flash.firmware == "1.0.0"


def test_a_login_in_time_makes_it_stay_and_a_later_outage_takes_nothing_back() -> None:
    bench = upgraded()
    bench.pull_cable()
    bench.advance(3600 * S)
    assert bench.terminal.flash.firmware == "1.1.0"


@pytest.mark.clause("UPG-08")
def test_a_new_firmware_that_starts_again_and_again_is_given_up() -> None:
    bench = ready()
    bench.do("bad-image-start")
    bench.lock()
    bench.advance(10 * S)
    for _ in range(STARTS - 1):
        assert bench.terminal.flash.firmware == "1.1.0"
        bench.power_cut(as_json=True)
        bench.advance(5 * S)
    assert bench.terminal.flash.firmware == "1.1.0"
    bench.power_cut(as_json=True)
    bench.advance(5 * S)
    assert version(bench) == "1.0.0"
    assert event_values(bench, EventCode.UPGRADE_FAILED) == [int(Result.NOT_LOGGED_IN)]


def test_a_power_cut_in_mid_trial_leaves_the_new_firmware_its_time() -> None:
    bench = ready()
    bench.network = False
    bench.lock()
    bench.advance(100 * S)
    bench.power_cut(as_json=True)
    bench.advance(30 * S)
    assert bench.terminal.flash.firmware == "1.1.0"
    bench.reconnect()
    bench.advance(S)
    assert states(bench)[-1] is APPLIED


def test_the_old_firmware_records_power_up_before_the_failure() -> None:
    bench = ready()
    bench.do("bad-image-start")
    bench.lock()
    bench.advance(150 * S)
    number = {code: bench.alarms(code)[-1].message.record for code in (EventCode.POWER_UP, EventCode.UPGRADE_FAILED)}
    assert number[EventCode.UPGRADE_FAILED] == number[EventCode.POWER_UP] + 1


# ---- what lies in the flash ------------------------------------------------------------------------------------------


def test_an_upgrade_in_the_flash_reads_back_as_it_was() -> None:
    bench = Bench(profile=upgradable())
    offer(bench)
    carry(bench, 600)
    table = bench.terminal.flash.as_json()
    assert Flash.from_json(table).as_json() == table
    assert Flash.from_json(table).upgrade == bench.terminal.flash.upgrade
    table["upgrade"]["offer"] = "00"
    with pytest.raises(ValueError, match="upgrade"):
        Flash.from_json(table)


def test_a_state_from_before_there_were_upgrades_goes_on() -> None:
    table = Bench().terminal.flash.as_json()
    for key in ("firmware", "upgrade", "image", "bad_image", "move"):
        del table[key]
    bench = Bench(profile=upgradable(), flash=Flash.from_json(table | {"schema": 2}))
    assert version(bench) == "1.0.0"


def test_the_link_is_dropped_for_the_restart_and_wanted_again() -> None:
    bench = upgraded()
    down = bench.wishes(up=False)[0]
    assert any(at >= down for at in bench.wishes())
    assert LinkWanted(True) in [event for _, event in bench.events]
