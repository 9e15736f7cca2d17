"""Pools in which progress cannot be told are refused before anything is lost."""

import pytest
from celery import current_app, signals

import celery_app


@pytest.mark.parametrize("pool", ["gevent", "celery.concurrency.eventlet:TaskPool"])
def test_greenlets_are_refused_in_one_line(pool: str) -> None:
    with pytest.raises(SystemExit, match="Not started") as refused:
        signals.celeryd_init.send(sender="x@test", instance=None, conf=current_app.conf, options={"pool_cls": pool})
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("pool", ["prefork", "threads", "solo", None])
def test_others_are_not(pool: str | None) -> None:
    celery_app.refuse_unfit_pool(conf=current_app.conf, options={"pool_cls": pool})
