"""Writes CLIP's vocabulary and 10 500 strings with what transformers' CLIPTokenizer makes of each.

    python make_clip_golden.py      # from src/test/python

Pinned: transformers 5.24.0, tokenizers 0.23.3, open_clip_torch 3.3.0 (for the vocabulary, MIT licence). A line of
strings.jsonl.gz holds a text and two CRC-32 of its ids (little-endian 32-bit): padded with the end mark, and with `!`.
"""
import gzip
import json
import random
import shutil
import tempfile
import unicodedata
import zipfile
import zlib
from pathlib import Path

import numpy as np
from transformers import CLIPTokenizer

from tiny_checkpoints import save_tokenizer

RESOURCES = Path(__file__).parents[1] / "resources"
OUT = RESOURCES / "golden/clip"
MERGES = 49152 - 256 - 2
COUNT = 10_500

TRAPS = [
    "", " ", "\n", "\t\n ", "!", "!!", "! !", "wow!", "a!b", "?!", "hello, world!", "1984", "12 345.67", "x2y", "½ ² ①",
    "<|startoftext|>", "<|endoftext|>", "<|ENDOFTEXT|>", "<| endoftext |>", "a<|endoftext|>b", "<|startoftext|>a photo",
    "don't can't I'm we're they've she'll he'd it's", "DON'T I'M", "’s ‘quoted’ “double”", "ΟΔΟΣ ΟΔΥΣΣΕΥΣ Σ", "İstanbul ıI",
    "STRASSE ß ẞ", "cafe\u0301 café", "\ufeffbom", "zero\u200bwidth", "non\u00a0breaking", "line\u2028sep\u2029para",
    "a\x00b", "\x01\x02\x7f", "e\u0301\u0323", "\u1e9b\u0323", "ﬁ ﬂ ligature", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝐛𝐨𝐥𝐝", "👩‍👩‍👧‍👦 family", "🇩🇪🇯🇵 flags",
    "👍🏽", "日本語のテキスト", "中文提示词", "한국어 문장", "한국", "नमस्ते दुनिया", "ไทย ภาษา", "مرحبا بالعالم", "שלום עולם",
    "Привет, мир!", "ＦＵＬＬ　ＷＩＤＴＨ！", "a" * 300, "ab " * 60, "!" * 90, "é" * 40, "\U0010ffff", "\ud7ff\ue000", "�",
    "a picture of a man and his dog in an animated style", "(masterpiece:1.2), [best quality]", "50mm f/1.8 --ar 16:9",
    "<lora:style:0.7>", "https://example.org/a?b=c&d=%20", "C:\\path\\file.png", "{man} \\{brace\\}", "tab\tand\r\nnewline",
]
WORDS = """a the of and with in on by photo picture portrait oil painting watercolor sketch castle dragon robot cat dog woman man
sunset mountains river neon cyberpunk steampunk highly detailed sharp focus studio lighting 8k 4K trending bokeh
Rembrandt Hokusai élan naïve façade über smörgåsbord Ærøskøbing don't it's we've 3d 2D 1990s #art @home $5 50% e.g. --v""".split()
RANGES = [(0x20, 0x7E), (0x20, 0x7E), (0xA0, 0x24F), (0x250, 0x36F), (0x370, 0x58F), (0x590, 0x74F), (0x900, 0xDFF),
          (0xE00, 0x10FF), (0x1E00, 0x1FFF), (0x2000, 0x2BFF), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3),
          (0xF900, 0xFFFD), (0x1D400, 0x1D7FF), (0x1F300, 0x1FAFF), (0x0, 0x1F)]


def strings():
    chance = random.Random(20261124)
    yield from TRAPS
    made = len(TRAPS)
    while made < COUNT:
        kind = made % 5
        if kind < 2:
            words = [chance.choice(WORDS) for _ in range(chance.randint(1, 9))]
            text = chance.choice([" ", ", ", "  ", "-", " "]).join(
                chance.choice([str, str.upper, str.title])(w) for w in words)
        elif kind == 2:  # one script
            low, high = chance.choice(RANGES)
            text = "".join(chr(chance.randint(low, high)) for _ in range(chance.randint(1, 12)))
        elif kind == 3:  # any mixture
            text = "".join(chr(chance.randint(*chance.choice(RANGES))) for _ in range(chance.randint(1, 10)))
        else:  # punctuation, digits and spaces between letters
            text = "".join(chance.choice("aAbsStT'!!.,<|>0129 \t\u00a0é") for _ in range(chance.randint(1, 16)))
        if chance.random() < 0.1:
            text = unicodedata.normalize(chance.choice(["NFD", "NFKD"]), text)
        yield text
        made += 1


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        tokenizers = []
        for pad in ("<|endoftext|>", "!"):
            save_tokenizer(Path(folder) / pad[:1], MERGES, pad)
            tokenizers.append(CLIPTokenizer.from_pretrained(Path(folder) / pad[:1]))
        with zipfile.ZipFile(OUT / "vocabulary.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name in ("vocab.json", "merges.txt"):
                entry = zipfile.ZipInfo(name)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, (Path(folder) / "<" / name).read_bytes())
        lines = []
        for text in strings():
            sums = [zlib.crc32(np.array(t(text).input_ids, "<i4").tobytes()) for t in tokenizers]
            lines.append(json.dumps([text, *sums], ensure_ascii=True, separators=(",", ":")))
    with open(OUT / "strings.jsonl.gz", "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as out:
        out.write("\n".join(lines).encode("ascii"))
    print(len(lines))


if __name__ == "__main__":
    main()
