"""Things that no icon set has: textures, cells and odd cut-outs, so that any region of interest is copied.

Every function takes a numpy Generator and returns [64, 64, 4] uint8, its long side filling the square.
"""
import numpy as np
from PIL import Image, ImageFilter

SIZE = 64
Y, X = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32) / (SIZE - 1) * 2 - 1  # -1..1
FREQUENCY = np.hypot(np.fft.fftfreq(SIZE)[:, None], np.fft.rfftfreq(SIZE)[None]).astype(np.float32)
FREQUENCY[0, 0] = 1 / SIZE


def cloud(rng, power):
    """[64, 64] in 0..1, spectrum 1/f^power: natural-image statistics for power around 1.2."""
    wave = rng.standard_normal((SIZE, SIZE // 2 + 1)) + 1j * rng.standard_normal((SIZE, SIZE // 2 + 1))
    field = np.fft.irfft2(wave / FREQUENCY ** power, (SIZE, SIZE))
    return ((field - field.min()) / (np.ptp(field) + 1e-9)).astype(np.float32)


def colour(rng):
    """Saturated, grey, dark and light, in 0..1."""
    kind = rng.random()
    if kind < 0.15:
        return np.full(3, rng.random(), np.float32)
    c = rng.random(3).astype(np.float32)
    if kind < 0.6:  # stretch: saturated
        c = (c - c.min()) / (np.ptp(c) + 1e-6) * rng.uniform(0.5, 1) + rng.uniform(0, 0.3)
    return np.clip(c, 0, 1)


def mix(a, b, share):
    return a + (b - a) * share[..., None]


def clouds(rng, a, b):
    """[64, 64, 3] in 0..1, like a photograph: three correlated clouds between two colours."""
    power, base = rng.uniform(1.0, 1.7), cloud(rng, rng.uniform(1.0, 1.7))
    tint = np.stack([cloud(rng, power) for _ in range(3)], 2)
    return np.clip(mix(a, b, base) + (tint - 0.5) * rng.uniform(0.1, 0.7), 0, 1)


def texture(rng):
    """[64, 64, 3] in 0..1."""
    a, b = colour(rng), colour(rng)
    kind = rng.integers(7)
    angle, period = rng.uniform(0, np.pi), rng.uniform(0.15, 0.7)
    along = X * np.cos(angle) + Y * np.sin(angle)
    across = -X * np.sin(angle) + Y * np.cos(angle)
    if kind == 0:
        return mix(a, b, along / 2 + 0.5)
    if kind == 1:
        return mix(a, b, (np.sin(along * 2 * np.pi / period) > 0).astype(np.float32))
    if kind == 2:
        return mix(a, b, ((np.sin(along * 2 * np.pi / period) > 0) ^ (np.sin(across * 2 * np.pi / period) > 0)).astype(np.float32))
    if kind == 3:
        return clouds(rng, a, b)
    if kind == 4:  # patches of flat colour
        points = rng.uniform(-1.1, 1.1, (rng.integers(3, 14), 2))
        nearest = np.hypot(X[..., None] - points[:, 0], Y[..., None] - points[:, 1]).argmin(2)
        return np.stack([colour(rng) for _ in points])[nearest]
    if kind == 5:  # spots
        field = np.tile(a, (SIZE, SIZE, 1)).astype(np.float32)
        for _ in range(rng.integers(2, 12)):
            x, y, r = rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(0.08, 0.4)
            field = mix(field, b if rng.random() < 0.6 else colour(rng), soft_edge(r - np.hypot(X - x, Y - y)))
        return field
    return np.clip(mix(a, b, cloud(rng, 2.0)) + rng.normal(0, rng.uniform(0, 0.08), (SIZE, SIZE, 1)), 0, 1)


def soft_edge(distance, sharp=24):
    return np.clip(distance * sharp + 0.5, 0, 1).astype(np.float32)


def blob_distance(rng, wobble):
    """Signed: positive inside a wobbly ellipse."""
    angle, stretch = rng.uniform(0, np.pi), rng.uniform(0.45, 1)
    u, v = X * np.cos(angle) + Y * np.sin(angle), (-X * np.sin(angle) + Y * np.cos(angle)) / stretch
    theta = np.arctan2(v, u)
    edge = np.full_like(u, 0.82)
    for k in range(2, 7):
        edge += wobble * rng.standard_normal() / k * np.cos(k * theta + rng.uniform(0, 6.3))
    return edge - np.hypot(u, v)


def outline(rng):
    """[64, 64] mask of a drawn region: wobbly, ellipse, rectangle, polygon."""
    kind = rng.random()
    if kind < 0.45:
        return soft_edge(blob_distance(rng, rng.uniform(0, 0.35)), 40)
    if kind < 0.6:
        return soft_edge(1 - np.hypot(X, Y / rng.uniform(0.5, 1)), 40)
    if kind < 0.8:
        return ((np.abs(X) <= 1) & (np.abs(Y) <= rng.uniform(0.45, 1))).astype(np.float32)
    mask = np.ones_like(X)
    for angle in np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 8))):
        mask *= soft_edge(rng.uniform(0.4, 0.9) - X * np.cos(angle) - Y * np.sin(angle), 40)
    return mask


def capsule(x0, y0, x1, y1, radius):
    """Signed distance, positive inside: a line with thickness."""
    dx, dy = x1 - x0, y1 - y0
    t = np.clip(((X - x0) * dx + (Y - y0) * dy) / (dx * dx + dy * dy + 1e-6), 0, 1)
    return radius - np.hypot(X - x0 - t * dx, Y - y0 - t * dy)


def body_of(rng):
    """Signed distance of a round or lobed cell, a rod, a budding yeast, a filament, or debris."""
    kind = rng.random()
    angle = rng.uniform(0, 2 * np.pi)
    c, s = np.cos(angle), np.sin(angle)
    if kind < 0.55:
        return blob_distance(rng, rng.uniform(0, 0.25))
    if kind < 0.67:
        return capsule(-0.7 * c, -0.7 * s, 0.7 * c, 0.7 * s, rng.uniform(0.12, 0.28))
    if kind < 0.8:
        size = rng.uniform(0.2, 0.4)
        return np.maximum(0.5 - np.hypot(X + 0.3 * c, Y + 0.3 * s), size - np.hypot(X - 0.5 * c, Y - 0.5 * s))
    if kind < 0.9:
        x, y, body, thick = -0.8 * c, -0.8 * s, np.full_like(X, -1), rng.uniform(0.05, 0.11)
        for _ in range(7):
            angle += rng.normal(0, 0.5)
            nx, ny = np.clip([x + 0.27 * np.cos(angle), y + 0.27 * np.sin(angle)], -0.9, 0.9)
            body, x, y = np.maximum(body, capsule(x, y, nx, ny, thick)), nx, ny
        return body
    body = np.full_like(X, -1)
    for _ in range(rng.integers(2, 7)):
        x, y = rng.uniform(-0.6, 0.6, 2)
        body = np.maximum(body, rng.uniform(0.1, 0.35) - np.maximum(np.abs(X - x), np.abs(Y - y) * rng.uniform(0.6, 1.6)))
    return body


def cell(rng):
    """One cell as a microscope shows it -> (colour [64, 64, 3], mask)."""
    body = body_of(rng)
    inside = soft_edge(body, 30)
    grain = cloud(rng, rng.uniform(0.8, 1.6))
    x, y = rng.uniform(-0.25, 0.25, 2)
    nucleus = soft_edge(rng.uniform(0.2, 0.42) - np.hypot(X - x, (Y - y) * rng.uniform(0.8, 1.25)), 14)
    rim = np.exp(-(body / rng.uniform(0.05, 0.12)) ** 2)
    kind = rng.integers(4)
    if kind == 0:  # fluorescence: one or two channels on black
        first, second = colour(rng), colour(rng)
        light = first * ((0.25 + 0.75 * grain) * inside * rng.uniform(0.3, 1))[..., None]
        light = light + second * (nucleus * (0.5 + 0.5 * grain) + rim * rng.uniform(0, 0.8))[..., None]
        return np.clip(light, 0, 1), inside
    if kind == 1:  # phase contrast: grey with a bright halo
        grey = 0.5 + 0.35 * (grain - 0.5) + rim * 0.4 - 0.25 * nucleus
        return np.repeat(np.clip(grey, 0, 1)[..., None], 3, 2), inside
    if kind == 2:  # stained tissue
        pink, purple = np.array([0.95, 0.7, 0.82]), np.array([0.42, 0.2, 0.55])
        stain = mix(np.ones(3), pink * rng.uniform(0.8, 1.05), 0.5 + 0.5 * grain)
        return np.clip(mix(mix(stain, purple, nucleus * (0.6 + 0.4 * grain)), purple, rim * 0.4), 0, 1), inside
    a, b = colour(rng), colour(rng)
    return np.clip(mix(mix(a, b, grain), colour(rng), nucleus) - 0.3 * rim[..., None], 0, 1), inside


WORDS = ["thing", "object", "shape", "blob", "texture", "patch", "region", "spot", "piece", "sample"]
def field(rng):
    """A piece of a microscope's field, many small cells -> [64, 64, 3]."""
    dark = rng.random() < 0.6
    light, tone = colour(rng), colour(rng)
    picture = np.tile(tone * 0.15 if dark else 1 - 0.15 * tone, (SIZE, SIZE, 1)).astype(np.float32)
    for _ in range(rng.integers(4, 16)):
        x, y, r, k = rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(0.1, 0.3), rng.uniform(0.6, 1.6)
        spot = soft_edge(r - np.hypot((X - x) * k, Y - y), 16)
        picture = mix(picture, light if dark else light * 0.6, spot * rng.uniform(0.4, 1))
    return np.clip(picture * (0.75 + 0.5 * cloud(rng, 1.0))[..., None], 0, 1)


CELL_WORDS = ["cell", "nucleus", "cell", "bacterium", "particle", "organism", "colony", "object", "thing"]


def thing(rng, sprite=None):
    """-> ([64, 64, 4] uint8, noun). A sprite, if given, is seen through a drawn region on some ground."""
    if sprite is None and rng.random() < 0.45:
        pixels, mask = cell(rng)
        noun = CELL_WORDS[rng.integers(len(CELL_WORDS))]
    else:
        pixels, mask = field(rng) if rng.random() < 0.1 else texture(rng), outline(rng)
        for _ in range(rng.integers(0, 4)):  # something on it
            spot = soft_edge(blob_distance(rng, 0.3) - rng.uniform(0, 0.7), 30)
            shift = tuple(rng.integers(-20, 21, 2))
            pixels = mix(pixels, texture(rng) if rng.random() < 0.4 else colour(rng), np.roll(spot, shift, (0, 1)))
        if sprite is not None:
            alpha = sprite[..., 3:].astype(np.float32) / 255
            pixels = pixels * (1 - alpha) + sprite[..., :3].astype(np.float32) / 255 * alpha
        noun = WORDS[rng.integers(len(WORDS))]
    rgba = np.concatenate([pixels, mask[..., None]], 2)
    return fill_square((np.clip(rgba, 0, 1) * 255).round().astype(np.uint8)), noun


def stranger(rng):
    """What no icon looks like: a cell, or a region of something cloudy -> as `thing`."""
    if rng.random() < 0.7:
        pixels, mask = cell(rng)
        noun = CELL_WORDS[rng.integers(len(CELL_WORDS))]
    else:
        pixels, mask, noun = clouds(rng, colour(rng), colour(rng)), outline(rng), WORDS[rng.integers(len(WORDS))]
    return fill_square((np.clip(np.dstack([pixels, mask]), 0, 1) * 255).round().astype(np.uint8)), noun


def lifelike(rng, sprite):
    """sprite [64, 64, 4] uint8 -> the same with what photographs have and drawings lack: fainter colours, hard or low light, shadows, surfaces of
    their own, blur and grain."""
    rgb = sprite[..., :3].astype(np.float32) / 255
    parts = np.asarray(Image.fromarray(sprite[..., :3]).quantize(6, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE))
    rgb = mix(rgb.mean(2, keepdims=True).repeat(3, 2), rgb, np.full((SIZE, SIZE), rng.uniform(0.1, 1)))
    rgb = np.clip(rgb, 0, 1) ** rng.uniform(0.6, 2.2) * rng.uniform(0.8, 1.1, 3)
    surface = np.stack([cloud(rng, rng.uniform(0.6, 1.5)) for _ in range(3)])
    rough = rng.uniform(0, 0.7, 6).astype(np.float32)
    rgb *= 1 + rough[parts, None] * 2 * (np.take_along_axis(surface, parts[None] % 3, 0)[0][..., None] - 0.5)
    rgb += rng.uniform(0, 0.15) * (np.stack([cloud(rng, 1.5) for _ in range(3)], 2) - 0.5)
    angle, depth = rng.uniform(0, 2 * np.pi), np.asarray(Image.fromarray(sprite[..., 3]).filter(ImageFilter.GaussianBlur(rng.uniform(3, 8))), np.float32)
    down, across = np.gradient(depth / 255)
    rgb *= (1 + rng.uniform(0, 6) * (down * np.sin(angle) + across * np.cos(angle)) + rng.uniform(0, 0.4) * (X * np.cos(angle) + Y * np.sin(angle)))[..., None]
    if rng.random() < 0.3:  # a shadow falls on it
        rgb *= (1 - rng.uniform(0.3, 0.8) * soft_edge(cloud(rng, 2.2) - rng.uniform(0.4, 0.6), 10))[..., None]
    pixels = Image.fromarray((np.clip(rgb, 0, 1) * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(rng.uniform(0, 0.8)))
    grain = rng.normal(0, rng.uniform(0, 0.04), (SIZE, SIZE, 1 if rng.random() < 0.5 else 3))
    rgb = np.clip(np.asarray(pixels, np.float32) / 255 + grain, 0, 1)
    return fill_square(np.dstack([(rgb * 255).round().astype(np.uint8), sprite[..., 3]]))


def grey(rgba):
    """[h, w, 4] uint8 -> the same without a hue."""
    return np.dstack([np.repeat(rgba[..., :3].mean(2, keepdims=True).astype(np.uint8), 3, 2), rgba[..., 3]])


def fill_square(rgba):
    """Trims to what the mask shows and fits the long side, as the plugin does with a region."""
    seen = rgba[..., 3] > 24
    rows, columns = np.where(seen.any(1))[0], np.where(seen.any(0))[0]
    if len(rows) < 8 or len(columns) < 8 or max(rows[-1] - rows[0], columns[-1] - columns[0]) > SIZE - 4:
        return rgba
    cut = Image.fromarray(rgba[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1])
    scale = SIZE / max(cut.size)
    width, height = (max(1, round(s * scale)) for s in cut.size)
    cut = cut.convert("RGBa").resize((width, height), Image.Resampling.BILINEAR).convert("RGBA")
    canvas = Image.new("RGBA", (SIZE, SIZE))
    canvas.paste(cut, ((SIZE - width) // 2, (SIZE - height) // 2))
    return np.asarray(canvas)
