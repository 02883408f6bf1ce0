"""Words that are read as another word: of the same meaning, or without one. They cost a model nothing but an entry in its tokenizer."""

SAME = {
    "the": "that these those which who whom where what are was were be been being has have had do does any all both each every "
           "it they them he she we i so then also just quite really rather actually kindly via",
    "his": "their its our your hers whose own",
    "and": "or",
    "in": "into within inside",
    "on": "onto upon atop",
    "under": "underneath",
    "near": "by nearby",
    "centre": "center",
    "picture": "photograph illustration scene poster rendering render micrograph snapshot depiction artwork figure",
    "show": "draw create generate make produce depict paint",
    "big": "large huge giant enormous tall",
    "small": "tiny miniature",
    "touches": "touching",
    "yellow": "gold golden",
    "grey": "silver",
    "teal": "cyan turquoise aqua",
    "pink": "magenta fuchsia",
    "purple": "violet lilac",
    "red": "crimson scarlet",
    "blue": "navy",
    "animated": "anime",
    "coat": "jacket",
    "chipmunk": "squirrel",
    "woman": "mother wife",
    "man": "father husband",
    "girl": "sister daughter",
    "boy": "brother son",
    "bird": "crow seagull sparrow",
    "hills": "hill",
    "amphora": "vase",
    "alembic": "beaker",
}


def aliases(words):
    """{word: the word of the list that it is read as}, of words that the list lacks."""
    known = set(words)
    return {other: word for word, others in SAME.items() if word in known for other in others.split() if other not in known}
