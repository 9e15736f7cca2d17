"""The polling site: gunicorn with its synchronous workers."""

import sys

from tests.load.servers import Contender, Setting

WORKERS = 2


class Polling(Contender):
    publisher_module = "tests.load.polling.updater"

    def __init__(self, setting: Setting) -> None:
        command = [sys.executable, "-m", "gunicorn", "--workers", str(WORKERS), "--log-level", "warning"]
        command += ["--bind", "127.0.0.1:{port}", "tests.load.polling.wsgi:application"]
        super().__init__("polling", command, setting)

    def variables(self, setting: Setting) -> dict[str, str]:
        return super().variables(setting) | {"DJANGO_SETTINGS_MODULE": "tests.load.polling.settings"}

    def start(self) -> None:
        self.manage("django", "migrate", "--run-syncdb", "--verbosity=0")
        super().start()
