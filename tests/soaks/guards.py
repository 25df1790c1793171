"""Guards taken away, each as somebody could by mistake: the negative controls of the isolation soak."""

from collections.abc import Mapping

from sqlalchemy import URL

from tests.soaks.database_probes import CLASSES
from tests.soaks.mutations import MUTATIONS
from tests.statements import run_sql

_SETTING = "current_setting('app.resume_id', true)"
#: Conditions that let more through than the byte for byte equality of the policies.
CARELESS: Mapping[str, str] = {
    "everything": "true",
    "unset means all": f"resume_id = coalesce(nullif({_SETTING}, ''), resume_id)",
    "without case": f"lower(resume_id) = lower({_SETTING})",
    "the beginning": f"starts_with(resume_id, {_SETTING})",
    "the end": f"right(resume_id, length({_SETTING})) = {_SETTING}",
    "cut to length": f"left({_SETTING}, length(resume_id)) = resume_id",
    "as numbers": f"ltrim(resume_id, '0') = rtrim(ltrim({_SETTING}, '0+'), '.')",
    "trimmed": f"resume_id = regexp_replace({_SETTING}, '\\s|[\\u200b\\u2060\\ufeff\\u00ad]', '', 'g')",
    "normalised": f"resume_id = normalize({_SETTING}, NFKC)",
    "transliterated": f"resume_id = translate({_SETTING}, 'асеорхугАВСЕНКМОРТХО', 'aceopxyrABCEHKMOPTXO')",
    "ASCII only": f"resume_id = regexp_replace({_SETTING}, '[^ -~]', '', 'g')",
    "no controls": f"resume_id = regexp_replace({_SETTING}, '[[:cntrl:]]', '', 'g')",
    "a pattern": f"resume_id LIKE {_SETTING}",
    "near enough": f"length(resume_id) = length({_SETTING}) AND left(resume_id, -1) = left({_SETTING}, -1)",
    "words for all": f"resume_id = {_SETTING} OR {_SETTING} IN ('*', 'all', 'any', 'null', 'NULL', 'default')",
    "a list": f"resume_id = ANY (regexp_split_to_array(translate({_SETTING}, '[]{{}}()\"', ''), '[,; |&]'))",
    "unescaped": f"right(resume_id, -1) = right({_SETTING}, length(resume_id) - 1)",
    "invalid means all": f"resume_id = {_SETTING} OR {_SETTING} !~ '^[A-Za-z0-9._:-]*$'",
}
#: The mistake that each mutation of an id would find.
BY_MUTATION: Mapping[str, str] = {
    "the id itself": "everything",
    "another id": "without case",
    "empty": "unset means all",
    "prefix": "the beginning",
    "suffix": "the end",
    "longer": "cut to length",
    "case": "without case",
    "number": "as numbers",
    "spaces": "trimmed",
    "full width": "normalised",
    "look-alike": "transliterated",
    "invisible": "ASCII only",
    "decomposed": "ASCII only",
    "control": "no controls",
    "wildcard": "a pattern",
    "one character": "near enough",
    "nobody": "words for all",
    "SQL": "a list",
    "escape": "unescaped",
    "garbage": "invalid means all",
    "very long": "cut to length",
}
#: The mistake that each class would find; the others find policies that let everything through.
BY_CLASS: Mapping[str, str] = {
    "no scope": "unset means all",
    "after a reset": "unset means all",
    "after a rollback": "unset means all",
    "after a commit": "unset means all",
}


def break_policies(superuser: URL, condition: str) -> None:
    """Let the policies of veil_search pass by this condition."""
    policies = run_sql(
        superuser,
        "SELECT tablename, policyname FROM pg_policies"
        " WHERE schemaname = 'veil' AND 'veil_search' = ANY (roles) AND cmd IN ('ALL', 'SELECT')",
    )
    assert policies
    for table, policy in policies:
        run_sql(superuser, f'ALTER POLICY "{policy}" ON veil.{table} USING ({CARELESS[condition]})')


#: Here the statement has a guard of its own, its predicate, which has to go too.
WITHOUT_PREDICATES = {"named query for it"}


def controls() -> list[tuple[str, str, str]]:
    """Return (class, mutation, mistake) for every class and for every mutation."""
    by_mutation = [("transaction setting", mutation, BY_MUTATION[mutation]) for mutation in MUTATIONS]
    return by_mutation + [(class_, "any", BY_CLASS.get(class_, "everything")) for class_ in CLASSES]
