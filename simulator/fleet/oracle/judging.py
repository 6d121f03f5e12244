"""The safety oracle: S1 to S7, judged on the truth.

It believes four witnesses and no terminal's opinion of itself: the truth log for contact, arc, cover, gas, heat and for whose
hands hold the torch; the wire, for what came down and when; the platform's books, for who was granted what; and of the terminal
the notes of what it did, which it has no reason to invent: a record made, a grant begun, a grant ended. Where a note would
excuse the relay it only ever shortens a permission. What each invariant means on the truth:

S1 Whenever there is a way for the current, through the contact or around it, some grant allows it. A grant allows from the
   instant its UNLOCK came down whole and in time, if the platform made it for this terminal, until the first of: its end,
   a LOCK, a REBOOT, the terminal's own end of it, a power-up, a refusal.
S2 The worker of every grant has, when it is made, a certificate for fusion welding that is in force, reviewed and not revoked;
   and whoever really welds is the worker of the grant in force. So a lent phone breaks S2 under the best of terminals.
S3 One second after whatever ends a grant, and one second after the cover opened, gas came or the machine got too hot, there is
   no way for the current; and an idle limit ends a grant like its end does. Where the way was never allowed it is S1.
S4 No UNLOCK is acted upon twice, and none that came down after its accept-until.
S5 Each grant under which the relay closed has one session record at the platform, no other has one, and each says as much arc
   as burned, less at most one checkpoint where the supply was lost; and no arc of more than a second is outside of all.
S6 Every event is at the platform; and of all that was made before the login in which it arrived, no telemetry came before an
   event of a lower number.
S7 Records are numbered one by one in the order in which they were made, the platform has under each number what was made under
   it, and its time is the time at which that was.

"One second" is RELAY_WITHIN and the slack of a slot. Two things are beyond any terminal and excused to the extent that they are
so: a contact that is welded, from then until it opens again (S1, S3, S5, and S2 where no grant is in force), and a crystal that
is off (S1, S3, S4, S7, by as much as a clock set by the platform and counting on it is off). One that does not see the current
is excused from the idle limit. A store that has overflowed and said so may have dropped session records.

S5 and the first half of S6 are about what never comes: they are judged once links are quiet. All else holds at any instant, so
that a day may be judged while it runs.
"""

from simulator.fleet.oracle.evidence import Evidence, permission
from simulator.fleet.oracle.people import judge_people
from simulator.fleet.oracle.records import judge_records
from simulator.fleet.oracle.relay import judge_relay
from simulator.fleet.oracle.sessions import judge_sessions
from simulator.fleet.oracle.violation import Violation


def judge(evidence: Evidence) -> list[Violation]:
    """Every violation, by instant."""
    allowed = permission(evidence)
    return sorted(
        [
            *judge_relay(evidence, allowed),
            *judge_people(evidence, allowed),
            *judge_sessions(evidence, allowed),
            *judge_records(evidence),
        ]
    )
