"""Hostile names, URIs, options and environments: refused or escaped, never interpreted."""
import os
import pathlib

import pytest
from support import domains, tinyvm

LONG = "x" * 4096
NAMES = ["<b>&amp;'\"", "]]>", "../../etc/passwd", "/etc/passwd", "a\nb", "\x1b[31mred",
         "$(touch /tmp/owned)", "`touch /tmp/owned`", ";touch /tmp/owned", "a b", "a%n%s",
         "*", "~root", "a\tb", "\u202egnp.exe", b"\xff\xfe", LONG, "-", "--", "a'b", "a\\b"]
SECRET = "s3cret-Pa55"
URIS = [f"qemu+tls://user:{SECRET}@nosuch.invalid/system",
        f"qemu+ssh://user:{SECRET}@nosuch.invalid/system",
        f"qemu+tcp://user:{SECRET}@127.0.0.1:1/system",
        f"qemu+libssh2://user:{SECRET}@nosuch.invalid/system",
        f"nosuch://user:{SECRET}@host/system", f"qemu://user:{SECRET}@[::1/system",
        f"://user:{SECRET}@host", f"user:{SECRET}@host", f"esx://user:{SECRET}@h/?no_verify=1",
        f"qemu+tcp://u:p{SECRET}:x@127.0.0.1:1/system", f"http://a:{SECRET}@b@c/"]
VERBS = ["check", "run", "define", "undefine", "start", "stop", "shutdown", "sweep"]
WITH_NAME = ["define", "undefine", "start", "stop", "shutdown"]
FORMATS = ["human", "json", "jsonl", "junit", "tap", "nagios", "prometheus"]
UNPRINTABLE = {chr(c) for c in (*range(32), *range(0x7f, 0xa0))} - {"\n"} | {"\u202e"}


def harmless(outcome):
    """Assert that it refused in a line that no terminal would act on."""
    assert outcome.status in (1, 2, 3), outcome
    assert not set(outcome.out + outcome.err) & UNPRINTABLE, outcome
    assert outcome.err.count("\n") == 1 and len(outcome.err) < 700, outcome
    assert not os.path.exists("/tmp/owned")


def harmless_text(outcome):
    assert outcome.status in (1, 2, 3), outcome
    assert not set(outcome.out + outcome.err) & UNPRINTABLE, outcome


def of(verb, name="there"):
    return [verb, *([name] if verb in WITH_NAME else [])]


@pytest.mark.parametrize("verb", WITH_NAME)
def test_names(verb):
    for name in NAMES:
        outcome = tinyvm.run(verb, "--", name)
        harmless(outcome)
        assert outcome.status == 2 or verb == "shutdown", outcome
    dash = tinyvm.run(verb, "--", "-rf")
    harmless(dash)


def test_any_domain_can_be_shut_down_whatever_it_is_called(virsh):
    """libvirt takes nearly every name, and other people's domains have them."""
    for name in ["a b", "<b>&amp;'\"", "-rf", "$(id)", "a%n%s", "\u202egnp"]:
        with domains.stranger(name.replace("&", "&amp;").replace("<", "&lt;")):
            outcome = tinyvm.run("shutdown", "--", name)
            assert outcome.status == 0 and "is not running" in outcome.out, outcome
            assert not set(outcome.out) & UNPRINTABLE, outcome
        domains.remove(name)  # the name above was XML, this one is not


OPTIONS = [("define", "--machine"), ("define", "--bus"), ("define", "--image"),
           ("define", "--virt-type"), ("define", "--memory"), ("check", "--machine"),
           ("check", "--bus"), ("check", "--image"), ("check", "--memory"),
           ("check", "--timeout"), ("check", "--exercise"), ("check", "--output"),
           ("check", "--jobs"), ("check", "--repeat"), ("shutdown", "--mode"),
           ("shutdown", "--timeout"), ("images", "--path"), ("start", "--timeout")]


@pytest.mark.parametrize("verb,option", OPTIONS)
def test_options(verb, option):
    for value in NAMES:
        if isinstance(value, bytes):
            continue
        outcome = tinyvm.run(*of(verb), f"{option}={value}")
        harmless(outcome) if outcome.err else harmless_text(outcome)


@pytest.mark.parametrize("verb", ["check", "define", "run", "images"])
def test_image_directory(verb):
    for value in NAMES:
        harmless_text(tinyvm.run(*of(verb), "--image-dir", value))
        harmless_text(tinyvm.run(*of(verb), env={"TINYVM_IMAGE_DIR": value}))


def test_likeness_of_a_hostile_name():
    for value in NAMES:
        harmless_text(tinyvm.run("check", "--like", value))


def silent_about_the_secret(outcome):
    assert outcome.status in (1, 2, 3), outcome
    assert SECRET not in outcome.out + outcome.err, outcome


@pytest.mark.parametrize("verb", VERBS)
def test_password_in_a_uri_is_never_printed(verb):
    for uri in URIS:
        silent_about_the_secret(tinyvm.run(*of(verb), "-c", uri))
        silent_about_the_secret(tinyvm.run(*of(verb), env={"LIBVIRT_DEFAULT_URI": uri}))


@pytest.mark.parametrize("form", FORMATS)
def test_password_in_a_report(form):
    for uri in URIS:
        silent_about_the_secret(tinyvm.run("check", "-c", uri, "-o", form))


def test_password_of_another_host():
    outcome = tinyvm.run("check", "-e", f"migrate={URIS[2]}")
    assert outcome.status == 3 and "the other host" in outcome.out, outcome
    silent_about_the_secret(outcome)


@pytest.mark.parametrize("form", FORMATS)
def test_uri_with_bytes_for_a_terminal(form):
    for uri in ("\x1b[31mqemu:///system", "qemu:///\x1b]0;owned\x07", "qemu:///<b>&\u202e",
                "qemu:///system\nok   forged"):
        outcome = tinyvm.run("check", "-c", uri, "-o", form)
        assert outcome.status in (2, 3), outcome
        assert not set(outcome.out + outcome.err) & (UNPRINTABLE - {"\t"}), outcome
        assert "\nok   forged" not in outcome.out, outcome


@pytest.mark.parametrize("verb", VERBS)
def test_environment(verb):
    """Variables of a stranger's: long, odd, or with a format in them."""
    for value in (LONG * 8, "%n%s%n", "\x1b[31m", "../../x", "\nx"):
        outcome = tinyvm.run(*of(verb), env={
            "XDG_RUNTIME_DIR": value, "TERM": value, "COLUMNS": value, "HOME": value,
            "LC_ALL": value, "TINYVM_IMAGE_DIR": value})
        assert outcome.status < 5, outcome
        assert not set(outcome.out + outcome.err) & UNPRINTABLE, outcome


@pytest.mark.parametrize("target", ["/tmp/link", "/tmp/fifo"])
def test_report_goes_where_it_was_told(target, clean):
    """A link is followed, as by a shell's redirection; a FIFO's reader gets it."""
    path = pathlib.Path(target)
    if target.endswith("link"):
        path.symlink_to("/tmp/real")
        assert tinyvm.run("check", "-o", f"json:{target}").status == 0
        assert path.is_symlink() and "pass" in pathlib.Path("/tmp/real").read_text("utf-8")
    else:
        os.mkfifo(path)
        reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        assert tinyvm.run("check", "-o", f"json:{target}").status == 0
        assert b"pass" in os.read(reader, 65536)
        os.close(reader)
    clean.remove([p for p in clean.new() if p.startswith("/tmp/")])
