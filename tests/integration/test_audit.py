from service.database import Role
from service.privacy.audit import Actor, AuditLog, Event

ACTOR = Actor("staff-7", "203.0.113.9", "abcdefghijkl")


def test_smoke(database):
    log = AuditLog(database)
    for role in Role:
        log.record(role, Event.of(ACTOR, "resume.search", resume_id="r-1", mode="hybrid", hits=3))
    assert log.verify().unsealed == 6
    assert log.seal() == 6
    assert log.seal() == 0
    result = log.verify()
    assert result.ok, result
    assert (result.sealed, result.unsealed, result.anchored) == (6, 0, False)
    page = log.events(limit=4)
    assert len(page.events) == 4
    assert len(log.events(limit=4, cursor=page.next_cursor).events) == 2
    print(log.summary())
