"""A child process that never outlives its parent."""

import shutil


def together() -> list[str]:
    """Give what to put before a command so that it ends even if its parent is killed: the kernel sees to it.

    It ends when the thread that started it does, so start it from one that stays; see `man 2 PR_SET_PDEATHSIG`.
    Empty where there is no `setpriv` (util-linux).
    """
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []
