"""What a played day leaves in a run folder: the truth at every step, the notes of its terminals, and what broke."""

from dataclasses import asdict

from protocol_spec.instant import Duration, Instant, S
from simulator.fleet.world import World
from simulator.runtime.run_folder import RunFolder


def leave(world: World, folder: RunFolder, every: Duration = S) -> None:
    """`truth.jsonl`, `timeline.jsonl`, `violations.jsonl`; the manifest gets the digest and the number of violations."""
    begins: Instant = world.begins
    several = len(world.bays) > 1
    for terminal, bay in world.bays.items():
        who = {"terminal": terminal} if several else {}
        for line in bay.truth.lines(every, begins):
            folder.append("truth", line | who)
        for at, note in bay.notes:
            said = {"at": round((at - begins) / S, 6), "who": "terminal", "what": note.what, **note.facts}
            folder.append("timeline", said | who)
    found = world.violations()
    for violation in found:
        folder.append("violations", asdict(violation))
    folder.close_manifest({"digest": world.digest(), "violations": len(found)})
