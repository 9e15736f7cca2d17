import secrets
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import project.realtime.models


def renew_epochs(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Epochs that say nothing of a life would never be known to be over."""
    incarnation: Any = apps.get_model("realtime", "Incarnation")
    stream: Any = apps.get_model("realtime", "Stream")
    first = incarnation.objects.create()
    stream.objects.update(epoch=f"{first.database}.{first.number}.{secrets.token_urlsafe(6)}")


class Migration(migrations.Migration):
    dependencies = [("realtime", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Incarnation",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("database", models.CharField(default=project.realtime.models.new_name, max_length=8)),
                ("number", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="incarnation_is_one")],
            },
        ),
        migrations.AlterField(model_name="stream", name="epoch", field=models.CharField(max_length=40)),
        migrations.AddConstraint(
            model_name="stream",
            constraint=models.CheckConstraint(
                condition=models.Q(("epoch", ""), _negated=True), name="stream_has_epoch"
            ),
        ),
        migrations.RunPython(renew_epochs, migrations.RunPython.noop),
    ]
