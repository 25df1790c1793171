"""Veil's recognisers: Presidio ``EntityRecognizer`` classes that anyone can register in an ``AnalyzerEngine``."""

from service.privacy.recognizers.address import AddressRecognizer
from service.privacy.recognizers.announced import AnnouncedNumberRecognizer
from service.privacy.recognizers.attributes import LabelledValueRecognizer
from service.privacy.recognizers.base import LANGUAGE, Analysis, VeilRecognizer, analyse
from service.privacy.recognizers.certificates import CertificateRecognizer
from service.privacy.recognizers.contact import EmailRecognizer, IpRecognizer, PhoneRecognizer, UrlRecognizer
from service.privacy.recognizers.dates import DateRecognizer
from service.privacy.recognizers.family import FamilyRecognizer
from service.privacy.recognizers.financial import BankAccountRecognizer, CreditCardRecognizer
from service.privacy.recognizers.health import HealthRecognizer
from service.privacy.recognizers.identifiers import (
    HealthInsuranceRecognizer,
    KrBrnRecognizer,
    KrDriverLicenseRecognizer,
    KrPassportRecognizer,
    KrRegistrationRecognizer,
    VehiclePlateRecognizer,
)
from service.privacy.recognizers.organizations import OrganizationRecognizer, SchoolRecognizer
from service.privacy.recognizers.person import KoreanPersonRecognizer
from service.privacy.recognizers.person_en import EnglishPersonRecognizer
from service.privacy.recognizers.phrases import AttributePhraseRecognizer
from service.privacy.recognizers.postal import PostalCodeRecognizer
from service.privacy.recognizers.tables import TableColumnRecognizer

__all__ = [
    "LANGUAGE",
    "PATTERN_RECOGNIZERS",
    "RECOGNIZERS",
    "AddressRecognizer",
    "Analysis",
    "AnnouncedNumberRecognizer",
    "AttributePhraseRecognizer",
    "BankAccountRecognizer",
    "CertificateRecognizer",
    "CreditCardRecognizer",
    "DateRecognizer",
    "EmailRecognizer",
    "EnglishPersonRecognizer",
    "FamilyRecognizer",
    "HealthInsuranceRecognizer",
    "HealthRecognizer",
    "IpRecognizer",
    "KoreanPersonRecognizer",
    "KrBrnRecognizer",
    "KrDriverLicenseRecognizer",
    "KrPassportRecognizer",
    "KrRegistrationRecognizer",
    "LabelledValueRecognizer",
    "OrganizationRecognizer",
    "PhoneRecognizer",
    "PostalCodeRecognizer",
    "SchoolRecognizer",
    "TableColumnRecognizer",
    "UrlRecognizer",
    "VehiclePlateRecognizer",
    "VeilRecognizer",
    "analyse",
]

# Those that need no morphemes.
PATTERN_RECOGNIZERS: tuple[type[VeilRecognizer], ...] = (
    KrRegistrationRecognizer,
    KrBrnRecognizer,
    KrPassportRecognizer,
    KrDriverLicenseRecognizer,
    HealthInsuranceRecognizer,
    VehiclePlateRecognizer,
    CreditCardRecognizer,
    BankAccountRecognizer,
    PhoneRecognizer,
    EmailRecognizer,
    UrlRecognizer,
    IpRecognizer,
    AddressRecognizer,
    PostalCodeRecognizer,
    AnnouncedNumberRecognizer,
    LabelledValueRecognizer,
    AttributePhraseRecognizer,
    TableColumnRecognizer,
    FamilyRecognizer,
    HealthRecognizer,
    CertificateRecognizer,
    EnglishPersonRecognizer,
    # Of careers: the detector runs them only for a policy that changes what they find.
    OrganizationRecognizer,
    SchoolRecognizer,
    DateRecognizer,
)
RECOGNIZERS: tuple[type[VeilRecognizer], ...] = (*PATTERN_RECOGNIZERS, KoreanPersonRecognizer)
