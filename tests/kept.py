"""Families as an office keeps them, for tests of the pages: those of the care room's morning, and some more."""

from msgspec.structs import replace

from broker.families import AdultEntry, ChildEntry, ContactEntry, FamilyEntry, PersonEntry
from broker.house.rules import Proof
from carers import JANA, LINH, OLENA, TOBIAS, office
from hubs import FakeHub

PROOFS = (
    Proof(proof="certificate", months=60, warn_days=90),
    Proof(proof="first_aid", months=24),
    Proof(proof="briefing", months=24),
)
FUCHS = FamilyEntry(
    id=OLENA.id, label="Fuchs", language="uk", notice="2026-01-12", health_consent="2026-01-12",
    adults=(
        AdultEntry(
            id=OLENA.adults[0].id, name="Olena", phone="0351 123456", usual_desk="laptop-3", cards=("04DE0000000001",),
            lost_cards=("04DE0000000002",), pin="402917",
        ),
        AdultEntry(id=OLENA.adults[1].id, name="Andrij", deputy=True),
    ),
    children=(
        ChildEntry(
            id=OLENA.children[0].id, name="Mia", animal="fox", birthday="2024-03-01", usual="care",
            contacts=(ContactEntry("Oma Halyna", "+49 351 7654321", "Großmutter"), ContactEntry("Vera", "0151 222333")),
            allergy="Erdnüsse: Notfall-Set in der Küche", allergens=("Erdnüsse",), allergens_shown="2026-01-12",
            emergency_set=True,
        ),
        ChildEntry(id=OLENA.children[1].id, name="Leo", animal="turtle", ground="sky", birthday="2022-05-30"),
    ),
    pickups=(PersonEntry(id=OLENA.pickups[0].id, name="Vera", phone="0151 222333", relation="Nachbarin"),),
    never=(
        PersonEntry(id="p-never000", name="Ron", note="Beschluss vom 3. März. Bitte 110 rufen.", cards=("04BAD00001",)),
    ),
)  # fmt: skip
KRANICH = FamilyEntry(
    id=JANA.id, label="Kranich", notice="2026-01-12",
    adults=(
        AdultEntry(
            id=JANA.adults[0].id, name="Jana", roles=("parent", "carer"), shifts=True, certificate="2021-12-01",
            first_aid="2024-10-01", phone="0170 5554433",
        ),
    ),
    children=(ChildEntry(id=JANA.children[0].id, name="Emil", animal="penguin", birthday="2026-02-01"),),
)  # fmt: skip
PANDA = FamilyEntry(
    id=LINH.id, label="Panda", language="vi", notice="2026-02-01",
    adults=(AdultEntry(id=LINH.adults[0].id, name="Linh", phone="0351 99887"),),
    children=(ChildEntry(id=LINH.children[0].id, name="Bao", animal="panda", birthday="2022-01-01"),),
)  # fmt: skip
STACHEL = FamilyEntry(
    id=TOBIAS.id, label="Stachel", notice="2026-01-12",
    adults=(
        AdultEntry(
            id=TOBIAS.adults[0].id, name="Tobias", roles=("parent", "carer"), shifts=True, certificate="2025-06-01",
            first_aid="2026-05-01", briefing="2026-05-01",
        ),
    ),
    children=(ChildEntry(id=TOBIAS.children[0].id, name="Jonas", animal="hedgehog", birthday="2022-02-02"),),
)  # fmt: skip
NGUYEN = FamilyEntry(
    id="f-nguyen00", label="Nguyễn", language="vi", protected=True, names_hidden=True,
    adults=(
        AdultEntry(id="a-nguyen00", name="Nguyễn Thị Phương Thảo"), AdultEntry(id="a-nguyen01", name="ليلى عبد الرحمن"),
    ),
    children=(ChildEntry(id="c-nguyen00", name="Đặng Ánh", animal="fox", ground="mint"),),
)  # fmt: skip
CARER = FamilyEntry(
    id="f-carer000",
    label="Amira",
    notice="2026-01-12",
    adults=(AdultEntry(id="a-carer000", name="Amira", roles=("carer",)),),
)
ALL = (FUCHS, KRANICH, PANDA, STACHEL, NGUYEN, CARER)


def kept_office(hub: FakeHub) -> FakeHub:
    """Let a hub keep these families, in an office that asks carers for proofs."""
    here = hub.snapshot().office
    hub.set(office=replace(here, rules=replace(here.rules, care=replace(here.rules.care, proofs=PROOFS))))
    hub.take_in(*ALL)
    return hub


def kept_hub() -> FakeHub:
    """Give a hub that keeps these families; nobody is there yet."""
    return kept_office(FakeHub(office()))
