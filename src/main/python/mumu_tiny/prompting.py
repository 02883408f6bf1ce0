"""The bundle's prompt encoder: reads the sentence, draws anew what has to be drawn anew, and makes the tokens the denoiser sees.

A thing that is bound and whose style is nobody's wish is handed on as it is. Where a style is asked for, by word or by picture,
every bound thing is drawn anew in it; a thing that is only named is drawn from its words; one with a layout, within that.
"""
import torch
from torch import nn
from torch.nn import functional as F

from .codec import PATCH
from .filters import through
from .model import CELL_PIXELS, IMAGE, SPECIAL, UNK
from .sentences import CELLS, EXAMPLE, LAYOUT, STYLE_PICTURE, STYLE_WORD, THING
from .styles import ANY, DRAWN, FILTERS, STYLES
from .variation import Variation

MOST = 4  # things that are only named
HAZE = 0.06  # less of a mask than this is nothing


class Prompting(nn.Module):
    """input_ids [1, m], image_embeds [k, T, D], image_positions [k], variation [1, VARIATION], variety [1] -> hidden_states
    [1, m + k*T + n*T, D] and weights, n: the things that are named and not bound; and of each of the k + n: its square on the canvas
    (top, left, height, width in px), what it covers of it [S, S], and the position of its word, -1 of what shows nothing."""

    def __init__(self, generator, reader, illustrator, words):
        """words: the vocabulary after the special ids."""
        super().__init__()
        self.size = generator.size
        self.words, self.images = generator.prompt_encoder, generator.image_encoder
        self.reader, self.illustrator = reader, illustrator
        self.decode = generator.denoiser.decode
        self.anything = SPECIAL + words.index("thing")  # a word that names nothing in particular
        self.variation = Variation(words)
        self.register_buffer("cells", torch.tensor(CELLS, dtype=torch.float32), persistent=False)

    def forward(self, input_ids, image_embeds, image_positions, variation, variety):
        kinds, places, styles, names = (x[0] for x in self.reader(input_ids))
        ids, kind = input_ids[0], kinds.argmax(1)  # [m]
        bound = ids[image_positions] == IMAGE  # [k]
        shown = kind[image_positions]
        pictures = self.pixels(image_embeds)
        word = torch.where(kind == STYLE_WORD, styles[:, :ANY].argmax(1), ANY)  # [m], which style a word asks for
        style, asked = self.style(word, pictures, bound & (shown == STYLE_PICTURE))
        lenses = torch.stack([(word == STYLES.index(name)).any() for name in FILTERS]).float()
        named = torch.nonzero((kind == THING) & (ids != IMAGE))[:MOST, 0]  # [n]
        at = torch.cat([image_positions, named])
        share = self.share(ids, names[at])  # [k + n, m]
        code = share @ self.illustrator.words(ids)
        of_crop = torch.cat([bound & (shown != LAYOUT), torch.zeros_like(named, dtype=torch.bool)])  # a crop says more than its word:
        code = torch.where(of_crop[:, None], self.illustrator.words.weight[self.anything], code)  # this man, not any man
        new = 0 * named.float()[:, None, None, None] * pictures[:1]  # no crop
        drawn = self.clean(self.illustrator.renderer(torch.cat([pictures, new]), code, style + 0 * at.float()[:, None]))
        own = image_embeds[:, :, :self.size.content]
        k = own.shape[0]
        anew = (asked & (shown != STYLE_PICTURE)) | (shown == LAYOUT)
        drawn = torch.cat([torch.where(anew[:, None, None, None], drawn[:k], pictures), drawn[k:]])
        things = torch.cat([bound & (shown == THING), torch.ones_like(named, dtype=torch.bool)])
        share = torch.where(things[:, None] & of_crop[:, None], self.beside(share, at, ids), share)
        free = self.variation.any_angle(share, ids)
        chance = self.variation.chance(variation, free)
        drawn = self.variation.poses(drawn, chance, free, variety)
        content = self.images.content(through(drawn, lenses))  # [k + n, T, .]
        changed = (anew | (lenses.sum() > 0) | (variety > 0))[:, None, None]
        content = torch.cat([torch.where(changed, content[:k], own), content[k:]])
        said = torch.where(self.only_names(share * things[:, None].float(), at, ids), self.anything, ids)[None]
        x, known = self.words.contextual(said, own[None], image_positions[None], bound[None].float())
        slot = self.words.at(at[None], x) @ x
        cell = self.variation.places(self.cells[places.argmax(1)[at]], ids, chance, variety)
        tokens, weights = self.words.image_tokens(slot, content[None], cell[None])
        visible = bound & (shown != STYLE_PICTURE) & (shown != EXAMPLE)
        visible = torch.cat([visible, torch.ones_like(named, dtype=torch.bool)]).float()
        weights = (weights.unflatten(1, (-1, content.shape[1])) * visible[None, :, None]).flatten(1)
        boxes = torch.cat([PATCH * cell, torch.full_like(cell, drawn.shape[2])], 1)
        return (torch.cat([self.words.word_tokens(said, x), tokens], 1), torch.cat([known, weights], 1),
                boxes, drawn[:, 3], torch.where(visible > 0, at, -1))

    def pixels(self, image_embeds):
        """[k, T, D] -> the pictures they were made of [k, 4, 8 side, 8 side], as far as the latents keep them."""
        rest = image_embeds[:, :, self.size.feature:self.size.content]
        colour = rest[:, :, :self.size.channels] @ self.decode.T
        mask = rest[:, :, self.size.channels:]
        side = int(image_embeds.shape[1] ** 0.5)
        picture = torch.cat([torch.minimum(torch.maximum(colour.unflatten(2, (3, CELL_PIXELS)), -mask[:, :, None]), mask[:, :, None]).flatten(2), mask], 2)
        return F.pixel_shuffle(picture.transpose(1, 2).unflatten(2, (side, side)), PATCH)

    def style(self, word, pictures, show_style):
        """-> (the style [1, STYLE] that words and pictures ask for, whether they ask for any that has to be drawn)."""
        table = self.illustrator.styles.weight
        says = (word < len(DRAWN)).float()[:, None]
        shows = show_style.float()[:, None]
        count = says.sum() + shows.sum()
        asked = count > 0
        mean = ((table[word] * says).sum(0) + (self.illustrator.style_of(pictures) * shows).sum(0)) / count.clamp_min(1)
        return torch.where(asked, mean, table[ANY])[None], asked

    def share(self, ids, names):
        """names [n, m], logits over the words of the sentence -> how much each word says of each thing [n, m]; rows sum to one."""
        share = (names - 1e4 * (ids < UNK).float()).softmax(1)
        share = share * (share > 0.5 * share.amax(1, keepdim=True)).float()
        return (share > 0).float() / (share > 0).float().sum(1, keepdim=True)

    def beside(self, share, at, ids):
        """share [n, m] of the words in the names of things with images -> only those that follow their image without a gap. Of a word
        that the reader does not know it thinks that the ground's colour must be the name."""
        place = torch.arange(ids.shape[0])
        follows = place > at[:, None]
        gap = follows & ~((share > 0) | (ids == UNK) | (ids == IMAGE))
        name = (follows & (torch.cumsum(gap.to(share.dtype), 1) == 0) & (ids != IMAGE)).to(share.dtype)
        return name / name.sum(1, keepdim=True).clamp_min(1)

    def only_names(self, share, at, ids):
        """[m]: words of a name beside the one where the thing stands. The painter must not take the "red" of "red hair" for a ground's."""
        stands = (at[:, None] == torch.arange(ids.shape[0])).any(0)
        return (share > 0).any(0) & ~stands & (ids > UNK) & ~torch.cat([stands[-1:], stands[:-1]])

    def clean(self, drawn):
        """No haze where the mask is all but nothing; colours stay premultiplied."""
        mask = drawn[:, 3:]
        kept = ((mask - HAZE) / (1 - 2 * HAZE)).clamp(0, 1)
        return torch.cat([drawn[:, :3] * kept / mask.clamp_min(HAZE), kept], 1)
