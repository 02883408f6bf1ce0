import pytest

from mumu_tiny.plurals import plural, plurals


@pytest.mark.parametrize("one, many", [("apple", "apples"), ("box", "boxes"), ("berry", "berries"), ("monkey", "monkeys"), ("fireman", "firemen"), ("human", "humans"), ("leaf", "leaves"),
                                       ("church", "churches"), ("goldfish", "goldfish"), ("child", "children"), ("mouse", "mice"), ("bus", "buses"), ("sheep", "sheep")])
def test_a_plural_is_the_english_one(one, many):
    assert plural(one) == many


def test_what_is_no_word_has_none():
    assert plurals(["dog", "3d", "ox", "person-7", "a"]) == {"dogs": "dog"}
