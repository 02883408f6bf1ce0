"""What microscopes show, drawn by formulas: what words like "nucleus" or "yeast" mean where no region is bound to them.

No icon set has these. Each name has one drawing, always the same, as a fluorescence, stained or phase picture of it looks in textbooks; the
renderer learns them as it learns drawings of other things by their words. With a colour before its name ("green nucleus") it has that colour.
"""
from functools import cache

import numpy as np
from PIL import Image

from .scenes import COLOURS

SIZE, FINE = 64, 192  # px of a drawing's side, and while it is made
Y, X = np.mgrid[0:FINE, 0:FINE].astype(np.float32) / (FINE - 1) * 2.1 - 1.05
EDGE = 40  # per unit: how sharp edges are


def inside(distance, sharp=EDGE):
    """Signed distance, positive inside -> mask 0..1."""
    return np.clip(distance * sharp + 0.5, 0, 1)


def grain(seed, power, size=FINE):
    """[size, size] in 0..1, spectrum 1/f^power."""
    rng = np.random.default_rng(seed)
    frequency = np.hypot(np.fft.fftfreq(size)[:, None], np.fft.rfftfreq(size)[None])
    frequency[0, 0] = 1
    field = np.fft.irfft2((rng.standard_normal(frequency.shape) + 1j * rng.standard_normal(frequency.shape)) / frequency ** power * (frequency < 0.1), (size, size))
    return ((field - field.min()) / np.ptp(field)).astype(np.float32)


def ellipse(x, y, width, height, angle=0.0):
    """Signed distance, nearly: positive inside."""
    c, s = np.cos(angle), np.sin(angle)
    u, v = ((X - x) * c + (Y - y) * s) / width, (-(X - x) * s + (Y - y) * c) / height
    return (1 - np.hypot(u, v)) * min(width, height)


def rod(points, radius):
    """Signed distance to a line through points with thickness; radius: one, or one per point."""
    radii = np.broadcast_to(radius, len(points))
    best = np.full_like(X, -9)
    for (x0, y0), (x1, y1), r0, r1 in zip(points, points[1:], radii, radii[1:]):
        dx, dy = x1 - x0, y1 - y0
        t = np.clip(((X - x0) * dx + (Y - y0) * dy) / (dx * dx + dy * dy), 0, 1)
        best = np.maximum(best, r0 + (r1 - r0) * t - np.hypot(X - x0 - t * dx, Y - y0 - t * dy))
    return best


def ring(distance, width):
    return np.exp(-(distance / width) ** 2)


def shade(low, high, light):
    """Two colours and how much of the second [FINE, FINE] -> [FINE, FINE, 3]."""
    low, high = np.array(low, np.float32), np.array(high, np.float32)
    return low + (high - low) * np.clip(light, 0, 1)[..., None]


def nucleus():
    body = ellipse(0, 0, 1, 0.8, 0.5)
    light = 0.35 + 0.75 * grain(1, 1.4) - 0.2 * ring(body, 0.1)
    for x, y, r in ((-0.3, 0.1, 0.17), (0.35, -0.2, 0.13)):  # nucleoli take no stain
        light -= 0.45 * inside(r - np.hypot(X - x, Y - y), 12)
    return shade((20, 30, 120), (120, 170, 255), light), inside(body)


def cell():
    angle = np.arctan2(Y, X)
    body = 0.9 + 0.07 * np.cos(3 * angle + 1) + 0.05 * np.cos(5 * angle) - np.hypot(X, Y)
    core = ellipse(0.1, 0.05, 0.36, 0.3, 0.4)
    colour = shade((30, 90, 50), (120, 220, 120), 0.15 + 0.6 * grain(2, 1.1) + 0.8 * ring(body, 0.06))
    return colour + (shade((30, 50, 150), (130, 170, 255), 0.3 + 0.6 * grain(3, 1.3)) - colour) * inside(core, 20)[..., None], inside(body)


def bacterium():
    body = rod([(-0.62, -0.35), (0.62, 0.35)], 0.3)
    return shade((40, 110, 60), (190, 240, 150), 0.15 + 1.6 * np.clip(body, 0, 0.3) + 0.25 * grain(4, 1.2)), inside(body)


def yeast():
    mother, bud = ellipse(-0.22, 0.18, 0.7, 0.62, 0.6), ellipse(0.55, -0.52, 0.4, 0.36, 0.6)
    body = np.maximum(mother, bud)
    light = 0.75 - 0.55 * ring(mother, 0.06) - 0.5 * ring(bud, 0.06) + 0.15 * grain(5, 1.2)
    light -= 0.3 * inside(0.22 - np.hypot(X + 0.35, Y - 0.25), 14)
    return shade((90, 70, 40), (245, 228, 180), light), inside(body)


def neuron():
    rng = np.random.default_rng(6)
    body = ellipse(0, 0, 0.26, 0.24)
    for k in range(6):
        angle, x, y, points = k * np.pi / 3 + rng.normal(0, 0.2), 0.0, 0.0, [(0.0, 0.0)]
        for _ in range(5):
            angle += rng.normal(0, 0.28)
            x, y = x + 0.2 * np.cos(angle), y + 0.2 * np.sin(angle)
            points.append((x, y))
        body = np.maximum(body, rod(points, np.linspace(0.11, 0.03, 6)))
        fork = angle + 0.7 * (-1) ** k
        body = np.maximum(body, rod([points[3], (points[3][0] + 0.25 * np.cos(fork), points[3][1] + 0.25 * np.sin(fork))], (0.05, 0.03)))
    colour = shade((20, 110, 60), (120, 255, 150), 0.35 + 3 * np.clip(body, 0, 0.2))
    core = inside(0.13 - np.hypot(X, Y), 16)[..., None]
    return colour + (np.array([80, 130, 240], np.float32) - colour) * core, inside(body)


def filament():
    t = np.linspace(-1, 1, 17)
    body = rod(list(zip(0.92 * t, 0.28 * np.sin(3.4 * t) - 0.25 * t)), 0.09)
    return shade((110, 20, 30), (255, 120, 90), 0.2 + 8 * np.clip(body, 0, 0.09)), inside(body)


def vesicle():
    body = 0.95 - np.hypot(X, Y)
    return shade((60, 20, 70), (255, 150, 240), 0.1 + 0.9 * ring(body - 0.1, 0.1) + 0.15 * grain(7, 1.2)), inside(body)


def particle():
    r = np.hypot(X, Y)
    light = np.exp(-(r / 0.4) ** 2) + 0.35 * np.exp(-((r - 0.75) / 0.1) ** 2)
    return shade((40, 40, 46), (255, 255, 250), light), inside(0.95 - r)


def colony():
    body, light = np.full_like(X, -9), np.zeros_like(X)
    for k in range(19):  # in a sunflower's order
        r, angle = 0.77 * np.sqrt(k / 18), 2.39996 * k
        spot = 0.24 - np.hypot(X - r * np.cos(angle), Y - r * np.sin(angle))
        light = np.where(spot > 0, np.maximum(light, 0.35 + 2.6 * spot), light)
        body = np.maximum(body, spot)
    return shade((110, 60, 20), (255, 215, 120), light), inside(body)


def erythrocyte():
    r = np.hypot(X, Y)
    return shade((120, 10, 20), (240, 100, 95), 0.85 * np.exp(-((r - 0.68) / 0.24) ** 2) + 0.12), inside(0.97 - r)


def mitochondrion():
    body = ellipse(0, 0, 1, 0.52, -0.5)
    c, s = np.cos(-0.5), np.sin(-0.5)
    u, v = X * c + Y * s, -X * s + Y * c
    folds = (np.sin(u * 15) > 0.1) * (np.abs(v - 0.16 * np.sign(np.sin(u * 7.5))) < 0.3) * (body > 0.09)
    colour = shade((150, 60, 30), (255, 180, 120), 0.7 - 0.7 * ring(body, 0.05))
    return colour - 90 * folds[..., None] * np.array([0.6, 1, 1], np.float32), inside(body)


def crystal():
    corners = [(0.95 * np.cos(a), 0.95 * np.sin(a)) for a in np.arange(6) * np.pi / 3 + 0.25]
    body, light = np.full_like(X, 9), np.zeros_like(X)
    for k, ((x0, y0), (x1, y1)) in enumerate(zip(corners, corners[1:] + corners[:1])):
        side = ((x1 - x0) * (Y - y0) - (y1 - y0) * (X - x0)) / np.hypot(x1 - x0, y1 - y0)
        light = np.where((side < body) & (side < 0.38), (0.25, 0.5, 0.9, 1.0, 0.75, 0.4)[k], light)
        body = np.minimum(body, side)
    light = np.where(body >= 0.38, 0.65, light)
    return shade((50, 110, 150), (225, 250, 255), light), inside(body)


def pollen():
    r, angle = np.hypot(X, Y), np.arctan2(Y, X)
    spikes = 0.74 + 0.22 * np.abs(np.cos(9 * angle)) ** 3 - r
    dots = np.clip(np.cos(11 * X) * np.cos(11 * Y), 0, 1) * (r < 0.66)
    return shade((140, 80, 10), (255, 225, 90), 0.45 + 0.3 * np.sqrt(np.clip(1 - r * r, 0, 1)) - 0.35 * ring(0.74 - r, 0.05) + 0.25 * dots), inside(spikes)


def spore():
    body = ellipse(0, 0, 1, 0.62, 0.9)
    return shade((60, 50, 30), (200, 170, 110), 0.65 - 0.7 * ring(body, 0.1) + 0.45 * inside(ellipse(0, 0, 0.4, 0.26, 0.9), 10)), inside(body)


def organism():
    """A ciliate."""
    angle = np.arctan2(Y, X)
    core = ellipse(0, 0, 0.85, 0.45, 0.6)
    cilia = np.where(np.cos(40 * angle) > 0, core + 0.12, core)
    light = 0.55 + 0.35 * grain(8, 1.2) - 0.35 * ring(core, 0.04)
    colour = shade((80, 110, 120), (210, 235, 225), light)
    colour = colour + (np.array([110, 90, 160], np.float32) - colour) * inside(ellipse(0.05, 0.02, 0.26, 0.16, 0.6), 16)[..., None]
    return colour + (np.array([240, 240, 220], np.float32) - colour) * inside(0.11 - np.hypot(X + 0.42, Y + 0.28), 16)[..., None], inside(cilia)


def diatom():
    body = ellipse(0, 0, 1, 0.4, -0.7)
    c, s = np.cos(-0.7), np.sin(-0.7)
    u, v = X * c + Y * s, -X * s + Y * c
    light = 0.65 - 0.7 * ring(body, 0.05) - 0.45 * (np.sin(u * 34) > 0.3) * (body > 0.06) * (np.abs(v) > 0.05)
    return shade((90, 60, 10), (230, 200, 110), light), inside(body)


def sperm():
    t = np.linspace(0, 1, 15)
    tail = rod(list(zip(-0.3 + 1.25 * t, -0.3 + 1.2 * t + 0.12 * np.sin(9 * t))), np.linspace(0.06, 0.025, 15))
    head = ellipse(-0.6, -0.6, 0.4, 0.27, np.pi / 4)
    return shade((60, 80, 140), (215, 230, 255), 0.3 + 2 * np.clip(head, 0, 0.3) + 6 * np.clip(tail, 0, 0.06)), inside(np.maximum(head, tail))


DRAWN_BY = {f.__name__: f for f in (nucleus, cell, bacterium, yeast, neuron, filament, vesicle, particle, colony, erythrocyte, mitochondrion,
                                    crystal, pollen, spore, organism, diatom, sperm)}
SPECIMENS = tuple(DRAWN_BY)
HEARD_AS = "cell"  # by reader and painter, those they do not know: where a thing goes does not depend on which it is
ALSO = {"nuclei": "nucleus", "cells": "cell", "bacteria": "bacterium", "bacillus": "bacterium", "rod": "bacterium", "rods": "bacterium", "yeasts": "yeast", "neurons": "neuron",
        "filaments": "filament", "fiber": "filament", "fibers": "filament", "fibre": "filament", "fibres": "filament", "hypha": "filament", "hyphae": "filament",
        "vesicles": "vesicle", "vacuole": "vesicle", "vacuoles": "vesicle", "particles": "particle", "bead": "particle", "beads": "particle",
        "colonies": "colony", "erythrocytes": "erythrocyte", "mitochondria": "mitochondrion", "crystals": "crystal", "spores": "spore",
        "organisms": "organism", "ciliate": "organism", "ciliates": "organism", "paramecium": "organism", "diatoms": "diatom", "sperms": "sperm"}  # words that mean the same
PHRASES = {"(red )?blood cells?": "erythrocyte", "pollen grains?": "pollen", "nerve cells?": "neuron", "sperm cells?": "sperm", "yeast cells?": "yeast",
           "(bacterial|bacterium) cells?": "bacterium", "cell nucleus": "nucleus", "cell nuclei": "nuclei", "e ?[.] ?coli": "bacterium"}  # names of several words


@cache
def drawing(name):
    """[64, 64, 4] uint8, its long side filling the square."""
    colour, mask = DRAWN_BY[name]()
    fine = np.concatenate([np.clip(colour, 0, 255), 255 * mask[..., None]], 2).round().astype(np.uint8)
    seen = fine[..., 3] > 24
    rows, columns = np.where(seen.any(1))[0], np.where(seen.any(0))[0]
    cut = Image.fromarray(fine[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]).convert("RGBa")
    scale = SIZE / max(cut.size)
    size = tuple(max(1, round(s * scale)) for s in cut.size)
    whole = Image.new("RGBA", (SIZE, SIZE))
    whole.paste(cut.resize(size, Image.Resampling.BOX).convert("RGBA"), ((SIZE - size[0]) // 2, (SIZE - size[1]) // 2))
    return np.asarray(whole)


@cache
def coloured(name, colour):
    """The drawing in another colour: what was dark is dark in it, what was bright is brighter than it."""
    rgba = drawing(name)
    light = rgba[..., :3].max(2) / 255.0
    low, high = light[rgba[..., 3] > 24].min(), light[rgba[..., 3] > 24].max()
    share = np.clip((light - low) / (high - low), 0, 1)[..., None]
    tone = np.array(COLOURS[colour], np.float32)
    dark, bright = 0.3 * tone, tone + 0.3 * (255 - tone)
    return np.concatenate([(dark + (bright - dark) * share).round().astype(np.uint8), rgba[..., 3:]], 2)
