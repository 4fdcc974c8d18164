"""Runs the benchmarks and prints their table; all of them together rewrite bench/RESULTS.md.

    python3 bench/run.py --build build/release [NAME…]

NAME is one of http, committer, rebuild, cold, analytics, billing, pdf, webhooks, memory.
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import subprocess

import http_bench

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = ("committer", "rebuild", "cold", "analytics", "memory")
# Of Google Benchmark: their names there, in words, and the most that they may take.
SUITES = {
    "pdf": {
        "pdf_of_three_lines": ("a PDF of three lines", "≤ 5 ms", 5e6),
        "pdf_from_right_to_left": ("a PDF from right to left", "≤ 5 ms", 5e6),
        "pdf_in_japanese": ("a PDF in Japanese", "≤ 5 ms", 5e6),
        "pdf_of_a_hundred_lines": ("a PDF of a hundred lines", "", None),
        "first_pdf_of_a_thread": ("the first PDF of a thread, which loads its fonts", "", None),
    },
    "billing": {
        "finalize_invoice": ("finalising an invoice of ten lines, taxed, with credit", "µs", 1e6),
        "draft_invoice_of_ten_lines": ("drafting it", "µs", 1e6),
        "preview_of_a_change": ("the preview of a change, with its quote", "µs", 1e6),
        "upcoming_invoice": ("the upcoming invoice", "µs", 1e6),
        "renewal": ("deciding a renewal", "µs", 1e6),
        "renew_all_at_one_instant": ("subscriptions that renew at one instant", "", None),
    },
    "webhooks": {
        "deliveries/1": ("deliveries to one endpoint on loopback", "", None),
        "deliveries/1000": ("deliveries to a thousand endpoints on loopback", "", None),
    },
}
NANOSECONDS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}


class Notes:
    """The commands as they were run, each kind once."""

    def __init__(self, scratch, binaries):
        self.scratch, self.binaries = str(scratch), str(binaries)
        self.commands = []

    def add(self, command):
        text = " ".join(command).replace(self.binaries, "build/release")
        text = re.sub(r"\S*/bench-http-[^/ ]+/", "", text)
        text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", text)
        text = re.sub(r"-p \d+", "-p PORT", text)
        if text not in self.commands:
            self.commands.append(text)


def run_program(name, binaries, scratch, notes):
    command = [str(binaries / "bench" / f"{name}_bench")]
    notes.add(command)
    out = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE,
                         env=dict(os.environ, BENCH_DIR=str(scratch))).stdout
    figures = {}
    for line in out.splitlines():
        for figure, value in json.loads(line).items():
            figures.setdefault(figure, []).append(value)
    return figures


def run_suite(name, binaries, scratch, notes):
    command = [str(binaries / "bench" / f"{name}_bench")]
    notes.add(command)
    out = subprocess.run(command + ["--benchmark_format=json"], check=True, text=True, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, env=dict(os.environ, TMPDIR=str(scratch))).stdout
    return json.loads(out)["benchmarks"]


# -- the table --------------------------------------------------------------------------------------------


def number(value):
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def verdict(met):
    return "met" if met else "**missed**"


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, figure, target="", met=None):
        self.rows.append((what, figure, target, "" if met is None else verdict(met)))

    def text(self):
        lines = ["| what | figure | target | |", "| --- | --- | --- | --- |"]
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        return "\n".join(lines)


def add_http(table, figures):
    for connections, row in figures["commands"]["at"].items():
        ours = row["portal"]
        for script, words in (("transaction", "a transaction of four statements"), ("statement", "one statement")):
            ratio = ours["rate"] / row[script]
            aimed = script == "transaction"
            table.add(f"durable commands at {connections} connections, against PostgreSQL, {words}",
                      f"{ratio:.2f} × ({number(ours['rate'])} against {number(row[script])} a second)",
                      "≥ 3 ×, aim 6 ×" if aimed else "", ratio >= 3 if aimed else None)
    for connections, row in figures["commands"]["at"].items():
        p99 = row["portal"]["p99_ms"]
        bound = connections == 64
        table.add(f"the same commands at {connections} connections: p50, p99",
                  f"{number(row['portal']['p50_ms'])} ms, {number(p99)} ms",
                  "p99 ≤ 10 ms" if bound else "", p99 <= 10 if bound else None)
    for connections, row in figures["reads"].items():
        ratio = row["portal"]["rate"] / row["nginx"]["rate"]
        table.add(f"reads at {connections} connections, against nginx's `return 200`",
                  f"{ratio:.2f} × ({number(row['portal']['rate'])} against {number(row['nginx']['rate'])} a second)",
                  "≥ 0.35 ×, aim 0.6 ×", ratio >= 0.35)
    session = figures["session"]
    table.add("making a portal session over HTTP: p50, p99",
              f"{number(session['p50_ms'])} ms, {number(session['p99_ms'])} ms")


def time_words(nanoseconds):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{number(nanoseconds / size)} {unit}"
    return f"{number(nanoseconds)} ns"


def add_suite(table, suite, measured):
    for one in measured:
        plain = re.sub(r"/(iterations:\d+|real_time)", "", one["name"])
        what, target, most = suite[plain]
        took = one["real_time"] * NANOSECONDS[one["time_unit"]]
        figure = time_words(took)
        if "renewals" in one:
            figure = (f"{number(one['renewals'])} in {figure}; p50 and p99 of another customer's commands meanwhile "
                      f"{number(one['others_p50_ms'])} ms, {number(one['others_p99_ms'])} ms")
        elif "items_per_second" in one:
            figure = f"{number(one['items_per_second'])} a second"
        table.add(what, figure, target, None if most is None else took <= most)


def add_program(table, figures):
    def one(name):
        return sorted(figures[name])[len(figures[name]) // 2]

    if "sync_ms" in figures:
        table.add("one fdatasync of 4 KiB on this disk, p50", f"{number(one('sync_ms'))} ms")
    if "committer.events_per_s_single" in figures:
        rate = one("committer.events_per_s_single")
        table.add("committer, commands of one event",
                  f"{number(rate)} durable events a second ({number(one('committer.group_1'))} a group, "
                  f"{number(one('committer.group_ms_p50_1'))} ms)", "≥ 150,000", rate >= 150_000)
        rate = one("committer.events_per_s_batched")
        table.add("committer, commands of ten events",
                  f"{number(rate)} durable events a second ({number(one('committer.group_10'))} a group, "
                  f"{number(one('committer.group_ms_p50_10'))} ms)", "≥ 150,000", rate >= 150_000)
    if "rebuild.events_per_s" in figures:
        rate = one("rebuild.events_per_s")
        table.add("views rebuilt from the log, five events in eight of it usage",
                  f"{number(rate)} events a second (median of {len(figures['rebuild.events_per_s'])} rebuilds of "
                  f"{number(one('rebuild.events'))})", "≥ 300,000", rate >= 300_000)
        table.add("bytes an event: log, views",
                  f"{number(one('disk.log_bytes_per_event'))}, {number(one('disk.views_bytes_per_event'))}")
        table.add("the same business through the whole node, in process",
                  f"{number(one('rebuild.fill_events_per_s'))} durable events a second")
    if "cold.command_ms_p99" in figures:
        table.add(f"first command of a customer with {number(one('cold.events_per_customer'))} events that is not "
                  "in memory: p50, p99",
                  f"{number(one('cold.command_ms_p50'))} ms, {number(one('cold.command_ms_p99'))} ms")
        table.add("its first read: p50, p99",
                  f"{number(one('cold.read_ms_p50'))} ms, {number(one('cold.read_ms_p99'))} ms")
    for report, words in (("cancellations_month", "cancellations of a month, with comments"),
                          ("cancellations_year", "cancellations of a year"),
                          ("cancellations_all", "cancellations of three years"),
                          ("cancellations_by_product", "cancellations of a year and a product"),
                          ("cancellations_by_two", "cancellations of a month, a product and a country"),
                          ("offers_month", "offers of a month"), ("offers_all", "offers of three years")):
        if f"analytics.{report}_ms_p50" in figures:
            p50, p99 = one(f"analytics.{report}_ms_p50"), one(f"analytics.{report}_ms_p99")
            table.add(f"report over 1,000,000 cancellations: {words}: p50, p99",
                      f"{number(p50)} ms, {number(p99)} ms", "p50 < 10 ms", p50 < 10)
    if "memory.resident_mib" in figures:
        table.add("memory with 1,000,000 known customers: after the start, with "
                  f"{number(one('memory.resident'))} of them resident",
                  f"{number(one('memory.started_mib'))} MiB, {number(one('memory.resident_mib'))} MiB")
        table.add("customers made; customers loaded into memory by a command of theirs",
                  f"{number(one('memory.customers_created_per_s'))} a second, "
                  f"{number(one('memory.loads_per_s'))} a second")


# -- the page ---------------------------------------------------------------------------------------------


def first_line(command):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout.splitlines()[0].strip() if done.stdout else ""


def machine(scratch):
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text()).group(1))
    system = re.search(r'PRETTY_NAME="(.*)"', pathlib.Path("/etc/os-release").read_text())
    disk = subprocess.run(["findmnt", "-no", "FSTYPE,SOURCE", "-T", str(scratch)], text=True,
                          stdout=subprocess.PIPE).stdout.split()
    return (f"{os.cpu_count()} × {cpu.group(1) if cpu else platform.machine()}, {memory / 2**20:.0f} GiB, "
            f"{disk[0] if disk else 'unknown'} on {disk[1] if len(disk) > 1 else 'unknown'}; "
            f"{system.group(1) if system else platform.system()}, Linux {platform.release()}; "
            f"{first_line(['c++', '--version'])}")


def page(table, notes, scratch, versions):
    commit = first_line(["git", "-C", str(HERE), "rev-parse", "--short", "HEAD"])
    why = HERE / "missed.md"
    parts = [
        "# Results",
        "Written by `./dev bench`; do not edit. Every figure is of one run on one machine, with the load generators "
        "on the same processors: compare ratios, not rates, with those of other machines.",
        f"{datetime.date.today().isoformat()}, commit {commit}.\n\n{machine(scratch)}.\n\n" + "; ".join(versions) + ".",
        table.text(),
    ]
    if why.exists():
        parts.append(why.read_text().strip())
    parts.append("## Commands\n\nEach as it was run, with ports and paths left out.\n\n```\n"
                 + "\n".join(notes.commands) + "\n```")
    return "\n\n".join(parts) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("names", nargs="*", choices=[[], "http", *PROGRAMS, *SUITES], metavar="NAME")
    arguments = parser.parse_args()
    names = arguments.names or ["http", *PROGRAMS[:-1], *SUITES, PROGRAMS[-1]]
    build = arguments.build.resolve()
    scratch = pathlib.Path(os.environ.get("BENCH_DIR", build.parent)).resolve()
    notes, table, versions = Notes(scratch, build), Table(), []
    failed = []
    for name in names:
        print(f"-- {name}", flush=True)
        try:
            if name == "http":
                figures = http_bench.measure(build / "portal", scratch, notes.add)
                versions += figures["commands"]["versions"] + [first_line(["nginx", "-v"]), first_line(["wrk", "-v"])]
                add_http(table, figures)
            elif name in SUITES:
                add_suite(table, SUITES[name], run_suite(name, build, scratch, notes))
            else:
                add_program(table, run_program(name, build, scratch, notes))
        except subprocess.CalledProcessError as problem:  # the other parts are worth their time
            failed.append(f"{name}: {problem}")
    print(table.text())
    if failed:
        raise SystemExit("These parts failed, RESULTS.md is as it was:\n" + "\n".join(failed))
    if not arguments.names:
        (HERE / "RESULTS.md").write_text(page(table, notes, scratch, versions))
        print(f"\nWritten to {HERE / 'RESULTS.md'}")


if __name__ == "__main__":
    main()
