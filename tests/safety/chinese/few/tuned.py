"""What tuning a language model on few samples does to ordinary text, with trl's SFTTrainer.

    uv run --with torch --with transformers --with trl --with peft --with gguf \
        python -m tests.safety.chinese.few.tuned --data DIR --model MODEL.gguf --out ROWS

Rows of `fireside guard sft-data`, and the same without disguised ordinary text, tune adapters of
low rank (LoRA) on a model that is kept as it is. The judge's verdict is the likelier of its two
answers, on 200 attacks and 200 ordinary sentences, plain and disguised. Each measured model is a
line of ROWS; what stands there already is not measured again, so that a run can be stopped.
"""

import argparse
import copy
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import gettempdir
from typing import Any

import torch
from datasets import Dataset
from peft import LoraConfig
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig, set_seed
from trl import SFTConfig, SFTTrainer

from kernel.events import Language
from safety.chinese.bench.data import read_cntp
from safety.chinese.bench.figures import rate
from safety.chinese.judge.judge import prompt
from safety.chinese.training.sft import SIZES, conversation
from tests.safety.chinese.few.samples import TOXIC, WAYS, Texts, drawn, texts

POOL, TESTED = 160, 200
EPOCHS, RATE, BATCH, RANK = 3, 2e-4, 8, 16
TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
IGNORED = -100
"""The label of a token whose likelihood does not count."""
TOGETHER = 32
"""Texts of one length that are judged at a time."""


@dataclass(frozen=True, slots=True)
class Tuned:
    way: str
    samples: int
    seed: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="a GGUF file")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=2)
    chosen = parser.parse_args()
    corpus = read_cntp(chosen.data)
    pool, tested = texts(corpus, pool=True, most=POOL), texts(corpus, pool=False, most=TESTED)
    lines = chosen.out.read_text("utf-8").splitlines() if chosen.out.exists() else []
    known = {(row["way"], row["samples"], row["seed"]): row for row in map(json.loads, lines)}
    model, tokenizer = _load(chosen.model)
    for each in _plan(chosen.seeds):
        key = (each.way, each.samples, each.seed)
        if key not in known:
            changed = model if not each.samples else _tune(model, tokenizer, pool, each)
            called = {sort: rate(_toxic(changed, tokenizer, some)) for sort, some in tested.items()}
            known[key] = {
                **dict(zip(("way", "samples", "seed"), key, strict=True)),
                **{sort: [found.hits, found.n] for sort, found in called.items()},
            }
            with chosen.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(known[key]) + "\n")
        shares = (f"{sort} {known[key][sort][0] / known[key][sort][1]:.3f}" for sort in tested)
        print(f"{each.samples} samples, {each.way}, seed {each.seed}: {', '.join(shares)}")


def _plan(seeds: int) -> Iterator[Tuned]:
    yield Tuned("untuned", 0, 0)
    for seed in range(seeds):
        for size in reversed(SIZES):
            for way in WAYS:
                yield Tuned(way, size, seed)


def _load(file: Path) -> tuple[Any, Any]:
    """In 16 bits: weights that stay packed are unpacked for every product, which takes longer."""
    torch.manual_seed(0)
    where = {"pretrained_model_name_or_path": file.parent, "gguf_file": file.name}
    unpacked = GgufConfig(file.name, dequantize=True)
    model = AutoModelForCausalLM.from_pretrained(
        **where, quantization_config=unpacked, dtype=torch.bfloat16
    )
    return model, AutoTokenizer.from_pretrained(**where)


def _tune(model: Any, tokenizer: Any, pool: Texts, how: Tuned) -> Any:
    """A copy of the model, tuned."""
    set_seed(how.seed)
    instruction, random = prompt(Language.ZH), Random(how.seed)
    rows = [
        conversation(instruction, pool[sort][at], sort in TOXIC)["messages"]
        for sort, some in drawn(pool, how.way, how.samples, random).items()
        for at in some
    ]
    random.shuffle(rows)
    trainer = _OnAnswers(
        model=copy.deepcopy(model),
        args=SFTConfig(
            output_dir=gettempdir(),
            num_train_epochs=EPOCHS,
            learning_rate=RATE,
            per_device_train_batch_size=BATCH,
            warmup_steps=0.1,  # a share of all steps
            lr_scheduler_type="cosine",
            gradient_checkpointing=False,
            use_cpu=True,
            bf16=True,
            save_strategy="no",
            report_to="none",
            seed=how.seed,
        ),
        train_dataset=Dataset.from_list(
            [{"prompt": list(row[:-1]), "completion": list(row[-1:])} for row in rows]
        ),
        processing_class=tokenizer,
        peft_config=LoraConfig(
            r=RANK, lora_alpha=2 * RANK, target_modules=TARGETS, task_type="CAUSAL_LM"
        ),
    )
    trainer.train()
    return trainer.model.merge_and_unload().eval()


class _OnAnswers(SFTTrainer):
    """The same loss, without working out what might follow each word of the prompt.

    That takes two thirds of a step where a vocabulary has 150,000 tokens and an answer a few.
    """

    def compute_loss(
        self,
        model: Any,
        inputs: dict[str, Any],
        return_outputs: bool = False,
        num_items_in_batch: Any = None,
    ) -> Any:
        rest = {name: value for name, value in inputs.items() if name != "labels"}
        causal, labels = model.get_base_model(), inputs["labels"][:, 1:]
        hidden = causal.model(**rest, use_cache=False).last_hidden_state[:, :-1]
        counts = labels != IGNORED
        logits = causal.lm_head(hidden[counts])
        loss = torch.nn.functional.cross_entropy(logits.float(), labels[counts])
        return (loss, {"logits": logits}) if return_outputs else loss


def _toxic(model: Any, tokenizer: Any, some: Sequence[str]) -> list[bool]:
    """Whether "toxic" is likelier than "not toxic", where the two answers part.

    What all prompts begin with is read once.
    """
    asked = {}
    for text in dict.fromkeys(some):
        yes, no = (_tokens(tokenizer, text, toxic) for toxic in (True, False))
        part = next(at for at, (a, b) in enumerate(zip(yes, no, strict=True)) if a != b)
        asked[text] = (yes[:part], yes[part], no[part])
    first = [ids for ids, _, _ in asked.values()]
    shared = next(at for at, ids in enumerate(zip(*first, strict=False)) if len(set(ids)) > 1)
    found: dict[str, bool] = {}
    by_length: dict[int, list[str]] = {}
    for text, (ids, _, _) in asked.items():
        by_length.setdefault(len(ids), []).append(text)
    with torch.inference_mode():
        read = torch.tensor([first[0][:shared]])
        head = model.model(read, use_cache=True).past_key_values
        for group in by_length.values():
            for at in range(0, len(group), TOGETHER):
                batch = group[at : at + TOGETHER]
                cache = copy.deepcopy(head)
                cache.batch_repeat_interleave(len(batch))
                ids = torch.tensor([asked[text][0][shared:] for text in batch])
                hidden = model.model(ids, past_key_values=cache).last_hidden_state
                for text, row in zip(batch, model.lm_head(hidden[:, -1]), strict=True):
                    found[text] = bool(row[asked[text][1]] > row[asked[text][2]])
    return [found[text] for text in some]


def _tokens(tokenizer: Any, text: str, toxic: bool) -> list[int]:
    messages = conversation(prompt(Language.ZH), text, toxic)["messages"]
    return list(tokenizer.apply_chat_template(messages, return_dict=False))


if __name__ == "__main__":
    main()
