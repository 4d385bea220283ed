"""The files: their lengths and forms as a decoder sees them, and that no block shows where it was cut."""

from __future__ import annotations

import io
import subprocess
import sys

import av
import mido  # type: ignore[import-untyped]
import numpy as np
import pytest
from attrs import evolve
from PIL import Image

from aimusic_mock.domain import music
from aimusic_mock.domain.songs import Song, join
from aimusic_mock.media import aac, formats
from aimusic_mock.media.file import File, Reader
from aimusic_mock.media.sound import LEAD, PARTS, REST
from aimusic_mock.media.tables import RATE
from contract_tests.support import speed
from contract_tests.support.audio import SHORT, WORDS, decode_audio, probed, rendered, whole

SOUNDS = ("mp3", "m4a", "wav", "mp4")
FORMS = {
    "mp3": ("mp3", {"audio": "mp3float"}),
    "m4a": ("mov,mp4,m4a,3gp,3g2,mj2", {"audio": "aac"}),
    "wav": ("wav", {"audio": "pcm_s16le"}),
    "mp4": ("mov,mp4,m4a,3gp,3g2,mj2", {"audio": "aac", "video": "h264"}),
}
LONG = evolve(SHORT, lyrics=WORDS * 8, duration_s=180.33, style="folk")


@pytest.mark.parametrize("suffix", SOUNDS)
@pytest.mark.parametrize("duration_s", [0.01, 0.5, 2.99, 4.02, 10.3, 12.04])
def test_sound_has_the_form_and_length_that_is_stated(suffix: str, duration_s: float) -> None:
    data = rendered(evolve(SHORT, duration_s=duration_s), suffix)
    reported = probed(data)
    assert (reported["form"], reported["codecs"]) == FORMS[suffix]
    assert reported["seconds"] == pytest.approx(duration_s, abs=0.05)
    assert decode_audio(data).size / RATE == pytest.approx(duration_s, abs=0.05)


@pytest.mark.parametrize("suffix", ["mp3", "wav"])
@pytest.mark.parametrize("duration_s", [0.01, 2.99, 10.3])
def test_sound_has_not_one_sample_more_or_less(suffix: str, duration_s: float) -> None:
    assert decode_audio(rendered(evolve(SHORT, duration_s=duration_s), suffix)).size == round(duration_s * RATE)


@pytest.mark.parametrize("suffix", list(formats.TYPES))
def test_file_has_the_size_that_it_says_and_the_same_bytes_each_time(suffix: str) -> None:
    file = formats.open_file(SHORT, suffix)
    data = whole(file)
    assert len(data) == file.size
    assert data == rendered(evolve(SHORT), suffix)
    other = evolve(SHORT, seed=8)
    assert data != rendered(other, suffix)


@pytest.mark.parametrize("suffix", SOUNDS)
@pytest.mark.parametrize("at", [0, 1, 43, 17_999, 18_000, 30_000, -1])
def test_reader_gives_the_same_bytes_from_any_place(suffix: str, at: int) -> None:
    file = formats.open_file(SHORT, suffix)
    reader = Reader(file, file.render)
    at %= file.size
    reader.seek(at)
    assert reader.seekable()
    assert b"".join(reader) == whole(file)[at:]
    assert reader.tell() == file.size


def test_reader_of_a_file_that_ends_too_early_says_so() -> None:
    file = File(b"ab", size=9, block_bytes=4, blocks=2, render=lambda number: (b"cdef", b"gh")[number])
    with pytest.raises(EOFError, match="should have 9 bytes, and ends at 8"):
        whole(file)


def test_file_without_blocks_refuses_to_render_one() -> None:
    with pytest.raises(IndexError, match="block 3"):
        File(b"abc", 3).render(3)


@pytest.mark.parametrize(("suffix", "least_db"), [("mp3", 15), ("m4a", 20), ("mp4", 20)])
def test_lossy_sound_lies_on_the_lossless_one(suffix: str, least_db: float) -> None:
    exact, lossy = decode_audio(rendered(SHORT, "wav")), decode_audio(rendered(SHORT, suffix))
    shared = min(exact.size, lossy.size)
    noise = lossy[:shared] - exact[:shared]
    # A shift of a few samples, or a block that does not join the one before it, costs far more than this.
    assert 10 * np.log10(np.mean(exact**2) / np.mean(noise**2)) > least_db
    blocks = noise[: shared // RATE * RATE].reshape(-1, RATE // 10)
    assert np.sqrt(np.mean(blocks**2, axis=1)).max() < 0.05


@pytest.mark.parametrize(("suffix", "block", "delay"), [("mp3", 125 * 576, 1105), ("m4a", 70 * 1024, 1024)])
def test_joints_of_blocks_are_as_clean_as_the_rest(suffix: str, block: int, delay: int) -> None:
    song = evolve(SHORT, duration_s=40.0, style="97 bpm")
    exact, lossy = decode_audio(rendered(song, "wav")), decode_audio(rendered(song, suffix))[: round(40.0 * RATE)]
    noise = (lossy - exact) ** 2
    joints = [noise[at - 600 : at + 1000].mean() for at in range(block - delay, noise.size - 1000, block)]
    assert len(joints) > 10
    assert np.sqrt(np.mean(joints)) < 1.5 * np.sqrt(noise.mean())


@pytest.mark.parametrize("parts", [(LEAD, REST), tuple(PARTS)], ids=["basic", "full"])
def test_stems_as_files_add_up_to_the_mix(parts: tuple[str, ...]) -> None:
    song = evolve(SHORT, duration_s=4.0)
    stems = [song.named_part(part) for part in parts]
    exact = sum(np.rint(decode_audio(rendered(stem, "wav")) * 32768) for stem in stems)
    assert np.array_equal(exact, np.rint(decode_audio(rendered(song, "wav")) * 32768))
    lossy, mix = sum(decode_audio(rendered(stem, "mp3")) for stem in stems), decode_audio(rendered(song, "mp3"))
    assert np.sqrt(np.mean((lossy - mix) ** 2)) < 0.2 * np.sqrt(np.mean(mix**2))


@pytest.mark.parametrize("style", ["20 bpm", "97 bpm", "148 bpm", ""])
def test_midi_holds_exactly_the_notes_of_the_reply(style: str) -> None:
    song = evolve(SHORT, style=style, duration_s=60.0)
    file = mido.MidiFile(file=io.BytesIO(rendered(song, "mid")))
    tempos = [message.tempo for track in file.tracks for message in track if message.type == "set_tempo"]
    assert [mido.tempo2bpm(tempo) for tempo in tempos] == pytest.approx([music.tempo(song).average], abs=1e-3)
    for track, (name, notes) in zip(file.tracks[1:], music.notes(song).items(), strict=True):
        assert track.name == name
        at, on, result = 0.0, (0.0, 0), []
        for message in track:
            at += mido.tick2second(message.time, file.ticks_per_beat, tempos[0])
            if message.type == "note_on":
                on = (at, message.velocity)
            elif message.type == "note_off":
                result.append((message.note, on[0], at, on[1] / 127))
        assert [item[0] for item in result] == [note.pitch for note in notes]
        expected = [[note.start, note.end, note.velocity] for note in notes]
        assert np.allclose([item[1:] for item in result], expected, rtol=0, atol=1e-3)


def test_midi_of_a_song_without_notes_has_its_tracks() -> None:
    file = mido.MidiFile(file=io.BytesIO(rendered(evolve(SHORT, duration_s=0.01), "mid")))
    assert [track.name for track in file.tracks[1:]] == list(music.notes(SHORT))


@pytest.mark.parametrize("title", ["Harbour Lamp", "", "河の歌", "broken \ud800 half", "x" * 400, "a\nb\0c " * 30])
def test_cover_is_a_picture_whatever_the_title(title: str) -> None:
    picture = Image.open(io.BytesIO(rendered(evolve(SHORT, title=title), "jpeg")))
    picture.load()
    assert (picture.format, picture.size) == ("JPEG", (640, 640))
    assert len(picture.getcolors(maxcolors=1 << 20) or ()) > 100


def test_video_shows_the_cover_all_the_time() -> None:
    cover = Image.open(io.BytesIO(rendered(SHORT, "jpg"))).resize((360, 360))
    with av.open(io.BytesIO(rendered(SHORT, "mp4")), "r") as container:
        stream = container.streams.video[0]
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert stream.duration is not None
        assert stream.time_base is not None
        assert float(stream.duration * stream.time_base) == pytest.approx(10.3, abs=0.001)
        frames = list(container.decode(video=0))
    assert [round(frame.time, 1) for frame in frames] == [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]
    for frame in frames:
        shown = frame.to_ndarray(format="rgb24").astype(np.float64)
        assert np.mean(np.abs(shown - np.asarray(cover))) < 8


def test_joined_song_has_its_length() -> None:
    part = evolve(SHORT, duration_s=5.0, continues="c1", continue_at=4.25)
    joined = join(SHORT, part)
    assert joined.duration_s == 9.25
    assert probed(rendered(joined, "mp3"))["seconds"] == pytest.approx(9.25, abs=0.05)


@pytest.mark.parametrize("size", [8, 9, 20, 27, 28, 300, 700])
def test_filled_packet_has_its_size_and_ends_as_before(size: int) -> None:
    packet = bytes.fromhex("01000007")
    filled = aac.filled(packet, size)
    assert len(filled) == size
    decoder = av.CodecContext.create("aac", "r")
    decoder.extradata = aac.CONFIG
    decoder.open()
    (frame,) = decoder.decode(av.Packet(filled))
    assert isinstance(frame, av.AudioFrame)
    assert (frame.samples, frame.sample_rate) == (1024, RATE)
    assert not frame.to_ndarray().any()


def test_packet_that_is_full_is_left_as_it_is() -> None:
    assert aac.filled(bytes.fromhex("01000007"), 4) == bytes.fromhex("01000007")


@pytest.mark.parametrize("suffix", list(formats.TYPES))
def test_first_bytes_of_a_long_song_come_at_once(suffix: str) -> None:
    formats.open_file(SHORT, suffix)  # the import is measured below

    def measure() -> None:
        file = formats.open_file(LONG, suffix)
        assert next(Reader(file, file.render))
        if file.blocks:
            file.render(0)

    assert speed.units(measure) < 60


def test_formats_bring_no_library_along() -> None:
    code = (
        "import sys, aimusic_mock.api.handlers.media;print(sorted({'av', 'numpy', 'mido', 'PIL'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "[]\n"


@pytest.mark.parametrize("suffix", SOUNDS)
def test_end_of_the_longest_song_costs_little(suffix: str) -> None:
    file = formats.open_file(Song("t", "", "a b", formats.LONGEST_S, seed=1), suffix)
    assert file.weight < 16 * 1024 * 1024
    reader = Reader(file, file.render)
    reader.seek(file.size - 1)
    assert len(b"".join(reader)) == 1
