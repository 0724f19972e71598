"""Questions that partners ask, with the answers of the FAQ that the preview leads to."""

from __future__ import annotations

from collections.abc import Mapping

from generator.pages.faq import FaqCollection
from generator.preview.contexts import QuestionLink

ANSWERS: Mapping[str, tuple[str, ...]] = {
    "overview": (
        "directory#preview-contents",
        "directory#why-not-listed",
        "directory#achieved-and-displayed",
        "directory#correct-a-listing",
        "partnerworld#publish-directory-information",
    ),
    "changes": (
        "directory#correct-a-listing",
        "partnerworld#publish-directory-information",
        "directory#how-often-updated",
    ),
    "visibility": (
        "directory#publication-trace",
        "directory#why-not-listed",
        "directory#publication-settings",
        "directory#missing-location",
        "partnerworld#publish-directory-information",
        "directory#never-published",
    ),
    "levels": ("directory#level-receipt", "directory#level-forecast", "directory#not-counted"),
    "levels:partnerworld": (
        "partnerworld#achieved-level-differs",
        "partnerworld#points-criteria",
        "partnerworld#advanced-points-but-member",
        "partnerworld#premier-points-but-advanced",
    ),
    "levels:security-services-alliance": (
        "alliance#tier-determined",
        "alliance#attainment-calculation",
        "alliance#pipeline-disagreement",
    ),
    "skills": (
        "partnerworld#certifications-missing",
        "partnerworld#certification-delay",
        "partnerworld#add-candidate-id",
        "partnerworld#report-certifications",
    ),
    "revenue": ("partnerworld#incorrect-revenue", "partnerworld#report-revenue"),
    "experiences": ("partnerworld#customer-experience-for-advanced", "partnerworld#find-customer-experience"),
    "agreements": ("partnerworld#pending-agreements", "partnerworld#send-signed-contracts"),
    "benefits": ("partnerworld#benefits-by-location", "partnerworld#what-is-value-package"),
    "badge": ("directory#badge", "directory#badge-changes"),
}
"""Topic → questions as `collection#id`. One whose id no FAQ document has is left out."""


class Questions:
    """The questions of the site's FAQ by topic."""

    def __init__(self, collections: tuple[FaqCollection, ...]) -> None:
        self._wording = {
            f"{collection.slug}#{question.id}": question.wording
            for collection in collections
            for section in collection.sections
            for question in section.questions
        }

    def about(self, *topics: str) -> tuple[QuestionLink, ...]:
        """The questions of these topics, each once."""
        wanted = dict.fromkeys(answer for topic in topics for answer in ANSWERS.get(topic, ()))
        return tuple(
            QuestionLink(wording=self._wording[answer], route=f"faq/{answer.replace('#', '.html#')}")
            for answer in wanted
            if answer in self._wording
        )
