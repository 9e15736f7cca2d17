"""Probes: what the public learns, and what staff do."""

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient
from pytest_django.fixtures import Settings

from project.health.parts import CHANNEL_LAYER, DATABASE, REDIS
from project.health.readiness import examine


async def test_the_process_answers_whatever_the_host() -> None:
    answer = await AsyncClient(headers={"host": "10.1.2.3"}).get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


async def test_the_public_gets_no_details() -> None:
    answer = await AsyncClient().get("/readyz")
    # No worker runs here.
    assert (answer.status_code, answer.content) == (503, b"not ready\n")


@pytest.mark.django_db(transaction=True)
async def test_staff_see_each_part_and_members_do_not() -> None:
    staff, member = AsyncClient(), AsyncClient()
    await staff.aforce_login(await User.objects.acreate_user("root", is_staff=True))
    await member.aforce_login(await User.objects.acreate_user("carol"))
    parts = {part["part"]: part for part in (await staff.get("/readyz")).json()["parts"]}
    assert (parts["database"]["ok"], parts["redis"]["ok"], parts["channel_layer"]["ok"]) == (True, True, True)
    assert parts["worker"]["problem"] == "no worker answers"
    assert (await member.get("/readyz")).content == b"not ready\n"


@pytest.mark.django_db(transaction=True)
async def test_each_part_here_answers_and_no_channel_is_left_behind() -> None:
    findings = await examine([DATABASE, REDIS, CHANNEL_LAYER])
    assert [finding.problem for finding in findings] == ["", "", ""]


async def test_a_server_that_is_gone_is_named_without_its_password(settings: Settings) -> None:
    settings.REDIS_URLS = ["redis://:hidden@127.0.0.1:1/0"]
    [finding] = await examine([REDIS])
    assert finding.problem == "no answer (ConnectionError)"
    assert "hidden" not in repr(finding)


async def test_metrics_need_the_token_where_debug_is_off(settings: Settings) -> None:
    settings.DEBUG, settings.METRICS_TOKEN = False, "t" * 16
    client = AsyncClient()
    assert (await client.get("/metrics")).status_code == 404
    assert (await client.get("/metrics", headers={"authorization": "Bearer wrong"})).status_code == 404
    answer = await client.get("/metrics", headers={"authorization": "Bearer " + "t" * 16})
    assert b"process_cpu_seconds_total" in answer.content
    settings.METRICS_TOKEN = ""
    assert (await client.get("/metrics", headers={"authorization": "Bearer "})).status_code == 404
