"""mumu_export: what it writes, and that it notices what is wrong. Needs its requirements and open_clip_torch."""
import hashlib
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("diffusers")
if importlib.util.find_spec("open_clip") is None:  # not imported: needs torchvision
    pytest.skip("open_clip_torch is missing", allow_module_level=True)

import onnx  # noqa: E402

import tiny_checkpoints as tiny  # noqa: E402
from mumu_export import __main__ as command  # noqa: E402

PYTHON = Path(__file__).parents[2] / "main/python"


def run(*arguments):
    return subprocess.run([sys.executable, "-m", "mumu_export", *map(str, arguments)], cwd=PYTHON, capture_output=True, text=True)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    tiny.sd15(folder / "checkpoint")
    result = run(folder / "checkpoint", folder / "out", "--external-data")
    assert result.returncode == 0, result.stderr
    assert "pictures equal diffusers' within" in result.stdout
    return folder


def test_every_part_has_graph_weights_and_configuration(exported):
    out = exported / "out"
    for part in ("text_encoder", "unet", "vae_encoder", "vae_decoder"):
        onnx.checker.check_model(str(out / part / "model.onnx"))
        assert (out / part / "model.onnx_data").is_file() and (out / part / "config.json").is_file()
    index = json.loads((out / "model_index.json").read_text())
    assert index["_class_name"] == "StableDiffusionPipeline" and "vae" not in index and "safety_checker" not in index


def test_checksums_are_those_of_the_files(exported):
    out = exported / "out"
    lines = (out / "SHA256SUMS").read_text().splitlines()
    assert len(lines) == sum(p.is_file() for p in out.rglob("*")) - 1
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest


def test_linear_layers_can_be_found_by_their_scope(exported):
    """The rule by which fine-tunes find weights that tracing renames."""
    graph = onnx.load(exported / "out/unet/model.onnx", load_external_data=False).graph
    renamed = {i.name for i in graph.initializer if i.name.startswith("onnx::MatMul")}
    scopes = [n.name for n in graph.node if n.op_type == "MatMul" and set(n.input) & renamed]
    assert renamed and all(s.startswith("/") and s.count("/") > 1 for s in scopes)


def test_an_existing_folder_is_never_written_to(exported):
    result = run(exported / "checkpoint", exported / "out")
    assert result.returncode == 2 and "exists" in result.stderr


def test_a_folder_that_is_no_checkpoint_is_refused(tmp_path):
    result = run(tmp_path, tmp_path / "out")
    assert result.returncode == 2 and "has no model_index.json" in result.stderr


def test_a_wrong_export_is_removed(exported, monkeypatch, tmp_path):
    monkeypatch.setattr(command, "difference", lambda *_: 9)
    monkeypatch.setattr(sys, "argv", ["mumu_export", str(exported / "checkpoint"), str(tmp_path / "out")])
    with pytest.raises(SystemExit, match="differ by 9/255"):
        command.main()
    assert not (tmp_path / "out").exists()
