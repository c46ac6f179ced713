"""A socket in front of a daemon's that sees every call of a client, and may come between.

libvirt's wire format (libvirt.org/kbase/internals/rpc.html): each message is its length,
then program, version, procedure, type, serial and status, 32 bits each, big-endian.
"""
import collections
import itertools
import os
import socket
import struct
import threading

from support import program, sandbox

HEADER = struct.Struct(">7I")
PROGRAM = 0x20008086            # the daemon's own calls; keepalive is another program
CALL, REPLY, STREAM = 0, 1, 3   # types
CONTINUE = 2                    # a status: the stream goes on
LONGEST = 256 << 10             # bytes in a message (VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX)
FORWARD, CUT, LOSE = "forward", "cut", "lose"  # a lost call is done, its reply is not heard
NUMBERS = itertools.count()

# Procedures by number (remote_protocol.x), as far as tests name them.
CREATE, LOOKUP, VOLUME, CONSOLE, PRESS = 10, 24, 93, 201, 258
Call = collections.namedtuple("Call", "number procedure")


def socket_of(uri):
    """The path of a daemon's socket; a session daemon's is the ordinary user's."""
    if "socket=" in uri:
        return uri.split("socket=")[1]
    place = program.USER.runtime if uri.endswith(":///session") else "/run"
    return f"{place}/libvirt/libvirt-sock"


def exactly(source, size):
    """That many bytes, or None at the stream's end."""
    data = b""
    while len(data) < size:
        more = source.recv(size - len(data))
        if not more:
            return None
        data += more
    return data


def message(source):
    """The next message: its header's fields and all of its bytes; None at the end."""
    head = exactly(source, HEADER.size)
    if head is None:
        return None, b""
    fields = HEADER.unpack(head)
    body = exactly(source, fields[0] - HEADER.size)
    return (None, b"") if body is None else (fields, head + body)


class Relay:
    """Use `uri` instead of the daemon's.

    hook(Call) is asked, in a thread of the relay's, before each call is passed on, and
    returns FORWARD, CUT or LOSE; it may wait as long as it likes.  `calls` has them all,
    `streamed` what went over streams: ("up" or "down", bytes), before it is passed on.
    """

    def __init__(self, uri, hook=lambda call: FORWARD):
        self.target, self.hook, self.calls = socket_of(uri), hook, []
        self.path = f"{sandbox.PRIVATE}/relay{next(NUMBERS)}"
        kind = "session" if uri.endswith(":///session") else "system"
        self.uri = f"qemu+unix:///{kind}?socket={self.path}"
        self.pairs, self.threads, self.lock = [], [], threading.Lock()
        self.streamed = []
        self.silent = False  # set it, and the client hears nothing any more
        self.echo = 0        # so many bytes more come in a stream: what it said, again
        self.echoed = threading.Event()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        os.chmod(self.path, 0o666)
        self.listener.listen()
        self.spawn(self.accept)

    def spawn(self, work, *arguments):
        self.threads.append(threading.Thread(target=work, args=arguments, daemon=True))
        self.threads[-1].start()

    def accept(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            daemon = socket.socket(socket.AF_UNIX)
            try:
                daemon.connect(self.target)
            except OSError:
                client.close()
                continue
            pair = {"client": client, "daemon": daemon, "lost": None}
            self.pairs.append(pair)
            self.spawn(self.upstream, pair)
            self.spawn(self.downstream, pair)

    def upstream(self, pair):
        try:
            while (fields := (got := message(pair["client"]))[0]):
                if fields[1] == PROGRAM and fields[4] == CALL:
                    with self.lock:
                        call = Call(len(self.calls), fields[3])
                        self.calls.append(call.procedure)
                    verdict = self.hook(call)
                    if verdict == CUT:
                        break
                    if verdict == LOSE:
                        pair["lost"] = fields[5]
                if fields[4] == STREAM:
                    self.streamed.append(("up", got[1][HEADER.size:]))
                pair["daemon"].sendall(got[1])
        except OSError:
            pass
        cut(pair)

    def downstream(self, pair):
        try:
            while (fields := (got := message(pair["daemon"]))[0]):
                if fields[4] == REPLY and fields[5] == pair["lost"]:
                    break
                if fields[4] == STREAM:
                    self.streamed.append(("down", got[1][HEADER.size:]))
                if not self.silent:
                    pair["client"].sendall(got[1])
                if fields[4] == STREAM and fields[6] == CONTINUE:
                    self.babble(pair, fields, got[1])
        except OSError:
            pass
        cut(pair)

    def babble(self, pair, fields, data):
        """Say it again and again, in messages as long as libvirt's own may be."""
        said = data[HEADER.size:]
        said *= LONGEST // max(1, len(said))
        again = HEADER.pack(HEADER.size + len(said), *fields[1:]) + said
        while said and self.echo > 0:
            pair["client"].sendall(again)
            self.echo -= len(said)
            if self.echo <= 0:
                self.echoed.set()

    def cut(self):
        """End every connection, as a machine between the two would that is switched off."""
        for pair in self.pairs:
            cut(pair)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        os.unlink(self.path)
        self.cut()
        for thread in self.threads:
            thread.join(10)
        for pair in self.pairs:
            pair["client"].close()
            pair["daemon"].close()


def cut(pair):
    for end in ("client", "daemon"):
        try:
            pair[end].shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class Gate:
    """A hook that stops a client at its call number `at`.

    reached() waits until it is there; open() lets it go on, or ends it with a verdict."""

    def __init__(self, at):
        self.at, self.verdict = at, FORWARD
        self.arrived, self.opened = threading.Event(), threading.Event()

    def __call__(self, call):
        if call.number != self.at or self.arrived.is_set():
            return FORWARD
        self.arrived.set()
        self.opened.wait()
        return self.verdict

    def reached(self, timeout=60):
        assert self.arrived.wait(timeout), f"call {self.at} does not come"

    def open(self, verdict=FORWARD):
        self.verdict = verdict
        self.opened.set()
