"""PCA of scenes, then the decoder's residual branch on latents with a little noise (removes speckle from samples).

    python -m mumu_tiny.train_codec --art ART --out RUN/codec.pt --minutes 20

With `--minutes 0` the decoder is the plain inverse. An existing file is continued; its PCA is never changed.
"""
import argparse
import os
import time
from pathlib import Path

import torch
from torch.nn import functional as F

from .codec import PATCH, Decoder, Encoder, principal_components, set_components
from .configs import autocast
from .scenes import Art, Scenes

CHANNELS, WIDTH, BATCH = 32, 96, 24


def pictures(scenes, start, count):
    """[count, 3, 128, 128] in -1..1."""
    stack = [torch.from_numpy(scenes.record(start + i, 1 + i % 3)["picture"]) for i in range(count)]
    return torch.stack(stack).permute(0, 3, 1, 2).float() / 127.5 - 1


class Pictures(torch.utils.data.IterableDataset):
    def __init__(self, scenes, start):
        self.scenes, self.start = scenes, start

    def __iter__(self):
        at = self.start
        while True:
            yield pictures(self.scenes, at, BATCH)
            at += BATCH


def psnr(decoder, encoder, x):
    with torch.no_grad():
        return -10 * ((decoder(encoder(x)).clamp(-1, 1) - x).square().mean() / 4).log10().item()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--art", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    scenes, held = Scenes(Art(options.art), 11), Scenes(Art(options.art, "held"), 12)
    encoder, decoder, step = Encoder(CHANNELS), Decoder(CHANNELS, WIDTH), 0
    optimizer = torch.optim.AdamW([p for p in decoder.parameters() if p.requires_grad], 1e-3)
    if options.out.exists():
        state = torch.load(options.out, weights_only=True)
        encoder.load_state_dict(state["encoder"])
        decoder.load_state_dict(state["decoder"])
        step = state["step"]
    else:
        sample = pictures(scenes, 0, 1500)
        patches = F.unfold(sample, PATCH, stride=PATCH).transpose(1, 2).flatten(0, 1)
        set_components(encoder, decoder, *principal_components(patches, CHANNELS))
    test = pictures(held, 0, 64)
    print(f"held-out PSNR before: {psnr(decoder, encoder, test):.2f} dB", flush=True)
    loader = iter(torch.utils.data.DataLoader(Pictures(scenes, 10_000_000 + step * BATCH), batch_size=None, num_workers=1))
    begin, seconds = time.time(), options.minutes * 60
    while seconds and time.time() - begin < seconds:
        share = (time.time() - begin) / seconds
        for group in optimizer.param_groups:
            group["lr"] = 1.5e-3 * min(1, (1 - share) * 3 + 0.03)
        x = next(loader)
        z = encoder(x)
        z = z + torch.randn_like(z) * torch.rand(len(z), 1, 1, 1) * 0.2
        with autocast("cpu"):
            out = decoder(z)
        loss = (out.float() - x).abs().mean() + 2 * (out.float() - x).square().mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
        optimizer.step()
        step += 1
        if step % 200 == 0:
            print(f"codec step {step} min {(time.time() - begin) / 60:.1f} held-out {psnr(decoder, encoder, test):.2f} dB", flush=True)
    print(f"held-out PSNR after: {psnr(decoder, encoder, test):.2f} dB", flush=True)
    state = {"channels": CHANNELS, "width": WIDTH, "encoder": encoder.state_dict(), "decoder": decoder.state_dict(), "step": step}
    torch.save(state, str(options.out) + ".new")
    os.replace(str(options.out) + ".new", options.out)


if __name__ == "__main__":
    main()
