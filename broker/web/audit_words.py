"""The access log in words: what somebody did, as what, and what was changed."""

from broker.wire.language import mark

WHAT = {
    "log_in": mark("logged in"),
    "log_in_refused": mark("could not log in"),
    "unlock": mark("opened the tablet with its PIN"),
    "unlock_refused": mark("typed a wrong PIN at the tablet"),
    "health": mark("looked at health and telephone numbers"),
    "how_the_child_is": mark("looked at how the child is"),
    "given_after_call": mark("gave the child to somebody who is not on the list, after a call to the parents"),
    "phone_let_in": mark("let a phone in"),
    "emergency_list": mark("opened the emergency list"),
    "log": mark("looked at the access log"),
    "family": mark("looked at the family's page"),
    "family_changed": mark("changed the family"),
    "card": mark("changed a card"),
    "code": mark("changed an own code"),
    "guest": mark("changed a guest"),
    "settings": mark("changed a setting"),
    "desk_marked": mark("marked a desk"),
    "answer": mark("answered"),
    "device_fixed": mark("said that a device works again"),
    "export": mark("had everything that is kept of them put together"),
    "erase": mark("erased somebody"),
}
"""What the access log calls it → what somebody did. Whatever writes there has its words here; a test looks."""
ROLES = {
    "staff": mark("staff"),
    "carer": mark("carer"),
    "locked": mark("locked tablet"),
    "desk": mark("PC at a desk"),
    "phone": mark("phone"),
    "keeper": mark("on the hub's own machine"),
    "none": mark("not logged in"),
}
DETAILS = {
    "adult": mark("adult"), "adults": mark("adults"), "allergens": mark("allergens"),
    "allergens_shown": mark("allergens shown at a glance"), "allergy": mark("allergy"), "animal": mark("animal"),
    "badge": mark("badge"), "birthday": mark("birthday"), "briefing": mark("briefing"), "cards": mark("cards"),
    "certificate": mark("certificate"), "child": mark("child"), "children": mark("children"),
    "contacts": mark("emergency contacts"), "defect": mark("defect"), "deputy": mark("deputy"),
    "emergency_set": mark("emergency set"), "family": mark("family"), "first_aid": mark("first aid"),
    "gone": mark("taken away"), "ground": mark("ground of the animal"), "heads": mark("number of heads"),
    "health": mark("health"), "health_consent": mark("consent to health data"), "label": mark("short name"),
    "language": mark("language"), "lost": mark("lost"), "lost_cards": mark("lost cards"), "name": mark("name"),
    "names_hidden": mark("names hidden"), "never": mark("never-list"), "new": mark("new"), "note": mark("note"),
    "notice": mark("privacy notice"), "ok": mark("counts again"), "phone": mark("telephone"), "pickup": mark("pick-up"),
    "pickups": mark("pick-ups"), "pin": mark("own code"), "protected": mark("protected"),
    "relation": mark("relation"), "role": mark("comes as"), "roles": mark("roles"), "room": mark("room"),
    "seen": mark("signed in last"), "shifts": mark("shifts"), "usual": mark("usual place"),
    "usual_desk": mark("usual desk"), "works": mark("works again"),
}  # fmt: skip
"""Names of what was changed → words; what has none here, such as an address, is told as it stands there."""
