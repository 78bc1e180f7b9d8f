"""A vision-language checkpoint in this process, by transformers (Qwen2.5-VL and its kin).

For a machine with the memory and the patience for it; a server of vLLM or SGLang answers many at
once. One answer is written at a time, by a thread, and stops when nobody waits for it any more.
"""

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from kernel.errors import ModelError, ModelTimeout, ModelUnavailable, SettingsError
from kernel.ports import Ask

CONTENT = dict[str, Any]


class LocalVision:
    """Make it with `open_local`."""

    def __init__(self, name: str, model: Any, processor: Any, thread: ThreadPoolExecutor) -> None:
        self.name = name
        self._model = model
        self._processor = processor
        self._thread = thread

    async def stream(self, ask: Ask) -> AsyncGenerator[str, None]:
        """The answer in fragments. Raises `ModelTimeout`, `ModelUnavailable`."""
        left = threading.Event()
        fragments: asyncio.Queue[str | Exception | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def put(item: str | Exception | None) -> None:
            loop.call_soon_threadsafe(fragments.put_nowait, item)

        def write() -> None:
            try:
                for fragment in self._written(ask, left):
                    put(fragment)
                put(None)
            except Exception as error:
                put(error)

        by = loop.time() + ask.deadline
        writing = loop.run_in_executor(self._thread, write)
        try:
            while True:
                async with asyncio.timeout_at(by):
                    item = await fragments.get()
                if item is None:
                    return
                if isinstance(item, Exception):
                    raise ModelUnavailable(f"the checkpoint failed: {type(item).__name__}")
                yield item
        except TimeoutError as error:
            raise ModelTimeout(f"no whole answer within {ask.deadline:g} s") from error
        finally:
            left.set()
            await writing

    async def value(self, ask: Ask, schema: dict[str, Any]) -> Any:
        raise ModelUnavailable("a checkpoint in this process writes text only")

    def _written(self, ask: Ask, left: threading.Event) -> Iterator[str]:
        """Runs in the thread: the answer token by token, until nobody waits for it."""
        torch, transformers = import_module("torch"), import_module("transformers")
        inputs = self._inputs(ask, import_module("PIL.Image")).to(self._model.device)
        streamer = transformers.TextIteratorStreamer(
            self._processor.tokenizer, skip_prompt=True, skip_special_tokens=True
        )
        options: CONTENT = {"do_sample": ask.temperature > 0, "max_new_tokens": ask.max_tokens}
        if ask.temperature > 0:
            options["temperature"] = ask.temperature
        faults: list[Exception] = []

        def generate() -> None:
            try:
                with torch.inference_mode():
                    self._model.generate(
                        **inputs,
                        **options,
                        streamer=streamer,
                        stopping_criteria=[lambda ids, scores, **_: _all(torch, ids, left)],
                    )
            except Exception as error:
                faults.append(error)
                streamer.end()

        writer = threading.Thread(target=generate)
        writer.start()
        yield from streamer
        writer.join()
        if faults:
            raise faults[0]

    def _inputs(self, ask: Ask, image: Any) -> Any:
        pictures = [
            image.open(BytesIO(picture.data), formats=["JPEG"]).convert("RGB")
            for message in ask.messages
            for picture in message.pictures
        ]
        messages = [
            {
                "role": message.role,
                "content": [
                    *[{"type": "image"} for _ in message.pictures],
                    {"type": "text", "text": message.text},
                ],
            }
            for message in ask.messages
        ]
        prompt = self._processor.apply_chat_template(messages, add_generation_prompt=True)
        return self._processor(text=[prompt], images=pictures or None, return_tensors="pt")


@asynccontextmanager
async def open_local(folder: Path) -> AsyncIterator[LocalVision]:
    """The checkpoint in a folder. Raises `SettingsError` without the extra, or if it is none."""
    try:
        transformers = import_module("transformers")
        import_module("torch")
    except ImportError as error:
        raise SettingsError(
            "a checkpoint in this process needs torch and the extra: fireside[transformers]"
        ) from error
    with ThreadPoolExecutor(max_workers=1) as thread:

        def load() -> tuple[Any, Any]:
            processor = transformers.AutoProcessor.from_pretrained(folder, local_files_only=True)
            model = transformers.AutoModelForImageTextToText.from_pretrained(
                folder, local_files_only=True, dtype="auto"
            )
            return model.eval(), processor

        try:
            model, processor = await asyncio.get_running_loop().run_in_executor(thread, load)
        except ModelError:
            raise
        except Exception as error:
            raise SettingsError(f"{folder} does not load: {error}") from error
        yield LocalVision(folder.name, model, processor, thread)


def _all(torch: Any, ids: Any, left: threading.Event) -> Any:
    """Whether to stop, for each row of the batch."""
    return torch.full((ids.shape[0],), left.is_set(), dtype=torch.bool, device=ids.device)
