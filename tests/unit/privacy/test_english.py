# ruff: noqa: E501 - tables of cases

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
PLACES = [
    ("ADDRESS", "Home: 4821 Maple Grove Avenue, Apt 5B, Columbus, OH 43215", "4821 Maple Grove Avenue, Apt 5B, Columbus, OH 43215"),
    ("ADDRESS", "1600 Elm Street\nSuite 400\nDallas, TX 75201", "1600 Elm Street\nSuite 400\nDallas, TX 75201"),
    ("ADDRESS", "12 Kingsway Road, London SW1A 1AA", "12 Kingsway Road, London SW1A 1AA"),
    ("ADDRESS", "San Francisco, CA 94105", "San Francisco, CA 94105"),
    ("ADDRESS", "Write to P.O. Box 1120 please", "P.O. Box 1120"),
    ("ADDRESS", "PSC 4120, Box 7781\nAPO AE 09021", "PSC 4120, Box 7781\nAPO AE 09021"),
    ("ADDRESS", "She lives at 12 Rue de la Paix 4", "12 Rue de la Paix 4"),
    ("ADDRESS", "318 Bahnhofstraße 12 Suite 40, Bern", "318 Bahnhofstraße 12 Suite 40, Bern"),
    ("POSTAL_CODE", "ZIP: 3610-114", "3610-114"),
    ("PHONE_NUMBER", "Cell: (415) 555-0132 ext. 204", "(415) 555-0132 ext. 204"),
    ("PHONE_NUMBER", "+44 (0)20 7946 0958", "+44 (0)20 7946 0958"),
    ("PHONE_NUMBER", "please call me at 0494 92 82 32 today", "0494 92 82 32"),
    ("PHONE_NUMBER", "416 60 039 office", "416 60 039"),
]  # fmt: skip
NO_PLACES = [
    "Reduced latency by 40 Percent and handled 3000 Requests on 12 Nodes.",
    "Python 3.11 and Java 17 on 24 Unit 7 boards",
    "Built 3 Data Pipelines in 2019 and 12 Spring Boot services",
    "Led 20 Engineers in 4 Teams, 2018 - 2021",
    "Ranked 5 of 1200 at the 2019 Regional Contest",
    "Increased sales from 100 200 300 to 400 500 600",
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


@pytest.mark.parametrize(("entity_type", "text", "value"), PLACES)
def test_where_a_person_is_reached_is_covered(detector: KiwiDetector, entity_type: str, text: str, value: str) -> None:
    spans = [(f.start, f.end) for f in detector.find(RawText(text)) if f.entity_type == entity_type and f.score >= 0.5]
    at = text.index(value)
    assert all(any(start <= place < end for start, end in spans) for place in range(at, at + len(value)))


@pytest.mark.parametrize("text", NO_PLACES)
def test_numbers_before_words_are_no_addresses(mask: Mask, text: str) -> None:
    assert mask(text) == text
