from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RenameField(model_name="job", old_name="words", new_name="message")]
