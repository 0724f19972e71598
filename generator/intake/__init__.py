"""Exports in, typed records with their origin out.

site = read_site(Path("site.yml"))                 # UsageError (2), InputOutputError (5)
problems = Problems()
exports = read_exports(site, Path("."), problems)  # InputOutputError (5), ContentError (1) where a file changed
if problems.stopping(): ...                        # everything else that is wrong is in `problems`
for view in exports.profiles(): ...                # pass one: profile, locations, marketing, in id order
for partner in exports.partners(): ...             # pass two: everything joined, in id order
exports.partner("P0001")                           # one Partner, or None
exports.reference, exports.vocabulary              # rates, skills, absent tables; terms by facet
exports.programs                                   # YamlSource per content/programs/*.yml
exports.documents("faq"), exports.documents("pages")
exports.counts, exports.uncounted, exports.files   # for the report
"""

from generator.intake.exports import Exports, ProfileView, Uncounted, read_exports
from generator.intake.join import CHUNK
from generator.intake.settings import read_site
from generator.intake.sources import FileRead
from generator.intake.standing import Keeper, Standing, recall, sealed, unsealed

__all__ = [
    "CHUNK",
    "Exports",
    "FileRead",
    "Keeper",
    "ProfileView",
    "Standing",
    "Uncounted",
    "read_exports",
    "read_site",
    "recall",
    "sealed",
    "unsealed",
]
