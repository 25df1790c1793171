"""Which chunks a LlamaIndex caller may touch: exactly one resume's, or nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from llama_index.core.vector_stores.types import FilterCondition, FilterOperator, MetadataFilter, MetadataFilters

from service.errors import InvalidResumeId, ScopeMissing, UnsupportedFilter


@dataclass(frozen=True, slots=True)
class Scope:
    """One resume, and optionally some of its sections or one of its documents."""

    resume_id: str
    sections: tuple[str, ...] | None = None
    document_id: UUID | None = None

    @classmethod
    def of(cls, filters: MetadataFilters | None, bound: str | None = None) -> Self:
        """Read the scope from metadata filters.

        Only what must hold is understood: filters joined by AND, with equality (or IN, for sections).
        Values are compared as text, byte for byte; 7, "007" and 7.0 never meet.

        Args:
            filters: the caller's filters.
            bound: the resume that a store is bound to; filters may repeat it, not change it.

        Raises:
            ScopeMissing: no resume_id.
            UnsupportedFilter: anything else than described.
        """
        values: dict[str, Any] = {}
        for item in _conjuncts(filters) if filters else ():
            if item.key in values:
                raise UnsupportedFilter
            values[item.key] = _value(item)
        resume_id = values.pop("resume_id", bound)
        if bound is not None and resume_id != bound:
            raise UnsupportedFilter("This store is bound to another resume.")
        scope = cls(checked_resume_id(resume_id), values.pop("section", None), values.pop("document_id", None))
        if values:
            raise UnsupportedFilter
        return scope

    def parameters(self) -> Mapping[str, Any]:
        """Return the parameters that every scoped statement takes."""
        sections = None if self.sections is None else list(self.sections)
        return {"resume_id": self.resume_id, "sections": sections, "document_id": self.document_id}


def checked_resume_id(resume_id: object) -> str:
    """Return a resume_id that can be bound as a parameter.

    Raises:
        ScopeMissing: there is none.
        InvalidResumeId: it is not text, or not text that a database can hold.
    """
    if resume_id is None or resume_id == "":
        raise ScopeMissing
    if not isinstance(resume_id, str) or not resume_id.isascii() or "\0" in resume_id:
        raise InvalidResumeId
    return resume_id


def document_uuid(value: object) -> UUID:
    """Return a document_id.

    Raises:
        UnsupportedFilter: it is not a UUID.
    """
    try:
        return UUID(str(value))
    except ValueError:
        raise UnsupportedFilter("A document_id is a UUID.") from None


def _conjuncts(filters: MetadataFilters) -> Iterator[MetadataFilter]:
    # One filter alone is the same under AND and OR, but a second one may be appended: refuse OR anyway.
    if filters.condition not in {None, FilterCondition.AND}:
        raise UnsupportedFilter
    for item in filters.filters:
        if isinstance(item, MetadataFilters):
            yield from _conjuncts(item)
        else:
            yield item


def _value(item: MetadataFilter) -> Any:
    if item.key == "section" and item.operator in {FilterOperator.EQ, FilterOperator.IN}:
        sections = item.value if isinstance(item.value, list) else [item.value]
        if (isinstance(item.value, list) != (item.operator == FilterOperator.IN)) or not all(
            isinstance(section, str) and "\0" not in section for section in sections
        ):
            raise UnsupportedFilter
        return tuple(sections)
    if item.operator != FilterOperator.EQ or not isinstance(item.value, str):
        raise UnsupportedFilter
    return document_uuid(item.value) if item.key == "document_id" else item.value
