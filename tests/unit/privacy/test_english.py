
"""English resumes and sentences: people are found by name, label or neighbours; tools and organisations stay."""

from collections.abc import Callable

import pytest

from service.privacy.detector import KiwiDetector
from service.text import RawText

Mask = Callable[[str], str]
PEOPLE = [
    ("Emily Carter\nSenior Software Engineer\nAustin, TX", "Emily Carter"),
    ("Contact: Robert J. Hughes", "Robert J. Hughes"),
    ("Best regards,\nCaroline Whitfield", "Caroline Whitfield"),
    ("Reported to Priya Sharma and led a team of five.", "Priya Sharma"),
    ("Supervisor: Anneke Vandermeer", "Anneke Vandermeer"),
    ("Interview notes by Thomas O'Brien", "Thomas O'Brien"),
    ("The design was reviewed by Jürgen Krämer.", "Jürgen Krämer"),
    ("Ms. Alvarez called me back.", "Alvarez"),
    ("my name is laura bennett.", "laura bennett"),
    ("Sigurlaug Karlsdóttir lives near the office.", "Sigurlaug Karlsdóttir"),
    ("Worked with Rebecca on the search team.", "Rebecca"),
    ("Katarína Novotná-Dvořáková said that it works.", "Katarína Novotná-Dvořáková"),
    ("We asked Harold K. Brightwater for advice.", "Harold K. Brightwater"),
    ("Mentored by Xoliswa Tembe", "Xoliswa Tembe"),
    ("My manager was Devon Patterson.", "Devon Patterson"),
]
NOBODY = [
    "Spring Boot, Google Cloud Platform, Apache Kafka and Amazon Web Services",
    "Senior Software Engineer, Staff Data Scientist, Engineering Manager",
    "Stanford University, Carnegie Mellon University, Imperial College London",
    "Goldman Sachs, Morgan Stanley, Ernst & Young, Wells Fargo, Johnson & Johnson",
    "Built by Data Platform Team and reviewed by Product Management.",
    "Reported to Vice President of Engineering.",
    "Machine Learning, Natural Language Processing, Computer Vision",
    "Professional Experience\nTechnical Skills\nVolunteer Work",
    "Hugging Face Transformers, Apache Spark, Docker Swarm, Visual Studio Code",
    "Jenkins pipelines, Ruby on Rails, Ada, Julia, Elixir, Crystal and Scala",
    "Dean's List, Bachelor of Science in Computer Science",
    "Class A License, Series B Funding, Grade A School",
    "Managed by Objectives. From: March 2019 To: Present",
    "Don't repeat yourself. May 2020 - June 2021. April releases.",
    "Certified Kubernetes Administrator, AWS Certified Solutions Architect",
]


@pytest.mark.parametrize(("text", "name"), PEOPLE)
def test_a_person_is_found_whole(detector: KiwiDetector, text: str, name: str) -> None:
    spans = [(f.start, f.end) for f in detector.find(RawText(text)) if f.entity_type == "PERSON" and f.score >= 0.5]
    at = text.index(name)
    assert all(any(start <= place < end for start, end in spans) for place in range(at, at + len(name)))


@pytest.mark.parametrize("text", NOBODY)
def test_a_tool_a_school_or_a_role_is_nobody(mask: Mask, text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize("name", ["Grace Park", "Will Turner", "Summer Hall"])
def test_a_label_outweighs_what_a_word_means_elsewhere(mask: Mask, name: str) -> None:
    assert mask(f"Name: {name}") == "Name: <PERSON_1>"


@pytest.mark.parametrize("behind", ["University", "Foundation", "Inc", "Hospital"])
def test_a_name_that_an_organisation_bears_stays(mask: Mask, behind: str) -> None:
    assert "<PERSON_1>" in mask("Worked with Henry Wallace until 2019.")
    assert mask(f"Worked at Henry Wallace {behind} until 2019.") == f"Worked at Henry Wallace {behind} until 2019."
