"""A ground that the user points at ("twelve {nucleus} on a {background}"): the picture of it, laid behind everything on the whole canvas."""
import torch
from torch import nn
from torch.nn import functional as F

from .model import EOS, IMAGE

SURE = ("background", "backdrop")  # "a {background}", "a {wood} background"
SURFACES = ("ground", "substrate", "agar", "medium", "grass", "sand", "water", "snow", "sky", "soil")  # grounds, unless more of a name follows: "a {water bottle}"
HEARD_AS = "background"  # what reader and painter hear of any of them
LITTLE = "in on with and at under by near from of for over behind above below drawn , . ; : ! ?".split()  # words that go on with the sentence, not with a name
RIM = 2  # pixels around holes that may still show what was cut out
NEARER = 0.4  # how much less of a ground's picture may be seen
COARSE = 8  # pixels; what is finer is grain
LOUDEST = 3  # times the mean: what is louder is no grain, but an edge
REACH = 3.0  # pixels
BLURS, BLUR = 3, 5  # how often, and over how many pixels, what fills holes is smoothed
SHIFTS = ((0.5, 0), (0, 0.5), (0.5, 0.5), (0.25, 0.375), (0.375, 0.75))  # of the crop's sides: whose grain a hole gets, the first that is none itself
NUMBERS = 4  # how near; which rows, which columns; mirrored


class Ground(nn.Module):
    def __init__(self, every):
        """every: the word of each id, "" for the special ones."""
        super().__init__()
        mark = lambda chosen: torch.tensor([w in chosen for w in every])
        self.register_buffer("sure", mark(SURE), persistent=False)
        self.register_buffer("surfaces", mark(SURFACES), persistent=False)
        ends = mark(LITTLE)
        ends[[EOS, IMAGE]] = True
        self.register_buffer("ends", ends, persistent=False)

    def which(self, ids):
        """ids [m], as the tokenizer gives them -> [m, m], which words name the ground that the image at a place shows: none of what shows no ground."""
        place, image = torch.arange(ids.shape[0], device=ids.device), ids == IMAGE
        after = ~image & (place > place[:, None])
        first = torch.where(after, place, ids.shape[0] - 1).amin(1)  # the first word after the image, or after its run of images
        second = (first + 1).clamp_max(ids.shape[0] - 1)
        alone = self.sure[ids[first]] | (self.surfaces[ids[first]] & self.ends[ids[second]])
        pair = ~alone & self.sure[ids[second]] & ~self.ends[ids[first]]
        shows = image & (alone | pair)
        return shows[:, None] & ((place == first[:, None]) | (pair[:, None] & (place == second[:, None])))

    def picture(self, crop, enlarger, canvas, variation, variety):
        """crop [4, S, S], colour premultiplied around mid-grey; canvas [2]; variation [NUMBERS], uniform -> [4, height, width], mask 1
        everywhere: as much of the region's box as has the canvas' shape; nearer, elsewhere and mirrored as variety wishes."""
        size = crop.shape[1]
        seen = crop[3] > 0.5
        line = torch.arange(size, device=crop.device, dtype=crop.dtype)
        first = torch.stack([torch.where(seen.any(1 - axis), line, float(size)).amin() for axis in (0, 1)])
        last = torch.stack([torch.where(seen.any(1 - axis), line, -1.0).amax() for axis in (0, 1)])
        box = (last + 1 - first).clamp_min(1)
        step = (box / canvas).amin() * (1 - NEARER * variety * variation[:1])  # of the crop's pixels, per pixel of the canvas
        corner = first + (box - step * canvas) * (0.5 + variety * (variation[1:3] - 0.5))
        down, across = (corner[axis] + step * (torch.arange(canvas[axis], device=crop.device) + 0.5) for axis in (0, 1))
        across = torch.where(variation[3:4] < variety / 2, across.flip(0), across)
        grid = torch.stack([across[None].expand(canvas[0], canvas[1]), down[:, None].expand(canvas[0], canvas[1])], 2) / (size / 2) - 1
        inside = [(line >= first[axis]) & (line <= last[axis]) for axis in (0, 1)]
        hole = (inside[0][:, None] & inside[1] & ~seen).to(crop.dtype)
        kept = 1 - F.max_pool2d(hole[None, None], 2 * RIM + 1, 1, RIM)
        whole = enlarger(torch.cat([self.filled(kept * crop[None]), torch.ones_like(crop[None, 3:])], 1))
        colour = F.grid_sample(whole[:, :3], grid[None], padding_mode="border", align_corners=False)[0]
        return torch.cat([colour, torch.ones_like(colour[:1])])

    def filled(self, crop):
        """[1, 4, S, S] -> [1, 3, S, S]: holes, such as where cells were cut out, get the colours around them and grain from elsewhere."""
        size, smooth = crop.shape[2], self.bridged(crop)
        for _ in range(BLURS):
            smooth = crop[:, :3] + (1 - crop[:, 3:]) * F.avg_pool2d(smooth, BLUR, 1, BLUR // 2, count_include_pad=False)
        coarse = F.interpolate(F.avg_pool2d(smooth, COARSE), scale_factor=float(COARSE), mode="bilinear", align_corners=False)
        whole = (crop[:, 3:] > 0.9).to(crop.dtype)
        grain = (smooth - coarse) * whole
        loudest = LOUDEST * grain.abs().sum((1, 2, 3), keepdim=True) / (3 * whole.sum((1, 2, 3), keepdim=True)).clamp_min(1)
        grain = torch.cat([grain * (grain.abs().amax(1, keepdim=True) < loudest), whole], 1)
        hole, out = 1 - crop[:, 3:], smooth
        for shift in SHIFTS:
            other = torch.roll(grain, tuple(int(share * size) for share in shift), (2, 3))
            out = out + hole * other[:, 3:] * other[:, :3]
            hole = hole * (1 - other[:, 3:])
        return out.clamp(-1, 1)

    def bridged(self, crop):
        """[1, 4, S, S] -> [1, 3, S, S]: in holes what is left and right, above and below, the nearer the more: a horizon goes on."""
        line = torch.arange(crop.shape[2], device=crop.device, dtype=crop.dtype)
        reach = (-(line[:, None] - line).abs() / REACH).exp()  # [S, S]
        across, down = crop @ reach, reach @ crop
        total = torch.zeros_like(crop)
        for way in (across, down):
            far = 1 - REACH * way[:, 3:].clamp_min(1e-30).log().clamp_max(0)  # pixels to the nearest that is none of a hole
            total = total + torch.cat([way[:, :3] / way[:, 3:].clamp_min(1e-30), torch.ones_like(far)], 1) / far ** 2
        return crop[:, :3] + (1 - crop[:, 3:]) * total[:, :3] / total[:, 3:]
