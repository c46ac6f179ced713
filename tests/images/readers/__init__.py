"""Readers of the formats, written from the specifications and from nothing of boot/.

Each module has read(data): it checks every field that the specification fixes, every
checksum and every reference, and returns the disk's contents.  What is wrong raises
AssertionError (or struct.error, IndexError, zlib.error for what points outside).
"""
