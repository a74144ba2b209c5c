"""Nothing of tenders knows the studies' tables by their old names any more."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tenders", "0003_refer_to_studies"), ("reports", "0003_refer_to_studies")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel("MethodChoice"), migrations.DeleteModel("MethodStudy")]
        )
    ]
