"""The generator: image encoder, prompt encoder and denoiser (docs/model-bundle.md, family `mumu`).

A token is [feature | raw latent | mask of its 8x8 pixels | place | 1 | tone]. Words have zeros between feature and tone,
images have no tone: the tone is what a word alone says of the ground, summed over the sentence (bag of words). Binding: the
slot's contextual word is added to the feature of all tokens of its image. `place` says where on the canvas the image goes: the sines
and cosines of the cell that a token is meant for. The denoiser points at tokens; what it points at is laid *over* the background it
imagines, pixel by pixel, inside the latent (see `compose`).
Nothing depends on the canvas size: positions are sines and cosines of the cell.
"""
from dataclasses import asdict, dataclass

import torch
from torch import nn
from torch.nn import functional as F

from .codec import PATCH, Encoder
from .diffusion import alphas_cumprod, clock
from .overlay import COVERED

PAD, BOS, EOS, IMAGE, UNK = range(5)
SPECIAL = UNK + 1  # ids before those of words
CELL_PIXELS = PATCH * PATCH
WAVES = 8  # sine/cosine pairs per axis
PLACE = 4 * WAVES
TONE = 16


@dataclass(frozen=True)
class Size:
    vocabulary: int
    channels: int = 32
    feature: int = 96
    words: int = 160
    layers: int = 2
    prompt: int = 48
    images: int = 4
    width: int = 96
    deep: int = 192
    blocks: int = 2
    heads: int = 4
    pointer: int = 32
    after: int = 2

    @property
    def content(self):
        return self.feature + self.channels + CELL_PIXELS

    @property
    def token(self):
        return self.content + PLACE + 1 + TONE

    def as_dict(self):
        return asdict(self)


def cells(height, width, device=None):
    """[height * width, 2]: row and column. Numbers, or tensors where a graph is to take any."""
    n = torch.arange(height * width, device=device)
    row = n // width
    return torch.stack([row, n - row * width], 1).float()


def places(cell):
    """Row and column [..., 2] -> [..., PLACE]; wavelengths 2.5 to 64 cells. place(a) . place(b) peaks at a = b."""
    angle = cell[..., None] * (2 * torch.pi / torch.logspace(0.4, 1.806, WAVES, device=cell.device))
    return torch.cat([angle.sin(), angle.cos()], -1).flatten(-2)


def attend(query, key, value, heads, log_mask=None):
    """[b, n, d] x [b, l, d] -> [b, n, d]; log_mask [b, l] is added to the logits. NB: faster here than the fused call."""
    split = lambda x: x.unflatten(2, (heads, -1)).transpose(1, 2)
    query, key, value = split(query), split(key), split(value)
    logits = query @ key.transpose(2, 3) * query.shape[3] ** -0.5
    if log_mask is not None:
        logits = logits + log_mask[:, None, None]
    return (logits.softmax(3).to(value.dtype) @ value).transpose(1, 2).flatten(2)


class ImageEncoder(nn.Module):
    """pixel_values [k, 4, S, S], colour premultiplied by the mask around mid-grey -> tokens [k, (S/8)^2, D]."""

    def __init__(self, size):
        super().__init__()
        self.encoder = Encoder(size.channels)
        self.conv1 = nn.Conv2d(size.channels + CELL_PIXELS, size.feature, 3, padding=1)
        self.conv2 = nn.Conv2d(size.feature, size.feature, 3, padding=1)
        self.place = nn.Linear(PLACE, size.feature)

    def forward(self, pixel_values):
        return F.pad(self.content(pixel_values), (0, PLACE + 1 + TONE))

    def content(self, pixel_values, tile=None):
        """[k, T, feature | raw latent | mask]. tile: count the cells anew after so many."""
        raw = self.encoder(pixel_values[:, :3])
        mask = F.pixel_unshuffle(pixel_values[:, 3:], PATCH)  # [k, 64, S/8, S/8]
        feature = self.conv2(F.silu(self.conv1(torch.cat([raw, mask], 1))))
        grid = cells(raw.shape[2], raw.shape[3], raw.device)
        grid = places(grid if tile is None else grid.remainder(tile))
        feature = feature.flatten(2).transpose(1, 2) + self.place(grid)
        rest = torch.cat([raw, mask], 1).flatten(2).transpose(1, 2)
        return torch.cat([feature, rest], 2)


class TextBlock(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(approximate="tanh"), nn.Linear(2 * width, width))

    def forward(self, x, log_mask):
        q, k, v = self.qkv(self.norm1(x)).split(self.out.in_features, 2)
        x = x + self.out(attend(q, k, v, self.heads, log_mask))
        return x + self.mlp(self.norm2(x))


class PromptEncoder(nn.Module):
    """input_ids [b, m], image_embeds [b*k, T, D], image_positions [b*k] -> tokens [b, m + k*T, D] and weights."""

    def __init__(self, size):
        super().__init__()
        self.size = size
        self.embedding = nn.Embedding(size.vocabulary, size.words)
        self.position = nn.Parameter(torch.randn(size.prompt, size.words) * 0.5)  # as loud as a word: order is layout
        self.order = nn.Parameter(torch.randn(size.images, size.words) * 0.5)  # first image, second image, …
        nn.init.normal_(self.embedding.weight, std=0.5)
        self.summary = nn.Sequential(nn.Linear(size.content, size.words), nn.SiLU(), nn.Linear(size.words, size.words))
        self.blocks = nn.ModuleList(TextBlock(size.words, 4) for _ in range(size.layers))
        self.norm = nn.LayerNorm(size.words)
        self.to_word = nn.Linear(size.words, size.feature)
        self.to_image = nn.Linear(size.words, size.feature)
        self.tone = nn.Embedding(size.vocabulary, TONE)
        nn.init.normal_(self.tone.weight, std=0.3)

    def forward(self, input_ids, image_embeds, image_positions):
        """Images beside each other: no sentence is read here (see `prompting`)."""
        positions = image_positions.view(len(input_ids), -1)
        side = int(image_embeds.shape[1] ** 0.5)
        layout = F.pad(side * torch.arange(positions.shape[1], dtype=image_embeds.dtype)[None, :, None].expand(positions.shape + (1,)), (1, 0))
        return self.encode(input_ids, image_embeds, positions, layout, (input_ids.gather(1, positions) == IMAGE).to(image_embeds.dtype)[..., None])

    def encode(self, input_ids, image_embeds, image_positions, layout, own):
        """layout [b, k, 2]: the cell of each image's first row and column; own [b, k, T or 1]: which of its cells are its own. Several
        images may stand at one position, as things of one word."""
        batch = len(input_ids)
        positions = image_positions.view(batch, -1)  # [b, k]
        content = image_embeds.view(batch, positions.shape[1], -1, image_embeds.shape[2])[..., :self.size.content]  # [b, k, T, .]
        bound = (input_ids.gather(1, positions) == IMAGE).to(image_embeds.dtype)  # [b, k]
        x, known = self.contextual(input_ids, content, positions, bound)
        slot = self.at(positions, x) @ x
        words = self.word_tokens(input_ids, x)
        side = int(content.shape[2] ** 0.5)
        tokens, weights = self.image_tokens(slot, content, cells(side, side, layout.device) + layout[:, :, None])
        weights = weights.unflatten(1, (-1, content.shape[2])) * own
        return torch.cat([words, tokens], 1), torch.cat([known, weights.flatten(1)], 1)

    def at(self, positions, x):
        """[b, k, m]: one at each image's place in the sentence."""
        return (positions[..., None] == torch.arange(x.shape[1], device=x.device)).to(x.dtype)

    def first(self, positions):
        """[b, k]: one for the first of the images that stand at a position; only that one speaks to the words."""
        again = (positions[:, :, None] == positions[:, None]) & torch.ones(positions.shape[1], positions.shape[1], device=positions.device).tril(-1).bool()
        return 1 - again.any(2).to(self.position.dtype)

    def turn(self, positions, bound):
        """[b, k]: which place of the sentence that shows images it is, from 0; what comes later counts as the last one known."""
        return ((bound * self.first(positions)).cumsum(1).long() - 1).clamp(0, self.size.images - 1)

    def covered(self, content):
        """[b, k, T]: 1 where a token has any of its 64 pixels."""
        return (content[..., -CELL_PIXELS:].amax(3) > COVERED).to(content.dtype)

    def contextual(self, input_ids, content, positions, bound):
        """-> (the words in the context of each other and of the images [b, m, words], which are words [b, m])."""
        covered = self.covered(content)
        summary = (self.summary(content) * covered[..., None]).sum(2) / covered.sum(2, keepdim=True).clamp_min(1)
        summary = (summary + self.order[self.turn(positions, bound)]) * (bound * self.first(positions))[..., None]
        x = self.embedding(input_ids) + self.position[:input_ids.shape[1]]
        x = x + self.at(positions, x).transpose(1, 2) @ summary
        known = (input_ids != PAD).to(x.dtype)
        log_mask = known.clamp_min(1e-30).log()
        for block in self.blocks:
            x = block(x, log_mask)
        return self.norm(x), known

    def word_tokens(self, input_ids, x):
        words = self.to_word(x)
        nothing = words.new_zeros(len(words), words.shape[1], self.size.token - self.size.feature - TONE)
        return torch.cat([words, nothing, self.tone(input_ids)], 2)  # [b, m, D]

    def image_tokens(self, slot, content, cell):
        """slot [b, k, words]: each image's word in context; cell [b, k, T, 2]: where on the canvas each token is -> tokens [b, k*T, D], weights."""
        feature = content[..., :self.size.feature] + self.to_image(slot)[:, :, None]
        place = places(cell)  # [b, k, T, PLACE]
        tokens = torch.cat([feature, content[..., self.size.feature:], place, torch.ones_like(place[..., :1])], 3)
        return F.pad(tokens, (0, TONE)).flatten(1, 2), self.covered(content).flatten(1)


class ResBlock(nn.Module):
    """Convolutions whose second norm is scaled and shifted by the condition."""

    def __init__(self, inputs, width, condition):
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(8, inputs), nn.GroupNorm(8, width)
        self.conv1, self.conv2 = nn.Conv2d(inputs, width, 3, padding=1), nn.Conv2d(width, width, 3, padding=1)
        self.film = nn.Linear(condition, 2 * width)
        self.skip = nn.Conv2d(inputs, width, 1) if inputs != width else nn.Identity()
        for p in (self.conv2.weight, self.conv2.bias, self.film.weight, self.film.bias):
            nn.init.zeros_(p)

    def forward(self, x, condition):
        h = self.conv1(F.silu(self.norm1(x)))
        scale, shift = self.film(condition)[:, :, None, None].chunk(2, 1)
        h = self.norm2(h) * (1 + scale) + shift
        return self.skip(x) + self.conv2(F.silu(h))


class MixBlock(nn.Module):
    """Cross-attention to the prompt, self-attention, feed-forward."""

    def __init__(self, width, context, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(width) for _ in range(3))
        self.query, self.key_value, self.out = nn.Linear(width, width), nn.Linear(context, 2 * width), nn.Linear(width, width)
        self.qkv, self.out2 = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(approximate="tanh"), nn.Linear(2 * width, width))

    def forward(self, x, context, log_mask):
        k, v = self.key_value(context).chunk(2, 2)
        x = x + self.out(attend(self.query(self.norm1(x)), k, v, self.heads, log_mask))
        q, k, v = self.qkv(self.norm2(x)).chunk(3, 2)
        x = x + self.out2(attend(q, k, v, self.heads))
        return x + self.mlp(self.norm3(x))


class AtLarge(nn.Module):
    """What of a ground shows only in the whole canvas at once: its colour, and how that changes from side to side. While a single cell is
    all noise, the mean of all cells is not, and only what all cells do together is one ground."""

    WAYS = 5  # the canvas' first cosines: none, half a wave down and across, a whole one down and across

    def __init__(self, size, condition):
        super().__init__()
        numbers = self.WAYS * size.channels
        self.read, self.told = nn.Linear(numbers + 1, condition), nn.Linear(condition, condition)
        self.think = nn.Linear(condition, condition)
        self.write, self.tell = nn.Linear(condition, numbers), nn.Linear(condition, condition)
        for p in (*self.write.parameters(), *self.tell.parameters()):
            nn.init.zeros_(p)

    def ways(self, grid):
        """grid [n, 2], rows and columns -> [WAYS, n], orthonormal."""
        down, across = ((grid + 0.5) * (torch.pi / (grid.amax(0) + 1))).unbind(1)
        return torch.stack([torch.ones_like(down)] + [2 ** 0.5 * (k * angle).cos() for k in (1, 2) for angle in (down, across)])

    def means(self, sample, things, ways):
        """sample [b, C, h, w], noisy x0; things [b, C + 64], the sum of all image tokens -> how much of each way is in the ground
        [b, C, WAYS], and how much of the canvas is ground [b]. Things are laid over what their masks leave, so their mean is known."""
        channels, n = sample.shape[1], ways.shape[1]
        free = (1 - things[:, channels:].mean(1) / n).clamp_min(0.25)
        theirs = F.pad((things[:, :channels] / n)[..., None], (0, self.WAYS - 1))
        return (sample.flatten(2) @ ways.T / n - theirs) / free[:, None, None], free

    def forward(self, sample, noise, things, grid, condition):
        """noise: sigma [b] and alpha [b] of the sample; grid [n, 2] -> what is to be added to the ground's x0 [b, C, h, w], and to the
        condition."""
        (sigma, alpha), ways = noise, self.ways(grid)
        means, free = self.means(sample / alpha[:, None, None, None], things, ways)
        doubt = sigma / (alpha * grid.shape[0] ** 0.5 * free)
        means = means / (1 + doubt ** 2).sqrt()[:, None, None]
        h = F.silu(self.read(torch.cat([means.flatten(1), doubt.log()[:, None]], 1)) + self.told(condition))
        h = F.silu(self.think(h))
        ground = self.write(h).unflatten(1, (sample.shape[1], self.WAYS)) @ ways
        return ground.unflatten(2, sample.shape[2:]), self.tell(h)


class Denoiser(nn.Module):
    """sample [b, C, h, w], timestep [b], tokens [b, L, D], weights [b, L] -> v [b, C, h, w]."""

    def __init__(self, size):
        super().__init__()
        self.size = size
        w, d = size.width, size.deep
        condition = d
        self.time = nn.Sequential(nn.Linear(64, condition), nn.SiLU(), nn.Linear(condition, condition))
        self.sentence = nn.Linear(2 * size.feature, condition)
        self.tone, self.wash = nn.Linear(TONE, condition), nn.Linear(TONE, size.channels)
        for p in (self.tone.weight, self.tone.bias, self.wash.weight, self.wash.bias):
            nn.init.zeros_(p)
        self.large = AtLarge(size, condition)
        self.conv_in = nn.Conv2d(size.channels + PLACE, w, 3, padding=1)
        self.enter = ResBlock(w, w, condition)
        self.down = nn.Conv2d(w, d, 3, stride=2, padding=1)
        self.res = nn.ModuleList(ResBlock(d, d, condition) for _ in range(size.blocks))
        self.mix = nn.ModuleList(MixBlock(d, size.feature, size.heads) for _ in range(size.blocks))
        self.context_norm = nn.LayerNorm(size.feature)
        self.up = nn.Conv2d(d, 4 * w, 1)
        self.join = ResBlock(2 * w, w, condition)
        inner = size.heads * size.pointer
        self.point_norm = nn.LayerNorm(w)
        self.point_query = nn.Linear(w, inner)
        self.point_sharp = nn.Parameter(torch.tensor([3.0, 1.0, 0.5, 0.2, 0.1, 0.1, 0.1, 0.1])[:size.heads])
        self.point_margin = nn.Parameter(torch.tensor([13.0, 9.0, 8.0, 8.0, 8.0, 8.0, 8.0, 8.0])[:size.heads])
        self.point_key = nn.Linear(size.feature, inner)
        self.point_gate = nn.Linear(w + condition, size.heads)
        self.seen = nn.Conv2d(size.channels + CELL_PIXELS + size.feature, w, 1)
        self.after = nn.ModuleList(ResBlock(w, w, condition) for _ in range(size.after))
        self.out_norm = nn.GroupNorm(8, w)
        self.ground = nn.Conv2d(w, size.channels, 3, padding=1)
        self.conv_out = nn.Conv2d(w, size.channels, 3, padding=1)
        nn.init.zeros_(self.conv_out.weight)
        nn.init.zeros_(self.conv_out.bias)
        self.keep = nn.Conv2d(w, 1, 1)
        nn.init.zeros_(self.keep.weight)
        nn.init.constant_(self.keep.bias, 6.0)
        self.blur = nn.Parameter(torch.full((size.channels,), -1.2))  # log of the error expected of x0, per channel
        self.sure = nn.Conv2d(w, size.channels, 1)  # and per cell: a plain ground is certain, a texture is not
        nn.init.zeros_(self.sure.weight)
        nn.init.zeros_(self.sure.bias)
        self.encode = nn.Parameter(torch.randn(size.channels, 3 * CELL_PIXELS) * 0.1, requires_grad=False)
        self.decode = nn.Parameter(torch.randn(3 * CELL_PIXELS, size.channels) * 0.1, requires_grad=False)
        bar = alphas_cumprod()
        self.register_buffer("alpha", bar.sqrt().float(), persistent=False)
        self.register_buffer("sigma", (1 - bar).sqrt().float(), persistent=False)
        self.register_buffer("clock", clock(bar).float(), persistent=False)
        self.register_buffer("waves", torch.exp(torch.linspace(0, -8, 32)), persistent=False)

    def forward(self, sample, timestep, encoder_hidden_states, encoder_attention_mask):
        feature = encoder_hidden_states[:, :, :self.size.feature]
        raw = encoder_hidden_states[:, :, self.size.feature:self.size.content]  # latent and mask
        place = encoder_hidden_states[:, :, self.size.content:-TONE]
        log_mask = encoder_attention_mask.clamp_min(1e-30).log()
        angle = self.clock[timestep][:, None] * self.waves
        word = (encoder_attention_mask * (1 - place[:, :, PLACE]))[:, :, None]  # [b, L, 1]
        mean = (feature * word).sum(1) / word.sum(1)
        tone = (encoder_hidden_states[:, :, -TONE:] * word).sum(1)  # [b, TONE]
        condition = self.time(torch.cat([angle.sin(), angle.cos()], 1)) + self.sentence(torch.cat([feature[:, 0], mean], 1))
        condition = condition + self.tone(tone)
        height, width = sample.shape[2], sample.shape[3]
        canvas = cells(height, width, sample.device)
        image = encoder_attention_mask * place[:, :, PLACE]
        things = (image[:, None] @ raw)[:, 0]
        large, told = self.large(sample, (self.sigma[timestep], self.alpha[timestep]), things, canvas, F.silu(condition))
        condition = F.silu(condition + told)
        grid = places(canvas)  # [n, PLACE]
        where = grid.T.unflatten(1, (height, width))[None].expand(sample.shape[0], PLACE, height, width)
        h = self.enter(self.conv_in(torch.cat([sample, where], 1)), condition)
        h = self.join(torch.cat([h, self._deep(h, condition, feature, log_mask)], 1), condition)
        copied, mask, extra = self._point(h, grid, condition, (feature, raw, place), log_mask)
        h = h + self.seen(torch.cat([copied, mask, extra], 1))
        for block in self.after:
            h = block(h, condition)
        h = F.silu(self.out_norm(h))
        keep = self.keep(h).sigmoid()  # [b, 1, h, w]: less where the prompt wants the thing drawn anew
        wash = self.wash(tone) * self.sigma[timestep][:, None]  # the ground's tone while the noise hides it
        x0 = keep * copied + self.compose(self.ground(h) + large + wash[:, :, None, None], keep * mask)
        error = self.blur[None, :, None, None] + self.sure(h)
        return self.velocity(sample, timestep, x0, error) + self.conv_out(h)

    def _deep(self, h, condition, feature, log_mask):
        context = self.context_norm(feature)
        d = self.down(h)
        for res, mix in zip(self.res, self.mix):
            d = res(d, condition)
            tokens = mix(d.flatten(2).transpose(1, 2), context, log_mask)
            d = tokens.transpose(1, 2).unflatten(2, (d.shape[2], d.shape[3]))
        return F.pixel_shuffle(self.up(d), 2)

    def _point(self, h, grid, condition, tokens, log_mask):
        """A distribution over tokens per cell; words hold nothing, so pointing at a word copies nothing. One head after the other: all at
        once take gigabytes on a large canvas."""
        feature, raw, place = tokens
        batch, _, height, width = h.shape
        here = self.point_norm(h.flatten(2).transpose(1, 2))  # [b, n, w]
        inner, values = self.size.pointer, torch.cat([raw, feature], 2)
        query, key = self.point_query(here), self.point_key(feature).transpose(1, 2)  # [b, n, heads * inner], [b, heads * inner, L]
        at, image = place[..., :PLACE].transpose(1, 2), place[..., PLACE]
        here_at = self.point_sharp[:, None, None] * grid  # [heads, n, PLACE]; here_at . place is at most 2 * WAVES * sharp
        margin = self.point_sharp[:, None, None] * (self.point_margin[:, None, None] * image)  # [heads, b, L]
        wide = condition[:, None].expand(batch, height * width, condition.shape[1])
        gate = self.point_gate(torch.cat([here, wide], 2)).softmax(2)  # [b, n, heads]
        found = 0
        for head in range(self.size.heads):
            part = slice(head * inner, (head + 1) * inner)
            both = torch.cat([query[:, :, part] * inner ** -0.5, here_at[head].expand(batch, height * width, PLACE)], 2)
            logits = both @ torch.cat([key[:, part], at], 1) + (log_mask - margin[head])[:, None]  # [b, n, L]
            found = found + gate[:, :, head:head + 1] * (logits.softmax(2) @ values)
        found = found.transpose(1, 2).unflatten(2, (height, width))
        c = self.size.channels
        return found[:, :c], found[:, c:c + CELL_PIXELS].clamp(0, 1), found[:, c + CELL_PIXELS:]

    def compose(self, ground, mask):
        """Background latents where the mask leaves them visible: decode, multiply per pixel, encode."""
        batch, _, height, width = ground.shape
        pixels = (ground.flatten(2).transpose(1, 2) @ self.decode.T).unflatten(2, (3, CELL_PIXELS))
        seen = 1 - mask.flatten(2).transpose(1, 2)
        pixels = (pixels * seen[:, :, None]).flatten(2)
        return (pixels @ self.encode.T).transpose(1, 2).unflatten(2, (height, width))

    def velocity(self, x, timestep, x0, log_error):
        """v of the best mix of x0 (of the error given) and of what x itself says; bounded for small noise."""
        a, s = self.alpha[timestep][:, None, None, None], self.sigma[timestep][:, None, None, None]
        e2 = (2 * log_error.float().clamp(-4, 1)).exp()
        return s * (a * (1 - e2) * x - x0) / (a * a * e2 + s * s)


class Generator(nn.Module):
    """The three parts together, for training."""

    def __init__(self, size):
        super().__init__()
        self.size = size
        self.image_encoder, self.prompt_encoder, self.denoiser = ImageEncoder(size), PromptEncoder(size), Denoiser(size)

    def forward(self, sample, timestep, input_ids, pixel_values, image_positions, layout, own):
        """-> v."""
        images = self.image_encoder(pixel_values)
        tokens, weights = self.prompt_encoder.encode(input_ids, images, image_positions, layout, own)
        return self.denoiser(sample, timestep, tokens, weights)

    def set_components(self, encode, decode):
        self.image_encoder.encoder.weight.data.copy_(encode.view(-1, 3, PATCH, PATCH))
        self.denoiser.encode.data.copy_(encode)
        self.denoiser.decode.data.copy_(decode)
