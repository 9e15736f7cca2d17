"""See to it that the tests find a browser: the machine's Chromium, else Debian's package, else Playwright's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PACKAGES = ["chromium", "fonts-noto-cjk"]


def main() -> None:
    if has_chromium() or install_package() or install_playwrights():
        return
    sys.exit("No browser for the tests: apt-get install chromium fonts-noto-cjk, then try again.")


def has_chromium() -> bool:
    if shutil.which("chromium"):
        return True
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def install_package() -> bool:
    if not shutil.which("apt-get"):
        return False
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and not shutil.which("sudo"):
        return False
    install = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    return succeeds([*sudo, "apt-get", "update", "-qq"]) and succeeds([*sudo, *install, *PACKAGES])


def install_playwrights() -> bool:
    return succeeds([sys.executable, "-m", "playwright", "install", "chromium"])


def succeeds(command: list[str]) -> bool:
    # stdout is for the tests' own lines.
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode == 0


if __name__ == "__main__":
    main()
