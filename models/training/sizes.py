"""Named sizes of a model: how wide, how deep, and how many pieces it knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.training.errors import TrainingError

POSITIONS = 256  # the longest input and output, in tokens
_GAIN = 0.7


class UnknownSize(TrainingError):
    """A size that is not in the table."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"unknown size {name!r}; known sizes: {', '.join(SIZES)}")


@dataclass(frozen=True, slots=True)
class Size:
    """The shape of a MarianMT model.

    Attributes:
        width: of embeddings and layers; ``inner``: of the feed-forward layers.
        encoder, decoder: layers; a shallow decoder is what makes decoding fast.
        heads: of every attention.
        source_pieces, target_pieces: of the two SentencePiece models, at most.
    """

    width: int
    inner: int
    encoder: int
    decoder: int
    heads: int
    source_pieces: int
    target_pieces: int


SIZES = {
    "tiny": Size(64, 128, 2, 1, 4, 400, 400),
    "light": Size(192, 768, 4, 2, 4, 6_000, 6_000),
    "small": Size(256, 1024, 6, 2, 4, 12_000, 10_000),
    "base": Size(384, 1536, 6, 3, 6, 16_000, 12_000),
    "large": Size(512, 2048, 6, 3, 8, 24_000, 16_000),
}


def size(name: str) -> Size:
    """Return the size of that name.

    Raises:
        UnknownSize: there is none.
    """
    if name not in SIZES:
        raise UnknownSize(name)
    return SIZES[name]


def new_model(shape: Size, *, vocabulary: int, targets: int, dropout: float = 0.1) -> Any:
    """Return a ``MarianMTModel`` with fresh weights.

    Embeddings get a variance of 1/width, so that they have unit variance once scaled. Layers start
    at 0.7 of Xavier's bounds: with 1.0, and more so with 0.5 for what writes into the residual
    stream, a post-norm encoder may come to say the same of every source.

    Args:
        shape: its size.
        vocabulary: pieces of both sides; ``</s>`` is the first, ``<pad>`` the last.
        targets: the first so many may be produced.
        dropout: in every layer.
    """
    import torch
    from transformers import MarianMTModel

    model = MarianMTModel(_config(shape, vocabulary, dropout))
    with torch.no_grad():
        model.model.shared.weight.normal_(0, shape.width**-0.5)[vocabulary - 1].zero_()
        model.final_logits_bias[:, targets:] = -1e4  # within the range of float16
        for name, weight in model.named_parameters():
            if weight.dim() == 2 and "layers." in name:
                torch.nn.init.xavier_uniform_(weight, gain=_GAIN)
    model.generation_config = _generation(vocabulary - 1)
    return model


def _config(shape: Size, vocabulary: int, dropout: float) -> Any:
    from transformers import MarianConfig

    return MarianConfig(
        vocab_size=vocabulary,
        decoder_vocab_size=vocabulary,
        d_model=shape.width,
        encoder_layers=shape.encoder,
        decoder_layers=shape.decoder,
        encoder_attention_heads=shape.heads,
        decoder_attention_heads=shape.heads,
        encoder_ffn_dim=shape.inner,
        decoder_ffn_dim=shape.inner,
        activation_function="relu",
        scale_embedding=True,
        static_position_embeddings=True,
        share_encoder_decoder_embeddings=True,
        max_position_embeddings=POSITIONS,
        dropout=dropout,
        pad_token_id=vocabulary - 1,
        decoder_start_token_id=vocabulary - 1,
        eos_token_id=0,
        bos_token_id=0,
        forced_eos_token_id=0,
    )


def _generation(pad: int) -> Any:
    from transformers import GenerationConfig

    return GenerationConfig(
        num_beams=1,
        max_length=POSITIONS,
        pad_token_id=pad,
        decoder_start_token_id=pad,
        eos_token_id=0,
        bos_token_id=0,
        forced_eos_token_id=0,
        bad_words_ids=[[pad]],
    )
