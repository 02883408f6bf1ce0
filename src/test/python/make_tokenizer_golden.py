"""Writes what transformers makes of tokenizers whose small files say unusual things.

    python make_tokenizer_golden.py      # from src/test/python

Pinned: transformers 5.24.0. Vocabulary and merges are those of the bundle sd15; each case replaces the other files, and
holds the ids of all texts, cut and filled up as diffusers' pipelines ask for it.
"""
import json
import tempfile
from pathlib import Path

from transformers import CLIPTokenizer

from tiny_checkpoints import save_tokenizer, write

OUT = Path(__file__).parents[1] / "resources/golden/tokenizers.json"
TEXTS = ["", "a CAT & <sks> [PAD] cat!", "<new> Beach, mask [MASK] ca cat", "one two three four five six seven eight nine ten <new>"]
BASE = {"model_max_length": 16, "tokenizer_class": "CLIPTokenizer", "bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>",
        "unk_token": "<|endoftext|>", "pad_token": "<|endoftext|>"}
MARK = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}


def config(**more):
    return {"tokenizer_config.json": {**BASE, **more}}


def cases(size):
    """size: of the vocabulary."""
    yield config()
    yield config(pad_token="!")
    yield config(pad_token="[PAD]")  # stands nowhere: gets the next id
    yield config(pad_token="[PAD]", unk_token="<unk>", mask_token={**MARK, "content": "[MASK]", "__type": "AddedToken"})
    yield config(padding_side="left")
    yield config(truncation_side="left", padding_side="right")
    yield config(additional_special_tokens=["<sks>", "cat", "ca", "<|endoftext|>"])
    yield config(extra_special_tokens=["<sks>", {**MARK, "content": "<new>", "lstrip": True, "__type": "AddedToken"}])
    yield {**config(), "special_tokens_map.json": {"pad_token": "!", "additional_special_tokens": ["cat"]}}
    yield {**config(), "added_tokens.json": {"<new>": size + 7, "Beach": size + 3, "<sks>": size}}  # only their order counts
    yield {**config(additional_special_tokens=["Beach"]), "added_tokens.json": {"Beach": size, "<sks>": size + 1}}
    listed = {str(size + 9): {**MARK, "content": "<new>"}, str(size + 2): {**MARK, "content": "Beach", "special": False, "normalized": True},
              "3": {**MARK, "content": "cat"}}
    yield config(added_tokens_decoder=listed, pad_token="[PAD]")
    yield {**config(added_tokens_decoder=listed), "special_tokens_map.json": {"pad_token": "!"}, "added_tokens.json": {"<sks>": size}}
    yield config(added_tokens_decoder=listed, split_special_tokens=True)
    yield config(additional_special_tokens=["<sks>", "cat"], split_special_tokens=True)


def main():
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        save_tokenizer(folder)
        size = len(json.loads((folder / "vocab.json").read_text(encoding="utf-8")))
        for files in cases(size):
            for name in ("tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"):
                (folder / name).unlink(missing_ok=True)
            for name, content in files.items():
                write(folder / name, content)
            tokenizer = CLIPTokenizer.from_pretrained(folder)
            ids = [tokenizer(t, padding="max_length", max_length=tokenizer.model_max_length, truncation=True).input_ids for t in TEXTS]
            lines.append(json.dumps({"files": files, "ids": ids}))
    OUT.write_text('{"texts": ' + json.dumps(TEXTS) + ',\n"cases": [\n' + ",\n".join(lines) + "]}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
