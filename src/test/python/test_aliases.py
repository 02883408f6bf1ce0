import json

import pytest
from tokenizers import Tokenizer

from mumu_tiny import tokenizer
from mumu_tiny.aliases import SAME, aliases
from mumu_tiny.specimens import PHRASES


@pytest.fixture
def words(tmp_path):
    """text -> the words that a saved tokenizer reads."""
    known = ["a", "and", "and-so", "big", "bacterium", "cell", "erythrocyte", "his", "nuclei", "nucleus", "neuron", "pollen", "six", "sperm", "the", "yeast"]
    file = tmp_path / "tokenizer.json"
    tokenizer.build(known, PHRASES).save(str(file))
    tokenizer.read_as(file, aliases(known))
    vocabulary = json.loads(file.read_text(encoding="utf-8"))["model"]["vocab"]
    first = {i: word for word, i in reversed(vocabulary.items())}
    return lambda text: [first[i] for i in Tokenizer.from_file(str(file)).encode(text).ids]


@pytest.mark.parametrize("text, read", [("six Red Blood Cells", ["six", "erythrocyte"]), ("a blood cell", ["a", "erythrocyte"]), ("E. coli", ["bacterium"]), ("e.coli", ["bacterium"]),
                                        ("cell nuclei", ["nuclei"]), ("a cell", ["a", "cell"]), ("red cell", ["<unk>", "cell"]),
                                        ("blood cellar", ["<unk>", "<unk>"])])
def test_a_name_of_several_words_is_read_as_one(words, text, read):
    assert words(text) == read


def test_words_are_read_as_others_of_the_same_meaning(words):
    assert words("large or their those") == ["big", "and", "his", "the"]


def test_a_word_that_the_list_has_stays_itself_and_one_of_an_unknown_meaning_unknown():
    assert aliases(["the", "these", "big"]).keys() & {"these", "giant", "tiny"} == {"giant"}


def test_no_word_has_two_meanings():
    others = [other for line in SAME.values() for other in line.split()]
    assert len(others) == len(set(others)) and not set(others) & set(SAME)
