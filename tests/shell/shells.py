"""Interactive shells on pseudo terminals, and what a Tab makes of a line there."""
import os
import re

import pexpect

from support import guests, program, sandbox

HOME = f"{sandbox.PRIVATE}/home"  # where they start: nothing may appear here
OWN = f"{sandbox.PRIVATE}/shell"  # where shells keep what is theirs
OWNS = ("RUNTIME_DIR", "DATA_HOME", "CONFIG_HOME", "CACHE_HOME")
DATA = f"{sandbox.TREE}/data/completions"
SHOW, INSERT = "\x14", "\x0f"  # Ctrl-T shows the line; Ctrl-O all that could be in it
KILL = "\x15"


def environment():
    """Of a shell whose every file is in a place that no test looks at."""
    return {**program.ROOT.environment(), "HOME": HOME, "TERM": "xterm", "HISTFILE": "",
            "PATH": f"{sandbox.TREE}/build:{program.ROOT.environment()['PATH']}",
            "TINYVM_IMAGE_DIR": guests.built(), "fish_history": "",
            **{f"XDG_{what}": OWN for what in OWNS}}


class Shell:
    """One shell; its subclasses know how it is started and told of the completion."""
    argv = setup = None

    def __init__(self):
        os.makedirs(HOME, exist_ok=True)
        os.makedirs(OWN, 0o700, exist_ok=True)  # fish wants it so
        self.child = pexpect.spawn(
            self.argv[0], self.argv[1:], cwd=HOME, timeout=program.DEADLINE, echo=False,
            dimensions=(50, 200), encoding="utf-8", codec_errors="replace",
            env=environment())
        for line in (*self.setup, "echo rea''dy"):
            self.child.sendline(line)
        self.child.expect("ready")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.close(force=True)

    def press(self, line, key):
        """The line as it is after `line` was typed and `key` pressed."""
        self.child.send(line + key + SHOW)
        self.child.expect(r"<<<(.*?)>>>")
        shown = self.child.match.group(1)
        self.child.send(KILL)
        return shown

    def complete(self, line):
        return self.press(line, "\t")


class Bash(Shell):
    argv = ["/bin/bash", "--noprofile", "--norc", "-i"]
    setup = ["PS1= PS2=", "bind 'set enable-bracketed-paste off'",
             ". /usr/share/bash-completion/bash_completion",
             f". {DATA}/tinyvm.bash", "bind '\"\\C-o\": insert-completions'",
             "show() { printf '<%s%s>>>\\n' '<<' \"$READLINE_LINE\"; }",
             "bind -x '\"\\C-t\": show'"]

    def candidates(self, line):
        head = line[:line.rindex(" ") + 1]
        shown = self.press(line, INSERT)
        assert shown.startswith(head), shown
        return set(shown[len(head):].split())


class Zsh(Shell):
    argv = ["/usr/bin/zsh", "-f", "-i"]
    setup = ["PS1= PS2=; unset zle_bracketed_paste; unsetopt beep",
             f"fpath=({DATA} $fpath); autoload -U compinit; compinit -D -u",
             "show() { print -r -- \"<${:-<<}$BUFFER>>>\" >$TTY }; zle -N show",
             "bindkey '^T' show; bindkey '^O' list-choices"]

    def candidates(self, line):
        """From the list on the screen, where a description follows each."""
        self.press(line, INSERT)
        screen = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", self.child.before)
        return set(re.findall(r"^(\S+) +-- ", screen, re.M))


class Fish(Shell):
    argv = ["/usr/bin/fish", "--no-config", "-i"]
    setup = ["function fish_prompt; end; function fish_mode_prompt; end",
             f"source {DATA}/tinyvm.fish; set -g fish_autosuggestion_enabled 0",
             "bind \\ct 'printf \"<%s%s>>>\\n\" \"<<\" (commandline)'"]

    def candidates(self, line):
        """Fish has a command for this, which needs no terminal."""
        out = program.must([*self.argv[:-1], "-c", f"{self.setup[1]}; complete -C '{line}'"],
                           env=environment())
        return {found.split("\t")[0] for found in out.splitlines()}
