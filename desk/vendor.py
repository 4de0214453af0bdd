"""`make vendor`: the scripts and styles of others that the desk serves, taken from npm's packages.

They are in the repository as they were published: installing needs no npm, and no page asks
another host for anything. `manifest.json` names each file's package, version, licence and SHA-256,
and a test holds the files to it. To take up a newer version: change it here, run this, look at the
desk, commit.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

FOLDER = Path(__file__).parent / "static" / "vendor"
MANIFEST = FOLDER / "manifest.json"


@dataclass(frozen=True, slots=True)
class Package:
    """A package on npm, its version, and which of its files are served."""

    name: str
    version: str
    files: tuple[str, ...]
    licence: str = "LICENSE"


PACKAGES = (
    Package("htmx.org", "4.0.1", ("dist/htmx.min.js", "dist/ext/hx-sse.min.js")),
    Package("@picocss/pico", "2.1.1", ("css/pico.min.css",), "LICENSE.md"),
    Package("vega", "6.4.0", ("build/vega.min.js",)),
    Package("vega-lite", "6.5.0", ("build/vega-lite.min.js",)),
    Package("vega-embed", "7.3.0", ("build/vega-embed.min.js",)),  # holds vega-interpreter
)


def digest(content: bytes) -> str:
    """The SHA-256 of a file's content, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def _packed(package: Package, folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is missing: it is needed to fetch the vendored files, for nothing else.")
    words = (npm, "pack", "--silent", f"{package.name}@{package.version}")
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"npm pack {package.name}@{package.version} failed: {done.stderr.strip()}")
    return folder / done.stdout.split()[-1]


def _take(package: Package, folder: Path) -> list[dict[str, Any]]:
    entries = []
    with tarfile.open(_packed(package, folder)) as archive:

        def content(path: str) -> bytes:
            member = archive.extractfile(f"package/{path}")
            assert member is not None
            return member.read()

        licence = json.loads(content("package.json"))["license"]
        short = package.name.rpartition("/")[2]
        targets = {path: Path(path).name for path in package.files}
        targets[package.licence] = f"LICENSE.{short}.txt"
        for path, target in targets.items():
            read = content(path)
            (FOLDER / target).write_bytes(read)
            entries.append(
                {
                    "file": target,
                    "package": package.name,
                    "version": package.version,
                    "path": path,
                    "licence": licence,
                    "sha256": digest(read),
                }
            )
    return entries


def main() -> None:
    """Fetch every package and write its files and the manifest."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with TemporaryDirectory() as folder:
        entries = [entry for package in PACKAGES for entry in _take(package, Path(folder))]
    MANIFEST.write_text(json.dumps(entries, indent=2) + "\n", "utf-8")
    for entry in entries:
        sys.stdout.write(f"{entry['file']}  {entry['package']} {entry['version']}\n")


if __name__ == "__main__":
    main()
