"""The room on Node, where there is Node. Its package is installed beside the results, never into the project."""

import shutil
import subprocess
from pathlib import Path

from tests.load.servers import Contender, Setting

PACKAGE = "ws@8.18.3"
PROGRAM = Path(__file__).with_name("ws.mjs")


class NodeMissing(Exception):
    """Why Node is not measured."""


def installed(directory: Path) -> Path:
    """Where ``ws`` and the program are, installed if need be."""
    npm = shutil.which("npm")
    if not (npm and shutil.which("node")):
        raise NodeMissing("no Node")
    directory.mkdir(parents=True, exist_ok=True)
    if not (directory / "node_modules" / "ws").exists():
        command = [npm, "install", "--silent", "--no-save", "--no-audit", "--no-fund", PACKAGE]
        if subprocess.run(command, cwd=directory, stdout=subprocess.DEVNULL).returncode:
            raise NodeMissing(f"npm could not install {PACKAGE}")
    return Path(shutil.copy(PROGRAM, directory))


class Node(Contender):
    is_python = False
    publisher_module = "tests.load.publishers.node"

    def __init__(self, setting: Setting, program: Path) -> None:
        super().__init__("node", ["node", str(program), "{port}"], setting)

    def is_up(self) -> bool:
        return "ready" in self.output()
