"""What a power cut leaves of a folder, made from the record of what a program did to it (tests/support/disk_recorder.cpp).

A disk keeps what was synced. Of what was not, it keeps any of the sectors of 512 bytes that were written, and any
length that the file had since; of the names in each folder that was not synced, it keeps the changes up to any one
of them. Syncing a file keeps the name that it was made by; nothing else is kept for a sync of something else."""
import pathlib
import struct

SECTOR = 512
CREATE, WRITE, SIZE, SYNC, RENAME, LINK, REMOVE, FOLDER, SYNC_FOLDER = range(1, 10)
HEAD = struct.Struct("<BIQQ")


def notes_of(record, start=0):
    """(end of the note in the record, kind, file, offset, bytes) in order; an unfinished one is left out."""
    data, at = record.read_bytes(), start
    while at + HEAD.size <= len(data):
        kind, file, offset, length = HEAD.unpack_from(data, at)
        end = at + HEAD.size + length
        if end > len(data):
            return
        yield end, kind, file, offset, data[at + HEAD.size:end]
        at = end


class File:
    """What is on the disk, and what was done since."""

    def __init__(self, synced=b""):
        self.synced, self.since = bytearray(synced), []

    def sync(self):
        for change in self.since:
            self.apply(self.synced, *change)
        self.since = []

    @staticmethod
    def apply(into, kind, offset, data):
        if kind == SIZE:
            del into[offset:]
            into.extend(bytes(offset - len(into)))
        else:
            into.extend(bytes(max(0, offset - len(into))))
            into[offset:offset + len(data)] = data

    def after_cut(self, chance, share):
        """`share` of the sectors that were not synced is there."""
        left, lengths = bytearray(self.synced), [len(self.synced)]
        for kind, offset, data in self.since:
            if kind == SIZE:
                self.apply(left, kind, offset, data)
            else:
                at = offset
                while at < offset + len(data):
                    end = min(offset + len(data), (at // SECTOR + 1) * SECTOR)
                    if chance.random() < share:
                        self.apply(left, WRITE, at, data[at - offset:end - offset])
                    at = end
            lengths.append(len(left))
        if share < 1:
            del left[chance.choice(lengths):]
        return bytes(left)


class Disk:
    """A folder as a program has left it so far. `base`: it began as a copy of that one. `forgets`: syncs of files
    whose names end so do nothing, as on a disk that lies."""

    def __init__(self, folder, base=None, forgets=None):
        self.folder, self.forgets = pathlib.Path(folder), forgets
        self.files = {}  # number in the record -> File
        self.live, self.kept = {}, {}  # path -> File, or None for a folder
        self.taken = 0  # how much of the record
        self.changes = {}  # folder -> changes of its names that were not synced
        for path in sorted(base.rglob("*")) if base else ():
            name = str(self.folder / path.relative_to(base))
            self.live[name] = self.kept[name] = File(path.read_bytes()) if path.is_file() else None

    def take(self, kind, file, offset, data):
        """The next note of the record."""
        if kind in (WRITE, SIZE):
            self.files[file].since.append((kind, offset, data))
        elif kind == SYNC:
            if self.forgets and any(self.live.get(name) is self.files[file] for name in self.forgotten()):
                return
            self.files[file].sync()
            self.keep_name(self.files[file])
        elif kind == SYNC_FOLDER:
            for change in self.changes.pop(data.decode(), []):
                self.rename(self.kept, *change)
        else:
            self.name(kind, file, data.decode().split("\0"))

    def forgotten(self):
        return [name for name in self.live if name.endswith(self.forgets)]

    def name(self, kind, file, paths):
        if kind == CREATE and self.live.get(paths[0]) is not None:
            self.files[file] = self.live[paths[0]]  # it was there
            return
        made = File() if kind == CREATE else None
        if kind == CREATE:
            self.files[file] = made
        change = (kind, paths, made)
        self.rename(self.live, *change)
        for folder in {str(pathlib.Path(path).parent) for path in paths}:
            self.changes.setdefault(folder, []).append(change)

    @staticmethod
    def rename(names, kind, paths, made):
        if kind in (CREATE, FOLDER):
            names[paths[0]] = made
        elif kind == REMOVE:
            names.pop(paths[0], None)
        elif paths[0] in names:
            for path in [one for one in names if one == paths[0] or one.startswith(paths[0] + "/")]:
                names[paths[1] + path[len(paths[0]):]] = names[path] if kind == LINK else names.pop(path)

    def keep_name(self, file):
        for changes in self.changes.values():
            for change in changes:
                if change[0] == CREATE and change[2] is file:
                    self.rename(self.kept, *change)
                    changes.remove(change)
                    return

    def cut(self, chance, place, share=None):
        """Writes what a cut now would leave into the folder `place`; `share` of the sectors not synced, or any."""
        names = dict(self.kept)
        for changes in self.changes.values():
            for change in changes[:chance.randrange(len(changes) + 1)]:
                self.rename(names, *change)
        share = chance.choice((0, 0.1, 0.5, 0.9, 1)) if share is None else share
        for path, file in sorted(names.items()):
            target = place / pathlib.Path(path).relative_to(self.folder)
            if file is None:
                target.mkdir(parents=True, exist_ok=True)
            elif target.parent.is_dir():  # without its folder it cannot be found
                target.write_bytes(file.after_cut(chance, share))
                target.chmod(0o600)
