"""Training sets: what LLaMA-Factory and trl read, and nothing a parser of ours could not."""

import json
from pathlib import Path

import yaml

from safety.multimodal.bench.records import read_records
from safety.multimodal.tier2.parser import Parser
from safety.multimodal.training.sft import NAME, target, write_sft
from tests.safety.multimodal.bench.records_of_ours import corpus


def test_both_forms_hold_every_record(tmp_path: Path) -> None:
    records = read_records(corpus(tmp_path / "data"))
    written = write_sft(records, tmp_path / "out")
    assert (written.examples, written.analysed) == (6, 6)
    factory = json.loads((tmp_path / "out" / f"{NAME}.json").read_text(encoding="utf-8"))
    lines = (tmp_path / "out" / "trl.jsonl").read_text(encoding="utf-8").splitlines()
    trl = [json.loads(line) for line in lines]
    assert len(factory) == len(trl) == 6
    for row, other, record in zip(factory, trl, records, strict=True):
        assert row["images"] == other["images"] == [str(record.image.resolve())]
        assert row["messages"][1]["content"].count("<image>") == 1
        assert other["messages"][1]["content"][0] == {"type": "image"}
        assert row["messages"][-1]["content"] == record.output
    info = json.loads((tmp_path / "out" / "dataset_info.json").read_text(encoding="utf-8"))
    recipe = yaml.safe_load((tmp_path / "out" / "recipe.yaml").read_text(encoding="utf-8"))
    assert info[NAME]["file_name"] == f"{NAME}.json"
    assert (recipe["dataset"], recipe["template"]) == (NAME, "qwen2_vl")


def test_a_record_without_an_analysis_teaches_the_answer(tmp_path: Path) -> None:
    parser = Parser.load()
    for record in read_records(corpus(tmp_path)):
        bare = parser.parse(target(record.model_copy(update={"output": None})))
        assert (bare.safe, bare.risk) == (record.risk is None, record.risk)
