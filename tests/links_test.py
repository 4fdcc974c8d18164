"""Every link between the documents leads somewhere: files exist, headings exist."""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1]).resolve()
LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def anchors(text):
    """The anchors that headings get, as GitHub makes them."""
    made = set()
    for heading in re.findall(r"^#+ +(.+?) *$", FENCE.sub("", text), re.MULTILINE):
        plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        made.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return made


def main():
    pages = [
        page for page in sorted(ROOT.rglob("*.md"))
        if not {"build", "demo-data", "node_modules", ".git"} & set(page.relative_to(ROOT).parts)
    ]
    broken, links = [], 0
    for page in pages:
        for link in LINK.findall(FENCE.sub("", page.read_text())):
            if re.match(r"[a-z]+:", link):
                continue
            links += 1
            name, _, anchor = link.partition("#")
            target = (page.parent / name).resolve() if name else page
            if not target.exists() or ROOT not in (target, *target.parents):
                broken.append(f"{page.relative_to(ROOT)}: {link}: no such file")
            elif anchor and target.suffix == ".md" and anchor not in anchors(target.read_text()):
                broken.append(f"{page.relative_to(ROOT)}: {link}: no such heading")
    print("\n".join(broken) or f"{links} links in {len(pages)} documents lead somewhere")
    return 1 if broken or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
