"""Runs Python and reports each file that it opens for writing.

``python watched.py PIPE_FD -c CODE`` or ``python watched.py PIPE_FD -m MODULE ARGUMENT...``: one path a line goes
into the pipe. Files that native code opens are not seen here; their descriptors are.
"""

import os
import runpy
import sys

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _report_writes(pipe: int) -> None:
    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            # A number is a file that is open already.
            if not isinstance(path, int) and (int(flags) & _WRITING or set(str(mode or "")) & set("wax+")):
                os.write(pipe, f"{path}\n".encode(errors="replace"))
        elif event == "sqlite3.connect":
            os.write(pipe, f"{arguments[0]}\n".encode(errors="replace"))

    sys.addaudithook(hook)


if __name__ == "__main__":
    descriptor, kind, what = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    sys.argv = ["veil", *sys.argv[4:]]
    _report_writes(descriptor)
    if kind == "-c":
        exec(what)
    else:
        runpy.run_module(what, run_name="__main__")
