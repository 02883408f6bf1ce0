"""The bundle's prompt encoder: reads the sentence, draws anew what has to be drawn anew, lays things out on the canvas, and makes the
tokens the denoiser sees.

A thing that is bound and whose style is nobody's wish is handed on as it is. Where a style is asked for, by word or by picture,
every bound thing is drawn anew in it; a thing that is only named is drawn from its words; one with a layout, within that.
"""
import torch
from torch import nn
from torch.nn import functional as F

from .arrangement import Arrangement
from .clusters import WORDS as TOUCHING, Clusters
from .codec import PATCH
from .counting import ABOUT, COUNTS, HYPHEN, Counting
from .detail import detailed
from .either import either
from .filters import through
from .greys import greyness, without_hue
from .ground import HEARD_AS, SURE, SURFACES, Ground
from .lines import lined
from .model import IMAGE, PAD, SPECIAL, UNK, cells
from .overlay import laid
from .sentences import LAYOUT, NOTHING, STYLE_PICTURE, STYLE_WORD, THING
from .specimens import HEARD_AS as CELL, SPECIMENS
from .styles import ANY, DRAWN, FILTERS, LOOKS, PAINTED, STYLES
from .variation import THINGS, Variation

OUTLINE, INK = DRAWN.index("outline"), DRAWN.index("ink")
HAZE = 0.06  # less of a mask than this is nothing
CROP = 128  # pixels of a crop's side
TILE = 8  # cells after which the image encoder counts a ground's anew, as with the tiles it learned from
# What reader and painter hear; "": an unknown word. In the order of their ids: what comes later is added at the end.
MEANT = {**dict.fromkeys((w for w in COUNTS if w not in ABOUT), "two"), HYPHEN: "", **dict.fromkeys(SURE + SURFACES, HEARD_AS), **dict.fromkeys(SPECIMENS, CELL),
         **dict.fromkeys(ABOUT, "two"), **dict.fromkeys(TOUCHING, "beside")}


def new_words(words):
    """Words that a vocabulary lacks and this module hears; they get ids of their own after its last."""
    return [w for w in MEANT if w not in words]


def every_word(words):
    """A vocabulary, then its new words: what ids after the special ones stand for in the tokenizer and in the renderer."""
    return [*words, *new_words(words)]


class Cells(nn.Module):
    """The bundle's image encoder: pixel_values [k, 4, 128, 128] -> the cells of 8 x 8 px they are made of [k, 256, 256]. What is seen
    in them depends on the canvas and on the sentence; `Prompting` sees it."""

    def forward(self, pixel_values):
        return F.pixel_unshuffle(pixel_values, PATCH).flatten(2).transpose(1, 2)


class Prompting(nn.Module):
    """input_ids [1, m], image_embeds [k, 256, 256], image_positions [k], image_weights [k], canvas [2] (height and width in px),
    variation [1, VARIATION], variety [1] -> hidden_states [1, m + c, D] and weights, c: the cells of the canvas on which a thing
    or a shown ground is to be seen, at least one; and of each of the j things: its square on the canvas (top, left, height, width in
    px), what is seen of it there [S, S], and the position of its word, -1 of what shows nothing."""

    def __init__(self, generator, reader, illustrator, enlarger, words):
        """words: the vocabulary after the special ids."""
        super().__init__()
        self.size = generator.size
        self.words, self.images = generator.prompt_encoder, generator.image_encoder
        self.reader, self.illustrator, self.enlarger = reader, illustrator, enlarger
        self.anything = SPECIAL + words.index("thing")  # a word that names nothing in particular
        self.several = SPECIAL + words.index("two")  # what any number is read as
        self.unfiltered = SPECIAL + words.index("flat")  # a style that changes no ground
        self.backdrop = SPECIAL + words.index(HEARD_AS)
        every = [""] * SPECIAL + every_word(words)
        self.register_buffer("styles_of_words", torch.tensor([STYLES.index(s) for s in LOOKS]), persistent=False)
        self.register_buffer("specimens", torch.tensor([float(w in SPECIMENS) for w in every]), persistent=False)
        self.counting, self.ground = Counting(every), Ground(every)
        self.variation, self.arrangement, self.clusters = Variation(words), Arrangement(every), Clusters(every)
        self.register_buffer("painted", torch.tensor([float(s in PAINTED) for s in DRAWN]), persistent=False)
        heard = list(range(SPECIAL + len(words))) + [SPECIAL + words.index(MEANT[w]) if MEANT[w] else UNK for w in new_words(words)]
        self.register_buffer("heard", torch.tensor(heard), persistent=False)

    def forward(self, input_ids, image_embeds, image_positions, image_weights, canvas, variation, variety):
        grounds = self.ground.which(input_ids[0])
        of_ground, (counts, begun) = grounds.any(1), self.counting(input_ids[0])  # [m]
        touching, adverb = self.clusters.said(input_ids[0])
        ids = torch.where(grounds.any(0), self.backdrop, self.heard[input_ids[0]])
        kinds, places, styles, names, kept = self.read(ids, torch.where(adverb, F.pad(counts[:-1], (1, 0)), counts), begun | of_ground | adverb)
        kind = torch.where(of_ground | grounds.any(0) | (counts > 0) | touching, NOTHING, kinds.argmax(1))  # "8" is no thing, though "pool 8 ball" is
        is_image = ids[image_positions] == IMAGE  # [k]
        bound = is_image & ~of_ground[image_positions]
        shown = kind[image_positions]
        pictures = F.pixel_shuffle(image_embeds.transpose(1, 2).unflatten(2, (CROP // PATCH, CROP // PATCH)), PATCH)  # [k, 4, 128, 128]
        small = F.avg_pool2d(pictures, 2)
        word = torch.where(kind == STYLE_WORD, styles[:, :ANY].argmax(1), ANY)  # [m], which style a word asks for
        wish = self.wish(word, small, bound & (shown == STYLE_PICTURE))
        asked = wish.sum() > 0
        lenses = [(word == STYLES.index(name)).any() for name in FILTERS]
        named = torch.nonzero((kind == THING) & (ids != IMAGE))[:THINGS, 0]  # [n]
        nothing = torch.zeros_like(named, dtype=torch.bool)
        at = torch.cat([image_positions, named])  # of the bases: images, then words
        share = self.share(torch.where((counts > 0) | begun | touching, PAD, ids), names[at])  # [b, m]
        anew = torch.cat([bound & (shown != STYLE_PICTURE) & (asked | (shown == LAYOUT)), ~nothing])
        pictures = torch.cat([pictures, 0 * named.float()[:, None, None, None] * pictures[:1]])  # a word has no crop
        copied = torch.cat([bound & (shown != LAYOUT), nothing])
        worded = torch.arange(at.shape[0]) >= is_image.shape[0]
        look = self.looks(worded & ~(share @ self.specimens[input_ids[0]] > 0), variation, variety)
        drawn = self.drawn(anew, pictures, share @ self.illustrator.words(input_ids[0]), copied, worded, self.illustrator.styles(look), wish)
        drawn = either(anew.any(), torch.where(anew[:, None, None, None], drawn, pictures), pictures)
        things = torch.cat([bound & (shown == THING), ~nothing])
        share = torch.where(things[:, None] & copied[:, None], self.beside(share, at, ids), share)
        visible = torch.cat([bound & ((shown == THING) | (shown == LAYOUT)) & (image_weights > 0), ~nothing])

        begins, rank, run = self.runs(at, kept, ids == IMAGE)
        number, counted = self.numbers(adverb, counts, share, begins, things)
        base, there = self.arrangement.things(begins, rank, run, torch.where(number > 0, number, 1 + 0 * rank), visible)
        total = there.sum()
        in_front, behind = self.arrangement.hidden(ids, at[base], total)
        base = torch.where(in_front, base.flip(0), base)  # what is in front comes last
        many = (counted.any() & (total > 0)) | (total > 4)
        side = self.arrangement.side(total, canvas)
        free = self.variation.any_angle(share, ids)[base]
        chance = self.variation.chance(variation, free, many)
        cell = self.arrangement.places(places.argmax(1)[at][base], many, in_front | behind, canvas, side, chance, variety, self.variation.may_move(ids))
        posed = self.variation.poses(drawn[base], chance, free, variety) * there.float()[:, None, None, None]
        pressed = torch.cat(self.clusters(cell, posed[:, 3], side, canvas, chance, variety), 1)
        cell, moved = either(touching.any(), pressed, torch.cat([cell, torch.zeros_like(cell)], 1)).split(2, 1)
        backdrops = is_image & of_ground[image_positions] & (image_weights > 0)
        which = backdrops.long().argmax()
        ground = self.ground.picture(pictures[which], self.enlarger, canvas, self.variation.of_ground(variation), variety)
        ground = either(backdrops.any(), through(ground[None], lenses)[0], torch.zeros_like(pictures[0, :, :1, :1]).expand(4, canvas[0], canvas[1]))
        scene = laid(through(self.sized(posed, side, moved), lenses), cell, canvas[0], canvas[1], ground)

        said = torch.where(counted, self.several, torch.where(word == STYLES.index("sepia"), self.unfiltered, ids))  # the painter never learned sepia's word
        said = torch.where(self.only_names(share * things[:, None].float(), at, ids), self.anything, said)
        x, known = self.understood(said, kept, image_positions, pictures[:image_positions.shape[0]], bound, side)
        slot = self.words.at(at[base][None], x) @ x
        content = self.images.content(scene.squares)
        cells_aside = side // PATCH
        tokens, covered = self.words.image_tokens(slot, content[None], (cells(cells_aside, cells_aside) + cell[:, None])[None])
        weight = torch.cat([image_weights, torch.ones_like(named, dtype=image_weights.dtype)])[base]
        weights = (scene.own * weight[:, None]).flatten()[None] * covered
        ground_tokens = either(backdrops.any(), self.ground_tokens(scene, x, grounds[image_positions[which]], canvas), tokens[:, :0])
        ground_weights = ((scene.free.flatten() > 0.5)[None] * image_weights[which])[:, :ground_tokens.shape[1]]
        tokens, weights = self.seen(torch.cat([tokens, ground_tokens], 1), torch.cat([weights, ground_weights], 1))
        boxes = torch.cat([PATCH * cell, side.float().expand(cell.shape)], 1)
        return (torch.cat([self.words.word_tokens(said[None], x), tokens], 1), torch.cat([known, weights], 1),
                boxes, scene.seen, torch.where(there, at[base], -1))

    def seen(self, tokens, weights):
        """Those that weigh anything; one at least."""
        chosen = torch.nonzero((weights[0] > 0) | (~(weights > 0).any() & (torch.arange(weights.shape[1]) == 0)))[:, 0]
        return tokens[:, chosen], weights[:, chosen]

    def ground_tokens(self, scene, x, name, canvas):
        """[1, cells, D]: the whole scene; name [m]: the ground's words."""
        content = self.images.content(scene.whole[None], TILE)
        cell = cells(canvas[0] // PATCH, canvas[1] // PATCH)
        place = torch.arange(name.shape[0])
        slot = self.words.at(torch.where(name, place, 0).amax()[None, None], x) @ x
        return self.words.image_tokens(slot, content[None], cell[None, None])[0]

    def read(self, ids, counts, hidden):
        """The reader's logits for the words, and which of them it saw [m]: of the images of a counted word only the first, of hidden ones none."""
        image = ids == IMAGE
        after = F.pad(image[:-1], (1, 0))
        starts = image & ~after
        run = starts.long().cumsum(0)
        number = torch.where(starts, F.pad(counts[:-1], (1, 0)), 0)
        of_run = ((run[:, None] == run) & starts).long() @ number  # [m]
        kept = ~((image & after & (of_run > 0)) | hidden)
        index, back = torch.nonzero(kept)[:, 0], kept.long().cumsum(0) - 1
        kinds, places, styles, names = (x[0] for x in self.reader(ids[index][None]))
        return kinds[back], places[back], styles[back], names[back][:, back], kept

    def runs(self, at, kept, image):
        """Per base: the position where its word's images begin, which of them it is and how many there are. What the reader saw by itself
        stands by itself, and so does a word."""
        head = torch.nonzero(kept)[:, 0][kept.long().cumsum(0) - 1]  # [m]
        begins = head[at]
        return begins, at - begins, ((head == begins[:, None]) & (image | (torch.arange(image.shape[0]) == at[:, None]))).long().sum(1)

    def numbers(self, adverb, counts, share, begins, things):
        """share [b, m] of the words in names -> how often each base's word is to be shown [b] (0: not said), and which words say so [m]. A
        number counts if only words of the name stand between, and those of `adverb` [m]."""
        place = torch.arange(counts.shape[0])
        other = ((share == 0) & ~adverb & (place < begins[:, None])).long()  # [b, m]
        gap = other.sum(1, keepdim=True) - other.cumsum(1)  # words after each, before the base, that are not of its name
        says = (counts > 0) & (place < begins[:, None]) & (gap == 0) & (share == 0) & things[:, None]
        return (says * counts).amax(1), says.any(0)

    def looks(self, free, variation, variety):
        """free [b]: what has only words, and no drawing of its own -> the style of each [b] if no other is asked for, which `variety` leaves to chance."""
        turn = free.long().cumsum(0).clamp(1, THINGS) - 1
        chance = variety * self.variation.of_things(variation)[turn, -1]
        return torch.where(free, self.styles_of_words[(len(LOOKS) * chance).long().clamp_max(len(LOOKS) - 1)], ANY)

    def drawn(self, anew, pictures, code, copied, worded, look, wish):
        """What is drawn anew of the bases, [b, 4, 128, 128]; of the others anything. At least one goes through the renderer: graphs
        choke on nothing. What has only words (`worded`) is drawn in its `look` [b, STYLE], and then, if the `wish` [DRAWN] is a style, as what is
        bound in that."""
        table = self.illustrator.styles.weight[:len(DRAWN)]
        wanted = wish * self.painted
        in_lines, in_style = wish.sum() > 2 * wanted.sum(), wanted.sum() > 0
        worded = worded & in_style & ~in_lines
        some = anew | (~anew.any() & (torch.arange(anew.shape[0]) == 0))
        chosen = torch.nonzero(some)[:, 0]
        pictures, code, copied, worded, look = pictures[chosen], code[chosen], copied[chosen], worded[chosen], look[chosen]
        crops = F.avg_pool2d(pictures, 2)
        first = either(worded.any(), self.rendered(crops, code, look), crops)
        crops = torch.where(worded[:, None, None, None], first, crops)
        code = torch.where((copied | worded)[:, None], self.illustrator.words.weight[self.anything], code)  # a crop says more: this man, not any man
        style = torch.where(in_style & ~in_lines, (wanted @ table / wanted.sum().clamp_min(1e-6))[None], look)
        painted = without_hue(self.enlarger(self.rendered(crops, code, style)), greyness(crops) * copied)
        fresh = either(in_lines & copied.all(), pictures, detailed(painted, pictures, copied.float()))
        fresh = either(in_lines, lined(torch.where(copied[:, None, None, None], pictures, fresh), wish[INK] > wish[OUTLINE]), fresh)
        return fresh[(some.long().cumsum(0) - 1).clamp_min(0)]

    def rendered(self, crops, code, style):
        return self.clean(self.illustrator.renderer(crops, code, style))

    def sized(self, pictures, side, moved):
        """[j, 4, 128, 128] -> [j, 4, side, side], each pixel the mean of those it covers; moved [j, 2] down and right by so many of these."""
        step = CROP / side.float()
        begin, pixel = step * (torch.arange(side)[:, None] - moved.T[:, :, None, None]), torch.arange(CROP)
        down, across = (torch.minimum(begin + step, pixel + 1.0) - torch.maximum(begin, pixel.float())).clamp_min(0) / step  # [j, side, CROP]
        return down[:, None] @ pictures @ across[:, None].transpose(2, 3)

    def understood(self, said, kept, positions, pictures, bound, side):
        """The words in context [1, m, words] and which of them there are [1, m]; a word's images speak with the first one's voice."""
        index, back = torch.nonzero(kept)[:, 0], kept.long().cumsum(0) - 1
        content = self.images.content(self.sized(pictures, side, torch.zeros(1, 2)))
        x, known = self.words.contextual(said[index][None], content[None], back[positions][None], bound[None].float())
        return x[:, back], known[:, back] * kept.to(known.dtype)

    def wish(self, word, pictures, show_style):
        """-> how much of each drawn style words and pictures ask for [DRAWN]: shares of one, or nothing."""
        says = F.one_hot(word, len(STYLES))[:, :len(DRAWN)].float().sum(0)
        shows = show_style.float()[:, None]
        shown = either(show_style.any(), (self.illustrator.styles_of(pictures) * shows).sum(0), torch.zeros_like(says))
        return (says + shown) / (says.sum() + shows.sum()).clamp_min(1)

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
