"""What a model runs on: cores, or a GPU."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.errors import ModelError

Device = Literal["cpu", "cuda", "auto"]


class NoGpu(ModelError):
    """A GPU was asked for, and CTranslate2 sees none."""

    def __init__(self) -> None:
        super().__init__(
            "no GPU that CTranslate2 can use: look at the driver and CUDA_VISIBLE_DEVICES, "
            "or set HAIYI_DEVICE to cpu or auto"
        )


@dataclass(frozen=True, slots=True)
class Hardware:
    """How much of the machine one model may use.

    Attributes:
        device: ``auto`` is a GPU where there is one.
        inter: batches at once.
        intra: cores for each of them.
    """

    device: Device = "cpu"
    inter: int = 1
    intra: int = 1

    def has_gpu(self) -> bool:
        """Tell whether models run on a GPU.

        Raises:
            NoGpu: ``cuda`` was asked for, and there is none.
        """
        if self.device == "cpu":
            return False
        from ctranslate2 import get_cuda_device_count

        found = bool(get_cuda_device_count())
        if self.device == "cuda" and not found:
            raise NoGpu
        return found


ONE_CORE = Hardware()
