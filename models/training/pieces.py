"""The pieces of SentencePiece models: lend them to another, or take them away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_NORMAL = 1  # type of a piece that is text


def widen(path: Path, other: Path) -> None:
    """Let a side cut text into the pieces of the other as well, where it holds words of its.

    Both sides share one table of embeddings, so that every piece is there already. Chinese is cut
    as before; Latin words come in the pieces in which the other side writes them.
    """
    source, target = _proto(path), _proto(other)
    known = {piece.piece: piece for piece in source.pieces}
    for piece in target.pieces:
        if piece.type == _NORMAL and piece.piece not in known:
            source.pieces.add().CopyFrom(piece)
        elif piece.type == _NORMAL and piece.piece.lstrip("▁").isascii():
            known[piece.piece].score = piece.score
    path.write_bytes(source.SerializeToString())


def narrow(path: Path, other: Path) -> None:
    """Take from a SentencePiece model the Latin words that another has, so that it spells them."""
    model, theirs = _proto(path), {piece.piece for piece in _proto(other).pieces}

    def is_word(piece: str) -> bool:
        letters = piece.lstrip("▁")
        return piece in theirs and len(letters) > 1 and letters.isascii() and letters.isalpha()

    kept = [piece for piece in model.pieces if piece.type != _NORMAL or not is_word(piece.piece)]
    del model.pieces[:]
    model.pieces.extend(kept)
    path.write_bytes(model.SerializeToString())


def _proto(path: Path) -> Any:
    from sentencepiece import sentencepiece_model_pb2

    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(path.read_bytes())
    return model


def pieces(path: Path) -> list[str]:
    """Return the pieces of a SentencePiece model by their number."""
    from sentencepiece import SentencePieceProcessor

    side = SentencePieceProcessor(model_file=str(path))
    return [side.id_to_piece(i) for i in range(side.get_piece_size())]
