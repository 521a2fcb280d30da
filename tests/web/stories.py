"""Made-up stories: the same host and number give the same story, in every process."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

# Slots in braces are filled from the lists below; a slot may stand in a sentence twice with different words.
SENTENCES = (
    "The {job} of {town} told {group} on {day} that the {thing} would be {done} before {season}.",
    "Nobody had expected {number} {people} to come to the {place} and ask about the {thing}.",
    "A {adj} {thing} was found near the {place}, where {people} had been {doing} since {season}.",
    "{name} said that {group} had spent {number} pounds on the {adj} {thing} without asking {people}.",
    "In {town} the price of a {thing} rose by {number} per cent, and {people} began {doing} again.",
    "For {number} years the {place} stood empty; now {name} wants to turn it into a {adj} {place}.",
    '"We are {doing} because {people} asked us to," said {name}, the {job} who looks after the {place}.',
    "According to {group}, only {number} of the {people} had seen the {thing} with their own eyes.",
    "The road from {town} to {town} stays closed until {day} while {people} are {doing} beside the {place}.",
    "Both the {job} and the {job} agreed that a {adj} {thing} costs less than {number} {thing}s.",
    "On {day} evening {people} carried the {thing} through {town} to the {adj} {place}.",
    "It took {name} {number} weeks to learn how a {thing} is {done} by {people} in {town}.",
    "Critics from {group} call the {adj} {place} a mistake, although {number} {people} signed for it.",
    "Since {season} the {job} has kept a list of every {thing} that was {done} at the {place}.",
    "If the {thing} is not {done} by {day}, {group} will send {people} home from {town}.",
)
WORDS = {
    "job": "mayor baker engineer teacher ferryman gardener judge surveyor librarian blacksmith nurse postman",
    "town": "Alderby Brackwater Cawfield Dunmere Eastholm Farrow Glenmoor Hartwick Ilsham Kettering Lowmarsh Norwell "
    "Oakhurst Penrith Quarley Ravensby Stoneleigh Thornbury Upwell Wexcombe",
    "group": "parliament residents shareholders the_council the_union the_court the_choir the_cooperative "
    "the_committee the_parish engineers neighbours",
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "season": "spring summer autumn winter Easter harvest January April August October",
    "thing": "bridge lantern tunnel orchard clock engine fountain harvester kiln ladder mill organ piano quarry "
    "railing signal turbine wagon windmill beacon barrel canal compass furnace",
    "place": "market harbour station chapel meadow library warehouse square theatre brewery lighthouse school garden "
    "hospital barracks observatory ferry_landing town_hall",
    "adj": "blue crooked forgotten wooden modern narrow silent golden temporary round heavy borrowed painted "
    "familiar distant unfinished frozen generous",
    "done": "repaired painted measured sold moved opened rebuilt counted lifted inspected replaced copied",
    "doing": "digging waiting singing protesting sketching fishing harvesting camping rehearsing searching "
    "planting arguing",
    "people": "farmers children visitors sailors students pensioners cyclists musicians workers tenants dancers "
    "volunteers passengers carpenters",
    "number": "eleven fourteen seventeen twenty thirty forty-two sixty ninety two_hundred four_hundred a_thousand",
    "name": "Ada_Moran Bela_Fox Carl_Nyman Dora_Quist Emil_Hart Freya_Lund Gita_Rao Hugo_Brandt Ines_Vidal Jan_Koster "
    "Kira_Osei Leo_Santos Mina_Dahl Noor_Haddad Otto_Weiss Pia_Greco",
}
CHOICES = {slot: [word.replace("_", " ") for word in words.split()] for slot, words in WORDS.items()}
AUTHORS = CHOICES["name"]
SECTIONS = ("world", "business", "culture", "sport")


@dataclass(frozen=True, slots=True)
class Story:
    """One article of a site, as it should come out of a crawl."""

    host: str
    number: int
    """Counts from 0 within the site; later ones are newer."""
    version: int
    title: str
    paragraphs: tuple[str, ...]
    author: str
    section: str
    published: str
    """ISO 8601 with offset."""
    modified: str | None
    """Set from the second version on."""

    @property
    def path(self) -> str:
        """The canonical path: date and slug."""
        slug = "".join(char if char.isalnum() else "-" for char in make_story(self.host, self.number).title.lower())
        return f"/{self.published[:10].replace('-', '/')}/{slug.strip('-')}-{self.number}"

    @property
    def url(self) -> str:
        """The canonical address."""
        return f"http://{self.host}{self.path}"

    @property
    def text(self) -> str:
        """The record's `text`: title, empty line, paragraphs with an empty line between."""
        return "\n\n".join([self.title, *self.paragraphs])


def make_story(host: str, number: int, version: int = 1) -> Story:
    """The story of that number; from version 2 on it has a new first paragraph and a longer title."""
    dice = random.Random(f"{host}/{number}")
    title = _fill(dice, "{name} and the {adj} {thing} of {town}: {people} at the {place}")
    paragraphs = [" ".join(_sentence(dice) for _ in range(dice.randint(3, 5))) for _ in range(dice.randint(4, 6))]
    zone = timezone(timedelta(hours=dice.choice((-5, 0, 1, 3))))
    # From 1 September 2026 on, seven hours apart: any number of stories in order, each with a minute of its own.
    moment = datetime(2026, 9, 1, 6, dice.randint(0, 59), tzinfo=zone) + timedelta(hours=7 * (number % 280))
    modified = None
    author, section = dice.choice(AUTHORS), SECTIONS[number % len(SECTIONS)]
    if version > 1:
        again = random.Random(f"{host}/{number}/{version}")
        title += f" (update {version - 1})"
        paragraphs.insert(0, " ".join(_sentence(again) for _ in range(4)))
        modified = (moment + timedelta(hours=version)).isoformat()
    return Story(host, number, version, title, tuple(paragraphs), author, section, moment.isoformat(), modified)


def _sentence(dice: random.Random) -> str:
    return _fill(dice, dice.choice(SENTENCES))


def _fill(dice: random.Random, sentence: str) -> str:
    for slot, words in CHOICES.items():
        while f"{{{slot}}}" in sentence:
            fresh = [word for word in words if word not in sentence]
            sentence = sentence.replace(f"{{{slot}}}", dice.choice(fresh), 1)
    return sentence[0].upper() + sentence[1:]
