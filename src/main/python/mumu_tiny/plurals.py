"""Plurals of nouns, so that "three apples" are three of what "apple" means."""

IRREGULAR = {"man": "men", "woman": "women", "child": "children", "person": "people", "mouse": "mice", "goose": "geese", "foot": "feet", "tooth": "teeth", "ox": "oxen",
             "leaf": "leaves", "wolf": "wolves", "knife": "knives", "calf": "calves", "hoof": "hooves", "scarf": "scarves", "loaf": "loaves", "elf": "elves", "wife": "wives",
             "potato": "potatoes", "tomato": "tomatoes", "mosquito": "mosquitoes", "mango": "mangoes", "cactus": "cacti",
             "human": "humans", "talisman": "talismans"}
SAME = {"fish", "sheep", "deer", "shrimp", "squid", "bison", "dice", "scissors", "trousers", "jeans", "shorts"}


def plural(noun):
    if noun in IRREGULAR:
        return IRREGULAR[noun]
    if noun.endswith("man"):  # fireman
        return noun[:-3] + "men"
    if noun in SAME or noun.endswith("fish"):
        return noun
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def plurals(nouns):
    """{plural: noun} of words of three letters or more."""
    return {plural(noun): noun for noun in nouns if len(noun) > 2 and noun.isalpha()}
