"""A domain's serial console and lifecycle events, read through libvirt's own API."""
import threading

import libvirt

WAIT = 30  # seconds
_loop = None


def start_loop():
    """Run libvirt's event loop in a thread; it must exist before the first connection."""
    global _loop
    if _loop is None:
        libvirt.virEventRegisterDefaultImpl()
        libvirt.registerErrorHandler(lambda *_: None, None)
        _loop = threading.Thread(target=_run, daemon=True)
        _loop.start()


def _run():
    while True:
        libvirt.virEventRunDefaultImpl()


class Watch:
    """Lifecycle events of all domains at a URI, as pairs (event, detail), in order."""

    def __init__(self, uri):
        start_loop()
        self.connection = libvirt.open(uri)
        self.events = []
        self.news = threading.Condition()
        self.callback = self.connection.domainEventRegisterAny(
            None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, self._came, None)

    def _came(self, _connection, domain, event, detail, _opaque):
        with self.news:
            self.events.append((domain.name(), event, detail))
            self.news.notify_all()

    def wait_for(self, name, event):
        """Return the detail of the first such event of the domain; wait if need be."""
        def there():
            return [d for n, e, d in self.events if (n, e) == (name, event)]
        with self.news:
            assert self.news.wait_for(there, WAIT), f"no event {event} in {self.events}"
            return there()[0]

    def close(self):
        self.connection.domainEventDeregisterAny(self.callback)
        self.connection.close()


class Console:
    """The open console of a domain.  send() writes; expect() waits for text.

    At its end the stream is finished at once: to finish it later, just when libvirt has
    told that the domain stopped, can deadlock libvirtd 9.0 (its stream and its list of
    consoles are locked in opposite orders).
    """

    def __init__(self, domain, flags=0):
        self.stream = domain.connect().newStream(libvirt.VIR_STREAM_NONBLOCK)
        domain.openConsole(None, self.stream, flags)
        self.seen = b""
        self.news = threading.Condition()
        self.open = True
        self.stream.eventAddCallback(libvirt.VIR_STREAM_EVENT_READABLE, self._came, None)

    def _came(self, stream, _events, _opaque):
        with self.news:
            data = stream.recv(4096)
            if data == b"":
                self.open = False
                stream.eventRemoveCallback()
                stream.finish()
            elif data != -2:  # -2: nothing there yet
                self.seen += data
            self.news.notify_all()

    def send(self, data):
        assert self.stream.send(data) == len(data)

    def expect(self, text):
        with self.news:
            assert self.news.wait_for(lambda: text in self.seen, WAIT), self.seen
            self.seen = self.seen.split(text, 1)[1]

    def close(self):
        """Let go of the console of a domain that runs on."""
        with self.news:
            if self.open:
                self.stream.eventRemoveCallback()
                self.stream.abort()
