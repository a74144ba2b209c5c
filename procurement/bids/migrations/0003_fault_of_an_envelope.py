from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bids', '0002_attempts_without_scanner'),
    ]

    operations = [
        migrations.AlterField(
            model_name='openingresult',
            name='fault',
            field=models.CharField(blank=True, choices=[('bid_gone', 'The log says that a bid came in; it is not here.'), ('version_gone', 'The log says that this version came in; it is not here.'), ('row_gone', 'The log names this envelope; its record is not here.'), ('body_gone', 'The file of this envelope is not in the store.'), ('row_changed', 'The record of this envelope is not the one that the log names.'), ('body_changed', 'The file changed after it was received.'), ('receipt_differs', 'The signed receipt names another envelope than the log.'), ('old_keys', 'It was sealed for keys that were replaced, and not sent again.'), ('half_missing', 'The supplier sealed it so that a half cannot be taken out.'), ('seal', 'The seal is broken, or the content is not what was committed to.'), ('stopped', 'Opening it failed each time, or took more than one envelope may take.'), ('answers', 'It opened, and what was sealed in it is no bid for this lot.')], max_length=15),
        ),
    ]
