#!/usr/bin/env python3
"""Asks a real libpq what it makes of connection strings, and prints its answers as test data.

usage: record-libpq-answers.py LIBPQ parse CASES     # each line: string
       record-libpq-answers.py LIBPQ complete CASES  # each line: string, variables, files

LIBPQ is the path of a libpq.so. CASES is a recorded file of src/test/resources/exo/db/dsn, whose old answers are left
aside, or a new one of the same form: fields separated by tabs and escaped as in Java; lines that begin with # stay as
they are. Variables are NAME=value, each with a line end. Files are >NAME MODE and a line end, then their text. HOME
stands for the home directory, which holds the files and nothing else, and OSUSER for the user of the process.
"""

import ctypes
import os
import pwd
import re
import shutil
import sys
import tempfile

ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\f": "\\f"}


def escape(text):
    if text.startswith("#"):
        return "\\043" + escape(text[1:])
    return "".join(
        ESCAPES.get(c) or ("\\%03o" % ord(c) if ord(c) < 32 or ord(c) == 127 else c)
        for c in text
    )


def unescape(text):
    names = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "s": " "}
    return re.sub(
        r"\\([0-3][0-7]{2}|.)",
        lambda m: chr(int(m[1], 8)) if len(m[1]) == 3 else names.get(m[1], m[1]),
        text,
    )


class Option(ctypes.Structure):
    _fields_ = [(name, ctypes.c_char_p) for name in ("keyword", "envvar", "compiled", "val", "label", "dispchar")] + [
        ("dispsize", ctypes.c_int)
    ]


class Libpq:
    """The few functions of libpq that are needed."""

    def __init__(self, path):
        self.lib = ctypes.CDLL(path)
        for name, result in (
            ("PQconninfoParse", ctypes.POINTER(Option)),
            ("PQconninfo", ctypes.POINTER(Option)),
            ("PQconnectdb", ctypes.c_void_p),
            ("PQconnectStart", ctypes.c_void_p),
            ("PQerrorMessage", ctypes.c_char_p),
            ("PQpass", ctypes.c_char_p),
        ):
            getattr(self.lib, name).restype = result

    def parse(self, text):
        message = ctypes.c_char_p()
        options = self.lib.PQconninfoParse(text.encode(), ctypes.byref(message))
        if not options:
            return ["ERROR"]
        try:
            return lines(values(options)) or [""]
        except UnicodeDecodeError:
            return ["NOT UTF-8"]

    def complete(self, text):
        found = self.attempt("PQconnectStart", text)
        return found if found == ["ERROR"] or self.attempt("PQconnectdb", text) != ["ERROR"] else ["ERROR"]

    def attempt(self, function, text):
        connection = ctypes.c_void_p(getattr(self.lib, function)(text.encode()))
        try:
            message = self.lib.PQerrorMessage(connection).decode(errors="replace")
            if message and not is_nobody_there(message):
                print("#", repr(text), repr(message), file=sys.stderr)
                return ["ERROR"]
            found = values(self.lib.PQconninfo(connection))
            password = self.lib.PQpass(connection).decode()
            if password:
                found["password"] = password
            # Back into libpq's order.
            return lines(dict(sorted(found.items(), key=lambda item: ORDER.index(item[0]))))
        finally:
            self.lib.PQfinish(connection)


ORDER = []


def is_nobody_there(message):
    """Whether it was only the network that failed; some builds of libpq leave the system's own words out."""
    network = re.search("Connection refused|No such file or directory|could not translate host name|setsockopt|failed: *$", message)
    return network and "invalid" not in message and "could not parse" not in message


def values(options):
    found = {}
    ORDER.clear()
    for option in options:
        if option.keyword is None:
            break
        ORDER.append(option.keyword.decode())
        if option.val is not None:
            found[option.keyword.decode()] = option.val.decode()
    return found


def lines(found):
    return [word + "=" + value for word, value in found.items()]


def surround(home, variables, files):
    for name in list(os.environ):
        if name.startswith("PG"):
            del os.environ[name]
    os.environ["HOME"] = home
    for name in os.listdir(home):
        target = os.path.join(home, name)
        shutil.rmtree(target) if os.path.isdir(target) else os.remove(target)
    for line in variables.replace("HOME", home).splitlines():
        name, value = line.split("=", 1)
        os.environ[name] = value
    for part in re.split(r"(?m)^>", files)[1:]:
        head, text = part.split("\n", 1)
        name, mode = head.split(" ")
        target = os.path.join(home, name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", newline="") as stream:
            stream.write(text.replace("HOME", home))
        os.chmod(target, int(mode, 8))


def main():
    library, question, cases = sys.argv[1:]
    libpq = Libpq(library)
    home = tempfile.mkdtemp()
    user = pwd.getpwuid(os.geteuid()).pw_name
    for line in open(cases, encoding="utf-8", newline="").read().removesuffix("\n").split("\n"):
        if line.startswith("#"):
            print(line)
            continue
        fields = [unescape(field) for field in line.split("\t")]
        if question == "parse":
            given, answer = fields[:1], libpq.parse(fields[0])
        else:
            given = fields[:3]
            surround(home, given[1], given[2])
            answer = libpq.complete(given[0].replace("HOME", home))
            answer = [re.sub("^(user|dbname)=%s$" % user, r"\1=OSUSER", part.replace(home, "HOME")) for part in answer]
        print("\t".join([escape(field) for field in given + answer]))
    shutil.rmtree(home)


if __name__ == "__main__":
    main()
