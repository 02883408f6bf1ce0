"""Turns a diffusers checkpoint folder (SD 1.5, SD 2, SDXL, Turbo, LCM) into the ONNX folder that MUMU reads."""
