"""A word-level tokenizer in Hugging Face's tokenizer.json format; loads in the Rust library as it is."""
import json

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

SPECIAL = ["<pad>", "<bos>", "<eos>", "<image>", "<unk>"]  # the ids of model.PAD .. model.UNK


def build(words, phrases=None):
    """words: any iterable; sorted and made unique, so that the same words give the same file. phrases: {pattern of several words: the one
    word that they are read as}; the longest first, where several fit."""
    ordered = SPECIAL + sorted({w.lower() for w in words} - set(SPECIAL))
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(ordered)}, unk_token="<unk>"))
    replacing = [normalizers.Replace(Regex(rf"\b{pattern}\b"), word) for pattern, word in (phrases or {}).items()]
    tokenizer.normalizer = normalizers.Sequence([normalizers.Lowercase(), *replacing])
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.add_special_tokens(SPECIAL)
    return tokenizer


def read_as(path, same):
    """Adds words to a saved tokenizer that are read as one it knows (`{"sepia": "vintage"}`). In the file, because the library writes
    one word per id."""
    saved = json.loads(path.read_text(encoding="utf-8"))
    words = saved["model"]["vocab"]
    words.update({word: words[meant] for word, meant in same.items() if word not in words and meant in words})
    path.write_text(json.dumps(saved, ensure_ascii=False, indent=2), encoding="utf-8")


def append(path, more):
    """Adds words to a saved tokenizer, with ids of their own after the last, in the order given."""
    saved = json.loads(path.read_text(encoding="utf-8"))
    words = saved["model"]["vocab"]
    begin = max(words.values()) + 1
    words.update({word: begin + i for i, word in enumerate(more)})
    path.write_text(json.dumps(saved, ensure_ascii=False, indent=2), encoding="utf-8")
