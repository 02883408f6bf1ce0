"""A renderer whose drawings another one learns from: what it can is kept while something new is learned (arXiv 1606.09282), and its drawings
of a clean crop teach what to make of one that is disguised or has other colours.
"""
import torch

from .illustrator import Illustrator
from .styles import ANY, DRAWN

SHIFT = 3  # px, at most, of a view


class Teacher:
    def __init__(self, file, words, device, by=1.0, views=1):
        """file: a checkpoint of `train_renderer` with the same word list; by: see `louder`; views: so many drawings are agreed upon."""
        state = torch.load(file, map_location="cpu", weights_only=True)
        if state["words"] != words:
            raise SystemExit(f"{file} was trained with another word list")
        self.model = Illustrator(5 + len(words), state["widths"])
        self.model.load_state_dict(state["ema"])
        self.model.eval().requires_grad_(False).to(device, memory_format=torch.channels_last)
        self.views = views
        louder(self.model, by)

    @torch.no_grad()
    def __call__(self, batch):
        """batch of `train_renderer.Pairs` -> what it draws of the clean crops, in the colours that these were given [n, 4, s, s]; of strangers
        the targets."""
        drawn = self.model({**batch, "crop": batch["clean"]}).float()
        surfaces = batch["clean"].flatten(1).any(1) & ~batch["stranger"]
        if self.views > 1 and surfaces.any():
            drawn[surfaces] = self.agreed({k: v[surfaces] for k, v in batch.items()}, drawn[surfaces])
        colours = torch.einsum("nchw,ncd->ndhw", drawn[:, :3], batch["turn"]).clamp(-1, 1)
        return torch.where(batch["stranger"][:, None, None, None], batch["target"], torch.cat([colours, drawn[:, 3:]], 1))

    def agreed(self, batch, first):
        """The median of several views, and of what arithmetic makes of the crop: dots like eyes, and blotches, are elsewhere in each and not in
        the last."""
        known = batch["computed"].flatten(1).any(1)
        seen = [first, torch.where(known[:, None, None, None], batch["computed"], first)]
        for view in range(1, self.views):
            mirrored = view % 2 == 0
            shift = torch.randint(-SHIFT, SHIFT + 1, (2,)).tolist()
            crop = batch["clean"].roll(shift, (2, 3))
            drawn = self.model({**batch, "crop": crop.flip(3) if mirrored else crop}).float()
            seen.append((drawn.flip(3) if mirrored else drawn).roll([-s for s in shift], (2, 3)))
        return torch.stack(seen).quantile(0.5, 0)


@torch.no_grad()
def louder(illustrator, by):
    """Moves each style further away from none: some of it is lost on the way to the pupil, and in a median of views."""
    styles = illustrator.styles.weight
    styles[:len(DRAWN)] = styles[ANY] + by * (styles[:len(DRAWN)] - styles[ANY])
