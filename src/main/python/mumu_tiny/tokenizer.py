"""A word-level tokenizer in Hugging Face's tokenizer.json format; loads in the Rust library as it is."""
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

SPECIAL = ["<pad>", "<bos>", "<eos>", "<image>", "<unk>"]  # the ids of model.PAD .. model.UNK


def build(words):
    """words: any iterable; sorted and made unique, so that the same words give the same file."""
    ordered = SPECIAL + sorted({w.lower() for w in words} - set(SPECIAL))
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(ordered)}, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.add_special_tokens(SPECIAL)
    return tokenizer
