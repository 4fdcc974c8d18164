#!/usr/bin/env python3
"""Runs clang-tidy over every source of ours in a build's compile database.

A file is checked again only when something it depends on has changed: a clean result is remembered
under the hash of the checks, the command and the content of the source and of each of our headers that
the compiler saw (ninja's own dependency record).
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FLOORS = ("events", "store", "projections", "documents", "actors", "effects", "http", "cli")  # what is shipped
TIDY = "clang-tidy-14"
OF_GCC_ALONE = ("-Winvalid-pch", "-fmax-errors", "-Wno-restrict", "-Wno-stringop")


def dependencies(build):
    """Object file -> the files it was made from, as ninja recorded them."""
    found, current = {}, None
    listing = subprocess.run(
        ["ninja", "-C", str(build), "-t", "deps"], check=True, capture_output=True, text=True
    ).stdout
    for line in listing.splitlines():
        if line.startswith("    "):
            found[current].append(line.strip())
        elif ": #deps" in line:
            current = line.split(": #deps")[0]
            found[current] = []
    return found


def fingerprint(entry, depends, common, contents):
    hashed = hashlib.sha256(common)
    hashed.update(entry["command"].encode())
    for name in sorted(set(depends)):
        path = pathlib.Path(entry["directory"], name).resolve()
        if ROOT not in path.parents or (ROOT / "build") in path.parents:
            continue
        if path not in contents:
            contents[path] = hashlib.sha256(path.read_bytes()).digest()
        hashed.update(str(path.relative_to(ROOT)).encode() + contents[path])
    return hashed.hexdigest()


def precompiled_by(command):
    """The precompiled header that a command begins with, as ninja names it; what it was made from is what the
    source depends on too."""
    words = shlex.split(command)
    return {str(pathlib.Path(words[at + 1]).with_suffix(".hxx.gch")) for at, word in enumerate(words) if word == "-include"}


def for_clang(command):
    """clang cannot read what GCC precompiled (and read without it, a missing #include is found), nor knows all of
    GCC's options."""
    kept = [word for word in command if not word.startswith(OF_GCC_ALONE)]
    while "-include" in kept:
        at = kept.index("-include")
        del kept[at : at + 2]
    return [kept[0], "-fconstexpr-steps=100000000", *kept[1:]]  # the route table is checked as it is compiled


def check(database, source):
    started = time.monotonic()
    done = subprocess.run([TIDY, "-p", str(database), "--quiet", source], capture_output=True, text=True)
    clean = done.returncode == 0
    text = done.stdout if done.stdout.strip() else done.stderr
    return clean, "" if clean else text, time.monotonic() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--cache", required=True, type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()

    options.cache.mkdir(parents=True, exist_ok=True)
    version = subprocess.run([TIDY, "--version"], check=True, capture_output=True).stdout
    common = version + (ROOT / ".clang-tidy").read_bytes()
    depends, contents, waiting, seen = dependencies(options.build), {}, [], 0
    entries = json.loads((options.build / "compile_commands.json").read_text())
    database = options.build / "clang-tidy"
    database.mkdir(exist_ok=True)
    precompiled = {}  # apart: clang refuses a database with keys of ours, and silently takes the next one
    for entry in entries:
        precompiled[entry["file"]] = precompiled_by(entry["command"])
        entry["command"] = shlex.join(for_clang(shlex.split(entry["command"])))
    (database / "compile_commands.json").write_text(json.dumps(entries))
    for entry in entries:
        source = pathlib.Path(entry["file"])
        if ROOT not in source.parents or source.relative_to(ROOT).parts[0] not in FLOORS:
            continue
        seen += 1
        command = shlex.split(entry["command"])
        target = command[command.index("-o") + 1]
        if target not in depends:
            sys.exit(f"{source}: not built yet; build first (./dev build dev)")
        needed = list(depends[target])
        for name, made_from in depends.items():
            if any(header.endswith(name) for header in precompiled[entry["file"]]):
                needed += made_from
        remembered = options.cache / fingerprint(entry, needed, common, contents)
        if not remembered.exists():
            waiting.append((str(source), remembered))
    print(f"{seen} sources, {len(waiting)} to check")

    bad = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        running = {pool.submit(check, database, source): (source, mark) for source, mark in waiting}
        for number, one in enumerate(concurrent.futures.as_completed(running), 1):
            source, mark = running[one]
            clean, text, seconds = one.result()
            if clean:
                mark.touch()
            else:
                bad += 1
            name = os.path.relpath(source, ROOT)
            print(f"[{number}/{len(waiting)}] {seconds:5.1f} s  {'' if clean else 'BAD '}{name}", flush=True)
            if text:
                print(text, flush=True)
    if bad:
        sys.exit(f"clang-tidy: {bad} of {seen} sources have findings")
    print(f"clang-tidy: {seen} sources are clean")


if __name__ == "__main__":
    main()
