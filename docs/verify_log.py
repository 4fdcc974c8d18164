#!/usr/bin/env python3
"""verify_log.py LOG [HEAD]: checks the lines of `portal replay --raw`, and a signed head against them.

Shares no code with the portal; docs/events.md says what is checked. Exit code 0: all is as it was signed.
"""
import base64, hashlib, json, subprocess, sys, tempfile


def root_of(leaves):
    """RFC 6962: complete subtrees are joined as they fill up, the rest from right to left at the end."""
    stack = []  # (height, hash)
    for leaf in leaves:
        node = (0, leaf)
        while stack and stack[-1][0] == node[0]:
            node = (node[0] + 1, hashlib.sha256(b"\x01" + stack.pop()[1] + node[1]).digest())
        stack.append(node)
    whole = stack.pop()[1] if stack else hashlib.sha256(b"").digest()
    while stack:
        whole = hashlib.sha256(b"\x01" + stack.pop()[1] + whole).digest()
    return whole


def read(path):
    leaves, versions = [], {}
    for number, line in enumerate(open(path, "rb"), 1):
        line = line.rstrip(b"\n")
        event = json.loads(line)
        versions[event["stream"]] = versions.get(event["stream"], 0) + 1
        if event["position"] != str(number) or event["version"] != versions[event["stream"]]:
            sys.exit(f"line {number}: position {event['position']}, version {event['version']}: something is missing")
        leaves.append(hashlib.sha256(b"\x00" + line).digest())
    return leaves


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check(head, leaves):
    size = int(head["size"])
    if size > len(leaves):
        sys.exit(f"the head speaks of {size} events, the log has {len(leaves)}")
    root = root_of(leaves[:size]).hex()
    if root != head["root"]:
        sys.exit(f"the root over {size} events is {root}, the head says {head['root']}")
    der = bytes.fromhex("302a300506032b6570032100") + unpadded(head["publicKey"])
    with tempfile.NamedTemporaryFile() as key, tempfile.NamedTemporaryFile() as text, tempfile.NamedTemporaryFile() as sign:
        key.write(der), text.write(f"portal-log-head\n{size}\n{root}\n{head['at']}\n".encode())
        sign.write(unpadded(head["signature"]))
        key.flush(), text.flush(), sign.flush()
        if subprocess.run(["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", key.name,
                           "-in", text.name, "-sigfile", sign.name], capture_output=True).returncode:
            sys.exit("the signature of the head is not of this key")
    return f"signed at {head['at']}"


if len(sys.argv) not in (2, 3) or sys.argv[1].startswith("-"):
    sys.exit("usage: verify_log.py LOG.ndjson [HEAD.json]   (docs/events.md says how to get them)")
leaves = read(sys.argv[1])
signed = check(json.load(open(sys.argv[2])), leaves) if len(sys.argv) > 2 else "no signed head given"
print(f"{len(leaves)} events, root {root_of(leaves).hex()}, {signed}")
