"""Writes what diffusers and transformers make of prompts with words of textual inversion.

    python make_inversion_golden.py      # from src/test/python

Pinned: diffusers 0.42.1, transformers 5.24.0. The words stand in added_tokens.json, as pipelines before transformers
4.34 saved them; one has three vectors, which diffusers spells out. The tokenizer is that of the bundle sd15.
"""
import json
import tempfile
from pathlib import Path

from diffusers.loaders import TextualInversionLoaderMixin
from transformers import CLIPTokenizer

from tiny_checkpoints import save_tokenizer

OUT = Path(__file__).parents[1] / "resources/golden/inversions.json"
TEXTS = ["a <cat-toy> on the beach", "<cat-toy>", "my<cat-toy>x, <CAT-TOY>!", "BEACHES and a Beach", "<cat-toy>_1 alone",
         "<style> <cat-toy>_2 <cat-toy>", "a<|endoftext|>b <|ENDOFTEXT|>", "no such word", "", "<cat-toy> " * 40]


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        save_tokenizer(folder)
        first = len(json.loads((folder / "vocab.json").read_text(encoding="utf-8")))
        words = ["<cat-toy>", "<cat-toy>_1", "<cat-toy>_2", "beach", "<style>"]
        added = {"<|endoftext|>": first - 1, **{word: first + i for i, word in enumerate(words)}}
        (folder / "added_tokens.json").write_text(json.dumps(added), encoding="utf-8")
        tokenizer = CLIPTokenizer.from_pretrained(folder)
        lines = []
        for text in TEXTS:
            told = TextualInversionLoaderMixin().maybe_convert_prompt(text, tokenizer)
            lines.append(json.dumps({"text": text, "ids": tokenizer(told).input_ids}))
    OUT.write_text('{"added": ' + json.dumps(added) + ',\n"prompts": [\n' + ",\n".join(lines) + "]}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
