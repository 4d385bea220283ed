"""Renders the files that replies point at: audio, stems, notes, covers, videos.

A song decides every byte. A file is a header and blocks of one size, and each block follows from the song and its number
alone: so lengths are known before anything is rendered, any range costs only the blocks that it touches, and no song
is ever held as a whole. `formats` is the way in; it knows nothing of HTTP, clips or states.
"""
